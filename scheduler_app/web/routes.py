"""Every address of the service, in one place."""

from __future__ import annotations

from flask import Flask

from scheduler_app.web import (
    booking_form,
    candidate,
    dashboard,
    errors,
    feeds,
    filters,
    health,
    home,
    hours_page,
    limits_page,
    lost_link,
    other_calendars,
    outbox,
    pages,
    promise,
    questions_page,
    rescheduling,
    signin,
    subscriptions,
    times,
    types_page,
    webhooks,
    when,
    why_not,
    zone_picker,
)
from scheduler_app.web.api import register_api
from scheduler_app.web.security import csrf

# Without cookies: forms that change anything carry a signed token.
PUBLIC = (home.bp, booking_form.bp, candidate.bp, rescheduling.bp, lost_link.bp, when.bp, zone_picker.bp)
MACHINES = (feeds.bp, webhooks.bp, health.bp)
HOURS = (hours_page.bp, types_page.bp, questions_page.bp, why_not.bp)
SEEN = (dashboard.bp, promise.bp, outbox.bp, subscriptions.bp, other_calendars.bp, limits_page.bp, times.bp)
STAFF = (signin.bp, *SEEN, *HOURS)


def register(app: Flask) -> None:
    filters.equip(app)
    errors.answer_errors(app)
    for blueprint in (*PUBLIC, *MACHINES):
        csrf.exempt(blueprint)
    for blueprint in (*PUBLIC, *MACHINES, *STAFF):
        app.register_blueprint(blueprint)
    register_api(app)
    pages.prepare(app)
