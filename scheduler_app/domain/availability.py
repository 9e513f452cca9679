"""Which starts a recruiter can promise: weekly hours on their own clock, minus what they already promised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from scheduler_app.domain import walltime

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rules:
    """How calls of one interview type may be booked; all lengths in minutes, the horizon in days."""

    call_minutes: int = 30
    slot_minutes: int = 15
    window_minutes: int = 30
    notice_minutes: int = 240
    horizon_days: int = 30
    buffer_after_minutes: int = 10

    @property
    def minutes_free(self) -> int:
        """How long both sides keep free from the start: the longer of window and call."""
        return max(self.call_minutes, self.window_minutes)

    @property
    def occupies(self) -> timedelta:
        return timedelta(minutes=self.minutes_free)

    @property
    def buffer(self) -> timedelta:
        return timedelta(minutes=self.buffer_after_minutes)

    def earliest(self, now: datetime) -> datetime:
        return now + timedelta(minutes=self.notice_minutes)

    def latest(self, now: datetime) -> datetime:
        return now + timedelta(days=self.horizon_days)


@dataclass(frozen=True)
class Hours:
    """One stretch of a weekly day (Monday is 0), as wall-clock times; `closes` of midnight means its end."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class Busy:
    """Time that is already promised, [starts, until) in UTC."""

    starts: datetime
    until: datetime


def stretches(hours: Sequence[Hours], zone: str, first: date, last: date) -> Iterator[Busy]:
    """The opening stretches of each local day from `first` to `last`, both included, as instants."""
    for offset in range((last - first).days + 1):
        day = first + offset * DAY
        for rule in hours:
            if rule.weekday == day.weekday():
                end_day = day if rule.closes > rule.opens else day + DAY
                opens = walltime.at_wall(day, rule.opens, zone)
                closes = walltime.at_wall(end_day, rule.closes, zone)
                if opens < closes:
                    yield Busy(opens, closes)


def on_grid(start: datetime, hours: Sequence[Hours], zone: str, rules: Rules) -> bool:
    """Whether a start lies on the grid of an opening stretch with its whole window inside."""
    day = walltime.local(start, zone).date()
    return any(
        opening.starts <= start
        and start + rules.occupies <= opening.until
        and (start - opening.starts) % timedelta(minutes=rules.slot_minutes) == timedelta()
        for opening in stretches(hours, zone, day - DAY, day)
    )


def covers(hours: Sequence[Hours], start: datetime, span: timedelta) -> bool:
    """Whether the hours hold a call from `start`, as the recruiter's own clock reads it (naive), for so long.

    Told readings are compared with hours here, whose offsets today's tables no longer have.
    """
    for day in (start.date() - DAY, start.date()):
        for rule in hours:
            if rule.weekday == day.weekday():
                opens = datetime.combine(day, rule.opens)
                closes = datetime.combine(day if rule.closes > rule.opens else day + DAY, rule.closes)
                if opens <= start and start + span <= closes:
                    return True
    return False


def slots(
    hours: Sequence[Hours],
    busy: Sequence[Busy],
    zone: str,
    rules: Rules,
    *,
    start: datetime,
    end: datetime,
    elsewhere: Sequence[Busy] = (),
) -> Iterator[datetime]:
    """Bookable starts in [start, end), in order; slots step in elapsed minutes from each opening, in UTC.

    `elsewhere` is what stands in other calendars: it needs no buffer, as nobody has to note anything after it.
    """
    taken = sorted(busy, key=lambda promised: promised.starts)
    step = timedelta(minutes=rules.slot_minutes)
    first, last = walltime.local(start, zone).date() - DAY, walltime.local(end, zone).date()
    for opening in stretches(hours, zone, first, last):
        missed = max(timedelta(), start - opening.starts)
        begin = opening.starts + -(-missed // step) * step
        while begin + rules.occupies <= opening.until and begin < end:
            if not crowded(begin, taken, rules) and not overlaps(begin, elsewhere, rules):
                yield begin
            begin += step


def overlaps(start: datetime, busy: Sequence[Busy], rules: Rules) -> bool:
    """Whether a call from `start` would share any time with these."""
    until = start + rules.occupies
    return any(span.starts < until and start < span.until for span in busy)


def crowded(start: datetime, busy: Sequence[Busy], rules: Rules) -> bool:
    """Whether a start would come too close to another promise, buffers after calls included."""
    until = start + rules.occupies
    return any(promised.starts < until + rules.buffer and start < promised.until + rules.buffer for promised in busy)
