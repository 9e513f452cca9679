"""How a person wishes to read dates and clocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from scheduler_app.domain.errors import Refused

Hours = Literal[12, 24]

LANGUAGES: Final = {"en": "English", "es": "Español", "fr": "Français", "de": "Deutsch"}  # each by its own name
CLOCKS: Final[tuple[Hours, ...]] = (12, 24)
UNSAID = "en"  # the language of whoever did not say


@dataclass(frozen=True)
class Manner:
    """The language of dates, one of `LANGUAGES`, and the clock: without `hours` it is read as in the place shown."""

    language: str = UNSAID
    hours: Hours | None = None

    @classmethod
    def kept(cls, language: str, hours: int | None) -> Manner:
        """As a record holds it: "" and None are what nobody has said, and so is what is not offered any more."""
        known = language if language in LANGUAGES else UNSAID
        return cls(known, next((clock for clock in CLOCKS if clock == hours), None))

    def in_english(self) -> Manner:
        """The same clock, for a time inside words that somebody else will read."""
        return Manner(hours=self.hours)


ENGLISH: Final = Manner()


def check_language(value: object, *, field: str) -> str:
    """One of `LANGUAGES`; anything else is refused with them as `choices`."""
    if isinstance(value, str) and value in LANGUAGES:
        return value
    raise _refused(field, "is", list(LANGUAGES))


def check_hours(value: object, *, field: str) -> Hours:
    """12 or 24, a whole number; anything else is refused with them as `choices`."""
    for clock in CLOCKS:
        if type(value) is int and value == clock:
            return clock
    raise _refused(field, "is the number", [str(clock) for clock in CLOCKS])


def _refused(field: str, verb: str, choices: list[str]) -> Refused:
    listed = f"{', '.join(choices[:-1])} or {choices[-1]}"
    return Refused.because("invalid_request", f"{field} {verb} {listed}", field=field, choices=choices)
