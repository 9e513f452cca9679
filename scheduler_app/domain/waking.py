"""The hours in which a person is offered a call, unless nothing else is free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from scheduler_app.domain.walltime import local

DAY = (8, 21)  # from 8:00 AM until before 9:00 PM
APART = timedelta(hours=3)  # between times that are offered together, so that one of them suits
KINDER_FIRST = (DAY, (6, 23), (0, 24))


def awake(instant: datetime, zone: str) -> bool:
    return _within(instant, zone, DAY)


def kindest(starts: Iterable[datetime], zone: str) -> list[datetime]:
    """Those in waking hours on that clock; if there are none the early and late ones; failing them, all."""
    return list(_kindest(starts, zone))


def spread(starts: Iterable[datetime], zone: str, most: int) -> list[datetime]:
    """Up to so many to choose from, soonest first and some hours apart, at night only if there are no others."""
    found: list[datetime] = []
    for start in _kindest(starts, zone):
        if not found or start - found[-1] >= APART:
            found.append(start)
        if len(found) == most:
            break
    return found


def _kindest(starts: Iterable[datetime], zone: str) -> Iterator[datetime]:
    known = list(starts)
    for hours in KINDER_FIRST:
        kind = (start for start in known if _within(start, zone, hours))
        if (first := next(kind, None)) is not None:
            yield first
            yield from kind
            return


def _within(instant: datetime, zone: str, hours: tuple[int, int]) -> bool:
    return hours[0] <= local(instant, zone).hour < hours[1]
