"""How somebody reads times of whom there is no record yet: by the browser's languages, and the clock they chose."""

from __future__ import annotations

from flask import request

from scheduler_app.domain.manner import CLOCKS, LANGUAGES, Manner

HOURS = "hours"  # a parameter of addresses, and a field that forms carry along
CLOCK = "clock"  # the button that changes it


def language() -> str:
    """The most wished-for of the browser's languages that dates can be said in, whatever its region; "" if none is."""
    wished = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((tag for tag in wished if tag in LANGUAGES), "")


def hours() -> int | None:
    """The clock that was chosen on the page, with the last button pressed or before."""
    chosen = request.values.get(CLOCK) or request.values.get(HOURS, "")
    return next((clock for clock in CLOCKS if chosen == str(clock)), None)


def manner() -> Manner:
    return Manner.kept(language(), hours())
