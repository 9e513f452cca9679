"""The hours in which a person is offered a call, unless nothing else is free."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from scheduler_app.domain.walltime import local

DAY = (8, 21)  # from 8:00 AM until before 9:00 PM
KINDER_FIRST = (DAY, (6, 23), (0, 24))


def awake(instant: datetime, zone: str) -> bool:
    return _within(instant, zone, DAY)


def kindest(starts: Iterable[datetime], zone: str, most: int | None = None) -> list[datetime]:
    """Those in waking hours on that clock; if there are none the early and late ones; failing them, all.

    With `most` only the first so many of them.
    """
    found = list(starts)
    by_kindness = (
        list(islice((start for start in found if _within(start, zone, hours)), most)) for hours in KINDER_FIRST
    )
    return next((kind for kind in by_kindness if kind), [])


def _within(instant: datetime, zone: str, hours: tuple[int, int]) -> bool:
    return hours[0] <= local(instant, zone).hour < hours[1]
