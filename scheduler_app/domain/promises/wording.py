"""The two sentences that leave the page: a reading on the reader's clock, and the question to send back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from scheduler_app.domain import clockface
from scheduler_app.domain.promises.notes import Notes

MOST_CHOICES = 3
_POLITELY = "Thank you! To be sure that I am ready, could you please"


def sentence(starts: datetime, closes: datetime | None, reader: str, zone: str) -> str:
    """The start on both clocks, and until when the call may come."""
    start = clockface.both(starts, reader, zone)
    if closes is None:
        return f"{start}."
    return f"{start}. The call may come until {clockface.both(closes, reader, zone)}."


def question(notes: Notes, choices: Sequence[tuple[datetime, str]]) -> str:
    """One polite question that settles everything unclear; "" when there is nothing to ask."""
    if not notes.unclear:
        return ""
    if not notes.missing and 1 < len(choices) <= MOST_CHOICES:
        times = [clockface.say(starts, zone) for starts, zone in choices]
        return f"{_POLITELY} confirm which time you mean: {_listed(times, 'or')}?"
    asked = [*notes.choices, *notes.missing] or ["the day, the time and the city whose clock it is read on"]
    return f"{_POLITELY} tell me {_listed(asked, 'and')}?"


def _listed(names: Sequence[str], word: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
