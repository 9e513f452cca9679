"""What a stranger's calendar makes of a recruiter's day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scheduler_app import calendar_reading
from scheduler_app.calendar_reading import Asked, Reading, Unreadable, read, read_here
from tests.fakes.calendars import calendar

NOON = "UID:1\nDTSTART:20270112T190000Z\nDTEND:20270112T200000Z"


START, END = datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)


def reads(*events: str, extra: str = "", own: tuple[str, ...] = ()) -> Reading:
    """Dana's, in Denver, from December to the end of March; in this process, which is quicker."""
    asked = Asked("America/Denver", "dana@example.com", list(own), START.isoformat(), END.isoformat())
    return read_here(calendar(*events, extra=extra), asked)


def times(reading: Reading) -> list[str]:
    return [f"{span.starts:%Y-%m-%d %H:%M}-{span.until:%H:%M}" for span in reading.busy]


@pytest.mark.parametrize(
    ("event", "busy"),
    [
        (NOON, ["2027-01-12 19:00-20:00"]),
        ("UID:1\nDTSTART:20270112T190000Z\nDURATION:PT45M", ["2027-01-12 19:00-19:45"]),
        # The pinned tables know that Vancouver keeps UTC-7 in this winter, whatever the calendar brings along.
        ("UID:1\nDTSTART;TZID=America/Vancouver:20261215T090000\nDURATION:PT1H", ["2026-12-15 16:00-17:00"]),
        ("UID:1\nDTSTART;TZID=Asia/Calcutta:20270112T090000\nDURATION:PT1H", ["2027-01-12 03:30-04:30"]),
        # Without a zone, and whole days: by Dana's own clock.
        ("UID:1\nDTSTART:20270112T090000\nDURATION:PT1H", ["2027-01-12 16:00-17:00"]),
        ("UID:1\nDTSTART;VALUE=DATE:20270112", ["2027-01-12 07:00-07:00"]),
        # The night the clocks go forward has 23 hours.
        ("UID:1\nDTSTART;VALUE=DATE:20270314", ["2027-03-14 07:00-06:00"]),
        ("UID:1\nDTSTART:20270112T190000Z\nDTEND:20270112T180000Z", ["2027-01-12 18:00-19:00"]),  # swapped
        ("UID:1\nDTSTART:20270112T190000Z\nDTEND:20270112T190000Z", []),
        (f"{NOON}\nSTATUS:CANCELLED", []),
        (f"{NOON}\nTRANSP:TRANSPARENT", []),
        (f"{NOON}\nSTATUS:TENTATIVE", ["2027-01-12 19:00-20:00"]),
        (f"{NOON}\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", []),
        (f"{NOON}\nX-MICROSOFT-CDO-BUSYSTATUS:OOF", ["2027-01-12 19:00-20:00"]),
        (f"{NOON}\nATTENDEE;PARTSTAT=DECLINED:MAILTO:Dana@example.com", []),
        (f"{NOON}\nATTENDEE;PARTSTAT=DECLINED:mailto:lee@example.com", ["2027-01-12 19:00-20:00"]),
        ("UID:1\nDTSTART:20250112T190000Z\nDURATION:PT1H", []),
    ],
)
def test_what_an_event_keeps_free(event: str, busy: list[str]):
    reading = reads(event)
    assert times(reading) == busy
    assert reading.remarks == []


def test_events_that_touch_or_overlap_are_one_time():
    later = "UID:2\nDTSTART:20270112T193000Z\nDTEND:20270112T210000Z"
    after = "UID:3\nDTSTART:20270112T210000Z\nDTEND:20270112T213000Z"
    assert times(reads(after, NOON, later)) == ["2027-01-12 19:00-21:30"]


def test_a_weekly_meeting_with_one_moved_one_left_out_and_one_cancelled():
    reading = reads(
        "UID:w\nDTSTART;TZID=America/Denver:20261208T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=6"
        "\nEXDATE;TZID=America/Denver:20261215T100000",
        "UID:w\nRECURRENCE-ID;TZID=America/Denver:20261222T100000\nDTSTART;TZID=America/Denver:20261222T150000\nDURATION:PT30M",
        "UID:w\nRECURRENCE-ID;TZID=America/Denver:20261229T100000\nSTATUS:CANCELLED"
        "\nDTSTART;TZID=America/Denver:20261229T100000\nDURATION:PT1H",
    )
    assert times(reading) == [
        "2026-12-08 17:00-18:00",
        "2026-12-22 22:00-22:30",
        "2027-01-05 17:00-18:00",
        "2027-01-12 17:00-18:00",
    ]


def test_a_repeated_meeting_keeps_its_wall_time_over_the_change_of_the_clocks():
    reading = reads("UID:w\nDTSTART;TZID=America/Denver:20270308T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=2")
    assert times(reading) == ["2027-03-08 17:00-18:00", "2027-03-15 16:00-17:00"]


def test_our_own_calls_in_it_are_not_counted_twice():
    ours = NOON.replace("UID:1", "UID:0b0e@scheduler-app")
    theirs = "UID:9c1e@scheduler-app\nDTSTART:20270113T190000Z\nDURATION:PT1H"  # of another deployment
    assert times(reads(ours, theirs, own=("0b0e@scheduler-app",))) == ["2027-01-13 19:00-20:00"]


OUTLOOK = (
    "BEGIN:VTIMEZONE\r\nTZID:Mountain Standard Time\r\n"
    "BEGIN:STANDARD\r\nDTSTART:16011104T020000\r\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\r\n"
    "TZOFFSETFROM:-0600\r\nTZOFFSETTO:-0700\r\nEND:STANDARD\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:16010311T020000\r\nRRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\r\n"
    "TZOFFSETFROM:-0700\r\nTZOFFSETTO:-0600\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
)


def test_a_windows_name_follows_the_rules_that_come_with_it():
    event = "UID:1\nDTSTART;TZID=Mountain Standard Time:20270112T090000\nDURATION:PT1H"
    assert reads(event, extra=OUTLOOK) == reads("UID:1\nDTSTART:20270112T160000Z\nDURATION:PT1H")


@pytest.mark.parametrize(("name", "busy"), [("Eastern Standard Time", "14:00-15:00"), ("Somewhere/Odd", "16:00-17:00")])
def test_a_zone_nobody_explains_is_read_and_pointed_out(name: str, busy: str):
    reading = reads(f"UID:1\nDTSTART;TZID={name}:20270112T090000\nDURATION:PT1H")
    assert times(reading) == [f"2027-01-12 {busy}"]
    (remark,) = reading.remarks
    assert f'"{name}"' in remark
    assert "Denver" in remark


def test_one_bad_event_stops_no_other():
    reading = reads(
        "UID:a\nSUMMARY:without a start",
        "UID:b\nDTSTART:yesterday\nDTEND:20270112T200000Z",
        "UID:c\nDTSTART:20270113T190000Z\nDURATION:PT1H\nRRULE:FREQ=BANANA",
        "UID:d\nDTSTART:20270113T190000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY",
        NOON,
    )
    assert times(reading) == ["2027-01-12 19:00-20:00"]
    assert reading.remarks == ["4 of its events could not be understood and are left out."]


def test_names_in_any_script_and_of_any_length_do_no_harm():
    odd = f"{NOON}\nSUMMARY:ל, \\; \\n 🎉 ‮ {'x' * 10_000}"
    assert times(reads(odd)) == ["2027-01-12 19:00-20:00"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not a calendar"),
        (b"<html>Sign in</html>", "not a calendar"),
        (b"\xff\xfe\x00" * 50, "not a calendar"),
        (calendar(NOON)[:-20], "cut off"),
        (b"BEGIN:VCALENDAR\r\nthis is no line of a calendar\r\nEND:VCALENDAR\r\n", "damaged"),
        (calendar(*[NOON] * 20_001), "more than 20000 events"),
    ],
    ids=["empty", "page", "noise", "cut off", "damaged", "events"],
)
def test_what_is_no_calendar_or_too_much_of_one_says_so(body: bytes, why: str):
    with pytest.raises(Unreadable, match=why):
        read_here(body, Asked("America/Denver", "", [], START.isoformat(), "2027-12-01T00:00:00+00:00"))


def test_more_times_than_a_person_can_have_are_refused(monkeypatch):
    monkeypatch.setattr(calendar_reading, "MOST_TIMES", 100)
    with pytest.raises(Unreadable, match="more than 100 times"):
        reads(f"{NOON}\nRRULE:FREQ=HOURLY;COUNT=101")


def test_a_calendar_that_takes_for_ever_is_given_up():
    tangled = [f"UID:{n}\nDTSTART:19010101T000000Z\nDURATION:PT1M\nRRULE:FREQ=HOURLY" for n in range(3000)]
    with pytest.raises(Unreadable, match="too tangled"):
        read(calendar(*tangled), zone="America/Denver", email="", own=(), start=START, end=END, seconds=1)


def test_the_other_process_says_the_same():
    told = read(calendar(NOON), zone="America/Denver", email="dana@example.com", own=["x"], start=START, end=END)
    assert told == reads(NOON)
