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
    hours_page,
    invited,
    limits_page,
    links_page,
    look_page,
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
PUBLIC = (
    home.bp,
    booking_form.bp,
    invited.bp,
    candidate.bp,
    rescheduling.bp,
    lost_link.bp,
    when.bp,
    zone_picker.bp,
)
MACHINES = (look_page.public, feeds.bp, webhooks.bp, health.bp)
SETTINGS = (hours_page.bp, types_page.bp, questions_page.bp, why_not.bp, limits_page.bp, look_page.bp, times.bp)
STAFF = (
    signin.bp,
    dashboard.bp,
    promise.bp,
    links_page.bp,
    outbox.bp,
    subscriptions.bp,
    other_calendars.bp,
    *SETTINGS,
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
