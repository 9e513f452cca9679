"""What the deployment calls itself, its colour and its logo: on every page, changed by an admin."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from scheduler_app import briefing
from scheduler_app.domain import brand, origins, picture, text
from scheduler_app.domain.wanted import Fields
from scheduler_app.store.look import Logo

NAME, COLOUR, LOGO, FRAMED_BY = "name", "colour", "logo", "framed_by"
LONGEST_NAME = 60  # characters; a text message shortens it further
LOGO_HEIGHT, LOGO_WIDEST = 36, 160  # on the page, in CSS pixels


@dataclass(frozen=True)
class Look:
    """`logo` is its digest, "" for none; its width and height are those on the page."""

    name: str
    colour: str
    logo: str
    logo_width: int
    logo_height: int
    framed_by: tuple[str, ...] = ()  # the origins whose pages may hold the booking form


PLAIN = Look("", "", "", 0, 0)


def present(session: Session) -> Look:
    ours = briefing.organisation(session)
    width, height = _on_the_page(ours.logo_width, ours.logo_height)
    return Look(ours.name, ours.colour, ours.logo_digest, width, height, tuple(ours.framed_by))


def change(session: Session, typed: Mapping[str, str], logo: bytes, *, without_logo: bool) -> None:
    """Name, colour and sites as typed; the logo stays if none is sent. Raises `Refused` with every fault."""
    fields = Fields(typed, known=frozenset({NAME, COLOUR, FRAMED_BY}))
    name = fields.attempt(lambda: text.clean_line(typed.get(NAME), field=NAME, most=LONGEST_NAME, least=0))
    colour = fields.attempt(lambda: brand.check(typed.get(COLOUR, ""), field=COLOUR))
    framed_by = fields.attempt(lambda: origins.check(typed.get(FRAMED_BY, ""), field=FRAMED_BY))
    found = fields.attempt(lambda: picture.check(logo, field=LOGO)) if logo else None
    fields.refuse_if_faulty()
    ours = briefing.organisation(session)
    ours.name, ours.colour, ours.framed_by = name or "", colour or "", framed_by or []
    if found is not None:
        session.execute(delete(Logo))
        ours.logo_digest = hashlib.sha256(logo).hexdigest()
        ours.logo_width, ours.logo_height = found.width, found.height
        session.add(Logo(digest=ours.logo_digest, kind=found.kind, body=logo))
    elif without_logo:
        session.execute(delete(Logo))
        ours.logo_digest, ours.logo_width, ours.logo_height = "", 0, 0


def logo(session: Session, digest: str) -> Logo | None:
    return session.get(Logo, digest)


def _on_the_page(width: int, height: int) -> tuple[int, int]:
    """The size at which a picture is shown, in its own proportions."""
    if not width or not height:
        return 0, 0
    scale = min(LOGO_HEIGHT / height, LOGO_WIDEST / width)
    return max(1, round(width * scale)), max(1, round(height * scale))
