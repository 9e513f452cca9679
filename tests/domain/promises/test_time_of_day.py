"""The time of day as people write it, and the two nights a year on which the clocks change."""

from __future__ import annotations

import pytest

from tests.domain.promises.readers import JANUARY, PHOENIX, Row, holds, says

TUESDAY = "America/Denver 2027-01-12T{}Z"


def denver(*times: str) -> list[str]:
    """UTC times of 12 January 2027 on Denver's clock."""
    return [TUESDAY.format(time) for time in times]


CLEAR = {
    "2:30 p.m.": "21:30", "2:30 P.M.": "21:30", "2:30PM": "21:30", "2.30pm": "21:30", "230pm": "21:30",
    "2:30p": "21:30",
    "2 pm": "21:00", "at 14:30": "21:30", "14h30": "21:30", "1430 hrs": "21:30", "at 1430": "21:30", "09:05": "16:05",
    "noon": "19:00", "12 noon": "19:00", "midday": "19:00", "12 pm": "19:00", "12:30 pm": "19:30", "12:30 am": "07:30",
    "half past two p.m.": "21:30", "quarter to three in the afternoon": "21:45",
    "a quarter past nine in the morning": "16:15",
    "two thirty pm": "21:30", "two o'clock in the afternoon": "21:00", "at 9 in the morning": "16:00",
    "\uff12:\uff13\uff10 \uff50\uff4d": "21:30", "2:30\u202fPM": "21:30", "2:30\u00a0p.\u00a0m.": "21:30",
}  # fmt: skip
UNCLEAR = {
    "2:30": ("21:30", "09:30"), "at 2": ("21:00", "09:00"), "at 10:30": ("17:30", "05:30+1"),
    "half past two": ("21:30", "09:30"),
    "two o'clock": ("21:00", "09:00"), "at nine": ("16:00", "04:00+1"), "midnight": ("07:00", "07:00+1"),
    "12 am": ("07:00", "07:00+1"),
}  # fmt: skip


@pytest.mark.parametrize("words", CLEAR)
def test_a_time_that_can_only_be_read_one_way(words: str):
    holds((JANUARY, PHOENIX, f"Tuesday, {words} Denver time", "", denver(CLEAR[words])))


@pytest.mark.parametrize("words", UNCLEAR)
def test_a_time_that_can_be_read_two_ways_is_asked_about_with_the_likelier_first(words: str):
    expected = [f"America/Denver 2027-01-{13 if time.endswith('+1') else 12}T{time[:5]}Z" for time in UNCLEAR[words]]
    holds((JANUARY, PHOENIX, f"Tuesday, {words} Denver time", "time", expected))


ROWS: list[Row] = [
    (JANUARY, PHOENIX, "tonight at 8 Mountain", "", ["America/Denver 2027-01-12T03:00Z"]),
    (JANUARY, PHOENIX, "midnight tonight, Denver", "", ["America/Denver 2027-01-12T07:00Z"]),
    (JANUARY, PHOENIX, "24:00 on 12 January, Berlin", "", ["Europe/Berlin 2027-01-12T23:00Z"]),
    (JANUARY, PHOENIX, "3ish ET on Tuesday", "time window",
     ["America/New_York 2027-01-12T20:00Z", "America/New_York 2027-01-12T08:00Z"]),
    (JANUARY, PHOENIX, "at 2:30 tomorrow", "time zone",
     ["America/Phoenix 2027-01-12T21:30Z", "America/Phoenix 2027-01-12T09:30Z"]),
    # Clocks that are put back and forward.
    ("2026-10-30T16:00Z", PHOENIX, "1:30 am Denver on November 1", "clocks",
     ["America/Denver 2026-11-01T07:30Z", "America/Denver 2026-11-01T08:30Z"]),
    ("2026-10-30T16:00Z", PHOENIX, "12:59 am Denver on November 1", "", ["America/Denver 2026-11-01T06:59Z"]),
    ("2026-10-30T16:00Z", PHOENIX, "2 am Denver on November 1", "", ["America/Denver 2026-11-01T09:00Z"]),
    (JANUARY, PHOENIX, "2:30 am Denver on March 14, 2027", "clocks", ["America/Denver 2027-03-14T09:00Z"]),
    (JANUARY, PHOENIX, "3 am Denver on March 14, 2027", "", ["America/Denver 2027-03-14T09:00Z"]),
    (JANUARY, PHOENIX, "2:15 am Lord Howe time on October 3, 2027", "clocks",
     ["Australia/Lord_Howe 2027-10-02T15:30Z"]),
    (JANUARY, PHOENIX, "1:45 am Lord Howe time on April 4, 2027", "clocks",
     ["Australia/Lord_Howe 2027-04-03T14:45Z", "Australia/Lord_Howe 2027-04-03T15:15Z"]),
    (JANUARY, "UTC", "1:30 a.m. London time, 28 March 2027, allow an hour", "clocks",
     ["Europe/London 2027-03-28T01:00Z/02:00Z"]),
    # The letters choose one of the two times that are shown twice.
    (JANUARY, PHOENIX, "1:30 am EDT on Nov 7 2027", "", ["America/New_York 2027-11-07T05:30Z"]),
    (JANUARY, PHOENIX, "1:30 am EST on Nov 7 2027", "", ["America/New_York 2027-11-07T06:30Z"]),
    (JANUARY, PHOENIX, "1:30 am CDT on Nov 7 2027", "", ["America/Chicago 2027-11-07T06:30Z"]),
    (JANUARY, PHOENIX, "1:30 am CST on Nov 7 2027", "", ["America/Chicago 2027-11-07T07:30Z"]),
    (JANUARY, PHOENIX, "1:30 am PDT on Nov 7 2027", "", ["America/Los_Angeles 2027-11-07T08:30Z"]),
    (JANUARY, PHOENIX, "1:30 am PST on Nov 7 2027", "", ["America/Los_Angeles 2027-11-07T09:30Z"]),
    (JANUARY, PHOENIX, "1:30 am New York (EST) on Nov 7 2027", "", ["America/New_York 2027-11-07T06:30Z"]),
    (JANUARY, PHOENIX, "1:30 am New York (UTC-5) on Nov 7 2027", "", ["America/New_York 2027-11-07T06:30Z"]),
    (JANUARY, PHOENIX, "1:30 am BST on Oct 31 2027", "", ["Europe/London 2027-10-31T00:30Z"]),
    (JANUARY, PHOENIX, "1:30 am GMT on Oct 31 2027", "", ["Europe/London 2027-10-31T01:30Z"]),
    (JANUARY, PHOENIX, "1:30 am ET on Nov 7 2027", "clocks",
     ["America/New_York 2027-11-07T05:30Z", "America/New_York 2027-11-07T06:30Z"]),
    # Numbers that are times by the day beside them, or by the part of the day.
    (JANUARY, PHOENIX, "Tuesday 2-3 ET", "time",
     ["America/New_York 2027-01-12T19:00Z/20:00Z", "America/New_York 2027-01-12T07:00Z/08:00Z"]),
    (JANUARY, PHOENIX, "2 to 3 on Tuesday, Denver", "time",
     ["America/Denver 2027-01-12T21:00Z/22:00Z", "America/Denver 2027-01-12T09:00Z/10:00Z"]),
    (JANUARY, PHOENIX, "Tuesday 2-3", "time zone",
     ["America/Phoenix 2027-01-12T21:00Z/22:00Z", "America/Phoenix 2027-01-12T09:00Z/10:00Z"]),
    (JANUARY, PHOENIX, "9 in the morning AEST on 1 July", "", ["Australia/Sydney 2027-06-30T23:00Z"]),
    (JANUARY, PHOENIX, "8 at night Eastern tomorrow", "", ["America/New_York 2027-01-13T01:00Z"]),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2])
def test_a_time_of_day_in_its_sentence(row: Row):
    holds(row)


def test_a_time_that_the_clocks_skip_is_answered_with_the_next_one():
    (remark,) = says("2:30 am Denver on March 14, 2027").unclear

    assert remark.words == (
        "Clocks in Denver skip this time on that day; the next one that exists is 3:00 AM Denver (UTC-6)."
    )


def test_a_time_that_the_clocks_show_twice_is_said_with_both_offsets():
    (remark,) = says("1:30 am Denver on November 7, 2027").unclear

    assert remark.words == (
        "Clocks in Denver show this time twice on that day: 1:30 AM Denver (UTC-6), then 1:30 AM Denver (UTC-7)."
    )


@pytest.mark.parametrize(
    ("text", "unclear"),
    [
        ("", ["There is no text: paste the sentence in which the call was promised."]),
        (" \n\x00\u200b ", ["There is no text: paste the sentence in which the call was promised."]),
        ("hello", ["No time of day is named.", "No day is named.", "No city or time zone is named."]),
        ("Tuesday morning in Denver", ['No time of day is named; "morning" is only a part of the day.']),
        ("Call me on +1 602 555 0123 tomorrow, Denver time", ["No time of day is named."]),
        ("Tuesday 2-3 people will call from Denver", ["No time of day is named."]),
        ("We ship 24/7 in 3 locations, 2027",
         ["No time of day is named.", "No day is named.", "No city or time zone is named."]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_by_what_is_missing(text: str, unclear: list[str]):
    found = says(text)

    assert [remark.words for remark in found.unclear] == unclear
    assert found.readings == ()
    assert found.question.endswith("?")
