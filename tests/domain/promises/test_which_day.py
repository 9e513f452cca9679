"""The day of a promise: counted on the reader's calendar, written as a date, or not there at all."""

from __future__ import annotations

import pytest

from tests.domain.promises.readers import JANUARY, KOLKATA, NEW_YORK, PHOENIX, Row, holds, says

WEDNESDAY, SUNDAY = "2027-01-13T16:00Z", "2027-01-10T16:00Z"
TUESDAY_EARLY, TUESDAY_LATE = "2027-01-12T12:00Z", "2027-01-12T23:00Z"
SIX_IN_KOLKATA = "2027-01-12T00:30Z"  # Tuesday there, and still Monday in Denver
NOON = "America/New_York 2027-01-{:02}T17:00Z"


def noon(*days: int) -> list[str]:
    """Noon in New York on days of January 2027."""
    return [NOON.format(day) for day in days]


ROWS: list[Row] = [
    (JANUARY, PHOENIX, "noon ET today", "", noon(11)),
    (JANUARY, PHOENIX, "noon ET tomorrow", "", noon(12)),
    (JANUARY, PHOENIX, "noon ET tmrw", "", noon(12)),
    (JANUARY, PHOENIX, "the day after tomorrow at noon ET", "", noon(13)),
    (JANUARY, PHOENIX, "in two days at noon ET", "", noon(13)),
    (JANUARY, PHOENIX, "in a week, noon ET", "", noon(18)),
    (JANUARY, PHOENIX, "noon ET on Tuesday", "", noon(12)),
    (JANUARY, PHOENIX, "this Tuesday, noon ET", "", noon(12)),
    (JANUARY, PHOENIX, "next Tuesday at noon ET", "day", noon(19, 12)),
    (WEDNESDAY, PHOENIX, "next Tuesday at noon ET", "", noon(19)),
    (SUNDAY, PHOENIX, "next Tuesday at noon ET", "day", noon(12, 19)),
    (TUESDAY_EARLY, PHOENIX, "Tuesday at noon ET", "day", noon(12, 19)),
    (TUESDAY_LATE, PHOENIX, "Tuesday at noon ET", "day", noon(19, 12)),
    (TUESDAY_EARLY, PHOENIX, "this Tuesday at noon ET", "", noon(12)),
    (TUESDAY_EARLY, PHOENIX, "next Tuesday at noon ET", "", noon(19)),
    (JANUARY, PHOENIX, "Tuesday next week, noon ET", "", noon(19)),
    (JANUARY, PHOENIX, "next week Tuesday, noon ET", "", noon(19)),
    (JANUARY, PHOENIX, "a week from Tuesday at noon ET", "", noon(19)),
    (JANUARY, PHOENIX, "Tuesday week at noon ET", "", noon(19)),
    (JANUARY, PHOENIX, "tomorrow (Tuesday) at noon ET", "", noon(12)),
    (JANUARY, PHOENIX, "tomorrow, Wednesday, at noon ET", "day", noon(13, 12)),
    (JANUARY, PHOENIX, "noon ET on the 12th", "", noon(12)),
    (JANUARY, PHOENIX, "noon ET, 12 Jan", "", noon(12)),
    (JANUARY, PHOENIX, "January 12th, 2027 at noon ET", "", noon(12)),
    (JANUARY, PHOENIX, "Tue., Jan. 12 at noon ET", "", noon(12)),
    (JANUARY, PHOENIX, "12-Jan-2027 noon ET", "", noon(12)),
    (JANUARY, PHOENIX, "12.1.2027 noon ET", "", noon(12)),
    (JANUARY, PHOENIX, "2027-01-12, noon ET", "", noon(12)),
    (JANUARY, PHOENIX, "noon ET on 2027-2-5", "", ["America/New_York 2027-02-05T17:00Z"]),
    (JANUARY, PHOENIX, "noon ET on 2027/1/12", "", noon(12)),
    (JANUARY, PHOENIX, "noon Eastern on 2027-1-5", "past", noon(5)),
    (JANUARY, PHOENIX, "1/12 at noon ET", "day", [*noon(12), "America/New_York 2027-12-01T17:00Z"]),
    (JANUARY, PHOENIX, "1/12/27 at noon ET", "day", [*noon(12), "America/New_York 2027-12-01T17:00Z"]),
    (JANUARY, PHOENIX, "Tuesday 1/12 at noon ET", "", noon(12)),
    (JANUARY, PHOENIX, "1/13 at noon ET", "", noon(13)),
    (JANUARY, PHOENIX, "13/1 at noon ET", "", noon(13)),
    (JANUARY, PHOENIX, "Tuesday, January 13, 2027 at noon ET", "day", noon(13, 12)),
    (JANUARY, PHOENIX, "Tuesday or Wednesday at noon ET", "day", noon(13, 12)),
    (JANUARY, PHOENIX, "Tuesday at noon ET or Wednesday at noon ET", "time", noon(12, 13)),
    (JANUARY, PHOENIX, "yesterday at noon ET", "past", noon(10)),
    (JANUARY, PHOENIX, "January 5 at noon ET", "past", noon(5)),
    (JANUARY, PHOENIX, "January 5, 2026 at noon ET", "past", ["America/New_York 2026-01-05T17:00Z"]),
    (JANUARY, PHOENIX, "noon ET", "day", noon(11)),
    (TUESDAY_LATE, PHOENIX, "noon ET", "day", noon(13)),
    (JANUARY, NEW_YORK, "Thanks for writing on January 5! I call on Tuesday, January 12 at noon ET.", "", noon(12)),
    # The reader's date is ahead of the writer's.
    (SIX_IN_KOLKATA, KOLKATA, "tomorrow at noon ET", "day", noon(13, 12)),
    (SIX_IN_KOLKATA, KOLKATA, "Wednesday at noon ET", "", noon(13)),
    (SIX_IN_KOLKATA, KOLKATA, "noon ET on January 13", "", noon(13)),
    (SIX_IN_KOLKATA, KOLKATA, "tomorrow at noon, Kolkata", "", ["Asia/Kolkata 2027-01-13T06:30Z"]),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[2]}, read on {row[0]} in {row[1]}")
def test_which_day_a_promise_names(row: Row):
    holds(row)


def test_a_weekday_that_does_not_fit_its_date_is_said():
    (remark,) = says("Tuesday, January 13, 2027 at noon ET").unclear

    assert remark.words == '"Tuesday, January 13, 2027" does not fit: Wed 13 Jan 2027 is a Wednesday.'


def test_two_calendars_that_differ_are_both_counted_on():
    (remark,) = says("tomorrow at noon in Denver", SIX_IN_KOLKATA, KOLKATA).unclear

    assert remark.words == (
        '"tomorrow" is Wed 13 Jan 2027 counted on your calendar, and Tue 12 Jan 2027 on the one in Denver,'
        " where the date is another one now."
    )


def test_a_time_that_has_come_is_said():
    found = says("today at 9 am Phoenix, allow 30 minutes", "2027-01-11T16:10Z")

    assert "That time has come: the call may come now." in [remark.words for remark in found.clear]
    assert found.question == ""


def test_a_window_is_past_at_its_end_and_not_before():
    promise = "today at 9 am Phoenix, allow 30 minutes"

    assert says(promise, "2027-01-11T16:29Z").unclear == ()
    assert [remark.words for remark in says(promise, "2027-01-11T16:30Z").unclear] == ["That time has passed."]
