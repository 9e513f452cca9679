"""When a recruiter takes calls at all: a week on their own clock, other hours on a date, time off, public holidays."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from scheduler_app.domain import public_holidays, walltime
from scheduler_app.domain.walltime import Overlap

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
MIDNIGHT = time()


@dataclass(frozen=True)
class Hours:
    """One stretch of a weekly day (Monday is 0), as wall-clock times; `closes` of midnight means its end.

    One that closes before it opens runs into the next day.
    """

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class DateHours:
    """A stretch of one date, which then has these hours instead of its weekday's, holiday or not."""

    day: date
    opens: time
    closes: time


@dataclass(frozen=True)
class TimeOff:
    """From one local moment to another; whole days, the last included, where `begins` and `ends` are None."""

    first: date
    last: date
    begins: time | None = None
    ends: time | None = None
    label: str = ""

    @property
    def whole_days(self) -> bool:
        return self.begins is None or self.ends is None

    def span(self, zone: str) -> tuple[int, int]:
        """[start, end) in seconds since 1970; where the clocks show an end twice it lasts until the second time."""
        if self.begins is None or self.ends is None:
            return second_of(self.first, MIDNIGHT, zone), second_of(self.last + DAY, MIDNIGHT, zone)
        return second_of(self.first, self.begins, zone), _last_second_of(self.last, self.ends, zone)


@dataclass(frozen=True)
class Stretch:
    """Open hours in seconds since 1970, [opens, closes). `reach` is where the hours that follow at once end.

    A call that starts in here may run on until `reach`: hours that meet are one for whoever is called.
    """

    opens: int
    closes: int
    reach: int


@dataclass(frozen=True)
class Schedule:
    """A recruiter's hours. `country` is "" for whoever works on public holidays."""

    zone: str
    week: Sequence[Hours] = ()
    dates: Sequence[DateHours] = ()
    off: Sequence[TimeOff] = ()
    country: str = ""
    subdivision: str = ""

    def holiday(self, day: date) -> str:
        """The public holiday that closes this date, or ""; other hours given to that very date go before it."""
        if any(other.day == day for other in self.dates):
            return ""
        return public_holidays.name_on(day, self.country, self.subdivision)

    def stretches(self, first: date, last: date) -> list[Stretch]:
        """The open hours of the local days from `first` to `last`, both included, in order; time off not yet taken out.

        Hours that the clocks skip altogether are left out.
        """
        made: list[Stretch] = []
        meeting: list[tuple[int, int]] = []  # hours that meet, whichever of them ends last
        reach = 0
        for opens, closes in sorted(self._spans(first, last)):
            if opens > reach:
                made += (Stretch(*span, reach) for span in meeting)
                meeting.clear()
            meeting.append((opens, closes))
            reach = max(reach, closes)
        return [*made, *(Stretch(*span, reach) for span in meeting)]

    def _spans(self, first: date, last: date) -> Iterator[tuple[int, int]]:
        week: list[list[tuple[time, time]]] = [[] for _ in range(7)]
        for rule in self.week:
            week[rule.weekday].append((rule.opens, rule.closes))
        dates: dict[date, list[tuple[time, time]]] = {}
        for other in self.dates:
            dates.setdefault(other.day, []).append((other.opens, other.closes))
        for number in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(number)
            hours = dates.get(day)
            if hours is None:
                hours = week[day.weekday()]
                if hours and self.country and self.holiday(day):
                    continue
            for opens, closes in hours:
                begin, end = span_of(day, opens, closes, self.zone)
                if begin < end:
                    yield begin, end


def owner(stretches: Sequence[Stretch], second: int) -> Stretch | None:
    """The stretch that a start belongs to: the earliest that is open then, whose grid counts."""
    place = bisect_right(stretches, second, key=lambda stretch: stretch.opens)
    holding = [stretch for stretch in stretches[max(0, place - 3) : place] if second < stretch.closes]
    return holding[0] if holding else None


@lru_cache(maxsize=65_536)
def second_of(day: date, clock: time, zone: str) -> int:
    """Seconds since 1970 of a clock reading: the first one where it is shown twice, the next where it is skipped."""
    return (walltime.at_wall(day, clock, zone) - EPOCH) // SECOND


@lru_cache(maxsize=65_536)
def span_of(day: date, opens: time, closes: time, zone: str) -> tuple[int, int]:
    """A stretch of a local day in seconds since 1970."""
    return second_of(day, opens, zone), second_of(day if closes > opens else day + DAY, closes, zone)


def _last_second_of(day: date, clock: time, zone: str) -> int:
    found = walltime.resolve(datetime.combine(day, clock), zone)
    return (found.later - EPOCH) // SECOND if isinstance(found, Overlap) else second_of(day, clock, zone)


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
