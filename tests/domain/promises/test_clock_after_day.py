"""A clock that is named behind the day and not right behind the time, and words that only look like one."""

from __future__ import annotations

import pytest

from tests.domain.promises.readers import JANUARY, PHOENIX, Row, holds, says

EASTERN, CENTRAL = "America/New_York 2027-01-12T19:00Z", "America/Chicago 2027-01-12T20:00Z"
PACIFIC, NONE = "America/Los_Angeles 2027-01-12T22:00Z", "America/Phoenix 2027-01-12T21:00Z"

CLEAR = {
    "2 pm Tuesday Eastern": EASTERN,
    "2 pm Tuesday (Eastern)": EASTERN,
    "2 pm (Tuesday) ET": EASTERN,
    "2 pm on Tuesday ET": EASTERN,
    "2 pm on the 12th Eastern": EASTERN,
    "2 pm Tuesday, January 12th, 2027, Eastern": EASTERN,
    "2 pm Tuesday US Eastern": EASTERN,
    "two pm Tuesday Eastern": EASTERN,
    "Tuesday Eastern 2 pm": EASTERN,
    "Tuesday ET 2 pm": EASTERN,
    "2 pm tomorrow Central": CENTRAL,
    "2 pm Tuesday - CT": CENTRAL,
    "2 pm Tuesday, Houston (CT)": CENTRAL,
    "2 pm Tuesday, Pacific": PACIFIC,
    "2 pm Tuesday in Mountain View": PACIFIC,
    "2 pm Tuesday in Hartford, CT": EASTERN,
}
NO_CLOCK = (
    "2 pm Tuesday, Central Park",
    "2 pm Tuesday, Pacific Grove",
    "2 pm Tuesday, Central office",
    "Grand Central 2 pm Tuesday",
    "2 pm Tuesday in Mystic, CT",
    "2 PM ON TUESDAY",
    "2 pm Tuesday, OK?",
    "2 pm Tuesday time permitting",
    "2 pm Tuesday, oral interview",
    "2 pm Tuesday, nice to meet you",
)


@pytest.mark.parametrize("text", CLEAR)
def test_a_clock_behind_the_day_is_heard(text: str):
    holds((JANUARY, PHOENIX, text, "", [CLEAR[text]]))


@pytest.mark.parametrize("text", NO_CLOCK)
def test_a_street_a_town_or_a_word_is_no_clock(text: str):
    holds((JANUARY, PHOENIX, text, "zone", [NONE]))


ROWS: list[Row] = [
    (JANUARY, PHOENIX, "midnight Tuesday Pacific", "time",
     ["America/Los_Angeles 2027-01-12T08:00Z", "America/Los_Angeles 2027-01-13T08:00Z"]),
    # States, of which some keep two clocks, and countries that keep many.
    (JANUARY, PHOENIX, "2 pm Tuesday Montana time", "", ["America/Denver 2027-01-12T21:00Z"]),
    (JANUARY, PHOENIX, "2 pm Tuesday Texas time", "zone", [CENTRAL, "America/Denver 2027-01-12T21:00Z"]),
    (JANUARY, PHOENIX, "2 pm Tuesday Florida time", "zone", [EASTERN, CENTRAL]),
    (JANUARY, PHOENIX, "2 pm Tuesday Tennessee time", "zone", [CENTRAL, EASTERN]),
    (JANUARY, PHOENIX, "2 pm Tuesday Georgia time", "zone", [EASTERN, "Asia/Tbilisi 2027-01-12T10:00Z"]),
    (JANUARY, PHOENIX, "2 pm Tuesday Idaho time", "zone",
     ["America/Boise 2027-01-12T21:00Z", PACIFIC]),
    (JANUARY, PHOENIX, "2 pm Tuesday Newfoundland time", "zone",
     ["America/St_Johns 2027-01-12T17:30Z", "America/Goose_Bay 2027-01-12T18:00Z"]),
    (JANUARY, PHOENIX, "2 pm Tuesday Mexico time", "zone",
     ["America/Mexico_City 2027-01-12T20:00Z", "America/Tijuana 2027-01-12T22:00Z",
      "America/Mazatlan 2027-01-12T21:00Z", "America/Cancun 2027-01-12T19:00Z"]),
    (JANUARY, PHOENIX, "2 pm Tuesday Springfield time", "zone", [EASTERN, CENTRAL]),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2])
def test_a_clock_behind_the_day_that_leaves_a_doubt(row: Row):
    holds(row)


@pytest.mark.parametrize("text", ["2 pm Tuesday Foo time", "2 pm on Tuesday Foo time"])
def test_an_unknown_place_does_not_swallow_the_day(text: str):
    found = says(text)

    assert [remark.words for remark in found.unclear] == [
        'No clock is known by the name "Foo"; below it is read on your own, which may be wrong.'
    ]
    assert '"Tuesday" is Tue 12 Jan 2027.' in [remark.words for remark in found.clear]
