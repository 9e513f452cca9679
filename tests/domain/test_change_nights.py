"""Hours, slots and steps on the nights on which the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from scheduler_app.domain import clockface, plan, walltime
from scheduler_app.domain.availability import Diary, Rules, free, instant
from scheduler_app.domain.explaining import explain
from scheduler_app.domain.hours import Hours, Schedule
from scheduler_app.domain.interview import State
from scheduler_app.domain.plan import Anchor, Moment, Situation, business_morning
from scheduler_app.domain.window import Phase, Window
from tests.domain import tables
from tests.nights import BACK, FORWARD, NIGHTS, Night

SATURDAY, SUNDAY = 5, 6
ALL_WEEK = [Hours(day, time(9), time(17)) for day in range(7)]
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
MOMENT = timedelta(microseconds=1)
RULES = Rules()  # 30 minutes, every 15
STEP = 15 * MINUTE

each_night = pytest.mark.parametrize("night", NIGHTS, ids=str)


def offered(night: Night, hours: list[Hours], rules: Rules = RULES, *, around: timedelta = 2 * DAY) -> list[datetime]:
    """The starts offered on the days about the change."""
    return offers(night, hours, rules, night.at - around, night.at + around)


def offers(night: Night, hours: list[Hours], rules: Rules, start: datetime, end: datetime) -> list[datetime]:
    runs = free(Diary(Schedule(night.zone, hours)), rules, start, end)
    return [instant(second) for run in runs for second in run]


@each_night
def test_these_are_the_changes_that_the_tables_hold(night: Night):
    changes = {change.at: change.after - change.before for change in tables.table(night.zone).changes}

    assert changes.get(night.at, timedelta()) == night.shift
    assert night.sunday.weekday() == SUNDAY


@each_night
def test_nine_to_five_is_nine_to_five_before_and_after(night: Night):
    by_day: dict[str, list[str]] = {}
    for start in offered(night, ALL_WEEK, around=3 * DAY):
        by_day.setdefault(clockface.say_date(start, night.zone), []).append(night.reads(start))
    whole = list(by_day.values())[1:-1]  # the first and the last day are cut off

    assert len(whole) >= 4
    quarters = [f"{hour:02}:{minute:02}" for hour in range(9, 17) for minute in (0, 15, 30, 45)][:-1]
    assert all(day == quarters for day in whole)


@each_night
@pytest.mark.parametrize(
    ("hours", "opens"),
    [(Hours(SUNDAY, time(0), time(6)), "00:00"), (Hours(SATURDAY, time(22), time(4)), "22:00")],
    ids=["0-6", "22-4"],
)
def test_a_night_of_six_hours_by_the_clock_is_longer_or_shorter_and_has_no_hole(night: Night, hours: Hours, opens: str):
    found = offered(night, [hours])
    elapsed = 6 * HOUR - night.shift

    assert night.reads(found[0]) == opens
    assert [start - found[0] for start in found] == [number * STEP for number in range(elapsed // STEP - 1)]
    assert night.reads(found[0] + elapsed) == f"{hours.closes:%H:%M}"
    assert found[0] < night.at < found[-1] + RULES.occupies, "the change is among them"
    assert len({clockface.say(start, night.zone) for start in found}) == len(found), "no two are said alike"


@each_night
@pytest.mark.parametrize("minutes", [15, 20, 30, 45, 60])
def test_what_is_offered_on_that_night_is_what_can_be_booked(night: Night, minutes: int):
    """Minute by minute, and with the list cut in two at any place."""
    hours = [Hours(SATURDAY, time(22), time(4)), Hours(SUNDAY, time(4), time(8))]
    rules = Rules(slot_minutes=minutes)
    start, end = night.at - 8 * HOUR, night.at + 8 * HOUR
    found = offered(night, hours, rules, around=8 * HOUR)

    every_minute = (start + number * MINUTE for number in range(16 * 60))
    diary, before = Diary(Schedule(night.zone, hours)), start - DAY
    assert found == [at for at in every_minute if not explain(at, diary, rules, before)]
    for cut in (night.at, night.at - MINUTE, night.at + 20 * MINUTE):
        halves = [(start, cut), (cut, end)]
        in_two = [offers(night, hours, rules, low, high) for low, high in halves]
        assert [at for half in in_two for at in half] == found


@pytest.mark.parametrize("night", FORWARD, ids=str)
def test_hours_that_begin_or_end_where_the_clocks_skip_begin_or_end_with_the_change(night: Night):
    skipped = walltime.local(night.at, night.zone).replace(tzinfo=None) - night.shift / 2
    begins, ends = Hours(SUNDAY, skipped.time(), time(8)), Hours(SUNDAY, time(0), skipped.time())
    inside = Hours(SUNDAY, skipped.time(), (skipped + MINUTE).time())

    assert offered(night, [begins])[0] == night.at
    assert offered(night, [ends])[-1] + RULES.occupies == night.at
    assert offered(night, [inside]) == []
    both = offered(night, [ends, begins])
    assert both == sorted(set(both))
    assert set(offered(night, [ends]) + offered(night, [begins])) < set(both), "a call may run on over the change"


@pytest.mark.parametrize("night", BACK, ids=str)
def test_hours_that_meet_at_a_repeated_time_leave_nothing_out_and_nothing_twice(night: Night):
    twice = walltime.local(night.at, night.zone).time()
    early, late = Hours(SUNDAY, time(0), twice), Hours(SUNDAY, twice, time(8))
    opens = walltime.at_wall(night.sunday, time(0), night.zone)

    first, second = Schedule(night.zone, [early, late]).stretches(night.sunday, night.sunday)
    assert (instant(first.opens), instant(first.closes)) == (opens, night.at + night.shift)
    assert (second.opens, instant(second.closes)) == (first.closes, opens + 8 * HOUR - night.shift)
    assert first.reach == second.closes


@each_night
@pytest.mark.parametrize("minutes", [1, 45, 240])
def test_a_window_is_elapsed_minutes_whatever_the_clocks_do(night: Night, minutes: int):
    window = Window.lasting(night.at - MINUTE, minutes)

    assert window.closes - window.opens == minutes * MINUTE
    assert window.phase(window.closes - MOMENT) is Phase.OPEN
    assert window.phase(window.closes) is Phase.CLOSED
    shown = [walltime.local(at, night.zone).replace(tzinfo=None) for at in (window.opens, window.closes)]
    assert shown[1] - shown[0] == minutes * MINUTE + night.shift


@each_night
def test_a_reminder_comes_elapsed_hours_before_and_a_morning_is_nine_on_the_clock(night: Night):
    starts = night.at + 9 * HOUR
    call = Situation(State.SCHEDULED, starts - 3 * DAY, starts, starts + 30 * MINUTE, night.zone, "UTC")
    before = plan.moment(Moment(Anchor.START, minutes=-24 * 60), call)
    assert before is not None
    assert starts - before == 24 * HOUR

    friday = night.at - 2 * DAY
    for anchor, days, later in ((friday, 1, 1), (friday, 5, 5), (night.at - MINUTE, 1, 1), (night.at, 1, 1)):
        morning = walltime.local(business_morning(anchor, days, night.zone), night.zone)
        assert (morning.hour, morning.minute) == (9, 0)
        assert morning.date() == night.sunday + later * DAY


def test_a_day_without_a_change_is_the_measure():
    plain = Night("America/Denver", datetime(2027, 1, 10, 9, tzinfo=UTC), timedelta())

    assert len(offered(plain, [Hours(SUNDAY, time(0), time(6))])) == 23
