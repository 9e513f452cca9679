"""Whose turn it is: the least recently booked first, and by weight a larger share of the calls.

Each booking moves a recruiter's next turn on by a round divided by their weight. The first turn is never before those
of the others' last calls, so nobody who was away is given everything on their return.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

ROUND = 2520  # divides evenly by every weight
MOST_WEIGHT = 10
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Turn:
    """Where one recruiter stands: `turn` is that of their last booking, `booked` when that was made."""

    recruiter: int
    weight: int
    turn: int
    booked: datetime | None


def in_order(turns: Iterable[Turn]) -> list[int]:
    """The recruiters, whoever is to be booked next first. With equal weights it is the least recently booked."""
    known = list(turns)
    return [
        one.recruiter for one in sorted(known, key=lambda one: (after(one, known), one.booked or NEVER, one.recruiter))
    ]


def after(one: Turn, known: Iterable[Turn]) -> int:
    """The turn that a booking of this recruiter takes now."""
    latest = max((other.turn for other in known), default=0)
    return latest if one.booked is None else max(latest, one.turn + ROUND // one.weight)
