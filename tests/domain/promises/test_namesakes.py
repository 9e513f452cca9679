"""Places that share a name: told apart by their state or country, or else asked about."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from scheduler_app.domain import zones
from scheduler_app.domain.zones import gazetteer
from tests.domain.promises.readers import JANUARY, LONDON, PHOENIX, Row, doubts, holds, readings, says

# What follows "2 pm Tuesday in ", and where it is two o'clock then.
CLEAR = {
    "Birmingham, Alabama": "America/Chicago 2027-01-12T20:00Z",
    "Birmingham AL": "America/Chicago 2027-01-12T20:00Z",
    "Birmingham, England": "Europe/London 2027-01-12T14:00Z",
    "Birmingham (UTC-6)": "America/Chicago 2027-01-12T20:00Z",
    "Portland, Maine": "America/New_York 2027-01-12T19:00Z",
    "Portland, ME": "America/New_York 2027-01-12T19:00Z",
    "Portland (Maine)": "America/New_York 2027-01-12T19:00Z",
    "portland, maine": "America/New_York 2027-01-12T19:00Z",
    "Portland, Oregon, USA": "America/Los_Angeles 2027-01-12T22:00Z",
    "Portland, Pacific time": "America/Los_Angeles 2027-01-12T22:00Z",
    "Portland ET": "America/New_York 2027-01-12T19:00Z",
    "Melbourne, Florida": "America/New_York 2027-01-12T19:00Z",
    "Birmingham, Ala.": "America/Chicago 2027-01-12T20:00Z",
    "Melbourne, Fla": "America/New_York 2027-01-12T19:00Z",
    "Melbourne, Victoria": "Australia/Melbourne 2027-01-12T03:00Z",
    "London, Ontario, Canada": "America/Toronto 2027-01-12T19:00Z",
    "London, UK": "Europe/London 2027-01-12T14:00Z",
    "Manchester, NH": "America/New_York 2027-01-12T19:00Z",
    "Vancouver, WA": "America/Los_Angeles 2027-01-12T22:00Z",
    "Vancouver, BC": "America/Vancouver 2027-01-12T21:00Z",
    "Springfield, IL": "America/Chicago 2027-01-12T20:00Z",
    "St. Louis": "America/Chicago 2027-01-12T20:00Z",
    "St. John's, Newfoundland": "America/St_Johns 2027-01-12T17:30Z",
    "Kansas City": "America/Chicago 2027-01-12T20:00Z",  # one clock in both states
    "Washington, D.C.": "America/New_York 2027-01-12T19:00Z",
    "washington dc": "America/New_York 2027-01-12T19:00Z",
    "Washington State": "America/Los_Angeles 2027-01-12T22:00Z",
    "Valencia, Spain": "Europe/Madrid 2027-01-12T13:00Z",
    "Panama City, FL": "America/Chicago 2027-01-12T20:00Z",
    "Berlin, DE": "Europe/Berlin 2027-01-12T13:00Z",
    "London, KY": "America/Kentucky/Louisville 2027-01-12T19:00Z",
    "Paris, Texas": "America/Chicago 2027-01-12T20:00Z",
    "Paris, Tex.": "America/Chicago 2027-01-12T20:00Z",
    "Paris, Tx": "America/Chicago 2027-01-12T20:00Z",
    "Paris, France": "Europe/Paris 2027-01-12T13:00Z",
    "Madrid": "Europe/Madrid 2027-01-12T13:00Z",
}
UNCLEAR = {
    "Birmingham": "America/Chicago Europe/London",
    "Portland": "America/New_York America/Los_Angeles",
    "Cambridge": "America/New_York Europe/London",
    "Victoria": "America/Vancouver Australia/Melbourne",
    "San Jose": "America/Los_Angeles America/Costa_Rica",
    "Washington": "America/New_York America/Los_Angeles",
    "Georgia": "America/New_York Asia/Tbilisi",
    "Vancouver": "America/Vancouver America/Los_Angeles",
    "London": "Europe/London America/Toronto",
    "LONDON ON TUESDAY": "Europe/London America/Toronto",
    "Valencia": "America/Los_Angeles Europe/Madrid America/Caracas",
    "Leon": "America/Mexico_City Europe/Madrid",
    "Merida": "America/Merida America/Caracas Europe/Madrid",
    # A state in which no place of this name is known: never the large namesake alone.
    "London, Tennessee": "America/Chicago America/New_York Europe/London",
    "Vienna, Texas": "America/Chicago America/Denver Europe/Vienna",
    "Denver, OK": "America/Chicago America/Denver",
    "Vienna, Tex.": "America/Chicago America/Denver Europe/Vienna",
    "Vienna, Tx": "America/Chicago America/Denver Europe/Vienna",
    "Paris": "Europe/Paris America/Chicago",
    "Berlin, New Hampshire": "America/New_York Europe/Berlin",
    "Ontario, CA": "America/Los_Angeles America/Toronto",
}


@pytest.mark.parametrize("place", CLEAR)
def test_a_place_that_is_told_from_its_namesakes(place: str):
    holds((JANUARY, PHOENIX, f"2 pm Tuesday in {place}", "", [CLEAR[place]]))


@pytest.mark.parametrize("place", UNCLEAR)
def test_a_name_of_several_places_is_never_clear(place: str):
    found = says(f"2 pm Tuesday in {place}")

    assert doubts(found) == "zone"
    assert [reading.split()[0] for reading in readings(found)] == UNCLEAR[place].split()
    assert found.question


STATES = {code: name for _, name, code in gazetteer.entries("regions.txt") if code}


@pytest.mark.parametrize("file", ["cities.txt", "namesakes.txt"])
def test_every_city_with_its_state_is_read_on_its_own_clock(file: str):
    wrong = {}
    for (zone, *_), name, code in gazetteer.entries(file):
        words = f"{name}, {STATES[code]}" if code else f"{name}, {zones.country(zone)}"
        found = says(f"2 pm Tuesday in {words}")
        expected = datetime(2027, 1, 12, 14, tzinfo=ZoneInfo(zone))
        if doubts(found) or [reading.starts for reading in found.readings] != [expected]:
            wrong[words] = readings(found)

    assert wrong == {}


ROWS: list[Row] = [
    # A name that is only a part of another one.
    (JANUARY, PHOENIX, "2 pm Tuesday in New London", "zone", ["America/Phoenix 2027-01-12T21:00Z"]),
    # Namesakes in the reader's country come first, unless one is a zone's own large city.
    (JANUARY, LONDON, "2 pm Tuesday in Birmingham", "zone",
     ["Europe/London 2027-01-12T14:00Z", "America/Chicago 2027-01-12T20:00Z"]),
    # A given name.
    (JANUARY, PHOENIX, "Georgia will call you at 2 pm Tuesday Eastern", "", ["America/New_York 2027-01-12T19:00Z"]),
    (JANUARY, PHOENIX, "At 2 pm Tuesday Austin will call you", "zone", ["America/Phoenix 2027-01-12T21:00Z"]),
    (JANUARY, PHOENIX, "2 pm New York, California 11 am, on Tuesday", "", ["America/New_York 2027-01-12T19:00Z"]),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2])
def test_a_name_in_its_sentence(row: Row):
    holds(row)


def test_a_question_names_both_places():
    found = says("2 pm Tuesday in Birmingham")

    assert [remark.words for remark in found.unclear] == [
        '"Birmingham" can mean the clock of Birmingham, Alabama (UTC-6) or Birmingham, United Kingdom (UTC+0)'
        " on that day."
    ]
    assert found.question == (
        "Thank you! To be sure that I am ready, could you please confirm which time you mean:"
        " Tue 12 Jan 2027, 2:00 PM Chicago (UTC-6) or Tue 12 Jan 2027, 14:00 London (UTC+0)?"
    )


def test_without_a_time_a_name_of_several_places_is_not_clear_either():
    found = says("Tuesday morning in Portland")

    assert [remark.words for remark in found.unclear] == [
        'No time of day is named; "morning" is only a part of the day.',
        '"Portland" can mean Portland, Maine or Portland, Oregon.',
    ]


def test_london_time_is_londons_and_its_namesake_is_told():
    found = says("2 pm Tuesday London time")

    assert readings(found) == ["Europe/London 2027-01-12T14:00Z"]
    assert (
        "The clock is that of London, UTC+0 on that day. Clocks in London, Ontario (UTC-5) and London, Kentucky"
        " (UTC-5) show another, in case the writer is there."
    ) in [remark.words for remark in found.clear]
