"""The API: `/api/v1`, its description and its documentation page."""

from __future__ import annotations

from flask import Flask

from scheduler_app.web.api import auth, changes, described, interviews, slots
from scheduler_app.web.security import csrf


def register_api(app: Flask) -> None:
    auth.limit(app)
    for blueprint in (changes.bp, interviews.bp, slots.bp):
        csrf.exempt(blueprint)
        app.register_blueprint(blueprint, url_prefix="/api/v1")
    app.register_blueprint(described.bp)
