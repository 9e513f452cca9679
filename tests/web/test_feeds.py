"""A calendar as programs fetch it: only by its address, the same bytes while nothing changes, never emptied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from scheduler_app import staff, subscribing
from scheduler_app.store.access import Feed
from scheduler_app.store.db import reading
from tests.office import DANA, LEE
from tests.web.staff import Service, opened


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


@pytest.fixture
def program(service: Service) -> FlaskClient:
    return service.app.test_client()


def subscribed(service: Service, email: str = DANA, name: str = "Phone", detail: str = "standard") -> str:
    with service.sessions.begin() as session:
        return subscribing.add_feed(session, service.desk, email, name, detail, service.now).removeprefix(
            service.desk.base_url
        )


def fetched_at(service: Service):
    with reading(service.sessions) as session:
        return session.scalars(select(Feed)).one().fetched_at


def events(answer: TestResponse) -> list[str]:
    assert answer.status_code == 200
    return [str(event["summary"]) for event in Calendar.from_ical(answer.data).walk("VEVENT")]


def test_a_recruiters_calendar(service: Service, program: FlaskClient):
    service.books()
    service.books("2027-01-13T10:00", recruiter=LEE, override_availability=True)
    answer = program.get(subscribed(service))

    assert events(answer) == ["Phone screen: call Ali Haddad"]
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, max-age=300"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_an_empty_calendar_is_valid(service: Service, program: FlaskClient):
    assert events(program.get(subscribed(service))) == []


def test_head_tells_the_same_without_the_calendar(service: Service, program: FlaskClient):
    address = subscribed(service)
    full, head = program.get(address), program.head(address)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == full.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(full.data))


def test_what_has_not_changed_is_not_sent_again(service: Service, program: FlaskClient):
    service.books()
    address = subscribed(service)
    service.now += timedelta(seconds=1)
    first = program.get(address)
    etag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    assert changed == "Mon, 11 Jan 2027 16:00:00 GMT"
    assert not etag.startswith("W/")

    for headers, status in (
        ({"If-None-Match": etag}, 304),
        ({"If-None-Match": f"W/{etag}"}, 304),
        ({"If-None-Match": f'"other", {etag}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-Modified-Since": changed}, 304),
        ({"If-Modified-Since": "Mon, 11 Jan 2027 15:59:59 GMT"}, 200),
        ({"If-None-Match": '"other"', "If-Modified-Since": changed}, 200),
        ({"If-None-Match": etag, "If-Modified-Since": "Mon, 11 Jan 2027 15:59:59 GMT"}, 304),
    ):
        answer = program.get(address, headers=headers)
        assert answer.status_code == status, headers
        assert answer.headers["ETag"] == etag
        if status == 304:
            assert answer.data == b""


def test_a_change_is_sent(service: Service, program: FlaskClient):
    address = subscribed(service)
    first = program.get(address)
    service.books()
    again = program.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert len(events(again)) == 1


def test_a_second_change_within_one_second_is_not_missed(service: Service, program: FlaskClient):
    service.books()
    address = subscribed(service)
    assert "Last-Modified" not in program.get(address).headers
    service.now += timedelta(seconds=1, microseconds=-1)
    assert "Last-Modified" not in program.get(address).headers
    service.now += timedelta(microseconds=1)
    assert "Last-Modified" in program.get(address).headers


def test_past_interviews_stay_for_sixty_days(service: Service, program: FlaskClient):
    service.books()
    address = subscribed(service)
    ends = service.interview().occupied_until
    service.now = ends + timedelta(days=60)
    assert len(events(program.get(address))) == 1
    service.now += timedelta(microseconds=1)
    assert events(program.get(address)) == []


def test_unknown_revoked_and_disabled_addresses_look_alike(service: Service, program: FlaskClient):
    revoked, disabled = subscribed(service), subscribed(service, LEE)
    with service.sessions.begin() as session:
        subscribing.revoke_feed(session, DANA, "Phone", service.now)
        staff.disable_recruiter(session, LEE, service.now)
    answers = [program.get(path) for path in (revoked, disabled, "/feeds/nothing.ics")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert b"BEGIN" not in answers[0].data


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
def test_it_can_only_be_read(service: Service, program: FlaskClient, method: str):
    assert program.open(subscribed(service), method=method).status_code == 405


def test_sixty_fetches_at_once_and_then_one_a_minute(service: Service, program: FlaskClient):
    address, other = subscribed(service), subscribed(service, name="Tablet")
    assert {program.get(address).status_code for _ in range(60)} == {200}
    slower = program.get(address)
    assert (slower.status_code, slower.headers["Retry-After"]) == (429, "60")
    assert program.get(other).status_code == 200
    service.now += timedelta(seconds=60, microseconds=-1)
    assert program.get(address).headers["Retry-After"] == "1"
    service.now += timedelta(microseconds=1)
    assert program.get(address).status_code == 200
    assert program.get(address).status_code == 429


def test_the_last_fetch_is_noted_once_a_minute(service: Service, program: FlaskClient):
    address, began = subscribed(service), service.now
    assert fetched_at(service) is None
    for seconds, noted in ((0, 0), (59, 0), (60, 60)):
        service.now = began + timedelta(seconds=seconds)
        program.get(address)
        assert fetched_at(service) == began + timedelta(seconds=noted)


def test_a_broken_row_is_left_out_and_the_others_stay(service: Service, program: FlaskClient):
    broken = service.books()
    service.books("2027-01-13T10:00", candidate={"name": "Zoe Lang"})
    address = subscribed(service)
    with service.sessions.begin() as session:
        session.execute(text("UPDATE interview SET state = 'nonsense' WHERE id = :id"), {"id": broken.hex})
    assert events(program.get(address)) == ["Phone screen: call Zoe Lang"]


def test_a_database_that_fails_is_no_empty_calendar(service: Service, program: FlaskClient):
    service.books()
    address = subscribed(service)
    with service.sessions.begin() as session:
        session.execute(text("ALTER TABLE candidate RENAME TO elsewhere"))
    answer = program.get(address)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert b"BEGIN" not in answer.data
