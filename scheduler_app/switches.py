"""What an admin can switch off at once: the public booking form, and every text to a candidate.

Nothing else stops: calls that are booked are watched, and what would be texted goes by mail.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import structlog
from sqlalchemy.orm import Session

from scheduler_app import briefing
from scheduler_app.domain import text
from scheduler_app.store.people import Organisation, Recruiter

LONGEST_CONTACT = 300

log = structlog.get_logger()


class Switch(StrEnum):
    BOOKING = "booking"
    TEXTS = "texts"


def turn(session: Session, which: Switch, by: Recruiter, now: datetime, *, on: bool, contact: str = "") -> None:
    """Switch it, and keep who did and when; as it is already, only `contact` is changed.

    `contact` is for the form: whom people can turn to while it is closed, in the admin's own words. Raises `Refused`
    for words that are no text or too long.
    """
    row = session.get_one(Organisation, 1, with_for_update=True, populate_existing=True)
    if which is Switch.BOOKING:
        row.booking_contact = text.clean_line(contact, field="contact", most=LONGEST_CONTACT, least=0)
        if row.booking_is_open == on:
            return
        row.booking_is_open, row.booking_switched_at, row.booking_switched_by = on, now, by.name
    else:
        if row.candidates_are_texted == on:
            return
        row.candidates_are_texted, row.texts_switched_at, row.texts_switched_by = on, now, by.name
    log.warning("a switch was turned", switch=str(which), on=on, by=by.id)


def off(session: Session) -> list[tuple[Switch, datetime | None, str]]:
    """What is switched off, since when and by whom."""
    row = briefing.organisation(session)
    found = []
    if not row.booking_is_open:
        found.append((Switch.BOOKING, row.booking_switched_at, row.booking_switched_by))
    if not row.candidates_are_texted:
        found.append((Switch.TEXTS, row.texts_switched_at, row.texts_switched_by))
    return found
