"""Whose clock a promise is read on: letters, "mountain time", cities, offsets, and what the date makes of them."""

from __future__ import annotations

import pytest

from scheduler_app.domain.promises import About
from tests.domain.promises.readers import (
    BERLIN,
    CHICAGO,
    DECEMBER,
    DENVER,
    EDMONTON,
    JANUARY,
    JULY,
    KOLKATA,
    LONDON,
    LOS_ANGELES,
    NEW_YORK,
    PHOENIX,
    VANCOUVER,
    Row,
    holds,
    says,
)

ROWS: list[Row] = [
    # Phoenix keeps one time all year; Denver does not.
    (JANUARY, PHOENIX, "2:30 p.m. mountain standard time on Tuesday", "", ["America/Denver 2027-01-12T21:30Z"]),
    (JULY, PHOENIX, "2:30 p.m. mountain standard time on Tuesday", "zone",
     ["America/Phoenix 2027-07-13T21:30Z", "America/Denver 2027-07-13T20:30Z"]),
    (JULY, "UTC", "2:30 PM MST Tuesday", "zone",
     ["America/Phoenix 2027-07-13T21:30Z", "America/Denver 2027-07-13T20:30Z"]),
    (JULY, PHOENIX, "2:30 pm mountain time on Tuesday", "", ["America/Denver 2027-07-13T20:30Z"]),
    (JULY, PHOENIX, "2:30pm MT tuesday", "", ["America/Denver 2027-07-13T20:30Z"]),
    (JULY, PHOENIX, "2:30pm MDT Tuesday", "", ["America/Denver 2027-07-13T20:30Z"]),
    (JANUARY, PHOENIX, "2:30pm MDT on Tuesday", "zone",
     ["America/Denver 2027-01-12T21:30Z", "America/Edmonton 2027-01-12T20:30Z"]),
    (JULY, PHOENIX, "2:30 pm Arizona time on Tuesday", "", ["America/Phoenix 2027-07-13T21:30Z"]),
    (JULY, DENVER, "2:30 pm MST (Denver) on Tuesday", "", ["America/Denver 2027-07-13T20:30Z"]),
    (JULY, DENVER, "2:30 pm MST (UTC-7) on Tuesday", "", ["America/Phoenix 2027-07-13T21:30Z"]),
    (JULY, DENVER, "2:30 p.m. MST (1:30 p.m. PDT) on Tuesday", "", ["America/Denver 2027-07-13T20:30Z"]),
    # The places that left their neighbours' clocks in November 2026.
    (DECEMBER, "UTC", "9:00 a.m. Vancouver time on December 15, 2026", "", ["America/Vancouver 2026-12-15T16:00Z"]),
    (DECEMBER, "UTC", "9 am in Edmonton on December 15, 2026", "", ["America/Edmonton 2026-12-15T15:00Z"]),
    (DECEMBER, "UTC", "9 am Winnipeg time tomorrow", "", ["America/Winnipeg 2026-12-15T14:00Z"]),
    (DECEMBER, PHOENIX, "9 am PST tomorrow", "", ["America/Los_Angeles 2026-12-15T17:00Z"]),
    (DECEMBER, VANCOUVER, "9 am PST tomorrow", "zone",
     ["America/Los_Angeles 2026-12-15T17:00Z", "America/Vancouver 2026-12-15T16:00Z"]),
    (DECEMBER, VANCOUVER, "9 am Pacific tomorrow", "zone",
     ["America/Los_Angeles 2026-12-15T17:00Z", "America/Vancouver 2026-12-15T16:00Z"]),
    (DECEMBER, EDMONTON, "9am MST tomorrow", "zone",
     ["America/Denver 2026-12-15T16:00Z", "America/Edmonton 2026-12-15T15:00Z"]),
    # The four of North America, with and without a season.
    (JANUARY, PHOENIX, "3pm ET on Tuesday", "", ["America/New_York 2027-01-12T20:00Z"]),
    (JULY, PHOENIX, "3pm ET on Tuesday", "", ["America/New_York 2027-07-13T19:00Z"]),
    (JULY, PHOENIX, "3 PM Central on Tuesday", "", ["America/Chicago 2027-07-13T20:00Z"]),
    (JANUARY, PHOENIX, "3pm ct tuesday", "", ["America/Chicago 2027-01-12T21:00Z"]),
    (JULY, PHOENIX, "3pm PT on Tuesday", "", ["America/Los_Angeles 2027-07-13T22:00Z"]),
    (JULY, PHOENIX, "3pm PST on Tuesday", "zone",
     ["America/Los_Angeles 2027-07-13T22:00Z", "Etc/GMT+8 2027-07-13T23:00Z"]),
    (JULY, PHOENIX, "3pm EST on Tuesday", "zone",
     ["America/New_York 2027-07-13T19:00Z", "America/Panama 2027-07-13T20:00Z"]),
    (JULY, PHOENIX, "3pm EST/EDT on Tuesday", "", ["America/New_York 2027-07-13T19:00Z"]),
    (JANUARY, PHOENIX, "All times are Eastern. The call is on Tuesday at 4:15 p.m.", "",
     ["America/New_York 2027-01-12T21:15Z"]),
    (JANUARY, "Asia/Shanghai", "3pm CST on Wednesday", "zone",
     ["America/Chicago 2027-01-13T21:00Z", "Asia/Shanghai 2027-01-13T07:00Z"]),
    # Letters of other continents.
    (JANUARY, LONDON, "10am IST on Thursday", "zone",
     ["Asia/Kolkata 2027-01-14T04:30Z", "Asia/Jerusalem 2027-01-14T08:00Z"]),
    (JULY, LONDON, "10am IST on Thursday", "zone",
     ["Asia/Kolkata 2027-07-15T04:30Z", "Europe/Dublin 2027-07-15T09:00Z"]),
    (JANUARY, PHOENIX, "3pm GMT on Friday", "", ["Europe/London 2027-01-15T15:00Z"]),
    (JULY, PHOENIX, "3pm GMT on Friday", "zone", ["Europe/London 2027-07-16T14:00Z", "UTC 2027-07-16T15:00Z"]),
    (JULY, PHOENIX, "3pm BST on Friday", "", ["Europe/London 2027-07-16T14:00Z"]),
    (JANUARY, LONDON, "10:00 CET on Friday", "", ["Europe/Berlin 2027-01-15T09:00Z"]),
    (JULY, LONDON, "14:00 CET on Friday", "zone",
     ["Europe/Berlin 2027-07-16T12:00Z", "Africa/Tunis 2027-07-16T13:00Z"]),
    (JULY, LONDON, "2pm central european summer time on Friday", "", ["Europe/Berlin 2027-07-16T12:00Z"]),
    # Cities, countries and ids.
    (JANUARY, NEW_YORK, "Seattle time, 4 p.m. tomorrow", "", ["America/Los_Angeles 2027-01-13T00:00Z"]),
    (JANUARY, PHOENIX, "tomorrow 10:15am in Kathmandu", "", ["Asia/Kathmandu 2027-01-12T04:30Z"]),
    (JULY, PHOENIX, "10:30 am Lord Howe time on 14 July", "", ["Australia/Lord_Howe 2027-07-14T00:00Z"]),
    (JANUARY, PHOENIX, "10:30 am Lord Howe time on 14 January", "", ["Australia/Lord_Howe 2027-01-13T23:30Z"]),
    (JANUARY, PHOENIX, "6:00 pm Bangalore on Wednesday", "", ["Asia/Kolkata 2027-01-13T12:30Z"]),
    (JANUARY, PHOENIX, "6pm India time on Wednesday", "", ["Asia/Kolkata 2027-01-13T12:30Z"]),
    (JANUARY, PHOENIX, "2027-01-12 14:30 America/Denver", "", ["America/Denver 2027-01-12T21:30Z"]),
    (JANUARY, PHOENIX, "S\u00e3o Paulo, 9am tomorrow", "", ["America/Sao_Paulo 2027-01-12T12:00Z"]),
    (JANUARY, PHOENIX, "I'm in Denver. Could we talk on Tuesday at 2:30 p.m.?", "zone",
     ["America/Denver 2027-01-12T21:30Z"]),
    (JANUARY, CHICAGO, "2 PM ET / 1 PM CT tomorrow", "", ["America/New_York 2027-01-12T19:00Z"]),
    (JANUARY, CHICAGO, "2 PM ET / 2 PM CT tomorrow", "time",
     ["America/New_York 2027-01-12T19:00Z", "America/Chicago 2027-01-12T20:00Z"]),
    # Offsets and machines.
    (JANUARY, PHOENIX, "2027-01-12T14:30:00-07:00", "", ["Etc/GMT+7 2027-01-12T21:30Z"]),
    (JANUARY, PHOENIX, "2027-01-12T21:30Z", "", ["UTC 2027-01-12T21:30Z"]),
    (JANUARY, PHOENIX, "tomorrow 9:00 UTC", "", ["UTC 2027-01-12T09:00Z"]),
    (JANUARY, PHOENIX, "January 12th 2027 2.30pm UTC+5:30", "", ["UTC 2027-01-12T09:00Z"]),
    (JANUARY, PHOENIX, "6 pm Kolkata (UTC+5:30) tomorrow", "", ["Asia/Kolkata 2027-01-12T12:30Z"]),
    (JANUARY, PHOENIX, "6 pm Denver (UTC-6) tomorrow", "zone",
     ["America/Denver 2027-01-13T01:00Z", "Etc/GMT+6 2027-01-13T00:00Z"]),
    # Somebody's clock, but whose?
    (JANUARY, PHOENIX, "9am your time tomorrow", "", ["America/Phoenix 2027-01-12T16:00Z"]),
    (JANUARY, PHOENIX, "9am my time tomorrow", "zone", ["America/Phoenix 2027-01-12T16:00Z"]),
    (JANUARY, PHOENIX, "9am local time tomorrow", "zone", ["America/Phoenix 2027-01-12T16:00Z"]),
    (JANUARY, PHOENIX, "9am Foo time tomorrow", "zone", ["America/Phoenix 2027-01-12T16:00Z"]),
    (JANUARY, PHOENIX, "2 pm my time Tuesday (I'm in Chicago)", "", ["America/Chicago 2027-01-12T20:00Z"]),
    (JANUARY, PHOENIX, "2 pm my time Tuesday. We are based in Denver.", "", ["America/Denver 2027-01-12T21:00Z"]),
    (JANUARY, PHOENIX, "2 pm my time Tuesday, when you are in Chicago", "zone",
     ["America/Phoenix 2027-01-12T21:00Z"]),
    (JANUARY, PHOENIX, "tomorrow at 9am", "zone", ["America/Phoenix 2027-01-12T16:00Z"]),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[2]} in {row[1]}, {row[0][:7]}")
def test_whose_clock_a_promise_is_read_on(row: Row):
    holds(row)


def test_mountain_standard_time_in_july_is_explained():
    found = says("2:30 p.m. mountain standard time on Tuesday", JULY)

    assert [remark.words for remark in found.unclear] == [
        'In July Denver is on daylight time (UTC-6); "mountain standard time" (UTC-7) then means Phoenix,'
        " or the writer meant Denver."
    ]
    assert found.question == (
        "Thank you! To be sure that I am ready, could you please confirm which time you mean:"
        " Tue 13 Jul 2027, 2:30 PM Phoenix (UTC-7) or Tue 13 Jul 2027, 2:30 PM Denver (UTC-6)?"
    )


def test_what_letters_leave_out_is_named_where_it_is_not_asked():
    (zone,) = [remark.words for remark in says("2:30 pm MST on Tuesday").clear if remark.about is About.ZONE]

    assert zone == (
        '"MST": Denver and Phoenix both show the same time on that day, UTC-7.'
        " Clocks in Edmonton (UTC-6) show another, in case the writer is there."
    )


@pytest.mark.parametrize("reader", [PHOENIX, DENVER, NEW_YORK, LOS_ANGELES, BERLIN, KOLKATA, "Australia/Lord_Howe"])
def test_the_moment_does_not_depend_on_who_reads_it(reader: str):
    found = says("12 January 2027, 2:30 PM Denver, allow 30 minutes", reader=reader)

    assert [(r.zone, r.starts.isoformat(), r.closes and r.closes.isoformat()) for r in found.readings] == [
        ("America/Denver", "2027-01-12T21:30:00+00:00", "2027-01-12T22:00:00+00:00")
    ]
