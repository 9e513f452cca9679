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
    other_calendars,
    outbox,
    pages,
    promise,
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
PUBLIC = (home.bp, booking_form.bp, candidate.bp, rescheduling.bp, when.bp, zone_picker.bp)
HOURS = (hours_page.bp, types_page.bp, why_not.bp)
MACHINES = (feeds.bp, webhooks.bp, health.bp)
STAFF = (signin.bp, dashboard.bp, promise.bp, outbox.bp, subscriptions.bp, other_calendars.bp, limits_page.bp, times.bp)


def register(app: Flask) -> None:
    filters.equip(app)
    errors.answer_errors(app)
    for blueprint in (*PUBLIC, *MACHINES):
        csrf.exempt(blueprint)
    for blueprint in (*PUBLIC, *MACHINES, *STAFF, *HOURS):
        app.register_blueprint(blueprint)
    register_api(app)
    pages.prepare(app)
