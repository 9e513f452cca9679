"""`time resolve`: one answer for each item, whatever was sent."""

from __future__ import annotations

import json

import pytest

from scheduler_app.cli.time import resolve_json
from scheduler_app.domain import zones
from scheduler_app.domain.errors import Refused
from tests.domain import tables


def answers(*items: object) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(resolve_json(json.dumps(items)))
    return found


def test_each_kind_of_answer_comes_in_the_order_asked():
    assert answers(
        {"zone": "America/Vancouver", "wall": "2026-12-15T09:00"},
        {"zone": "America/Denver", "wall": "2026-11-01T01:30"},
        {"zone": "Europe/Berlin", "wall": "2027-03-28T02:30"},
        {"zone": "Mars/Olympus", "wall": "2027-03-28T02:30"},
        {"zone": "Asia/Kathmandu", "wall": "2027-01-12T14:30:15"},
    ) == [
        {"kind": "unique", "utc": "2026-12-15T16:00:00Z"},
        {"kind": "overlap", "earlier": "2026-11-01T07:30:00Z", "later": "2026-11-01T08:30:00Z"},
        {"kind": "gap", "next_valid": "2027-03-28T03:00"},
        {
            "kind": "error",
            "message": 'there is no time zone "Mars/Olympus"; choose a city, such as America/Denver or Europe/Berlin',
        },
        {"kind": "unique", "utc": "2027-01-12T08:45:15Z"},
    ]


@pytest.mark.parametrize(
    ("zone", "wall", "answer"),
    [
        ("US/Mountain", "2027-01-12T14:30", {"kind": "unique", "utc": "2027-01-12T21:30:00Z"}),
        ("Asia/Calcutta", "2027-01-12T14:30", {"kind": "unique", "utc": "2027-01-12T09:00:00Z"}),
        ("Europe/Kyiv", "2027-07-12T14:30", {"kind": "unique", "utc": "2027-07-12T11:30:00Z"}),
        ("Europe/Kiev", "2027-07-12T14:30:59", {"kind": "unique", "utc": "2027-07-12T11:30:59Z"}),
        ("Australia/LHI", "2027-10-03T02:00:01", {"kind": "gap", "next_valid": "2027-10-03T02:30"}),
        ("Pacific/Apia", "2011-12-30T12:00", {"kind": "gap", "next_valid": "2011-12-31T00:00"}),
        (
            "Antarctica/Troll",
            "2027-10-31T02:59:59",
            {"kind": "overlap", "earlier": "2027-10-31T00:59:59Z", "later": "2027-10-31T02:59:59Z"},
        ),
    ],
)
def test_an_answer_holds_these_fields_and_no_other(zone: str, wall: str, answer: dict[str, str]):
    assert answers(
        {"zone": zone, "wall": wall, "which": "later", "note": "fields nobody asked for are left alone"}
    ) == [answer]


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("IST", "it can mean the clocks of Asia/Kolkata, Europe/Dublin or Asia/Jerusalem; choose a city"),
        ("EST5EDT", "it can mean the clocks of America/New_York, America/Toronto, America/Panama, "),
        (
            "PST8PDT,M3.2.0,M11.1.0",
            "did you mean America/Los_Angeles, America/Vancouver, America/Tijuana or Asia/Manila?",
        ),
        ("CET-1CEST", "did you mean Europe/Berlin, Europe/Paris, "),
        ("JST-9", "did you mean Asia/Tokyo?"),
        ("UTC+2", '"UTC+2" is an offset and does not say when clocks change; choose a city'),
        ("america/denver", "did you mean America/Denver?"),
    ],
)
def test_an_error_says_what_would_be_accepted(zone: str, told: str):
    (answer,) = answers({"zone": zone, "wall": "2027-01-12T14:30"})

    assert set(answer) == {"kind", "message"}
    assert told in answer["message"]


def test_the_changes_of_two_years_are_answered_as_the_tables_say():
    asked: list[dict[str, str]] = []
    expected: list[dict[str, str]] = []
    for zone in sorted(zones.known()):
        table = tables.table(zone)
        walls = {edge for change in table.changes if change.at.year in (2026, 2027) for edge in change.edges}
        for wall in sorted(walls):
            asked.append({"zone": zone, "wall": wall.isoformat()})
            instants = [f"{instant:%Y-%m-%dT%H:%M:%SZ}" for instant in table.instants(wall)]
            match instants:
                case [utc]:
                    expected.append({"kind": "unique", "utc": utc})
                case [earlier, later]:
                    expected.append({"kind": "overlap", "earlier": earlier, "later": later})
                case _:
                    expected.append({"kind": "gap", "next_valid": f"{table.next_shown(wall):%Y-%m-%dT%H:%M}"})

    assert answers(*asked) == expected
    assert len(asked) > 1000
    assert {answer["kind"] for answer in expected} == {"unique", "overlap", "gap"}


@pytest.mark.parametrize(
    "item",
    [
        None, 3, "2027-01-12T14:30", [], {}, {"zone": "UTC"}, {"wall": "2027-01-12T14:30"},
        {"zone": None, "wall": "2027-01-12T14:30"}, {"zone": ["UTC"], "wall": "2027-01-12T14:30"},
        {"zone": "EST", "wall": "2027-01-12T14:30"}, {"zone": "+07:00", "wall": "2027-01-12T14:30"},
        {"zone": "\ud800", "wall": "2027-01-12T14:30"},
    ],
)  # fmt: skip
def test_an_item_that_cannot_be_read_is_an_error_and_the_rest_is_answered(item: object):
    bad, good = answers(item, {"zone": "UTC", "wall": "2027-01-12T14:30"})

    assert bad["kind"] == "error"
    assert bad["message"].encode()
    assert good == {"kind": "unique", "utc": "2027-01-12T14:30:00Z"}


@pytest.mark.parametrize(
    "text",
    [
        "", "2027-01-12", "2027-01-12 14:30", "2027-01-12t14:30", "2027-01-12T14", "20270112T1430",
        "2027-01-12T14:30Z", "2027-01-12T14:30-07:00", "2027-01-12T14:30:00.5", "2027-W02-2T14:30",
        "2027-1-12T14:30", " 2027-01-12T14:30", "2027-01-12T14:30\n", "२०२७-०१-१२T१४:३०",
        "2027-02-29T14:30", "2027-01-12T24:00", "2027-01-12T14:60", "2027-01-12T14:30:60",
        "1899-12-31T23:59", "3000-01-01T00:00", "0001-01-01T00:00", "x" * 10_000, None, 20270112, {},
    ],
)  # fmt: skip
def test_a_wall_time_in_any_other_form_is_an_error_with_the_form_that_works(text: object):
    (answer,) = answers({"zone": "UTC", "wall": text})

    assert answer["kind"] == "error"
    assert "YYYY-MM-DDTHH:MM, such as 2027-01-12T14:30" in answer["message"]
    assert len(answer["message"]) < 200


@pytest.mark.parametrize("text", ["", "{}", "null", '{"zone": "UTC"}', "[", "[" * 100_000, "\x00"])
def test_what_is_no_list_is_refused_as_a_whole(text: str):
    with pytest.raises(Refused, match="the input") as refused:
        resolve_json(text)

    assert refused.value.code == "invalid_request"


def test_no_questions_have_no_answers():
    assert resolve_json("[]") == "[]"
