"""How a time is said: with its day, its city and its offset, the same everywhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler_app.domain import zones
from scheduler_app.domain.clockface import (
    alike,
    both,
    both_as_told,
    brief_both,
    brief_times,
    duration,
    hours_in,
    minutes_left,
    repeated,
    say,
    say_date,
    say_place,
    say_place_now,
    say_place_that_day,
    say_time,
    shift,
    skipped,
)
from scheduler_app.domain.manner import ENGLISH, Manner
from scheduler_app.domain.walltime import Told, told

PROMISE = datetime(2027, 1, 12, 21, 30, tzinfo=UTC)
NAMES = st.sampled_from(sorted(zones.known()))
MOMENTS = st.integers(0, 60 * 24 * 365 * 10).map(lambda minute: PROMISE + timedelta(minutes=minute))
GSM_7 = re.compile(r"[A-Za-z0-9 '(),./:+-]*")


@pytest.mark.parametrize(
    ("instant", "zone", "said"),
    [
        (PROMISE, "America/Denver", "Tue 12 Jan 2027, 2:30 PM Denver (UTC-7)"),
        (PROMISE, "US/Mountain", "Tue 12 Jan 2027, 2:30 PM US Mountain (UTC-7)"),
        (PROMISE, "Asia/Kolkata", "Wed 13 Jan 2027, 3:00 AM Kolkata (UTC+5:30)"),
        (PROMISE, "Asia/Kathmandu", "Wed 13 Jan 2027, 03:15 Kathmandu (UTC+5:45)"),
        (PROMISE, "America/St_Johns", "Tue 12 Jan 2027, 6:00 PM St Johns (UTC-3:30)"),
        (PROMISE, "Pacific/Kiritimati", "Wed 13 Jan 2027, 11:30 AM Kiritimati (UTC+14)"),
        (PROMISE, "UTC", "Tue 12 Jan 2027, 21:30 UTC (UTC+0)"),
        (PROMISE, "Etc/GMT+7", "Tue 12 Jan 2027, 14:30 fixed offset (UTC-7)"),
        (PROMISE + timedelta(seconds=5), "UTC", "Tue 12 Jan 2027, 21:30:05 UTC (UTC+0)"),
        (
            datetime(2026, 12, 15, 16, tzinfo=UTC),
            "America/Vancouver",
            "Tue 15 Dec 2026, 9:00 AM Vancouver (UTC-7)",
        ),
        (datetime(2027, 7, 4, 12, tzinfo=UTC), "Europe/London", "Sun 4 Jul 2027, 13:00 London (UTC+1)"),
        (datetime(2027, 3, 6, 0, tzinfo=UTC), "UTC", "Sat 6 Mar 2027, 00:00 UTC (UTC+0)"),
        (datetime(2027, 3, 6, 11, 59, tzinfo=UTC), "UTC", "Sat 6 Mar 2027, 11:59 UTC (UTC+0)"),
        (datetime(2027, 3, 6, 12, tzinfo=UTC), "UTC", "Sat 6 Mar 2027, 12:00 UTC (UTC+0)"),
        (datetime(2027, 3, 6, 23, 59, tzinfo=UTC), "UTC", "Sat 6 Mar 2027, 23:59 UTC (UTC+0)"),
    ],
)
def test_a_time_is_said_with_its_day_city_and_offset(instant: datetime, zone: str, said: str):
    assert say(instant, zone) == said
    assert f"{say_date(instant, zone)}, {say_time(instant, zone)}" == said


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        ("America/Denver", "Europe/Berlin", "2:30 PM Denver (UTC-7), which is 10:30 PM Berlin (UTC+1)"),
        ("Europe/Berlin", "America/Denver", "22:30 Berlin (UTC+1), which is 14:30 Denver (UTC-7)"),
        (
            "Asia/Calcutta",
            "Europe/London",
            "3:00 AM Calcutta (UTC+5:30), which is 9:30 PM London (UTC+0) the day before",
        ),
    ],
)
def test_a_clock_is_said_as_its_reader_reads_it(own: str, other: str, said: str):
    assert both(PROMISE, own, other).partition(", ")[2] == said


def test_who_prefers_the_other_way_gets_it():
    assert both(PROMISE, "America/Denver", "Europe/Berlin", Manner(hours=24)).endswith(
        "14:30 Denver (UTC-7), which is 22:30 Berlin (UTC+1)"
    )
    brief = brief_both(PROMISE, "Europe/London", "Europe/Berlin", Manner(hours=12))
    assert brief.startswith("Tue 12 Jan 9:30 PM London")
    assert say_time(datetime(2027, 3, 6, 0, 5, tzinfo=UTC), "UTC", Manner(hours=12)) == "12:05 AM UTC (UTC+0)"


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("America/Phoenix", 12),
        ("US/Mountain", 12),
        ("America/Vancouver", 12),
        ("Australia/Lord_Howe", 12),
        ("Europe/Kyiv", 24),
        ("Europe/Kiev", 24),
        ("GB", 24),
        ("America/Sao_Paulo", 24),
        ("UTC", 24),
        ("Etc/GMT+7", 24),
        ("Antarctica/Troll", 24),
    ],
)
def test_twelve_hours_where_people_read_clocks_so(zone: str, hours: int):
    assert hours_in(zone) == hours


def test_the_hour_that_comes_twice_is_told_apart_by_its_offset():
    first = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)

    assert say_time(first, "America/Denver") == "1:30 AM Denver (UTC-6)"
    assert say_time(first + timedelta(hours=1), "America/Denver") == "1:30 AM Denver (UTC-7)"


@pytest.mark.parametrize(
    ("own", "other", "full", "brief"),
    [
        (
            "America/Phoenix",
            "America/Denver",
            "Tue 12 Jan 2027, 2:30 PM Phoenix (UTC-7), which is 2:30 PM Denver (UTC-7)",
            "Tue 12 Jan 2:30 PM Phoenix (UTC-7) / 2:30 PM Denver (UTC-7)",
        ),
        (
            "America/Denver",
            "Australia/Sydney",
            "Tue 12 Jan 2027, 2:30 PM Denver (UTC-7), which is 8:30 AM Sydney (UTC+11) the next day",
            "Tue 12 Jan 2:30 PM Denver (UTC-7) / Wed 8:30 AM Sydney (UTC+11)",
        ),
        (
            "Australia/Sydney",
            "America/Denver",
            "Wed 13 Jan 2027, 8:30 AM Sydney (UTC+11), which is 2:30 PM Denver (UTC-7) the day before",
            "Wed 13 Jan 8:30 AM Sydney (UTC+11) / Tue 2:30 PM Denver (UTC-7)",
        ),
        (
            "Asia/Calcutta",
            "Asia/Kolkata",
            "Wed 13 Jan 2027, 3:00 AM Calcutta (UTC+5:30)",
            "Wed 13 Jan 3:00 AM Calcutta (UTC+5:30)",
        ),
    ],
)
def test_both_clocks_are_said_the_readers_first_and_another_day_is_marked(own: str, other: str, full: str, brief: str):
    assert both(PROMISE, own, other) == full
    assert brief_both(PROMISE, own, other) == brief


def test_across_the_date_line_the_other_clock_can_be_two_days_off():
    instant = datetime(2027, 1, 12, 10, 30, tzinfo=UTC)

    assert both(instant, "Pacific/Pago_Pago", "Pacific/Kiritimati") == (
        "Mon 11 Jan 2027, 11:30 PM Pago Pago (UTC-11), which is 12:30 AM Kiritimati (UTC+14) two days later"
    )
    assert brief_times(instant, "Pacific/Kiritimati", "Pacific/Pago_Pago") == (
        "12:30 AM Kiritimati (UTC+14) / Mon 11:30 PM Pago Pago (UTC-11)"
    )


def test_the_day_is_marked_from_midnight_on_and_not_before():
    midnight = datetime(2027, 1, 12, 23, tzinfo=UTC)

    assert brief_times(midnight - timedelta(minutes=1), "Europe/London", "Europe/Berlin") == (
        "22:59 London (UTC+0) / 23:59 Berlin (UTC+1)"
    )
    assert brief_times(midnight, "Europe/London", "Europe/Berlin") == (
        "23:00 London (UTC+0) / Wed 00:00 Berlin (UTC+1)"
    )


@given(MOMENTS, NAMES, NAMES)
def test_any_pair_of_clocks_fits_an_sms_and_reads_the_same_in_every_form(instant: datetime, own: str, other: str):
    texts = [f(instant, own, other) for f in (both, brief_both, brief_times)]

    for text in texts:
        assert GSM_7.fullmatch(text), text
        assert say_time(instant, own) in text
        assert zones.same(own, other) or say_time(instant, other, alike(own, ENGLISH)) in text
    assert len(texts[1]) <= 110


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(minutes=-5), "0 minutes"),
        (timedelta(), "0 minutes"),
        (timedelta(seconds=1), "under a minute"),
        (timedelta(seconds=59), "under a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=18), "18 minutes"),
        (timedelta(minutes=59, seconds=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=1, minutes=1), "1 hour 1 minute"),
        (timedelta(hours=2, minutes=5), "2 hours 5 minutes"),
        (timedelta(hours=23, minutes=59), "23 hours 59 minutes"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=1, minutes=59), "1 day"),
        (timedelta(days=3, hours=4, minutes=5), "3 days 4 hours"),
    ],
)
def test_a_span_is_said_in_words(span: timedelta, words: str):
    assert duration(span) == words


def test_what_is_left_never_promises_more_than_there_is():
    closes = PROMISE + timedelta(minutes=30)

    assert minutes_left(PROMISE + timedelta(minutes=12), closes) == "18 minutes"
    assert minutes_left(PROMISE + timedelta(minutes=12, seconds=1), closes) == "17 minutes"
    assert minutes_left(closes, closes) == "0 minutes"


@pytest.mark.parametrize("speak", [say, say_date, say_time])
def test_a_time_without_an_offset_is_never_said(speak):
    with pytest.raises(ValueError, match="carries no offset"):
        speak(PROMISE.replace(tzinfo=None), "Europe/Berlin")


def test_what_was_told_is_said_as_it_was_told():
    vancouver, london = Told("America/Vancouver", timedelta(hours=-8)), Told("Europe/London", timedelta())
    moment = datetime(2026, 12, 15, 17, tzinfo=UTC)

    assert both_as_told(moment, vancouver, london) == (
        "Tue 15 Dec 2026, 9:00 AM Vancouver (UTC-8), which is 5:00 PM London (UTC+0)"
    )
    assert both(moment, "America/Vancouver", "Europe/London").startswith("Tue 15 Dec 2026, 10:00 AM Vancouver (UTC-7)")
    alias = Told("Canada/Pacific", timedelta(hours=-8))
    assert both_as_told(moment, vancouver, alias) == "Tue 15 Dec 2026, 9:00 AM Vancouver (UTC-8)"


@given(MOMENTS, NAMES, NAMES)
def test_what_is_told_now_is_said_the_same_both_ways(instant: datetime, own: str, other: str):
    assert both_as_told(instant, told(instant, own), told(instant, other)) == both(instant, own, other)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ({}, ""),
        ({"hours": -1}, "an hour earlier"),
        ({"hours": 1}, "an hour later"),
        ({"minutes": -30}, "30 minutes earlier"),
        ({"hours": 1, "minutes": 30}, "1 hour 30 minutes later"),
        ({"hours": 2}, "2 hours later, on Wed 16 Dec 2026"),
        ({"hours": -23}, "23 hours earlier, on Mon 14 Dec 2026"),
        ({"days": 1}, "1 day later, on Wed 16 Dec 2026"),
    ],
)
def test_a_moved_reading_is_told_by_how_much_and_by_the_date_where_that_is_another(span: dict[str, int], said: str):
    before = datetime.fromisoformat("2026-12-15T22:00")
    assert shift(before, before + timedelta(**span)) == said


@pytest.mark.parametrize(
    ("instant", "zone", "listed", "now", "that_day"),
    [
        (
            PROMISE,
            "America/Vancouver",
            "Vancouver, Canada - Tue 12 Jan 2027, 2:30 PM, UTC-7",
            "Vancouver, Canada - 2:30 PM now, UTC-7",
            "Vancouver, Canada - UTC-7 on Tue 12 Jan 2027",
        ),
        (
            PROMISE,
            "Asia/Calcutta",
            "Calcutta, India - Wed 13 Jan 2027, 3:00 AM, UTC+5:30",
            "Calcutta, India - 3:00 AM now, UTC+5:30",
            "Calcutta, India - UTC+5:30 on Wed 13 Jan 2027",
        ),
    ],
)
def test_a_place_to_choose_is_said_with_its_country_and_its_clock(
    instant: datetime, zone: str, listed: str, now: str, that_day: str
):
    assert say_place(instant, zone) == listed
    assert say_place_now(instant, zone) == now
    assert say_place_that_day(instant, zone) == that_day


def test_a_skipped_and_a_repeated_time_are_said_on_the_clock_of_a_city():
    gap, twice = datetime(2027, 3, 14, 2, 30), datetime(2027, 11, 7, 1, 30)  # noqa: DTZ001
    first = datetime(2027, 11, 7, 7, 30, tzinfo=UTC)

    assert skipped(gap, "America/Denver", datetime(2027, 3, 14, 9, tzinfo=UTC)) == (
        "The clocks in Denver skip 2:30 AM on Sun 14 Mar 2027;"
        " the next time they show is Sun 14 Mar 2027, 3:00 AM Denver (UTC-6)."
    )
    assert repeated(twice, "America/Denver", first, first + timedelta(hours=1)) == (
        "The clocks in Denver show 1:30 AM twice on Sun 7 Nov 2027: before the clocks go back (UTC-6)"
        " and after the clocks go back (UTC-7). Choose which one."
    )
