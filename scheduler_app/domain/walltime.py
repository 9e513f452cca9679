"""Wall time to instant: the only place in the product where a clock's reading becomes a moment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import tzdata  # type: ignore[import-untyped]

from scheduler_app.domain import zones
from scheduler_app.domain.errors import Refused

_FORM = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?", re.ASCII)
_RELEASE: str = tzdata.IANA_VERSION
_SECOND = timedelta(seconds=1)
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Which(StrEnum):
    """Which of the two, where the clocks show a time twice."""

    EARLIER = "earlier"
    LATER = "later"


@dataclass(frozen=True)
class Unique:
    """The clocks show this time once."""

    utc: datetime


@dataclass(frozen=True)
class Overlap:
    """The clocks show this time twice, because they are put back. Both instants are UTC."""

    earlier: datetime
    later: datetime


@dataclass(frozen=True)
class Gap:
    """The clocks never show this time. `next_valid` is the first wall time (naive) after the gap."""

    next_valid: datetime
    before_offset: timedelta
    after_offset: timedelta


@dataclass(frozen=True)
class WallTime:
    """The time both people agreed to read off the clock in one named place: the truth."""

    local: datetime  # naive
    zone: str  # as it was given, aliases included
    which: Which | None = None  # only where the clocks show `local` twice


@dataclass(frozen=True)
class Agreement:
    """A wall time and what today's tables make of it: instant, UTC offset at it, and the release asked."""

    wall: WallTime
    utc: datetime
    offset: timedelta
    tz_release: str


@dataclass(frozen=True)
class Told:
    """A zone's clock as a person was told it, with the UTC offset of then: later tables may disagree."""

    zone: str
    offset: timedelta

    def at(self, instant: datetime) -> datetime:
        """The aware local time that this clock showed, or was expected to show, at an instant."""
        return instant.astimezone(timezone(self.offset))


def tz_release() -> str:
    """The IANA release that every answer here comes from, such as `2026f`."""
    return _RELEASE


def parse_wall(text: object, *, field: str) -> datetime:
    """The naive datetime of `YYYY-MM-DDTHH:MM[:SS]`, years 1900 to 2999.

    Raises Refused `invalid_request` for any other form (offsets, Z, fractions and non-ASCII digits included).
    """
    form = "write it as YYYY-MM-DDTHH:MM, such as 2027-01-12T14:30, without an offset"
    if not isinstance(text, str) or not text.strip():
        raise Refused.because("invalid_request", f"a local time is missing; {form}", field=field)
    if not _FORM.fullmatch(text):
        shown = "".join(char if char.isprintable() else "?" for char in text[:40])
        raise Refused.because("invalid_request", f'"{shown}" is not a local time; {form}', field=field)
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        raise Refused.because("invalid_request", f"{text} is on no calendar; {form}", field=field) from None
    if not 1900 <= wall.year <= 2999:
        raise Refused.because(
            "invalid_request", f"the year of {text} is not between 1900 and 2999; {form}", field=field
        )
    return wall


def resolve(wall: datetime, zone: str) -> Unique | Overlap | Gap:
    """What a naive wall time means in a zone that `zones.check` accepted; never a guess.

    Raises ValueError for an aware `wall`, OverflowError within two days of the ends of the calendar.
    """
    if wall.tzinfo is not None:
        raise ValueError(f"{wall} is not a wall time: it already carries an offset")
    info = ZoneInfo(zone)
    before, after = (_offset(wall.replace(tzinfo=info, fold=fold)) for fold in (0, 1))
    readings = sorted({(wall - offset).replace(tzinfo=UTC) for offset in (before, after)})
    instants = [utc for utc in readings if _wall(utc, info) == wall]
    if not instants:
        return _gap(wall, info, readings)
    return Unique(instants[0]) if len(instants) == 1 else Overlap(*instants)


def agree(wall: datetime, zone: object, which: Which | None, *, field: str = "starts") -> Agreement:
    """What two people agreed, resolved. `which` counts, and is kept, only where the clocks show `wall` twice.

    Raises Refused: `unknown_zone` or `ambiguous_abbreviation` on `{field}.zone`; on `{field}.wall` also
    `nonexistent_local_time` with `next_valid` (wall time), and `ambiguous_local_time` with `earlier` and
    `later` (UTC) when `which` is missing.
    """
    name = zones.check(zone, field=f"{field}.zone")
    found = resolve(wall, name)
    if isinstance(found, Gap):
        raise _skipped(wall, name, found, f"{field}.wall")
    if isinstance(found, Overlap) and which is None:
        raise _repeated(wall, name, found, f"{field}.wall")
    if isinstance(found, Unique):
        utc, which = found.utc, None
    else:
        utc = found.later if which is Which.LATER else found.earlier
    return Agreement(WallTime(wall, name, which), utc, _offset(local(utc, name)), tz_release())


def at_wall(day: date, clock: time, zone: str) -> datetime:
    """The UTC instant of the service's own plans, such as 09:00 in the reader's zone.

    A skipped time moves to the first one after the gap; a repeated one is its first. Guessing is right here,
    and only here: no person agreed to this clock reading, and the step has to happen all the same.
    """
    found = resolve(datetime.combine(day, clock), zone)
    if isinstance(found, Gap):
        found = resolve(found.next_valid, zone)
    if isinstance(found, Gap):
        raise ValueError(f"two clock changes of {zone} meet on {day}")
    return found.utc if isinstance(found, Unique) else found.earlier


def agree_at(instant: datetime, zone: str) -> Agreement:
    """An instant as an agreement on a zone's clock, in a repeated hour too. ValueError if it is not whole seconds."""
    wall = local(instant, zone).replace(tzinfo=None)
    reading = resolve(wall, zone)
    which = None
    if isinstance(reading, Overlap):
        which = Which.EARLIER if instant == reading.earlier else Which.LATER
    agreement = agree(wall, zone, which)
    if agreement.utc != instant:
        raise ValueError(f"{instant} cannot be said on the clock of {zone}")
    return agreement


def local(instant: datetime, zone: str) -> datetime:
    """The aware local time of an aware instant. Raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant} is no instant: it carries no offset")
    return instant.astimezone(ZoneInfo(zone))


def told(instant: datetime, zone: str) -> Told:
    """The zone's clock as today's tables have it at an instant."""
    return Told(zone, _offset(local(instant, zone)))


@lru_cache(maxsize=4096)
def shown_twice(instant: datetime, zone: str) -> bool:
    """Whether the clocks of `zone` show the time of this instant at another one too, so that only an offset tells."""
    return isinstance(resolve(local(instant, zone).replace(tzinfo=None), zone), Overlap)


def instant_text(instant: datetime) -> str:
    """`2026-12-15T16:00:00Z`; microseconds only when not zero. ValueError for a naive datetime."""
    return local(instant, "UTC").replace(tzinfo=None).isoformat() + "Z"


def wall_text(wall: datetime) -> str:
    """`2027-01-12T14:30`; seconds only when not zero. An offset, if any, is left out."""
    exact = wall.second or wall.microsecond
    return wall.replace(tzinfo=None).isoformat(timespec="auto" if exact else "minutes")


def offset_text(offset: timedelta) -> str:
    """`-07:00`, `+05:30`; seconds only for the local mean times of before the railways."""
    sign = "-" if offset < timedelta() else "+"
    hours, rest = divmod(abs(offset), timedelta(hours=1))
    minutes, seconds = divmod(rest, timedelta(minutes=1))
    tail = f":{seconds.seconds:02}" if seconds else ""
    return f"{sign}{hours:02}:{minutes:02}{tail}"


def _gap(wall: datetime, info: ZoneInfo, readings: list[datetime]) -> Gap:
    """Halve the span between the two readings until the second of the change itself is left."""
    before, after = readings[0].replace(microsecond=0), readings[-1].replace(microsecond=0) + _SECOND
    while after - before > _SECOND:
        middle = before + (after - before) // (2 * _SECOND) * _SECOND
        before, after = (before, middle) if _wall(middle, info) > wall else (middle, after)
    return Gap(_wall(after, info), _offset(before.astimezone(info)), _offset(after.astimezone(info)))


def _wall(utc: datetime, info: ZoneInfo) -> datetime:
    return utc.astimezone(info).replace(tzinfo=None, fold=0)


def _offset(aware: datetime) -> timedelta:
    return aware.utcoffset() or timedelta()


def _day(moment: datetime) -> str:
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def _clock(wall: datetime) -> str:
    return wall_text(wall).partition("T")[2]


def _skipped(wall: datetime, zone: str, gap: Gap, field: str) -> Refused:
    later_day = "" if gap.next_valid.date() == wall.date() else f" on {_day(gap.next_valid)}"
    message = (
        f"clocks in {zone} skip {_clock(wall)} on {_day(wall)}; "
        f"the next time that exists is {_clock(gap.next_valid)}{later_day}"
    )
    return Refused.because("nonexistent_local_time", message, field=field, next_valid=wall_text(gap.next_valid))


def _repeated(wall: datetime, zone: str, overlap: Overlap, field: str) -> Refused:
    first, second = (zones.offset_label(_offset(local(utc, zone))) for utc in (overlap.earlier, overlap.later))
    message = (
        f"clocks in {zone} show {_clock(wall)} twice on {_day(wall)}: before the clocks go back ({first}) "
        f"and again after ({second}); say which one, earlier or later"
    )
    earlier, later = instant_text(overlap.earlier), instant_text(overlap.later)
    return Refused.because("ambiguous_local_time", message, field=field, earlier=earlier, later=later)
