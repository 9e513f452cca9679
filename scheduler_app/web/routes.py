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
    limits_page,
    lost_link,
    other_calendars,
    outbox,
    pages,
    promise,
    rescheduling,
    signin,
    subscriptions,
    times,
    webhooks,
    when,
    zone_picker,
)
from scheduler_app.web.api import register_api
from scheduler_app.web.security import csrf

# Without cookies: forms that change anything carry a signed token.
PUBLIC = (home.bp, booking_form.bp, candidate.bp, rescheduling.bp, lost_link.bp, when.bp, zone_picker.bp)
MACHINES = (feeds.bp, webhooks.bp, health.bp)
STAFF = (signin.bp, dashboard.bp, promise.bp, outbox.bp, subscriptions.bp, other_calendars.bp, limits_page.bp, times.bp)


def register(app: Flask) -> None:
    filters.equip(app)
    errors.answer_errors(app)
    for blueprint in (*PUBLIC, *MACHINES):
        csrf.exempt(blueprint)
    for blueprint in (*PUBLIC, *MACHINES, *STAFF):
        app.register_blueprint(blueprint)
    register_api(app)
    pages.prepare(app)
