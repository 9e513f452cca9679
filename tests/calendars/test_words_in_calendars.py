"""Whatever people are called, every line is well formed and the words come back whole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from structlog.testing import capture_logs

from scheduler_app import feed
from scheduler_app.domain.interview import State
from tests.calendars.calls import call, interview

NAMES = (
    "Ü" * 120,
    "日本" * 60,
    "x;y,z: " + "é" * 100,
    'Anna "Nan" Reyes, Jr.; MD',
    "👩🏽‍💻 Zoë 🇩🇪 " * 9,
    "שלום עולם",
    "مریم‌السادات نوری",
    "BEGIN:VEVENT",
    "^n and ^' and %0D%0A",
    "a" * 10_000,
    "é" * 10_000,
)


def events(ics: bytes) -> list[Any]:
    return list(Calendar.from_ical(ics).walk("VEVENT"))


def well_formed(ics: bytes) -> None:
    lines = ics.split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert [line.decode() for line in lines], "no fold inside a character"


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_back_whole(name: str):
    ics = feed.build(name, [call(candidate=name, recruiter=name, type=name)], detail="full", of_others=True)
    well_formed(ics)
    (event,) = events(ics)
    assert str(event["summary"]) == f"{name}: {name} calls {name}"
    assert str(event["description"]).startswith(f"{name} calls {name}.\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_guest_is_named_without_double_quotes_which_a_parameter_cannot_hold(name: str):
    row = interview(call(candidate=name))
    ics = feed.invite(row, row.candidate, method="REQUEST", organiser="calls@example.com").encode()
    well_formed(ics)
    (event,) = events(ics)
    assert event["attendee"].params["CN"] == name.replace('"', "")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("Back\\nslash", "Back/nslash"), ("two\nlines", "two lines"), ("a\r\nUID:1\x00\x07\x85b", "a UID:1 b")],
)
def test_what_programs_read_differently_is_not_written(typed: str, shown: str):
    ics = feed.build(typed, [call(candidate=typed)], detail="standard")
    well_formed(ics)
    assert str(events(ics)[0]["summary"]) == f"Phone screen: call {shown}"
    assert ics.count(b"\nUID:") == 1


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_any_text_at_all_makes_one_well_formed_event(name: str):
    ics = feed.build(name, [call(candidate=name)], detail="standard")
    well_formed(ics)
    assert len(events(ics)) == 1


def test_a_lapsed_window_is_marked_in_title_and_category_except_where_only_times_are_shown():
    lapsed = [call(state=State.LAPSED)]
    (shown,), (busy,) = (events(feed.build("x", lapsed, detail=detail)) for detail in ("standard", "busy"))
    assert str(shown["summary"]) == "No call confirmed: Phone screen: call Ali Haddad"
    assert shown["categories"].to_ical() == b"Lapsed"
    assert str(busy["summary"]) == "Busy"
    assert "categories" not in busy


def test_a_reminder_is_only_for_a_call_that_is_still_to_come():
    both = [call(0), call(1, state=State.CANCELLED)]
    ahead, cancelled = events(feed.build("x", both, detail="busy", alarm_minutes=15))
    (alarm,) = ahead.walk("VALARM")
    assert (str(alarm["action"]), str(alarm["description"])) == ("DISPLAY", "Busy")
    assert alarm["trigger"].to_ical() == b"-PT15M"
    assert cancelled.walk("VALARM") == []


def test_a_call_that_cannot_be_shown_is_left_out_and_logged_without_its_words():
    with capture_logs() as logs:
        ics = feed.build("x", [call(0, state="nonsense"), call(1)], detail="standard")
    assert [str(event["uid"]) for event in events(ics)] == [f"{call(1).id}@scheduler-app"]
    assert [entry["interview"] for entry in logs] == [str(call(0).id)]
    assert "Ali" not in str([{**entry, "exc_info": None} for entry in logs])


def test_calls_of_which_none_can_be_shown_are_no_empty_calendar():
    with pytest.raises(feed.Nothing):
        feed.build("x", [call(0, state="nonsense")], detail="standard")


def test_the_bytes_of_an_event_are_made_once_and_shared_by_all_feeds_that_show_the_same():
    feed.build("x", (call(number) for number in range(300)), detail="standard")
    before = feed._entry.cache_info()
    feed.build("y", (call(number) for number in range(300)), detail="standard")
    after = feed._entry.cache_info()
    assert after.hits - before.hits == 300
    assert after.misses == before.misses
    assert before.maxsize == feed.EVENTS_KEPT
