"""Times without a city in words that people send, and any text at all: nothing breaks, and nothing takes long."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler_app.domain import zones
from scheduler_app.domain.promises import bare_times, check
from tests.domain.promises.readers import JANUARY, PHOENIX, says

# Pieces that people put together in every order, so that chance comes near what is read.
PIECES = st.sampled_from(
    [
        "2:30", "pm", "p.m.", "at", "14h30", "noon", "midnight", "between", "and", "until", "to", "-", "/", "(", ")",
        "Tuesday", "next", "the 12th", "1/12", "January", "31", "30", "2027", "tomorrow", "in 2 days", "week", "Denver",
        "MST", "EST/EDT", "IST", "mountain", "standard", "time", "your time", "UTC", "+5:30", "-07:00", "allow",
        "within",
        "30 minutes", "half", "an hour", "+/-", "quarter to three", "2027-01-12T14:30", "Z", "9999-12-31", "\u0000",
        "99:99", "24:00", "0:30 pm", "29.2.2027", "\ud800", "\u00bd", "\ufdfa", ".", ",", "?", "\n\n",
    ]
)  # fmt: skip
HOSTILE = [
    "1" * 9000, "1:30 " * 2000, "2-" * 3000, "2pm " * 2000, "from 2 to " * 900, "(" * 5000, "until " * 900,
    "Tuesday " * 900, "1/2/" * 2000, "New York " * 900, "2027-01-12T14:30" * 500, "\n\n" * 4000, "a." * 4000,
    "half an hour " * 600, "on the " * 900, "2:30 pm MST Tuesday 30 minutes " * 200, "Denver time 2:30 pm or " * 300,
    "+/-" * 2000, "EST/EDT " * 900,
    "2 pm ET PT MT CT IST BST CST Denver Kolkata " * 90,
    "12 " * 2000, "quarter of an " * 500, "2 pm" + " " * 5000 + "MT", "\ufdfa" * 2000,
]  # fmt: skip
A_WHILE = 1.0  # seconds; each of these takes some hundredths


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("The role is filled.", []),
        ("Could we talk at 3:30 instead?", ["3:30"]),
        ("Could we talk at 3:30 p.m. Denver time instead?", []),
        ("I am free at 3 pm or 4 pm ET", ["3 pm"]),
        ("I am free between 3 and 4 pm Denver time", []),
        ("I am free between 3 and 4 pm", ["3 and 4 pm"]),
        ("Call me at noon on Tuesday", ["noon"]),
        ("Call me at noon on Tuesday in Denver", []),
        ("9:00 your time", ["9:00"]),  # it is the reader's to know which city that is, and they may be wrong
        ("9:00 UTC-7, 16:00 UTC", []),
        ("My number is +1 602-555-0123; we have 3 offices, open 24/7, 30 minutes from Denver.", []),
        ("See http://127.0.0.1:8000/book", []),
        ("In Denver.\n\nAt 4 pm.", ["4 pm"]),
    ],
)
def test_a_time_without_a_city_is_found_as_it_was_written(text: str, bare: list[str]):
    assert bare_times(text) == bare


@given(
    st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=14).map(" ".join)),
    st.sampled_from(sorted(zones.known())),
)
def test_any_text_can_be_checked(text: str, reader: str):
    found = check(text, now=datetime.fromisoformat(JANUARY), zone=reader)

    assert bool(found.question) == bool(found.unclear)
    assert bool(found.readings) or found.unclear
    assert len(found.readings) <= 6
    assert all(reading.closes is None or reading.closes > reading.starts for reading in found.readings)
    assert len({(reading.starts, reading.closes) for reading in found.readings}) == len(found.readings)
    assert all(remark.words.isprintable() for remark in (*found.clear, *found.unclear))
    bare_times(text)


@pytest.mark.parametrize("now", [datetime(1900, 1, 3, tzinfo=UTC), datetime(2999, 12, 28, tzinfo=UTC)])
@pytest.mark.parametrize(
    "text", ["today at 2 pm", "yesterday at 2 pm ET", "in 300 weeks at noon", "the 31st at 2 pm PT"]
)
def test_the_ends_of_the_calendar_are_no_trap(text: str, now: datetime):
    check(text, now=now, zone=PHOENIX)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:16].strip())
def test_a_hostile_text_is_read_in_no_time(text: str):
    began = time.thread_time()
    says(text)
    bare_times(text[:2000])

    assert time.thread_time() - began < A_WHILE


def test_a_long_text_is_cut_and_says_so():
    found = says("2:30 pm Denver time on Tuesday. " + "We look forward to it. " * 200)

    assert [reading.zone for reading in found.readings] == ["America/Denver"]
    assert [remark.words for remark in found.unclear] == [
        "Only the first 2,000 characters and 10 times were read; paste the sentence with the time alone."
    ]
