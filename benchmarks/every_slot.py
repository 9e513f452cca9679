"""Availability the plain way: every slot of every day is tried against every commitment, with aware datetimes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from scheduler_app.domain import public_holidays, walltime
from scheduler_app.domain.availability import Caps, Commitment, Diary, Kind, Rules
from scheduler_app.domain.walltime import Overlap

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def free(diary: Diary, rules: Rules, start: datetime, end: datetime) -> list[datetime]:
    """The bookable starts in [start, end), in order."""
    zone = diary.schedule.zone
    first, last = (walltime.local(edge, zone).date() for edge in (start - 2 * DAY, end + 3 * DAY))
    hours = sorted(_hours(diary, first, last))
    found = []
    for place, (opens, closes) in enumerate(hours):
        at = opens
        while at < closes:
            earlier = any(begin <= at < until for begin, until in hours[:place])
            if start <= at < end and not earlier and _open(at, hours, rules) and not _in_the_way(at, diary, rules):
                found.append(at)
            at += rules.slot_minutes * MINUTE
    return sorted(found)


def _hours(diary: Diary, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    schedule = diary.schedule
    for number in range((last - first).days + 1):
        day = first + number * DAY
        own = [(row.opens, row.closes) for row in schedule.dates if row.day == day]
        closed = not own and public_holidays.name_on(day, schedule.country, schedule.subdivision)
        week = [(row.opens, row.closes) for row in schedule.week if row.weekday == day.weekday()]
        for opens, closes in [] if closed else own or week:
            begin = walltime.at_wall(day, opens, schedule.zone)
            end = walltime.at_wall(day if closes > opens else day + DAY, closes, schedule.zone)
            if begin < end:
                yield begin, end


def _open(at: datetime, hours: list[tuple[datetime, datetime]], rules: Rules) -> bool:
    """Whether all that has to fit lies in hours without a gap."""
    until, reached = at + rules.must_fit, at
    for begin, end in hours:
        if begin <= reached < end:
            reached = end
    return reached >= until


def _in_the_way(at: datetime, diary: Diary, rules: Rules) -> bool:
    return (
        any(_meets(at, other, diary, rules) for other in diary.commitments)
        or _absent(at, diary, rules)
        or _capped(at, diary.calls, diary.caps, diary.schedule.zone)
        or _capped(at, diary.calls_of_type, rules.caps, diary.schedule.zone)
    )


def _meets(at: datetime, other: Commitment, diary: Diary, rules: Rules) -> bool:
    if other.kind is Kind.ELSEWHERE:
        return other.starts < at + rules.must_fit and at < other.until
    after = max(other.minutes_after, diary.minutes_after, rules.buffer_before_minutes, diary.minutes_before)
    before = max(other.minutes_before, diary.minutes_before, rules.buffer_after_minutes, diary.minutes_after)
    return other.starts < at + rules.occupies + before * MINUTE and at < other.until + after * MINUTE


def _absent(at: datetime, diary: Diary, rules: Rules) -> bool:
    for absence in diary.schedule.off:
        begins, ends, last = absence.begins, absence.ends, absence.last
        if begins is None or ends is None:
            begins, ends, last = time(), time(), absence.last + DAY
        begin = walltime.at_wall(absence.first, begins, diary.schedule.zone)
        reading = walltime.resolve(datetime.combine(last, ends), diary.schedule.zone)
        twice = isinstance(reading, Overlap) and not absence.whole_days
        end = reading.later if twice else walltime.at_wall(last, ends, diary.schedule.zone)  # type: ignore[union-attr]
        if begin < end and begin < at + rules.must_fit and at < end:
            return True
    return False


def _capped(at: datetime, calls: Sequence[datetime], caps: Caps, zone: str) -> bool:
    day = walltime.local(at, zone).date()
    days = [walltime.local(call, zone).date() for call in calls]
    this_week = [other for other in days if other - other.weekday() * DAY == day - day.weekday() * DAY]
    return 0 < caps.a_day <= days.count(day) or 0 < caps.a_week <= len(this_week)
