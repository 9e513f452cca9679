"""Which starts can be promised, on the recruiter's own clock and around what is promised already."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from scheduler_app.domain.availability import Caps, Commitment, Diary, Kind, Rules, free, together
from scheduler_app.domain.hours import DateHours, Hours, Schedule, TimeOff, covers

WEEKDAYS = [Hours(day, time(9), time(17)) for day in range(5)]
MINUTE = timedelta(minutes=1)
AS_USUAL = Rules()
DENVER = "America/Denver"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def day_of(diary: Diary, rules: Rules = AS_USUAL, *, day: date = date(2027, 1, 12), days: int = 1) -> list[datetime]:
    start = datetime.combine(day, time(), UTC)
    runs = free(diary, rules, start, start + timedelta(days=days, hours=12))
    return list(together([(diary, runs)]))


def dana(*commitments: Commitment, **more: Any) -> Diary:
    """Dana in Denver, Monday to Friday 9 to 17; `more` is the schedule's."""
    return Diary(Schedule(DENVER, **{"week": WEEKDAYS} | more), commitments)


def at(hour: int, minute: int = 0) -> datetime:
    """Tuesday, on the clock of Denver."""
    return utc(2027, 1, 12, hour + 7, minute)


def test_a_free_day_is_nine_to_five_on_the_recruiters_clock():
    day = day_of(dana())
    assert (day[0], day[-1]) == (at(9), at(16, 30)), "the call has to fit before five"
    assert len(day) == 31


def test_the_whole_window_has_to_fit_before_the_day_ends_unless_it_may_overlap():
    long = Rules(window_minutes=60)
    assert day_of(dana(), long)[-1] == at(16)
    assert day_of(dana(), replace(long, may_overlap=True))[-1] == at(16, 30)


def test_nothing_at_the_weekend():
    assert day_of(dana(), day=date(2027, 1, 16)) == []


def test_a_promise_takes_its_time_and_a_buffer_on_both_sides():
    day = day_of(dana(Commitment(at(11), at(11, 30), minutes_after=10)))
    assert at(10, 15) in day
    assert at(10, 30) not in day, "ten minutes have to lie between"
    assert at(11, 30) not in day
    assert at(11, 45) in day


def test_the_longest_of_the_buffers_counts():
    """That of the call before, that of the call after, and the recruiter's own."""
    none = Rules(buffer_after_minutes=0)
    call = Commitment(at(11), at(11, 30), Kind.CALL, minutes_before=20, minutes_after=40)
    day = day_of(dana(call), none)
    assert (at(10), at(10, 15)) == (max(start for start in day if start < at(11)), at(10, 15))
    assert min(start for start in day if start > at(11)) == at(12, 15)
    own = replace(dana(call), minutes_after=46)
    assert min(start for start in day_of(own, none) if start > at(11)) == at(12, 30)
    assert min(start for start in day_of(dana(call), replace(none, buffer_before_minutes=61)) if start > at(11)) == at(
        12, 45
    )


def test_what_stands_in_another_calendar_needs_no_buffer_and_may_lie_under_a_window():
    dentist = Commitment(at(11), at(12), Kind.ELSEWHERE)
    day = day_of(dana(dentist))
    assert at(10, 30) in day
    assert at(10, 45) not in day
    assert at(12) in day
    long = Rules(window_minutes=60)
    assert at(10, 30) not in day_of(dana(dentist), long)
    assert at(10, 30) in day_of(dana(dentist), replace(long, may_overlap=True))
    assert at(10, 30) not in day_of(dana(replace(dentist, kind=Kind.CALL)), replace(long, may_overlap=True)), "promised"


def test_the_morning_after_the_clocks_change_starts_at_nine_again():
    assert day_of(dana(), day=date(2027, 3, 12))[0] == utc(2027, 3, 12, 16)
    assert day_of(dana(), day=date(2027, 3, 15))[0] == utc(2027, 3, 15, 15)


def test_several_spans_a_day_and_hours_that_meet_are_one_for_whoever_is_called():
    split = [Hours(1, time(9), time(12)), Hours(1, time(13), time(14))]
    assert at(11, 45) not in day_of(dana(week=split))
    assert at(13) in day_of(dana(week=split))
    meet = [Hours(1, time(9), time(12)), Hours(1, time(12), time(14))]
    assert at(11, 45) in day_of(dana(week=meet))
    night = [Hours(1, time(22), time(0)), Hours(2, time(0), time(2))]
    assert utc(2027, 1, 13, 6, 45) in day_of(dana(week=night)), "from 23:45 into the next day"


def test_hours_that_lie_within_others_do_not_hide_that_those_meet_the_next():
    around_the_clock = [Hours(1, time(15), time(14)), Hours(2, time(9), time(13)), Hours(2, time(14), time(17))]
    before_two = at(15) + 55 * 25 * MINUTE  # 13:55 on Wednesday, on the grid of Tuesday's hours
    assert before_two == utc(2027, 1, 13, 20, 55)
    assert before_two in day_of(dana(week=around_the_clock), Rules(slot_minutes=25), days=2)


def test_other_hours_on_a_date_replace_those_of_its_weekday():
    dates = [DateHours(date(2027, 1, 12), time(15), time(16))]
    assert day_of(dana(dates=dates)) == [at(15), at(15, 15), at(15, 30)]
    saturday = [DateHours(date(2027, 1, 16), time(9), time(9, 30))]
    assert day_of(dana(dates=saturday), day=date(2027, 1, 16)) == [utc(2027, 1, 16, 16)]


def test_time_off_takes_whole_days_or_a_part_of_one():
    week = TimeOff(date(2027, 1, 11), date(2027, 1, 13), label="Ski trip")
    assert day_of(dana(off=[week]), days=2) == []
    assert day_of(dana(off=[week]), day=date(2027, 1, 14)) != []
    dentist = TimeOff(date(2027, 1, 12), date(2027, 1, 12), time(11), time(12), "Dentist")
    day = day_of(dana(off=[dentist]))
    assert at(10, 30) in day
    assert not {at(10, 45), at(11), at(11, 45)} & set(day)
    assert at(12) in day


def test_time_off_until_a_time_that_the_clocks_show_twice_lasts_until_the_second():
    sunday = date(2027, 11, 7)
    off = [TimeOff(sunday, sunday, time(0), time(1, 30))]
    week = [Hours(6, time(0), time(6))]
    assert day_of(dana(week=week, off=off), day=sunday)[0] == utc(2027, 11, 7, 8, 30), "1:30 for the second time"


def test_a_public_holiday_closes_the_day_unless_it_has_hours_of_its_own():
    thanksgiving = date(2026, 11, 26)
    assert day_of(dana(), day=thanksgiving) != []
    assert day_of(dana(country="US"), day=thanksgiving) == []
    assert day_of(dana(country="DE"), day=thanksgiving) != []
    open_anyway = [DateHours(thanksgiving, time(9), time(9, 30))]
    assert day_of(dana(country="US", dates=open_anyway), day=thanksgiving) == [utc(2026, 11, 26, 16)]
    cabrini = date(2026, 10, 5)
    assert day_of(dana(country="US"), day=cabrini) != []
    assert day_of(dana(country="US", subdivision="CO"), day=cabrini) == []


def test_a_day_and_a_week_are_full_at_their_caps():
    two = [at(9), at(10)]
    full = replace(dana(), calls=two, caps=Caps(a_day=2))
    assert day_of(full) == []
    assert day_of(full, day=date(2027, 1, 13)) != []
    assert day_of(replace(full, caps=Caps(a_day=3))) != []
    weekly = replace(full, caps=Caps(a_week=2))
    assert day_of(weekly, days=5) == []
    assert day_of(weekly, day=date(2027, 1, 18)) != [], "a week begins on Monday"
    of_type = replace(dana(), calls_of_type=two, calls=two)
    assert day_of(of_type) != []
    assert day_of(of_type, Rules(caps=Caps(a_day=2))) == []


def test_every_start_names_all_who_are_free_in_the_order_given():
    found = together([("Lee", [range(0, 1800, 900)]), ("Dana", [range(900, 1000, 900)])])
    assert list(found.values()) == [["Lee"], ["Lee", "Dana"]]


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
    assert covers(WEEKDAYS, start, 30 * MINUTE) == covered


def test_hours_that_end_at_midnight_cover_the_last_call_of_the_evening_and_not_one_beyond():
    nights = [Hours(1, time(18), time(0))]
    assert covers(nights, datetime.fromisoformat("2026-12-15T23:30"), 30 * MINUTE)
    assert not covers(nights, datetime.fromisoformat("2026-12-15T23:31"), 30 * MINUTE)
    assert not covers(nights, datetime.fromisoformat("2026-12-16T00:00"), 30 * MINUTE)
