"""How somebody reads times of whom there is no record yet: by the browser's languages, and the clock they chose."""

from __future__ import annotations

from flask import request

from scheduler_app.domain.manner import CLOCKS, LANGUAGES, Manner

HOURS = "hours"  # a parameter of addresses, and a field that forms carry along


def language() -> str:
    """The first of the browser's languages that dates can be said in; "" if it names none."""
    return request.accept_languages.best_match(list(LANGUAGES)) or ""


def hours() -> int | None:
    """The clock that was chosen on the page."""
    chosen = request.values.get(HOURS, "")
    return next((clock for clock in CLOCKS if chosen == str(clock)), None)


def manner() -> Manner:
    return Manner.kept(language(), hours())
