"""Which starts a recruiter can promise: their hours, minus everything that stands in the way.

Instants become whole seconds since 1970, and whatever stands in the way a span of starts that it rules out. The spans
are sorted and merged once and walked along the hours, so the work grows with the hours and with the commitments, never
with their product. `explaining.explain` says the same of one start, in words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from scheduler_app.domain import walltime
from scheduler_app.domain.hours import DAY, EPOCH, MIDNIGHT, SECOND, Schedule, second_of

T = TypeVar("T")

MINUTE, DAY_SECONDS = 60, 86_400
WEEK = 7 * DAY


@dataclass(frozen=True)
class Caps:
    """How many calls of one recruiter are enough, on the recruiter's calendar with weeks from Monday; 0 is no cap."""

    a_day: int = 0
    a_week: int = 0

    def __bool__(self) -> bool:
        return bool(self.a_day or self.a_week)


@dataclass(frozen=True)
class Rules:
    """How calls of one interview type may be booked; all lengths in minutes, the horizon in days.

    Where the window `may_overlap`, only the call itself has to fit into the hours and before what stands in other
    calendars. Two promises never overlap, windows included.
    """

    call_minutes: int = 30
    slot_minutes: int = 15
    window_minutes: int = 30
    notice_minutes: int = 240
    horizon_days: int = 30
    buffer_after_minutes: int = 10
    buffer_before_minutes: int = 0
    may_overlap: bool = False
    caps: Caps = Caps()  # of calls of this type
    type_id: int | None = None  # whose calls those are

    @property
    def minutes_free(self) -> int:
        """How long both sides keep free from the start: the longer of window and call."""
        return max(self.call_minutes, self.window_minutes)

    @property
    def occupies(self) -> timedelta:
        return timedelta(minutes=self.minutes_free)

    @property
    def must_fit(self) -> timedelta:
        """What of it has to fit into the hours, and around what is not a promise of ours."""
        return timedelta(minutes=self.call_minutes) if self.may_overlap else self.occupies

    def earliest(self, now: datetime) -> datetime:
        return now + timedelta(minutes=self.notice_minutes)

    def latest(self, now: datetime) -> datetime:
        return now + timedelta(days=self.horizon_days)


@dataclass(frozen=True)
class Busy:
    """Time that is taken, [starts, until) in UTC."""

    starts: datetime
    until: datetime


class Kind(StrEnum):
    CALL = "call"  # promised here, of whatever type
    HELD = "held"  # kept for somebody who is filling in a form
    ELSEWHERE = "elsewhere"  # stands in another calendar; needs no buffer, as nobody has to note anything after it


@dataclass(frozen=True)
class Commitment(Busy):
    """What takes a recruiter's time. The minutes are what has to stay free around a call, by its own type.

    `label` is for staff: whom the call is with, or which calendar says so.
    """

    kind: Kind = Kind.CALL
    minutes_before: int = 0
    minutes_after: int = 0
    label: str = ""


@dataclass(frozen=True)
class Diary:
    """All that decides when one recruiter can be booked for calls of one type.

    `calls` are the starts that count for the recruiter's own caps and `calls_of_type` those for the type's; holds
    that have expired are left out by whoever fills it.
    """

    schedule: Schedule
    commitments: Sequence[Commitment] = ()
    caps: Caps = Caps()
    calls: Sequence[datetime] = ()
    calls_of_type: Sequence[datetime] = ()
    minutes_before: int = 0  # the recruiter's own buffers: at least so much, whatever the type says
    minutes_after: int = 0

    def but_for(self, starts: datetime, until: datetime) -> Diary:
        """The same without one call of this type, [starts, until)."""
        others = list(self.commitments)
        at = (
            place for place, one in enumerate(others) if (one.kind, one.starts, one.until) == (Kind.CALL, starts, until)
        )
        if (place := next(at, None)) is not None:
            del others[place]
        calls, of_type = list(self.calls), list(self.calls_of_type)
        for counted in (calls, of_type):
            if starts in counted:
                counted.remove(starts)
        return replace(self, commitments=others, calls=calls, calls_of_type=of_type)

    def gap_after(self, other: Commitment, rules: Rules) -> int:
        """Seconds that stay free between the end of a commitment and a start."""
        if other.kind is Kind.ELSEWHERE:
            return 0
        return MINUTE * max(other.minutes_after, self.minutes_after, rules.buffer_before_minutes, self.minutes_before)

    def gap_before(self, other: Commitment, rules: Rules) -> int:
        """Seconds that stay free between the end of a call that is offered and the next commitment."""
        if other.kind is Kind.ELSEWHERE:
            return 0
        return MINUTE * max(other.minutes_before, self.minutes_before, rules.buffer_after_minutes, self.minutes_after)


@dataclass(frozen=True)
class Full:
    """A day or week of the recruiter's in which a cap is reached: no start in [begins, ends), seconds since 1970."""

    begins: int
    ends: int
    most: int
    weekly: bool
    of_type: bool


def free(diary: Diary, rules: Rules, start: datetime, end: datetime) -> list[range]:
    """Every bookable start in [start, end), as ranges of whole seconds since 1970, in order and without repeats.

    Starts step in elapsed minutes from each opening. Notice and horizon are for the caller, who knows the time.
    """
    begin, until = seconds_up(start), seconds_up(end)
    if begin >= until:
        return []
    fits, step = rules.must_fit // SECOND, MINUTE * rules.slot_minutes
    walls = _ruled_out(diary, rules, begin, until)
    found: list[range] = []
    count, place, settled = len(walls), 0, begin
    for stretch in diary.schedule.stretches(*_days(start, end, rules, diary.schedule.zone)):
        opens = stretch.opens
        stop = min(stretch.closes, stretch.reach - fits + 1, until)
        at = opens if opens >= settled else opens + -(-(settled - opens) // step) * step
        settled = max(settled, stretch.closes)
        while at < stop:
            while place < count and walls[place][1] <= at:
                place += 1
            if place < count and walls[place][0] <= at:
                at += -(-(walls[place][1] - at) // step) * step
                continue
            clear = min(stop, walls[place][0]) if place < count else stop
            run = range(at, clear, step)
            found.append(run)
            at = run[-1] + step
    return found


def overlaps(start: datetime, diary: Diary, rules: Rules) -> bool:
    """Whether a call from `start` would share any time with one that is promised: what nobody may override."""
    until = start + rules.occupies
    return any(other.kind is Kind.CALL and other.starts < until and start < other.until for other in diary.commitments)


def full(diary: Diary, rules: Rules) -> Iterator[Full]:
    """The days and weeks in which a cap leaves no room for another call."""
    counted = ((diary.caps, diary.calls, False), (rules.caps, diary.calls_of_type, True))
    for caps, calls, of_type in counted:
        if not caps:
            continue
        zone = diary.schedule.zone
        days = [walltime.local(call, zone).date() for call in calls]
        for weekly, most, firsts, length in (
            (False, caps.a_day, days, DAY),
            (True, caps.a_week, [day - day.weekday() * DAY for day in days], WEEK),
        ):
            for day, number in Counter(firsts).items():
                if 0 < most <= number:
                    begins, ends = (second_of(edge, MIDNIGHT, zone) for edge in (day, day + length))
                    yield Full(begins, ends, most, weekly, of_type)


def together(found: Iterable[tuple[T, Iterable[range]]]) -> dict[datetime, list[T]]:
    """Of what was found for each: every start, in order, with whom it can be had, in the order given."""
    whom: defaultdict[int, list[T]] = defaultdict(list)
    for one, runs in found:
        for run in runs:
            for second in run:
                whom[second].append(one)
    return {instant(second): whom[second] for second in sorted(whom)}


def instant(second: int) -> datetime:
    return EPOCH + timedelta(seconds=second)


def seconds_down(moment: datetime) -> int:
    """Whole seconds since 1970, rounded down."""
    since = moment - EPOCH
    return since.days * DAY_SECONDS + since.seconds  # twice as fast as to divide


def seconds_up(moment: datetime) -> int:
    since = moment - EPOCH
    return since.days * DAY_SECONDS + since.seconds + (1 if since.microseconds else 0)


def near(start: datetime, end: datetime, zone: str) -> tuple[date, date]:
    """The local days from `start` to `end` (instants), with one more on either side."""
    return walltime.local(start, zone).date() - DAY, walltime.local(end, zone).date() + DAY


def _days(start: datetime, end: datetime, rules: Rules, zone: str) -> tuple[date, date]:
    """The local days whose hours may hold a start, or the end of a call that starts in time."""
    return near(start, end + rules.must_fit, zone)


def _ruled_out(diary: Diary, rules: Rules, begin: int, until: int) -> list[tuple[int, int]]:
    """The starts in [begin, until) that something stands in the way of, as spans [from, to), sorted and apart."""
    spans: list[tuple[int, int]] = []
    margins: dict[tuple[Kind, int, int], tuple[int, int]] = {}  # a handful, for thousands of commitments
    for other in diary.commitments:
        sort = other.kind, other.minutes_before, other.minutes_after
        if (margin := margins.get(sort)) is None:
            needs = rules.must_fit if other.kind is Kind.ELSEWHERE else rules.occupies
            margin = needs // SECOND + diary.gap_before(other, rules) - 1, diary.gap_after(other, rules)
            margins[sort] = margin
        spans.append((seconds_down(other.starts) - margin[0], seconds_up(other.until) + margin[1]))
    fits = rules.must_fit // SECOND
    absences = (absence.span(diary.schedule.zone) for absence in diary.schedule.off)
    spans += [(start - fits + 1, end) for start, end in absences if start < end]
    spans += [(limit.begins, limit.ends) for limit in full(diary, rules)]
    spans.sort()
    return _merged(span for span in spans if begin < span[1] and span[0] < until)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted spans, with those that meet or overlap made one."""
    made: list[tuple[int, int]] = []
    for begin, end in spans:
        if not made or made[-1][1] < begin:
            made.append((begin, end))
        elif made[-1][1] < end:
            made[-1] = made[-1][0], end
    return made
