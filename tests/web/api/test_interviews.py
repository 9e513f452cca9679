"""Booked, shown, moved, called off and reported on by a program, word for word as the contract says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from scheduler_app.store.db import reading
from scheduler_app.store.people import Candidate
from tests.office import ALI, ALIS_NUMBER, DANA, LEE, request
from tests.web.api.caller import INTERVIEWS, Caller, refused, stored
from tests.web.staff import Service

STARTS = datetime(2027, 1, 12, 21, 30, tzinfo=UTC)


def test_a_booked_interview_is_told_in_full(service: Service, writer: Caller):
    answer = writer.sends("POST", INTERVIEWS, request())
    told = answer.get_json()

    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{INTERVIEWS}/{told['id']}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert (told["state"], told["phase"], told["generation"]) == ("scheduled", "upcoming", 1)
    assert told["starts"] == {
        "wall": "2027-01-12T14:30",
        "zone": "America/Denver",
        "which": None,
        "utc": "2027-01-12T21:30:00Z",
        "offset": "-07:00",
        "text": "Tue 12 Jan 2027, 2:30 PM Denver (UTC-7)",
    }
    assert told["closes"] == {"utc": "2027-01-12T22:00:00Z", "text": "Tue 12 Jan 2027, 3:00 PM Denver (UTC-7)"}
    assert told["for_candidate"]["text"] == (
        "Tue 12 Jan 2027, 2:30 PM Phoenix (UTC-7), which is 2:30 PM Denver (UTC-7)"
    )
    assert told["tz_release"] == "2026f"
    assert (told["call_minutes"], told["callback_window_minutes"], told["missed_by"]) == (30, 30, None)
    assert told["recruiter"] == {"name": "Dana Reyes", "email": DANA, "zone": "America/Denver"}
    assert told["candidate"] == {
        "name": "Ali Haddad",
        "email": ALI,
        "phone": ALIS_NUMBER,
        "zone": "America/Phoenix",
        "sms_consent": True,
    }
    assert told["links"]["candidate"].startswith("http://127.0.0.1:8000/c/")
    lines = {(line["step"], line["audience"]): line for line in told["plan"]}
    assert lines["confirm", "candidate"]["state"] == "taken"
    assert lines["remind-24h", "candidate"] == {
        "step": "remind-24h",
        "audience": "candidate",
        "channels": ["sms", "email"],
        "together": False,
        "due_at": "2027-01-11T21:30:00Z",
        "state": "planned",
        "reason": None,
    }
    assert lines["lapse", "candidate"]["together"]
    assert lines["thank-you", "candidate"]["due_at"] is None
    assert service.poked == 1


def test_the_private_link_opens_the_candidates_page_and_only_write_keys_see_it(writer: Caller, reader: Caller):
    told = writer.books()
    path = told["links"]["candidate"].removeprefix("http://127.0.0.1:8000")

    assert writer.http.get(path).status_code == 200
    seen = reader.gets(f"{INTERVIEWS}/{told['id']}")
    assert "links" not in seen
    assert seen == {name: value for name, value in told.items() if name != "links"}
    assert writer.gets(f"{INTERVIEWS}/{told['id']}") == told


def test_the_consent_is_kept_with_where_it_came_from(service: Service, writer: Caller):
    writer.books()
    with reading(service.sessions) as session:
        kept = session.get_one(Candidate, 1)
    assert kept.sms_consent_wording == "consent stated by the API client write"
    assert (kept.sms_consent_from, kept.number_vouched_by) == ("write", "api")


def test_without_a_recruiter_whoever_is_free_takes_it_and_without_a_phone_too(writer: Caller):
    told = writer.books("2027-01-13T15:00", "Europe/London", recruiter=None, candidate={"phone": None})
    assert told["recruiter"]["email"] == LEE
    assert told["candidate"]["phone"] is None


@pytest.mark.parametrize(
    ("ago", "phase"),
    [
        (timedelta(microseconds=-1), "upcoming"),
        (timedelta(), "open"),
        (timedelta(minutes=30, microseconds=-1), "open"),
        (timedelta(minutes=30), "closed"),
    ],
)
def test_the_phase_is_that_of_the_window_now(service: Service, writer: Caller, ago: timedelta, phase: str):
    told = writer.books()
    service.now = STARTS + ago
    assert writer.gets(f"{INTERVIEWS}/{told['id']}")["phase"] == phase


def test_a_taken_time_comes_with_three_others(service: Service, writer: Caller):
    writer.books()
    before = stored(service)
    problem = refused(writer.sends("POST", INTERVIEWS, request()), 409, "slot_taken", "starts.wall")

    assert stored(service) == before
    assert len(problem["alternatives"]) == 3
    nearest = problem["alternatives"][0]
    assert nearest.keys() == {"utc", "wall", "zone", "text"}
    writer.books(nearest["wall"], nearest["zone"])


def test_staff_may_override_hours_but_never_a_promise(writer: Caller):
    writer.books("2027-01-17T03:03", override_availability=True)
    again = request("2027-01-17T03:20", override_availability=True)
    refused(writer.sends("POST", INTERVIEWS, again), 409, "slot_taken")


def test_a_repeated_hour_is_asked_about_and_then_booked(writer: Caller):
    wall = {"wall": "2026-11-01T01:30", "zone": "America/Denver"}
    asked = request() | {"starts": wall, "override_availability": True}
    writer.service.now = datetime(2026, 10, 30, 16, tzinfo=UTC)
    problem = refused(writer.sends("POST", INTERVIEWS, asked), 422, "ambiguous_local_time", "starts.wall")
    assert (problem["earlier"], problem["later"]) == ("2026-11-01T07:30:00Z", "2026-11-01T08:30:00Z")

    told = writer.posts(INTERVIEWS, asked | {"starts": wall | {"which": "later"}}, 201)
    assert (told["starts"]["utc"], told["starts"]["which"], told["starts"]["offset"]) == (
        "2026-11-01T08:30:00Z",
        "later",
        "-07:00",
    )


def test_rescheduling_makes_a_new_generation(writer: Caller):
    told = writer.books()
    moved = writer.posts(
        f"{INTERVIEWS}/{told['id']}/reschedule",
        {"starts": {"wall": "2027-01-13T10:00", "zone": "America/Denver"}, "callback_window_minutes": 60},
    )
    assert (moved["id"], moved["generation"], moved["closes"]["utc"]) == (told["id"], 2, "2027-01-13T18:00:00Z")
    assert moved["links"] == told["links"], "the private link stays the same"


def test_cancelling_takes_a_reason_or_nothing_at_all(writer: Caller):
    first, second = writer.books(), writer.books("2027-01-12T10:00")
    told = writer.posts(f"{INTERVIEWS}/{first['id']}/cancel", {"reason": "The position was filled."})
    assert (told["state"], told["cancelled_by"], told["cancel_reason"]) == (
        "cancelled",
        "recruiter",
        "The position was filled.",
    )
    assert writer.sends("POST", f"{INTERVIEWS}/{second['id']}/cancel").get_json()["cancel_reason"] is None
    refused(writer.sends("POST", f"{INTERVIEWS}/{second['id']}/cancel"), 409, "wrong_state")


def test_reports_settle_the_interview(service: Service, writer: Caller):
    told = writer.books()
    path = f"{INTERVIEWS}/{told['id']}/reports"
    held = {"by": "recruiter", "outcome": "held"}
    refused(writer.sends("POST", path, held), 409, "wrong_state")
    late = writer.posts(path, {"by": "recruiter", "outcome": "running_late", "minutes": 15})
    assert late["closes"]["utc"] == "2027-01-12T22:15:00Z"
    refused(
        writer.sends("POST", path, {"by": "recruiter", "outcome": "running_late", "minutes": 5}),
        409,
        "already_extended",
    )
    service.now = STARTS
    assert writer.posts(path, held)["state"] == "held"
    assert writer.posts(path, held)["state"] == "held", "the same again changes nothing"
    service.now = STARTS + timedelta(hours=1)
    assert writer.posts(path, {"by": "candidate", "outcome": "no_call"})["state"] == "disputed"


@pytest.mark.parametrize("which", ["0b0e9c1e-3f5d-4c1a-9f5e-5a3a5f0e7d11", "17", "..", "%00", "0" * 32])
@pytest.mark.parametrize("rest", ["", "/messages", "/timeline"])
def test_an_interview_that_is_not_there(reader: Caller, which: str, rest: str):
    refused(reader.sends("GET", f"{INTERVIEWS}/{which}{rest}"), 404, "not_found")


@pytest.mark.parametrize("action", ["reschedule", "cancel", "reports"])
def test_nothing_can_be_done_to_it_either(writer: Caller, action: str):
    refused(writer.sends("POST", f"{INTERVIEWS}/{uuid4()}/{action}", {}), 404, "not_found")
