"""`time check`: a promise in people's own words, answered in plain text or as JSON."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Typed

PROMISE = "2:30 p.m. mountain standard time on Tuesday, please allow for a call within 30 minutes of the scheduled time"
JULY = ("--now", "2027-07-12T16:00:00Z")


def test_a_clear_promise_is_one_reading_and_no_question(typed: Typed):
    said = typed("time", "check", PROMISE, "--zone", "Asia/Kolkata", "--now", "2027-01-11T09:00:00-07:00", "--json")

    found = json.loads(said.out)
    assert said.code == 0
    assert list(found) == ["clear", "unclear", "readings", "question"]
    assert found["unclear"] == []
    assert found["question"] == ""
    assert found["readings"] == [
        {
            "zone": "America/Denver",
            "starts": "2027-01-12T21:30:00Z",
            "closes": "2027-01-12T22:00:00Z",
            "text": "Wed 13 Jan 2027, 3:00 AM Kolkata (UTC+5:30), which is 2:30 PM Denver (UTC-7) the day before."
            " The call may come until Wed 13 Jan 2027, 3:30 AM Kolkata (UTC+5:30),"
            " which is 3:00 PM Denver (UTC-7) the day before.",
        }
    ]
    assert 'The time is "2:30 pm".' in found["clear"]


def test_the_same_in_july_is_two_readings_and_a_question(typed: Typed):
    said = typed("time", "check", PROMISE, "--zone", "America/Phoenix", *JULY, "--json")

    found = json.loads(said.out)
    assert said.code == 0
    assert [(reading["zone"], reading["starts"], reading["closes"]) for reading in found["readings"]] == [
        ("America/Phoenix", "2027-07-13T21:30:00Z", "2027-07-13T22:00:00Z"),
        ("America/Denver", "2027-07-13T20:30:00Z", "2027-07-13T21:00:00Z"),
    ]
    assert "Phoenix" in found["unclear"][0]
    assert found["question"].endswith("?")


def test_people_read_the_same_without_json(typed: Typed):
    said = typed("time", "check", "2:30 pm MST on Tuesday", "--zone", "America/Phoenix", *JULY)

    assert said.code == 0
    assert said.out == (
        "Clear:\n"
        '  The time is "2:30 pm".\n'
        '  "Tuesday" is Tue 13 Jul 2027.\n'
        "  Only the start is named, not until when the call may come.\n"
        "Not clear:\n"
        '  In July Denver is on daylight time (UTC-6); "MST" (UTC-7) then means Phoenix, or the writer meant Denver.\n'
        "It can mean, the likeliest first:\n"
        "  Tue 13 Jul 2027, 2:30 PM Phoenix (UTC-7).\n"
        "  Tue 13 Jul 2027, 1:30 PM Phoenix (UTC-7), which is 2:30 PM Denver (UTC-6).\n"
        "You could ask:\n"
        "  Thank you! To be sure that I am ready, could you please confirm which time you mean:"
        " Tue 13 Jul 2027, 2:30 PM Phoenix (UTC-7) or Tue 13 Jul 2027, 2:30 PM Denver (UTC-6)?\n"
    )


def test_the_reader_is_at_utc_unless_a_zone_is_given_and_a_missing_window_is_null(typed: Typed):
    said = typed("time", "check", "9am Vancouver time on December 15, 2026", "--now", "2026-12-01T00:00:00Z", "--json")

    (reading,) = json.loads(said.out)["readings"]
    assert (reading["starts"], reading["closes"]) == ("2026-12-15T16:00:00Z", None)
    assert reading["text"] == "Tue 15 Dec 2026, 16:00 UTC (UTC+0), which is 09:00 Vancouver (UTC-7)."


def test_without_a_clock_of_its_own_it_is_the_present(typed: Typed):
    assert "That time has passed." in typed("time", "check", "yesterday at noon ET").out


@pytest.mark.parametrize("text", ["", "hello", "Tuesday morning in Denver", "\x00\x1b[31m"])
def test_what_cannot_be_read_is_told_and_exits_with_1(typed: Typed, text: str):
    said = typed("time", "check", text, "--json")

    found = json.loads(said.out)
    assert said.code == 1
    assert found["readings"] == []
    assert found["unclear"]
    assert found["question"]
    assert "\x1b" not in typed("time", "check", text).out


@pytest.mark.parametrize(
    "now", ["", "now", "2027-07-12", "2027-07-12T16:00:00", "2027-02-30T16:00Z", "9999-12-31T00:00Z"]
)
def test_a_now_that_is_no_instant_is_refused_with_the_form_that_works(typed: Typed, now: str):
    said = typed("time", "check", "2:30 pm MT", "--now", now)

    assert (said.code, said.out) == (1, "")
    assert f'--now cannot be "{now}"' in said.err
    assert "such as 2027-01-11T16:00:00Z" in said.err


def test_a_zone_that_is_none_is_refused_with_what_it_may_mean(typed: Typed):
    said = typed("time", "check", "2:30 pm MT", "--zone", "MST")

    assert (said.code, said.out) == (1, "")
    assert "it can mean the clocks of America/Denver, America/Phoenix" in said.err
