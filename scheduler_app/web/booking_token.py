"""The token that a booking form carries, and what is known of a form by it: when it was opened, and which one it is."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from scheduler_app.domain.errors import Refused
from scheduler_app.domain.phrases import phrase
from scheduler_app.web import forms, now
from scheduler_app.web.forms import Opened

PURPOSE = "book"


def opened(slug: str, typed: Mapping[str, str]) -> Opened:
    """The form that was sent; raises `Refused` for a token that is forged, of another form, or too old."""
    try:
        return forms.check(typed.get(forms.FIELD, ""), PURPOSE, slug, now())
    except Refused as stale:
        words = phrase("This page was open for too long. Please check it and send it once more.")
        raise Refused.because(stale.code, words) from None


def good(slug: str, typed: Mapping[str, str]) -> str:
    """The token that the form came with while it is good, or else a new one."""
    given = typed.get(forms.FIELD, "")
    try:
        forms.check(given, PURPOSE, slug, now())
    except Refused:
        return forms.token(PURPOSE, slug, now())
    return given


def hold_key(token: str) -> UUID:
    """What a time is kept under for the form with this good token."""
    return hold_of(forms.read(token, PURPOSE, now())[1])


def hold_of(form: Opened) -> UUID:
    return form.key_for("hold")


def interview_of(form: Opened) -> UUID:
    """The id of what this form books: one interview, however often and with whatever it is sent."""
    return form.key_for("interview")
