"""The choice of language and clock, as the candidate's page and the staff's offer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import request

from scheduler_app.domain import clockface
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.manner import CLOCKS, LANGUAGES, Hours, Manner, check_language
from scheduler_app.domain.phrases import phrase
from scheduler_app.domain.said import Said
from scheduler_app.store.people import Candidate, Recruiter

AS_THERE = ""  # the clock as it is read in the place shown


@dataclass(frozen=True)
class Choice:
    """One choice, in words; `chosen` if it holds now."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Choices:
    """What is offered to one person, and a time said as it is now."""

    languages: list[Choice]
    clocks: list[Choice]
    example: Said


def choices(reader: Candidate | Recruiter, example: datetime) -> Choices:
    manner, city = reader.manner, reader.zone
    habit = phrase("As in the city shown ({hours}-hour in yours)", hours=clockface.hours_in(city))
    clocks = [Choice(AS_THERE, habit, manner.hours is None)]
    clocks += [Choice(str(hours), phrase("{hours}-hour clock", hours=hours), manner.hours == hours) for hours in CLOCKS]
    return Choices(
        [Choice(name, own_name, name == manner.language) for name, own_name in LANGUAGES.items()],
        clocks,
        clockface.say(example, city, manner),
    )


def chosen() -> Manner:
    """What was sent; raises `Refused` for what was not offered."""
    language = check_language(request.form.get("language"), field="language")
    return Manner(language, _hours(request.form.get("hours", AS_THERE)))


def _hours(sent: str) -> Hours | None:
    for hours in CLOCKS:
        if sent == str(hours):
            return hours
    if sent == AS_THERE:
        return None
    raise Refused.because("invalid_request", "choose one of the clocks shown", field="hours")
