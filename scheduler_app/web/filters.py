"""What templates may use: the one renderer for times, numbers for people, and who this deployment is."""

from __future__ import annotations

from functools import partial

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from scheduler_app import briefing
from scheduler_app.domain import clockface, phone, zones
from scheduler_app.domain.manner import UNSAID
from scheduler_app.messages import catalogs
from scheduler_app.messages.unbroken import unbroken
from scheduler_app.store.db import reading
from scheduler_app.web import now, sessions

FALLBACK_NAME = "Phone interviews"


def equip(app: Flask) -> None:
    app.jinja_env.filters.update(
        both=clockface.both,
        city=zones.city,
        number=phone.display,
        tel=phone.tel,
        unbroken=partial(unbroken, style='class="nobreak"'),
    )
    app.jinja_env.globals.update(organisation=organisation_name, now=now)
    for extension in catalogs.EXTENSIONS:
        app.jinja_env.add_extension(extension)
    app.jinja_env.policies.update(catalogs.POLICIES)
    app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(page_language=UNSAID)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def organisation_name() -> str:
    """What the deployment calls itself; also on error pages, when the database may be what failed."""
    try:
        with reading(sessions()) as session:
            return briefing.organisation(session).name or FALLBACK_NAME
    except SQLAlchemyError:
        return FALLBACK_NAME
