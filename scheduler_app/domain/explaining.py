"""Why a time is not offered: every reason at once, in words for staff, on the recruiter's clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scheduler_app.domain import clockface, walltime
from scheduler_app.domain.availability import (
    Commitment,
    Diary,
    Full,
    Kind,
    Rules,
    full,
    instant,
    near,
    seconds_down,
    seconds_up,
)
from scheduler_app.domain.hours import SECOND, Stretch, TimeOff, owner
from scheduler_app.domain.manner import ENGLISH, Manner


class Why(StrEnum):
    """The kinds of reasons. The first two are about the time that is left, the last four about what is promised."""

    TOO_SOON = "too soon"
    TOO_FAR = "too far"
    OUTSIDE = "outside hours"
    HOLIDAY = "holiday"
    OFF_GRID = "off grid"
    NO_ROOM = "no room"  # the window would not fit into the hours
    TIME_OFF = "time off"
    CAP = "cap"
    CALL = "call"
    BUFFER = "buffer"
    HELD = "held"
    ELSEWHERE = "elsewhere"


OF_HOURS = frozenset({Why.OUTSIDE, Why.HOLIDAY, Why.NO_ROOM, Why.TIME_OFF})


@dataclass(frozen=True)
class Reason:
    """One reason, and a sentence that says it."""

    why: Why
    words: str


def explain(start: datetime, diary: Diary, rules: Rules, now: datetime, manner: Manner = ENGLISH) -> list[Reason]:
    """Every reason for which this recruiter is not offered at `start`; empty exactly for what `free` offers.

    Notice and horizon are counted from `now`. The words may name people and appointments: they are for staff.
    """
    return [
        *_by_the_clock(start, rules, now),
        *by_hours(start, diary, rules, manner),
        *_off_grid(start, diary, rules, manner),
        *_by_caps(start, diary, rules, manner),
        *_by_commitments(start, diary, rules, manner),
    ]


def by_hours(start: datetime, diary: Diary, rules: Rules, manner: Manner = ENGLISH) -> Iterator[Reason]:
    """What of it the recruiter's own hours, holidays and time off say, whatever the grid."""
    schedule, zone = diary.schedule, diary.schedule.zone
    second, fits = seconds_down(start), rules.must_fit // SECOND
    stretches = schedule.stretches(*near(start, start + rules.must_fit, zone))
    open_then = owner(stretches, second)
    local = walltime.local(start, zone)
    if open_then is None:
        if holiday := schedule.holiday(local.date()):
            yield Reason(Why.HOLIDAY, f"{clockface.say_date(start, zone, manner)} is a public holiday: {holiday}.")
        else:
            yield Reason(Why.OUTSIDE, _hours_that_day(start, stretches, zone, manner))
    elif seconds_up(start) + fits > open_then.reach:
        yield Reason(Why.NO_ROOM, _no_room(start, rules, f"the hours end at {_at(open_then.reach, zone, manner)}"))
    for absence in schedule.off:
        begin, end = absence.span(zone)
        if begin < seconds_up(start) + fits and second < end:
            yield Reason(Why.TIME_OFF, _absent(absence, begin, end, zone, manner))


def _by_the_clock(start: datetime, rules: Rules, now: datetime) -> Iterator[Reason]:
    if start < now:
        yield Reason(Why.TOO_SOON, "It is past.")
    elif start < rules.earliest(now):
        notice = clockface.duration(timedelta(minutes=rules.notice_minutes))
        yield Reason(Why.TOO_SOON, f"It is too soon: calls of this type are booked at least {notice} ahead.")
    if start >= rules.latest(now):
        horizon = clockface.duration(timedelta(days=rules.horizon_days))
        yield Reason(Why.TOO_FAR, f"It is too far ahead: calls of this type are booked at most {horizon} ahead.")


def _off_grid(start: datetime, diary: Diary, rules: Rules, manner: Manner) -> Iterator[Reason]:
    zone, step = diary.schedule.zone, timedelta(minutes=rules.slot_minutes)
    open_then = owner(diary.schedule.stretches(*near(start, start, zone)), seconds_down(start))
    if open_then is None:
        return
    missed = (start - instant(open_then.opens)) % step
    if missed:
        before, after = (clockface.say_time(at, zone, manner) for at in (start - missed, start - missed + step))
        yield Reason(
            Why.OFF_GRID,
            f"Calls start every {clockface.duration(step)} from {_at(open_then.opens, zone, manner)} on;"
            f" the starts beside it are {before} and {after}.",
        )


def _by_caps(start: datetime, diary: Diary, rules: Rules, manner: Manner) -> Iterator[Reason]:
    for limit in full(diary, rules):
        if limit.begins <= seconds_down(start) < limit.ends:
            yield Reason(Why.CAP, _capped(limit, diary.schedule.zone, manner))


def _by_commitments(start: datetime, diary: Diary, rules: Rules, manner: Manner) -> Iterator[Reason]:
    zone = diary.schedule.zone
    for other in diary.commitments:
        needs = rules.must_fit if other.kind is Kind.ELSEWHERE else rules.occupies
        before, after = (timedelta(seconds=gap(other, rules)) for gap in (diary.gap_before, diary.gap_after))
        if not (other.starts < start + needs + before and start < other.until + after):
            continue
        name, said = _named(other), _span(other, zone, manner)
        if other.starts < start + needs and start < other.until:
            if start + timedelta(minutes=rules.call_minutes) <= other.starts:
                until = f"{name} begins at {clockface.say_time(other.starts, zone, manner)}"
                yield Reason(_kind(other), _no_room(start, rules, until))
            else:
                yield Reason(_kind(other), f"{name[:1].upper()}{name[1:]} is then: {said}.")
        elif other.until <= start:
            free = clockface.duration(after)
            yield Reason(Why.BUFFER, f"It is too soon after {name}, {said}: {free} are kept free after it.")
        else:
            free = clockface.duration(before)
            yield Reason(Why.BUFFER, f"It is too near to {name}, {said}: {free} are kept free before it.")


def _hours_that_day(start: datetime, stretches: list[Stretch], zone: str, manner: Manner) -> str:
    day = walltime.local(start, zone).date()
    today = [one for one in stretches if walltime.local(instant(one.opens), zone).date() == day]
    date = clockface.say_date(start, zone, manner)
    if not today:
        return f"There are no hours on {date}."
    spans = " and ".join(f"{_at(one.opens, zone, manner)} to {_at(one.closes, zone, manner)}" for one in today)
    return f"It is outside the hours of {date}: {spans}."


def _no_room(start: datetime, rules: Rules, until: str) -> str:
    what = "call" if rules.may_overlap else "callback window"
    minutes = rules.call_minutes if rules.may_overlap else rules.minutes_free
    return f"The {what} would not fit: it takes {clockface.duration(timedelta(minutes=minutes))}, and {until}."


def _absent(absence: TimeOff, begin: int, end: int, zone: str, manner: Manner) -> str:
    label = f"Time off, “{absence.label}”" if absence.label else "Time off"
    if not absence.whole_days:
        return f"{label}: {_between(instant(begin), instant(end), zone, manner)}."
    first, last = clockface.say_date(instant(begin), zone, manner), clockface.say_date(instant(end - 1), zone, manner)
    return f"{label}: all day on {first}." if first == last else f"{label}: from {first} to {last}, all day."


def _capped(limit: Full, zone: str, manner: Manner) -> str:
    day = clockface.say_date(instant(limit.begins), zone, manner)
    when = f"The week from {day}" if limit.weekly else day
    whose = "of this type for one recruiter" if limit.of_type else "for this recruiter"
    most = f"1 call {whose} is" if limit.most == 1 else f"{limit.most} calls {whose} are"
    return f"{when} is full: {most} the most."


def _named(other: Commitment) -> str:
    match other.kind:
        case Kind.CALL:
            return f"the call with {other.label}" if other.label else "another call"
        case Kind.HELD:
            return "a time held for somebody who is booking"
        case Kind.ELSEWHERE:
            return f"an appointment in “{other.label}”" if other.label else "an appointment in another calendar"


def _kind(other: Commitment) -> Why:
    return {Kind.CALL: Why.CALL, Kind.HELD: Why.HELD, Kind.ELSEWHERE: Why.ELSEWHERE}[other.kind]


def _span(other: Commitment, zone: str, manner: Manner) -> str:
    return _between(other.starts, other.until, zone, manner)


def _between(starts: datetime, until: datetime, zone: str, manner: Manner) -> str:
    same_day = clockface.say_date(starts, zone) == clockface.say_date(until, zone)
    say_end = clockface.say_time if same_day else clockface.say
    return f"{clockface.say(starts, zone, manner)} to {say_end(until, zone, manner)}"


def _at(second: int, zone: str, manner: Manner) -> str:
    return clockface.say_time(instant(second), zone, manner)
