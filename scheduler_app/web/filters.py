"""What templates may use: the one renderer for times, numbers for people, and who this deployment is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import Flask, g, url_for
from sqlalchemy.exc import SQLAlchemyError

from scheduler_app import look
from scheduler_app.domain import clockface, phone, zones
from scheduler_app.domain.manner import UNSAID
from scheduler_app.messages import catalogs
from scheduler_app.messages.unbroken import unbroken
from scheduler_app.store.db import reading
from scheduler_app.web import assets, form_address, now, sessions

FALLBACK_NAME = "Phone interviews"


def equip(app: Flask) -> None:
    app.jinja_env.filters.update(
        both=clockface.both,
        city=zones.city,
        number=phone.display,
        tel=phone.tel,
        unbroken=partial(unbroken, style='class="nobreak"'),
    )
    app.jinja_env.globals.update(organisation=organisation_name, look=shown, embedded=form_address.embedded, now=now)
    for extension in catalogs.EXTENSIONS:
        app.jinja_env.add_extension(extension)
    app.jinja_env.policies.update(catalogs.POLICIES)
    app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(page_language=UNSAID)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


@dataclass(frozen=True)
class Shown:
    """The organisation's looks as a page needs them; `logo` is an address, or "" for none."""

    name: str
    colour: str
    stylesheet: str
    logo: str
    width: int
    height: int
    framed_by: tuple[str, ...]


def organisation_name() -> str:
    """What the deployment calls itself; also on error pages, when the database may be what failed."""
    return shown().name


def shown() -> Shown:
    """Read once for each page; the plain looks when the database does not answer."""
    if "look" not in g:
        try:
            with reading(sessions()) as session:
                ours = look.present(session)
        except SQLAlchemyError:
            ours = look.PLAIN
        address = url_for("look.logo", digest=ours.logo) if ours.logo else ""
        name, sheet = ours.name or FALLBACK_NAME, assets.stylesheet(ours.colour)
        g.look = Shown(name, ours.colour, sheet, address, ours.logo_width, ours.logo_height, ours.framed_by)
    return g.look  # type: ignore[no-any-return]
