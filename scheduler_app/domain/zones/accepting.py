"""Which names are accepted as a zone, and what is said of the others."""

from __future__ import annotations

from datetime import datetime

from scheduler_app.domain.errors import Refused
from scheduler_app.domain.zones import finding, letters, posix, tables

_MOST = 5


def check(name: object, *, field: str, on: datetime | None = None) -> str:
    """The name, exactly as given, if it is one of `known()`.

    Raises Refused: `ambiguous_abbreviation` (always with `choices`) for letters such as MST, even where
    the tz database has them as a name; `unknown_zone` for anything else, with `choices` where the meaning is
    obvious; `invalid_request` for what is not text. A POSIX rule is answered with places of its offset at the aware
    instant `on`, the moment in question if there is one.
    """
    if not isinstance(name, str):
        raise Refused.because("invalid_request", "the time zone must be text, such as Europe/Berlin", field=field)
    if name in tables.known():
        return name
    text = name.strip()[:80]
    shown = "".join(char if char.isprintable() else "?" for char in text[:40])
    if meant := letters.meanings().get(text.upper()):
        several = f"does not name one time zone: it can mean the clocks of {_listed(meant)}; choose a city"
        message = f"{shown} {several if len(meant) > 1 else f'is an abbreviation; choose a city, such as {meant[0]}'}"
        raise Refused.because("ambiguous_abbreviation", message, field=field, choices=list(meant))
    choices = _choices(text, on)
    if not text:
        message = "no time zone was given; choose a city, such as Europe/Berlin"
    elif finding.is_offset(text):
        message = f'"{shown}" is an offset and does not say when clocks change; choose a city, like Europe/Berlin'
    elif choices and posix.letters_of(text) and posix.letters_of(text) not in letters.meanings():
        message = f'"{shown}" is a rule and not a place; choose a city with that clock, such as {_listed(choices)}'
    elif choices:
        message = f'there is no time zone "{shown}"; did you mean {_listed(choices)}?'
    else:
        message = f'there is no time zone "{shown}"; choose a city, such as America/Denver or Europe/Berlin'
    raise Refused.because("unknown_zone", message, field=field, **({"choices": choices} if choices else {}))


def _choices(text: str, on: datetime | None) -> list[str]:
    """Zones that text which is not a zone obviously means; the best first, at most five."""
    if finding.is_offset(text):
        return []
    if known := posix.letters_of(text):
        return (letters.meanings().get(known) or posix.places(text, on))[:_MOST]
    return finding.meant(text)[:_MOST]


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
