"""Recruiters' diaries at random, on days about clock changes and holidays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from scheduler_app.domain import walltime
from scheduler_app.domain.availability import Caps, Commitment, Diary, Kind, Rules
from scheduler_app.domain.hours import DateHours, Hours, Schedule, TimeOff

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
# A day within reach of a change of its zone's clocks, or of a holiday of the country.
PLACES = (
    ("America/Denver", date(2027, 3, 14), ("US", "CO")),
    ("America/Denver", date(2027, 11, 7), ("US", "")),
    ("Europe/London", date(2027, 3, 28), ("GB", "SCT")),
    ("Australia/Lord_Howe", date(2027, 4, 4), ("AU", "")),
    ("America/Havana", date(2027, 3, 14), ("", "")),
    ("Asia/Kathmandu", date(2027, 1, 12), ("NP", "")),
    ("UTC", date(2026, 12, 25), ("US", "")),
)

quarters = st.integers(0, 95).map(lambda number: time(number // 4, number % 4 * 15))
minutes = st.integers(0, 1439).map(lambda number: time(number // 60, number % 60))
caps = st.builds(Caps, st.sampled_from([0, 0, 1, 2]), st.sampled_from([0, 0, 0, 2]))
rules = st.builds(
    Rules,
    call_minutes=st.sampled_from([10, 30, 45]),
    slot_minutes=st.sampled_from([10, 15, 25, 30, 60]),
    window_minutes=st.integers(1, 120),
    buffer_after_minutes=st.integers(0, 30),
    buffer_before_minutes=st.integers(0, 20),
    may_overlap=st.booleans(),
    caps=caps,
)


@st.composite
def diaries(draw: st.DrawFn) -> tuple[Diary, datetime]:
    """A diary, and the midnight (UTC) about which it is of interest."""
    zone, day, (country, part) = draw(st.sampled_from(PLACES))
    about = walltime.at_wall(day, time(), "UTC")
    week = draw(st.lists(st.builds(Hours, st.integers(0, 6), quarters, quarters), max_size=9))
    week += draw(st.sampled_from([[], [Hours(number, time(9), time(17)) for number in range(7)]]))
    days = st.integers(-2, 2).map(lambda number: day + number * DAY)
    schedule = Schedule(
        zone,
        week,
        draw(st.lists(st.builds(DateHours, days, quarters, quarters), max_size=3)),
        draw(st.lists(absences(days), max_size=2)),
        country,
        part,
    )
    moments = st.integers(-3 * 24 * 60, 3 * 24 * 60).map(lambda number: about + number * MINUTE)
    return Diary(
        schedule,
        draw(st.lists(commitments(moments), max_size=10)),
        draw(caps),
        draw(st.lists(moments, max_size=4)),
        draw(st.lists(moments, max_size=4)),
        draw(st.integers(0, 20)),
        draw(st.integers(0, 20)),
    ), about


@st.composite
def absences(draw: st.DrawFn, days: st.SearchStrategy[date]) -> TimeOff:
    first, last = sorted([draw(days), draw(days)])
    if draw(st.booleans()):
        return TimeOff(first, last, label="Dentist")
    return TimeOff(first, last, draw(minutes), draw(minutes))


@st.composite
def commitments(draw: st.DrawFn, moments: st.SearchStrategy[datetime]) -> Commitment:
    starts = draw(moments)
    until = starts + draw(st.integers(1, 240)) * MINUTE + draw(st.sampled_from([0, 0, 1, 30])) * timedelta(seconds=1)
    around = st.integers(0, 30)
    return Commitment(starts, until, draw(st.sampled_from(Kind)), draw(around), draw(around))
