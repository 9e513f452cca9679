"""`time resolve`: one answer for each item, whatever was sent."""

from __future__ import annotations

import json

import pytest

from scheduler_app.cli.time import resolve_json
from scheduler_app.domain.errors import Refused


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
