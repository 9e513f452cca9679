"""Quiet hours on the reader's clock: the moment before and the moment of, midnight, and nights of a clock change."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from scheduler_app.domain import quiet, walltime
from scheduler_app.domain.quiet import AtNight, Night, QuietHours
from tests.nights import BACK, FORWARD, NIGHTS
from tests.nights import Night as ChangeNight

USUAL = QuietHours(time(21), time(8))
MOMENT, MINUTE = timedelta(microseconds=1), timedelta(minutes=1)
DENVER, PHOENIX, LONDON = "America/Denver", "America/Phoenix", "Europe/London"
KOLKATA, LORD_HOWE = "Asia/Kolkata", "Australia/Lord_Howe"


def wall(zone: str, day: date, clock: time) -> datetime:
    return walltime.at_wall(day, clock, zone)


@pytest.mark.parametrize("zone", [PHOENIX, LONDON, KOLKATA, LORD_HOWE])
@pytest.mark.parametrize("day", [date(2027, 1, 12), date(2026, 12, 31)])
def test_they_begin_and_end_on_the_moment_and_span_midnight(zone: str, day: date):
    begins, ends = wall(zone, day, time(21)), wall(zone, day + timedelta(days=1), time(8))
    assert quiet.night(USUAL, [zone], begins - MOMENT) is None
    for within in (begins, wall(zone, day, time(23, 59)), wall(zone, day + timedelta(days=1), time()), ends - MOMENT):
        assert quiet.night(USUAL, [zone], within) == Night(ends, zone)
    assert quiet.night(USUAL, [zone], ends) is None


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_on_the_night_of_a_clock_change_the_wall_clock_decides_and_not_a_count_of_hours(night: ChangeNight):
    begins = wall(night.zone, night.sunday - timedelta(days=1), time(21))
    ends = wall(night.zone, night.sunday, time(8))
    assert ends - begins == timedelta(hours=11) - night.shift
    assert quiet.night(USUAL, [night.zone], begins - MOMENT) is None
    for within in (begins, night.at - MOMENT, night.at, ends - MOMENT):
        assert quiet.night(USUAL, [night.zone], within) == Night(ends, night.zone)
    assert quiet.night(USUAL, [night.zone], ends) is None


@pytest.mark.parametrize("night", FORWARD, ids=str)
def test_an_end_that_the_clocks_skip_is_the_first_time_after_the_gap(night: ChangeNight):
    skipped = (walltime.local(night.at, night.zone) - MINUTE).time()
    hours = QuietHours(time(21), skipped)
    assert quiet.night(hours, [night.zone], night.at - MOMENT) == Night(night.at, night.zone)
    assert quiet.night(hours, [night.zone], night.at) is None


@pytest.mark.parametrize("night", BACK, ids=str)
def test_times_that_the_clocks_show_twice_begin_at_the_first_and_end_at_the_last(night: ChangeNight):
    clock = walltime.local(night.at, night.zone).time()
    first, last = night.at + night.shift, night.at
    until = QuietHours(time(21), clock)
    assert quiet.night(until, [night.zone], first) == Night(last, night.zone)
    assert quiet.night(until, [night.zone], last) is None
    since = QuietHours(clock, time(8))
    assert quiet.night(since, [night.zone], first - MOMENT) is None
    assert quiet.night(since, [night.zone], first) is not None


def test_hours_within_one_day_and_none_at_all():
    siesta = QuietHours(time(13), time(15))
    day = date(2027, 7, 1)
    assert quiet.night(siesta, [LONDON], wall(LONDON, day, time(13)) - MOMENT) is None
    assert quiet.night(siesta, [LONDON], wall(LONDON, day, time(13))) == Night(wall(LONDON, day, time(15)), LONDON)
    assert quiet.night(QuietHours(time(9), time(9)), [LONDON], wall(LONDON, day, time(3))) is None


def test_of_several_places_all_have_to_be_awake():
    perth, sydney = "Australia/Perth", "Australia/Sydney"
    seven_in_perth = wall(perth, date(2027, 7, 1), time(7))  # 9 AM in Sydney
    assert quiet.night(USUAL, [perth, sydney], seven_in_perth) == Night(seven_in_perth + timedelta(hours=1), perth)
    nine_in_sydney = wall(sydney, date(2027, 7, 1), time(21))  # 7 PM in Perth, and Perth is still asleep at 8 there
    morning_in_perth = Night(wall(perth, date(2027, 7, 2), time(8)), perth)
    assert quiet.night(USUAL, [sydney, perth], nine_in_sydney) == morning_in_perth


def test_places_that_are_never_awake_together_do_not_wait_for_ever():
    never = QuietHours(time(14), time(8))
    now = wall(LONDON, date(2027, 7, 1), time(15))
    found = quiet.night(never, [LONDON, "Pacific/Auckland"], now)
    assert found is not None
    assert found.ends - now < timedelta(days=1)


@pytest.mark.parametrize(
    ("planned", "found_after", "urgent"),
    [
        (timedelta(hours=-1) - MOMENT, timedelta(), False),
        (timedelta(hours=-1), timedelta(), True),
        (timedelta(minutes=45), timedelta(), True),
        (timedelta(minutes=45) + MOMENT, timedelta(), False),
        (timedelta(minutes=30), timedelta(hours=1) - MOMENT, True),
        (timedelta(minutes=30), timedelta(hours=1), False),
    ],
)
def test_what_is_about_the_call_itself_is_urgent_until_it_is_old(
    planned: timedelta, found_after: timedelta, urgent: bool
):
    starts = datetime.fromisoformat("2027-01-13T06:00Z")
    closes = starts + timedelta(minutes=30)
    assert quiet.urgent(starts + planned, starts, closes, starts + planned + found_after) is urgent


@pytest.mark.parametrize(
    ("choice", "ends_before_expiry", "mail", "does"),
    [
        (AtNight.SEND, False, True, AtNight.SEND),
        (AtNight.WAIT, True, True, AtNight.WAIT),
        (AtNight.WAIT, False, True, AtNight.EMAIL),
        (AtNight.WAIT, False, False, AtNight.EMAIL),  # nothing can be done for it, which the record then says
        (AtNight.EMAIL, True, True, AtNight.EMAIL),
        (AtNight.EMAIL, True, False, AtNight.WAIT),
    ],
)
def test_what_a_step_does_at_night(choice: AtNight, ends_before_expiry: bool, mail: bool, does: AtNight):
    ends = datetime.fromisoformat("2027-01-13T15:00Z")
    expires = ends + MOMENT if ends_before_expiry else ends
    assert quiet.ruling(choice, Night(ends, PHOENIX), expires, mail=mail) is does
    assert quiet.ruling(choice, None, expires, mail=mail) is AtNight.SEND
