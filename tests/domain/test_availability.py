"""Which starts can be promised, on the recruiter's own clock and around what is promised already."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler_app.domain import availability
from scheduler_app.domain.availability import Busy, Hours, Rules

WEEKDAYS = [Hours(day, time(9), time(17)) for day in range(5)]
MINUTE = timedelta(minutes=1)
AS_USUAL = Rules()
DENVER = "America/Denver"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def free(
    busy: list[Busy], rules: Rules = AS_USUAL, *, zone: str = DENVER, day: date = date(2027, 1, 12), days: int = 1
):
    start = datetime.combine(day, time(), UTC)
    return list(
        availability.slots(WEEKDAYS, busy, zone, rules, start=start, end=start + timedelta(days=days, hours=12))
    )


def test_a_free_day_is_nine_to_five_on_the_recruiters_clock():
    day = free([])
    assert day[0] == utc(2027, 1, 12, 16)
    assert utc(2027, 1, 12, 23, 30) in day
    assert utc(2027, 1, 12, 23, 45) not in day, "the call has to fit before five"


def test_the_whole_window_has_to_fit_before_the_day_ends():
    assert max(free([], Rules(window_minutes=60))) == utc(2027, 1, 12, 23, 0)


def test_nothing_at_the_weekend():
    assert free([], day=date(2027, 1, 16)) == []


def test_a_promise_takes_its_time_and_a_buffer_on_both_sides():
    promised = Busy(utc(2027, 1, 12, 18, 0), utc(2027, 1, 12, 18, 30))
    day = free([promised])
    assert utc(2027, 1, 12, 17, 15) in day
    assert utc(2027, 1, 12, 17, 30) not in day, "ten minutes have to lie between"
    assert utc(2027, 1, 12, 18, 30) not in day
    assert utc(2027, 1, 12, 18, 45) in day


def test_the_morning_after_the_clocks_change_starts_at_nine_again():
    assert free([], day=date(2027, 3, 12))[0] == utc(2027, 3, 12, 16)
    assert free([], day=date(2027, 3, 15))[0] == utc(2027, 3, 15, 15)


@pytest.mark.parametrize(
    ("start", "fits"),
    [
        (utc(2027, 1, 12, 16, 0), True),
        (utc(2027, 1, 12, 15, 59), False),
        (utc(2027, 1, 12, 16, 1), False),
        (utc(2027, 1, 12, 16, 15), True),
        (utc(2027, 1, 12, 23, 30), True),
        (utc(2027, 1, 12, 23, 45), False),
        (utc(2027, 1, 16, 18, 0), False),
    ],
)
def test_a_start_is_on_the_grid_or_it_is_not(start: datetime, fits: bool):
    assert availability.on_grid(start, WEEKDAYS, DENVER, Rules()) is fits


def test_hours_may_end_at_midnight():
    night = [Hours(1, time(20), time(0))]
    assert availability.on_grid(utc(2027, 1, 13, 6, 30), night, DENVER, Rules())
    assert not availability.on_grid(utc(2027, 1, 13, 6, 45), night, DENVER, Rules())


busy_times = st.lists(
    st.tuples(st.integers(0, 2 * 24 * 60), st.integers(1, 240)).map(
        lambda span: Busy(
            utc(2027, 1, 12) + span[0] * MINUTE,
            utc(2027, 1, 12) + (span[0] + span[1]) * MINUTE,
        )
    ),
    max_size=12,
)


@given(busy_times, st.integers(1, 240), st.integers(0, 60), st.sampled_from([DENVER, "Asia/Kathmandu", "UTC"]))
def test_what_is_offered_can_be_booked_and_what_is_not_cannot(busy, window, buffer, zone):
    rules = Rules(window_minutes=window, buffer_after_minutes=buffer)
    offered = free(busy, rules, zone=zone)
    assert offered == sorted(set(offered))
    for start in offered:
        assert availability.on_grid(start, WEEKDAYS, zone, rules)
        until = start + rules.occupies
        assert all(until + buffer * MINUTE <= b.starts or b.until + buffer * MINUTE <= start for b in busy)
    for start in free([], rules, zone=zone):
        assert (start in offered) != availability.crowded(start, busy, rules)


@pytest.mark.parametrize(
    ("start", "covered"),
    [
        (datetime.fromisoformat("2026-12-15T08:59"), False),
        (datetime.fromisoformat("2026-12-15T09:00"), True),
        (datetime.fromisoformat("2026-12-15T16:30"), True),
        (datetime.fromisoformat("2026-12-15T16:31"), False),
        (datetime.fromisoformat("2026-12-19T09:00"), False),  # a Saturday
    ],
)
def test_hours_cover_a_call_that_fits_into_them_as_the_clock_is_read(start: datetime, covered: bool):
    assert availability.covers(WEEKDAYS, start, 30 * MINUTE) == covered


def test_hours_that_end_at_midnight_cover_the_last_call_of_the_evening_and_not_one_beyond():
    nights = [Hours(1, time(18), time(0))]
    assert availability.covers(nights, datetime.fromisoformat("2026-12-15T23:30"), 30 * MINUTE)
    assert not availability.covers(nights, datetime.fromisoformat("2026-12-15T23:31"), 30 * MINUTE)
    assert not availability.covers(nights, datetime.fromisoformat("2026-12-16T00:00"), 30 * MINUTE)
