"""Every address of the service, in one place."""

from __future__ import annotations

from flask import Flask, Response, request

from scheduler_app.web import (
    assets,
    booking_form,
    candidate,
    dashboard,
    errors,
    feeds,
    filters,
    health,
    home,
    invited,
    limits_page,
    links_page,
    look_page,
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
PUBLIC = (home.bp, booking_form.bp, candidate.bp, rescheduling.bp, when.bp, zone_picker.bp, invited.bp)
MACHINES = (look_page.public, feeds.bp, webhooks.bp, health.bp)
STAFF = (
    signin.bp,
    dashboard.bp,
    promise.bp,
    outbox.bp,
    subscriptions.bp,
    other_calendars.bp,
    limits_page.bp,
    look_page.bp,
    links_page.bp,
    times.bp,
)


def register(app: Flask) -> None:
    assets.equip(app)
    filters.equip(app)
    errors.answer_errors(app)
    for blueprint in (*PUBLIC, *MACHINES):
        csrf.exempt(blueprint)
    for blueprint in (*PUBLIC, *MACHINES, *STAFF):
        app.register_blueprint(blueprint)
    register_api(app)
    pages.prepare(app)
    public = {blueprint.name for blueprint in PUBLIC}

    @app.after_request
    def small(response: Response) -> Response:
        return assets.compressed(response) if request.blueprint in public else response
