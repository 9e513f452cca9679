"""Until when the call may come: lengths, ends and ranges, told apart from how long the call takes."""

from __future__ import annotations

import pytest

from tests.domain.promises.readers import JANUARY, PHOENIX, Row, holds, says

# What follows "2:30 p.m. Denver time on Tuesday", and the minutes until the window closes.
LENGTHS = {
    ", please allow for a call within 30 minutes of the scheduled time": 30,
    ", please allow 30 minutes": 30,
    ", allow 30 min.": 30,
    ", and please allow an hour": 60,
    ". It may be up to half an hour": 30,
    ". Give me an hour": 60,
    " with a 20 min window": 20,
    " (30-minute window)": 30,
    ", within a quarter of an hour": 15,
    ". Allow an hour and a half": 90,
    ". Please allow 1 hour 30 minutes": 90,
    ". Please allow 1.5 hours": 90,
    ". Please wait up to 45 minutes": 45,
    ", I will call within the next \u00bd hour": 30,
    ". We are at most 10-15 minutes late": 15,
    ". Please allow a two hour window; the call takes 20 minutes": 120,
}
CALLS = (
    "30-minute call at {}",
    "a 30 minute phone screen, {}",
    "{}; the call takes about 30 minutes",
    "{} for 30 minutes",
    "{}. It should take ~20 mins",
    "{}. Bring 20 minutes for the interview",
    "{}. I'll remind you 30 minutes before",
    "{}. We need 24 hours' notice",
)
START = "2:30 p.m. Denver time on Tuesday"


@pytest.mark.parametrize("words", LENGTHS)
def test_how_long_the_call_may_take_to_come(words: str):
    found = says(START + words)

    (reading,) = found.readings
    assert reading.closes is not None
    assert (reading.closes - reading.starts).total_seconds() == LENGTHS[words] * 60
    assert found.unclear == ()


@pytest.mark.parametrize("words", CALLS)
def test_how_long_the_call_lasts_is_no_window(words: str):
    (reading,) = says(words.format(START)).readings

    assert reading.closes is None


ROWS: list[Row] = [
    (JANUARY, PHOENIX, "between 2 and 2:30 pm ET on Tuesday", "", ["America/New_York 2027-01-12T19:00Z/19:30Z"]),
    (JANUARY, PHOENIX, "from 14:00 to 14:30 Berlin time on Tuesday", "", ["Europe/Berlin 2027-01-12T13:00Z/13:30Z"]),
    (JANUARY, PHOENIX, "Tuesday 2-2:30pm Central", "", ["America/Chicago 2027-01-12T20:00Z/20:30Z"]),
    (JANUARY, PHOENIX, "Tuesday 2:00\u20132:30 PM Central", "", ["America/Chicago 2027-01-12T20:00Z/20:30Z"]),
    (JANUARY, PHOENIX, "Tuesday 11-1pm ET", "", ["America/New_York 2027-01-12T16:00Z/18:00Z"]),
    (JANUARY, PHOENIX, "Tuesday, 10:00 to 14:30 London time", "", ["Europe/London 2027-01-12T10:00Z/14:30Z"]),
    (JANUARY, PHOENIX, "between two and three tomorrow afternoon, New York time", "",
     ["America/New_York 2027-01-12T19:00Z/20:00Z"]),
    (JANUARY, PHOENIX, "between 2 and 2:30 ET on Tuesday", "time",
     ["America/New_York 2027-01-12T19:00Z/19:30Z", "America/New_York 2027-01-12T07:00Z/07:30Z"]),
    (JANUARY, PHOENIX, "2:00 PM ET - 3:00 PM ET tomorrow", "", ["America/New_York 2027-01-12T19:00Z/20:00Z"]),
    (JANUARY, PHOENIX, "11:30 pm to 12:30 am ET tomorrow", "", ["America/New_York 2027-01-13T04:30Z/05:30Z"]),
    (JANUARY, PHOENIX, "tomorrow at 2:30 pm ET. I may call until 3 pm.", "",
     ["America/New_York 2027-01-12T19:30Z/20:00Z"]),
    (JANUARY, PHOENIX, "9 am MST to 10 am MST on July 13, 2027", "zone",
     ["America/Phoenix 2027-07-13T16:00Z/17:00Z", "America/Denver 2027-07-13T15:00Z/16:00Z"]),
    (JANUARY, PHOENIX, "3 pm ET tomorrow, plus or minus 10 minutes", "window",
     ["America/New_York 2027-01-12T20:00Z/20:10Z"]),
    (JANUARY, PHOENIX, "3 pm ET tomorrow \u00b110 min", "window", ["America/New_York 2027-01-12T20:00Z/20:10Z"]),
    (JANUARY, PHOENIX, "3 pm ET tomorrow, allow a 15 minute window either side", "window",
     ["America/New_York 2027-01-12T20:00Z/20:15Z"]),
    (JANUARY, PHOENIX, "3 pm ET tomorrow, 30 min", "window", ["America/New_York 2027-01-12T20:00Z/20:30Z"]),
    (JANUARY, PHOENIX, "by 3 pm ET tomorrow", "window", ["America/New_York 2027-01-12T20:00Z"]),
    (JANUARY, PHOENIX, "around 3 pm ET tomorrow", "window", ["America/New_York 2027-01-12T20:00Z"]),
    # A window in which the clocks change: its end is where the clock says, or after the minutes that were named.
    (JANUARY, PHOENIX, "between 1:30 am and 3:30 am Denver time on March 14, 2027", "",
     ["America/Denver 2027-03-14T08:30Z/09:30Z"]),
    (JANUARY, PHOENIX, "1:30 am Denver time on March 14, 2027, allow 2 hours", "",
     ["America/Denver 2027-03-14T08:30Z/10:30Z"]),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2])
def test_a_window_that_is_named_by_its_end(row: Row):
    holds(row)


def test_our_own_messages_are_read_as_they_are_meant():
    found = says(
        "Tue 12 Jan 2027, 2:30 PM Phoenix (UTC-7), which is 2:30 PM Denver (UTC-7). The call may come until"
        " 3:00 PM Phoenix (UTC-7), which is 3:00 PM Denver (UTC-7).",
        reader="Asia/Kolkata",
    )

    assert found.unclear == ()
    assert [reading.text for reading in found.readings] == [
        "Wed 13 Jan 2027, 3:00 AM Kolkata (UTC+5:30), which is 2:30 PM Phoenix (UTC-7) the day before."
        " The call may come until Wed 13 Jan 2027, 3:30 AM Kolkata (UTC+5:30),"
        " which is 3:00 PM Phoenix (UTC-7) the day before."
    ]
