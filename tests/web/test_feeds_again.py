"""A program that comes back: told cheaply that nothing is new, and never when something is."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import event, select, text, update

from scheduler_app import booking, staff, subscribing
from scheduler_app.domain.interview import Side
from scheduler_app.store.access import Feed
from scheduler_app.store.db import reading
from scheduler_app.store.people import Recruiter
from tests.office import COLE, DANA, LEE
from tests.web.staff import Service, opened


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


@pytest.fixture
def program(service: Service) -> FlaskClient:
    return service.app.test_client()


def subscribed(service: Service, email: str = DANA, name: str = "Phone", **kind: Any) -> str:
    with service.sessions.begin() as session:
        address = subscribing.add_feed(session, service.desk, email, name, "standard", service.now, **kind)
    return address.removeprefix(service.desk.base_url)


def titles(body: bytes) -> list[str]:
    return [str(entry["summary"]) for entry in Calendar.from_ical(body).walk("VEVENT")]


@contextmanager
def statements(service: Service) -> Iterator[list[str]]:
    """What the pages ask the database meanwhile, as the driver hears it."""
    engine = service.app.extensions["scheduler"].sessions.kw["bind"]
    said: list[str] = []

    def hear(connection: Any, *_rest: object) -> None:
        connection.set_trace_callback(said.append)

    event.listen(engine, "checkout", hear)
    yield said
    event.remove(engine, "checkout", hear)
    engine.dispose()  # the connections that were heard


def test_nothing_new_is_said_by_one_look_at_the_subscription(service: Service, program: FlaskClient):
    service.books()
    address = subscribed(service)
    first = program.get(address)
    with statements(service) as said:
        again = program.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert len(said) == 1
    assert "interview" not in said[0]


def test_a_change_in_the_same_moment_is_new(service: Service, program: FlaskClient):
    """The clock does not tell the two apart, the edition does."""
    address = subscribed(service)
    tags: list[str] = []
    for change in (lambda: service.books(), lambda: service.books("2027-01-13T10:00"), lambda: cancels(service)):
        change()
        answer = program.get(address, headers={"If-None-Match": tags[-1]} if tags else {})
        assert answer.status_code == 200
        tags.append(answer.headers["ETag"])
    assert len(set(tags)) == 3


def cancels(service: Service) -> None:
    with service.sessions.begin() as session:
        booking.cancel(session, service.desk, service.interviews[-1], Side.RECRUITER, "", service.now)


def test_a_call_that_leaves_for_its_age_is_new_by_tag_and_by_date(service: Service, program: FlaskClient):
    service.books()
    address = subscribed(service)
    service.now = service.interview().occupied_until + timedelta(days=60)
    first = program.get(address)
    etag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    assert program.get(address, headers={"If-None-Match": etag}).status_code == 304
    service.now += timedelta(seconds=1)
    assert titles(program.get(address, headers={"If-None-Match": etag}).data) == []
    service.now += timedelta(seconds=1)
    assert program.get(address, headers={"If-Modified-Since": changed}).status_code == 200


def test_a_compressed_calendar_is_the_same_with_a_tag_of_its_own(service: Service, program: FlaskClient):
    service.books()
    address = subscribed(service)
    plain = program.get(address)
    zipped = program.get(address, headers={"Accept-Encoding": "br, gzip;q=0.5"})
    again = program.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": zipped.headers["ETag"]})
    assert gzip.decompress(zipped.data) == plain.data
    assert (zipped.headers["Content-Encoding"], zipped.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert plain.headers["Vary"] == "Accept-Encoding"
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    assert zipped.data == program.get(address, headers={"Accept-Encoding": "gzip"}).data
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", zipped.headers["ETag"])
    assert "Content-Encoding" not in again.headers
    for refusal in ("gzip;q=0", "identity"):
        assert program.get(address, headers={"Accept-Encoding": refusal}).data == plain.data


def test_a_coordinator_sees_everyones_calls_or_those_of_one_type(service: Service, program: FlaskClient):
    service.books()
    service.books("2027-01-13T10:00", recruiter=LEE, override_availability=True)
    everyone = ["Phone screen: Dana Reyes calls Ali Haddad", "Phone screen: Lee Okafor calls Ali Haddad"]
    addresses = subscribed(service, COLE), subscribed(service, COLE, "t", scope="type", type_slug="phone-screen")
    for address in addresses:
        first = program.get(address)
        assert titles(first.data) == everyone
        assert program.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    with service.sessions.begin() as session:
        session.execute(update(Recruiter).where(Recruiter.email == COLE).values(role="recruiter"))
    assert [program.get(address).status_code for address in addresses] == [404, 404]


def test_the_program_that_came_last_is_noted_shortened(service: Service, program: FlaskClient):
    address = subscribed(service)
    program.get(address, headers={"User-Agent": "Google-Calendar-Importer " + "x" * 500})
    with reading(service.sessions) as session:
        noted = session.scalars(select(Feed)).one().fetched_by
    assert noted == ("Google-Calendar-Importer " + "x" * 500)[:100]
    assert "by Google Calendar" in service.signed_in(DANA).reads("/dashboard/calendar")


def test_calls_of_which_none_can_be_shown_are_no_empty_calendar(service: Service, program: FlaskClient):
    broken = service.books()
    address = subscribed(service)
    with service.sessions.begin() as session:
        session.execute(text("UPDATE interview SET state = 'nonsense' WHERE id = :id"), {"id": broken.hex})
    answer = program.get(address)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert b"BEGIN" not in answer.data


def test_a_thousand_guesses_open_nothing_and_stand_in_nobodys_way(service: Service, program: FlaskClient):
    address = subscribed(service)
    with statements(service) as said:
        answers = {(a.status_code, a.data) for n in range(1000) for a in [program.get(f"/feeds/{n:024}.ics")]}
    assert answers == {(404, b"There is no calendar at this address.\n")}
    assert not any("interview" in statement for statement in said)
    assert program.get(address).status_code == 200


def test_an_address_that_is_replaced_while_programs_fetch_ends_at_once(service: Service):
    service.books()
    address, replaced = subscribed(service), Event()

    def fetch(_number: int) -> list[tuple[int, bool, bytes]]:
        mine = service.app.test_client()
        seen = []
        for _ in range(12):
            late = replaced.is_set()
            answer = mine.get(address)
            seen.append((answer.status_code, late, answer.data))
        return seen

    with ThreadPoolExecutor(4) as pool:
        fetches = pool.map(fetch, range(4))
        with service.sessions.begin() as session:
            other = subscribing.rotate_feed(session, service.desk, DANA, "Phone")
        replaced.set()
    fetched = [one for all_of_one in fetches for one in all_of_one]
    assert {status for status, _, _ in fetched} <= {200, 404}
    assert {status for status, late, _ in fetched if late} <= {404}
    assert all(titles(body) for status, _, body in fetched if status == 200)
    program = service.app.test_client()
    assert program.get(address).status_code == 404
    assert len(titles(program.get(other.removeprefix(service.desk.base_url)).data)) == 1


def test_the_feeds_of_who_was_disabled_stay_ended_when_a_colleague_works_on(service: Service, program: FlaskClient):
    address = subscribed(service, COLE)
    assert program.get(address).status_code == 200
    with service.sessions.begin() as session:
        staff.disable_recruiter(session, COLE, service.now)
    assert program.get(address).status_code == 404
