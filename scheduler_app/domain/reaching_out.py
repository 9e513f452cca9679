"""Reach out, or move on? What somebody who waited in vain does best, by how long it is since the call was due.

What career advisers agree on: wait 15 to 20 minutes before doing anything, 30 at most; then one message, one more on
the next day, a last one after a week, and then look ahead. The callback window comes first: while it is open the call
may still come as it was promised, and once it has closed our own words ask for a new time, however short it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scheduler_app.domain.plan import business_morning

CHECKS_AFTER = timedelta(minutes=15)  # of waiting
NEXT_DAY, LAST_DAY = 1, 5  # business days after the close, as the default plan's notes


class Advice(StrEnum):
    """What to do now, in the order in which it comes."""

    WAIT = "wait"
    CHECK = "check"  # the details: the day, the city, a silent phone
    MESSAGE = "message"  # one, today
    EMAIL = "email"  # one more, from the next business day on
    CLOSE = "close"  # a last note, and on to other things


@dataclass(frozen=True)
class Turn:
    """One advice and the moment (UTC) from which on it holds."""

    advice: Advice
    begins: datetime


def turns(starts: datetime, closes: datetime, zone: str) -> tuple[Turn, ...]:
    """Every advice in its order, for a window in UTC and the waiting person's zone."""
    checks = starts + CHECKS_AFTER
    return (
        Turn(Advice.WAIT, starts),
        *([Turn(Advice.CHECK, checks)] if checks < closes else []),
        Turn(Advice.MESSAGE, closes),
        Turn(Advice.EMAIL, business_morning(closes, NEXT_DAY, zone)),
        Turn(Advice.CLOSE, business_morning(closes, LAST_DAY, zone)),
    )


def advice(starts: datetime, closes: datetime, zone: str, now: datetime, *, known: bool = False) -> Advice:
    """What holds at `now`. `known` says that no call will come any more: then there is nothing to wait for."""
    found = max((turn for turn in turns(starts, closes, zone) if turn.begins <= now), key=_place, default=None)
    said = found.advice if found else Advice.WAIT
    return Advice.MESSAGE if known and said in (Advice.WAIT, Advice.CHECK) else said


def next_turn(starts: datetime, closes: datetime, zone: str, now: datetime) -> Turn | None:
    """The advice that comes after the present one; None after the last."""
    return next((turn for turn in turns(starts, closes, zone) if turn.begins > now), None)


def _place(turn: Turn) -> int:
    return list(Advice).index(turn.advice)
