"""The same request again gets the same answer and does nothing twice, on both databases, and side by side."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from scheduler_app.store.access import Answered
from scheduler_app.store.db import reading
from tests.office import request
from tests.web.api.caller import INTERVIEWS, Caller, caller, refused, stored
from tests.web.staff import Service, opened


@pytest.fixture(params=["sqlite", "postgresql"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    environ = {}
    if request.param == "postgresql":
        environ["SCHEDULER_DATABASE_URL"] = str(request.getfixturevalue("ready_postgres"))
    with opened(tmp_path, **environ) as service:
        yield service


def test_a_repeated_booking_is_answered_as_before(service: Service, writer: Caller):
    first = writer.sends("POST", INTERVIEWS, request(), Idempotency_Key="one")
    before = stored(service)
    service.passes(minutes=5)
    again = writer.sends("POST", INTERVIEWS, request(), Idempotency_Key="one")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.get_json() == first.get_json()
    assert again.headers["Location"] == first.headers["Location"]
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    assert stored(service) == before
    assert service.poked == 1, "there was nothing new to look at"


def test_fields_in_another_order_are_the_same_request(writer: Caller):
    first = writer.posts(INTERVIEWS, request(), 201, Idempotency_Key="one")
    turned = json.dumps(dict(reversed(request().items())), indent=2).encode()
    again = writer.sends("POST", INTERVIEWS, raw=turned, Idempotency_Key="one")
    assert again.get_json() == first


def test_the_key_holds_for_every_post(writer: Caller):
    told = writer.books()
    path = f"{INTERVIEWS}/{told['id']}"
    moved = {"starts": {"wall": "2027-01-13T10:00", "zone": "America/Denver"}}
    late = {"by": "recruiter", "outcome": "running_late", "minutes": 10}
    for action, body in (("reschedule", moved), ("reports", late), ("cancel", {})):
        first = writer.posts(f"{path}/{action}", body, Idempotency_Key=action)
        assert writer.posts(f"{path}/{action}", body, Idempotency_Key=action) == first


def test_the_key_for_another_request_is_a_conflict(service: Service, writer: Caller):
    told = writer.posts(INTERVIEWS, request(), 201, Idempotency_Key="one")
    before = stored(service)
    other = request("2027-01-12T10:00")
    refused(writer.sends("POST", INTERVIEWS, other, Idempotency_Key="one"), 409, "idempotency_conflict")
    cancel = writer.sends("POST", f"{INTERVIEWS}/{told['id']}/cancel", {}, Idempotency_Key="one")
    refused(cancel, 409, "idempotency_conflict", "Idempotency-Key")
    assert stored(service) == before


def test_each_api_key_has_keys_of_its_own(service: Service, writer: Caller):
    writer.posts(INTERVIEWS, request(), 201, Idempotency_Key="one")
    other = caller(service, "write", "another")
    refused(other.sends("POST", INTERVIEWS, request(), Idempotency_Key="one"), 409, "slot_taken")


def test_a_refusal_is_not_remembered(service: Service, writer: Caller):
    blocking = writer.books()
    refused(writer.sends("POST", INTERVIEWS, request(), Idempotency_Key="one"), 409, "slot_taken")
    assert stored(service)["answered"] == 0
    writer.posts(f"{INTERVIEWS}/{blocking['id']}/cancel", {})
    writer.posts(INTERVIEWS, request(), 201, Idempotency_Key="one")


@pytest.mark.parametrize("key", ["", " ", "with space", "x" * 256, "Grüße", "tab\there"])
def test_a_key_that_is_none(service: Service, writer: Caller, key: str):
    before = stored(service)
    answer = writer.sends("POST", INTERVIEWS, request(), Idempotency_Key=key)
    refused(answer, 422, "invalid_request", "Idempotency-Key")
    assert stored(service) == before


def test_the_longest_key_is_one(writer: Caller):
    writer.posts(INTERVIEWS, request(), 201, Idempotency_Key="~" * 255)


def test_the_kept_answer_does_not_hold_the_private_link(service: Service, writer: Caller):
    told = writer.posts(INTERVIEWS, request(), 201, Idempotency_Key="one")
    token = told["links"]["candidate"].rpartition("/")[2]
    with reading(service.sessions) as session:
        kept = session.scalars(select(Answered)).one()
    assert token not in json.dumps(kept.body)
    assert kept.body["links"] == {"candidate": "http://127.0.0.1:8000/c/\ue000"}


def test_twins_at_the_same_moment_book_once(service: Service, writer: Caller):
    together = threading.Barrier(6)

    def book(_: int):
        twin = Caller(service, writer.key)
        together.wait(timeout=20)
        return twin.sends("POST", INTERVIEWS, request(), Idempotency_Key="one")

    with ThreadPoolExecutor(6) as crowd:
        answers = list(crowd.map(book, range(6)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.get_json()["id"] for answer in answers}) == 1
    assert sorted(answer.headers.get("Idempotency-Replayed", "") for answer in answers) == ["", *["true"] * 5]
    assert stored(service)["interview"] == 1
