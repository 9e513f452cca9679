"""Lists that can be paged while others book, what was sent and what became of it, and the free times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.office import DANA, LEE
from tests.web.api.caller import INTERVIEWS, Caller, refused
from tests.web.staff import Service


def ids(page) -> list[str]:
    return [item["id"] for item in page["items"]]


def walked(writer: Caller, query: str) -> Iterator[list[str]]:
    """Every page in turn."""
    cursor = ""
    while cursor is not None:
        page = writer.gets(f"{INTERVIEWS}?{query}&cursor={cursor}")
        cursor = page["next_cursor"]
        yield ids(page)


def test_an_empty_list(reader: Caller):
    assert reader.gets(INTERVIEWS) == {"items": [], "next_cursor": None}


def test_interviews_are_listed_by_start(writer: Caller):
    late, early = writer.books("2027-01-14T10:00")["id"], writer.books("2027-01-12T10:00")["id"]
    page = writer.gets(INTERVIEWS)
    assert ids(page) == [early, late]
    assert page["items"][0] == writer.gets(f"{INTERVIEWS}/{early}")


def test_pages_neither_repeat_nor_hide_an_interview_when_others_book(writer: Caller):
    ten = "2027-01-13T10:00"
    there = [writer.books(f"2027-01-13T{hour}:00")["id"] for hour in (10, 12, 14)]
    twin = writer.books(ten, recruiter=LEE, override_availability=True)["id"]
    wanted = [*sorted([there[0], twin]), *there[1:]]

    pages = walked(writer, "limit=2")
    first = next(pages)
    assert first == wanted[:2]
    writer.books("2027-01-12T10:00")
    added = writer.books("2027-01-13T16:00")["id"]
    assert [first, *pages] == [wanted[:2], wanted[2:], [added]]


def test_a_full_last_page_is_the_last(writer: Caller):
    writer.books("2027-01-13T10:00")
    writer.books("2027-01-13T12:00")
    assert [len(page) for page in walked(writer, "limit=1")] == [1, 1]
    assert writer.gets(f"{INTERVIEWS}?limit=2")["next_cursor"] is None


def test_from_and_to_are_half_open(writer: Caller):
    told = writer.books("2027-01-12T14:30")
    for query, found in (
        ("from=2027-01-12T21:30:00Z", True),
        ("from=2027-01-12T21:30:00.000001Z", False),
        ("to=2027-01-12T21:30:00Z", False),
        ("to=2027-01-12T21:30:00.000001Z", True),
        ("from=2027-01-12&to=2027-01-13", True),
        ("from=2027-01-13", False),
        ("to=2027-01-12", False),
        ("state=scheduled&from=&to=&cursor=", True),
        ("state=cancelled", False),
    ):
        assert ids(writer.gets(f"{INTERVIEWS}?{query}")) == ([told["id"]] if found else []), query


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=late", "state"),
        ("from=tomorrow", "from"),
        ("from=2027-01-12T21:30:00", "from"),
        ("from=2027-01-12T21:30%2B05:00Z", "from"),
        ("to=2027-02-30", "to"),
        ("to=20270112", "to"),
        ("to=2027-W02-2", "to"),
        ("cursor=abc", "cursor"),
        ("cursor=%F0%9F%98%80", "cursor"),
        ("cursor=" + "MDAwMS0wMS0wMVQwMDowMDowMCsyMzo1OXwwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMA==", "cursor"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=1e1", "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("state=held&state=held", "state"),
    ],
)
def test_a_query_that_cannot_be(reader: Caller, query: str, field: str):
    refused(reader.sends("GET", f"{INTERVIEWS}?{query}"), 422, "invalid_request", field)


@pytest.mark.parametrize(
    "rest", ["slots", *(f"interviews{end}" for end in ("", "/17", "/17/messages", "/17/timeline"))]
)
def test_an_unknown_parameter_is_named(reader: Caller, rest: str):
    refused(reader.sends("GET", f"/api/v1/{rest}?offset=5"), 422, "unknown_field", "offset")


def test_messages_tell_what_was_sent_and_what_became_of_it(service: Service, writer: Caller):
    told = writer.books()
    service.rounds()
    page = writer.gets(f"{INTERVIEWS}/{told['id']}/messages")
    assert page["next_cursor"] is None
    mail = next(item for item in page["items"] if item["audience"] == "candidate")
    assert (mail["step"], mail["channel"], mail["state"]) == ("confirm", "email", "delivered")
    assert mail["provider_id"].startswith("sim-")
    assert mail["due_at"] == "2027-01-11T16:00:00Z"
    (attempt,) = mail["attempts"]
    assert (attempt["n"], attempt["outcome"], attempt["started_at"]) == (1, "delivered", "2027-01-11T16:00:00Z")


def test_private_links_in_messages_are_for_write_keys(writer: Caller, reader: Caller):
    told = writer.books()
    link = told["links"]["candidate"]
    path = f"{INTERVIEWS}/{told['id']}/messages"

    def body(caller: Caller) -> str:
        return next(str(item["body"]) for item in caller.gets(path)["items"] if item["audience"] == "candidate")

    assert link in body(writer)
    masked = body(reader)
    assert link.rpartition("/")[2] not in masked
    assert "/c/…" in masked
    assert "\ue000" not in masked + body(writer)


def test_the_timeline_tells_everything_in_order_and_in_words(service: Service, writer: Caller, reader: Caller):
    told = writer.books()
    service.rounds()
    writer.posts(f"{INTERVIEWS}/{told['id']}/cancel", {"reason": "The position was filled."})
    page = reader.gets(f"{INTERVIEWS}/{told['id']}/timeline")
    assert page["next_cursor"] is None
    first, *_ = page["items"]
    assert (first["at"], first["kind"], first["by"]) == ("2027-01-11T16:00:00Z", "booked", "api")
    assert (first["facts"]["wall"], first["facts"]["zone"]) == (told["starts"]["wall"], told["starts"]["zone"])
    assert first["text"].startswith("Mon 11 Jan 2027, 9:00 AM Denver (UTC-7): Booked by another system for ")
    (cancelled,) = (item for item in page["items"] if item["kind"] == "cancelled")
    assert cancelled["facts"] == {"reason": "The position was filled."}
    assert {item["kind"] for item in page["items"]} >= {"step", "message", "attempt"}
    assert told["links"]["candidate"].rpartition("/")[2] not in str(page), "no private link is in it"


def slots(caller: Caller, query: str):
    return caller.gets(f"/api/v1/slots?interview_type=phone-screen&{query}")["items"]


def test_free_times_on_the_asked_clock(reader: Caller):
    found = slots(reader, f"from=2027-01-12&to=2027-01-13&zone=Asia/Kolkata&recruiter={DANA}")
    assert found[0] == {
        "utc": "2027-01-11T20:00:00Z",
        "wall": "2027-01-12T01:30",
        "zone": "Asia/Kolkata",
        "text": "Tue 12 Jan 2027, 1:30 AM Kolkata (UTC+5:30)",
        "recruiters": [{"name": "Dana Reyes", "email": DANA}],
    }
    walls = [slot["wall"] for slot in found]
    assert walls == sorted(walls)
    assert walls[-1] < "2027-01-13"


def test_the_days_are_those_of_the_zone_and_half_open(reader: Caller):
    one, two, both = (
        {slot["utc"] for slot in slots(reader, f"from={first}&to={last}&zone=Pacific/Auckland")}
        for first, last in (("2027-01-13", "2027-01-14"), ("2027-01-14", "2027-01-15"), ("2027-01-13", "2027-01-15"))
    )
    assert one
    assert two
    assert one | two == both
    assert not one & two


def test_a_free_time_can_be_booked_and_is_then_no_longer_free(writer: Caller):
    query = f"from=2027-01-12&to=2027-01-13&zone=America/Denver&recruiter={DANA}"
    before = [slot["wall"] for slot in slots(writer, query)]
    writer.books(before[0])
    after = [slot["wall"] for slot in slots(writer, query)]
    assert before[0] not in after
    assert set(after) < set(before)


def test_a_time_with_two_recruiters_names_both(reader: Caller):
    found = slots(reader, "from=2027-01-12&to=2027-01-13&zone=UTC")
    shared = [slot for slot in found if len(slot["recruiters"]) == 2]
    assert {person["email"] for person in shared[0]["recruiters"]} == {DANA, LEE}


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"interview_type": ""}, "invalid_request", "interview_type"),
        ({"interview_type": "on-site"}, "invalid_request", "interview_type"),
        ({"interview_type": "%00"}, "invalid_request", "interview_type"),
        ({"zone": ""}, "invalid_request", "zone"),
        ({"zone": "Mars/Olympus"}, "unknown_zone", "zone"),
        ({"zone": "EST"}, "ambiguous_abbreviation", "zone"),
        ({"from": "today"}, "invalid_request", "from"),
        ({"from": "0001-01-01"}, "invalid_request", "from"),
        ({"to": "9999-12-31"}, "invalid_request", "to"),
        ({"to": "2027-01-12"}, "invalid_request", "to"),
        ({"to": "2027-01-11"}, "invalid_request", "to"),
        ({"to": "2027-03-16"}, "invalid_request", "to"),
        ({"recruiter": "cole@example.com"}, "invalid_request", "recruiter"),
        ({"recruiter": "nobody"}, "invalid_request", "recruiter"),
    ],
)
def test_times_that_cannot_be_asked_for(reader: Caller, changes: dict[str, str], code: str, field: str):
    asked = {"interview_type": "phone-screen", "from": "2027-01-12", "to": "2027-01-13", "zone": "UTC"} | changes
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    refused(reader.sends("GET", f"/api/v1/slots?{query}"), 422, code, field)


def test_sixty_two_days_are_not_too_many(reader: Caller):
    found = slots(reader, "from=2027-01-12&to=2027-03-15&zone=UTC")
    horizon = datetime(2027, 1, 11, 16, tzinfo=UTC) + timedelta(days=30)
    assert datetime.fromisoformat(found[-1]["utc"]) < horizon
