"""Quiet hours: whether a text may disturb somebody now, and from when on it may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from scheduler_app.domain import walltime
from scheduler_app.domain.walltime import Overlap

# Steps from one hour before the start to 15 minutes after the close are about the call itself.
URGENT_BEFORE, URGENT_AFTER = timedelta(hours=1), timedelta(minutes=15)
OLD_NEWS = timedelta(hours=1)  # a step found this late is no longer about a call that somebody waits for


class AtNight(StrEnum):
    """What becomes of a text in its reader's quiet hours."""

    WAIT = "wait"  # until they end
    EMAIL = "email"  # by mail at once
    SEND = "send"  # anyway


@dataclass(frozen=True)
class QuietHours:
    """From `begins` up to `ends` on the reader's clock, across midnight or not; none if the two are equal."""

    begins: time
    ends: time


@dataclass(frozen=True)
class Night:
    """Quiet hours that are on: when they end (UTC), and whose clock says so."""

    ends: datetime
    zone: str


def night(hours: QuietHours, zones: Iterable[str], now: datetime) -> Night | None:
    """The quiet hours that `now` falls into; None outside them.

    Of several zones, where nobody knows which one the reader is in, all have to be outside. Should they never be at
    the same time, the night that is on now is all that counts.
    """
    places = list(zones)
    first = found = _latest(hours, places, now)
    while found is not None and found.ends - now < timedelta(days=1):
        further = _latest(hours, places, found.ends)
        if further is None:
            return found
        found = further
    return first


def urgent(planned: datetime, starts: datetime, closes: datetime, now: datetime) -> bool:
    """Whether a step that was planned for this instant is about the call itself, and has not grown old meanwhile."""
    return starts - URGENT_BEFORE <= planned <= closes + URGENT_AFTER and now - planned < OLD_NEWS


def ruling(choice: AtNight, current: Night | None, expires_at: datetime, *, mail: bool) -> AtNight:
    """What to do with a text now: what would expire while it waits goes by mail at once, if it has one (`mail`)."""
    if current is None:
        return AtNight.SEND
    if choice is AtNight.EMAIL and not mail:
        choice = AtNight.WAIT
    if choice is AtNight.WAIT and current.ends >= expires_at:
        return AtNight.EMAIL
    return choice


def _latest(hours: QuietHours, zones: Iterable[str], now: datetime) -> Night | None:
    nights = [Night(ends, zone) for zone in zones if (ends := _ends(hours, zone, now)) is not None]
    return max(nights, key=lambda one: one.ends, default=None)


def _ends(hours: QuietHours, zone: str, now: datetime) -> datetime | None:
    """When the zone's quiet hours end; None if they are not on.

    On the nights of a clock change they begin at the first and end at the last reading of their times.
    """
    if hours.begins == hours.ends:
        return None
    today = walltime.local(now, zone).date()
    for day in (today - timedelta(days=1), today):
        morning = day if hours.begins < hours.ends else day + timedelta(days=1)
        ends = _last(morning, hours.ends, zone)
        if walltime.at_wall(day, hours.begins, zone) <= now < ends:
            return ends
    return None


def _last(day: date, clock: time, zone: str) -> datetime:
    found = walltime.resolve(datetime.combine(day, clock), zone)
    return found.later if isinstance(found, Overlap) else walltime.at_wall(day, clock, zone)
