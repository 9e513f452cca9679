"""The page of a recruiter's other calendars: added, told of honestly, removed, and nobody else's business."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from scheduler_app.store.calendars import OtherCalendar
from scheduler_app.store.db import reading
from tests.fakes.calendars import calendar
from tests.office import DANA, LEE
from tests.web.staff import Service, opened, plain

PATH = "/dashboard/calendar/busy"
SECRET = "https://calendar.example.com/ical/private-91f2/basic.ics"
MEETING = "UID:m\nDTSTART:20270112T210000Z\nDTEND:20270112T220000Z\nSUMMARY:Salary talks"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


def kept(service: Service) -> list[OtherCalendar]:
    with reading(service.sessions) as session:
        return list(session.scalars(select(OtherCalendar)))


def test_an_address_is_added_read_soon_and_shown_without_its_secret(service: Service):
    dana = service.signed_in(DANA)
    answer = dana.sends(f"{PATH}/address", at=PATH, name="Work", address=SECRET.replace("https", "webcal"))
    assert answer.status_code == 303
    assert service.poked == 1, "the watcher looks at once"
    (row,) = kept(service)
    assert (row.name, row.address, row.next_fetch_at) == ("Work", SECRET, service.now)
    page = plain(dana.opens(PATH))
    assert "Work calendar.example.com" in page
    assert "Not read yet." in page
    assert "private-91f2" not in page


@pytest.mark.parametrize("address", ["http://calendar.example.com/a.ics", "not an address", "https://10.0.0.1:8080/"])
def test_a_wrong_address_is_refused_and_what_was_typed_stays(service: Service, address: str):
    dana = service.signed_in(DANA)
    answer = dana.sends(f"{PATH}/address", at=PATH, name="Work <b>", address=address)
    assert answer.status_code == 422
    assert f'value="{address}"' in answer.text
    assert 'value="Work &lt;b&gt;"' in answer.text
    assert kept(service) == []


def test_a_file_is_taken_at_once(service: Service):
    dana = service.signed_in(DANA)
    answer = dana.sends(f"{PATH}/file", at=PATH, name="Mine", file=(io.BytesIO(calendar(MEETING)), "mine.ics"))
    assert answer.status_code == 303
    page = plain(dana.opens(PATH))
    assert "Mine a file, read once 1 busy time, as of Mon 11 Jan 2027, 9:00 AM Denver (UTC-7)." in page
    assert "Salary" not in page


def test_a_file_larger_than_other_forms_is_taken_and_one_that_is_too_large_is_not(service: Service):
    dana = service.signed_in(DANA)
    large = calendar(MEETING, extra="X-NOTE:" + "x" * 300_000 + "\r\n")
    assert dana.sends(f"{PATH}/file", at=PATH, name="Large", file=(io.BytesIO(large), "a.ics")).status_code == 303
    announced = {"CONTENT_LENGTH": "5200000", "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    assert dana.browser.post(f"{PATH}/file", environ_overrides=announced).status_code == 413
    assert [row.name for row in kept(service)] == ["Large"]


def test_something_else_than_a_calendar_is_refused_with_what_to_do(service: Service):
    dana = service.signed_in(DANA)
    answer = dana.sends(f"{PATH}/file", at=PATH, name="Page", file=(io.BytesIO(b"<html>"), "a.ics"))
    assert answer.status_code == 422
    assert "not a calendar; export it again" in plain(answer.text)


def test_trouble_is_told_and_what_was_read_before_still_counts(service: Service):
    dana = service.signed_in(DANA)
    dana.sends(f"{PATH}/address", at=PATH, name="Work", address=SECRET)
    with service.sessions.begin() as session:
        row = session.scalars(select(OtherCalendar)).one()
        row.trouble, row.read_at, row.remarks = "the calendar's server answered 500", service.now, ["Look here."]
    page = plain(dana.opens(PATH))
    assert "The last try failed: the calendar's server answered 500." in page
    assert "what was read before still counts" in page
    assert "Look here." in page


def test_it_can_be_read_at_once_and_removed_by_its_owner_alone(service: Service):
    dana, lee = service.signed_in(DANA), service.signed_in(LEE)
    dana.sends(f"{PATH}/address", at=PATH, name="Work", address=SECRET)
    (row,) = kept(service)
    with service.sessions.begin() as session:
        session.get_one(OtherCalendar, row.id).next_fetch_at = None
    assert "Work" not in plain(lee.opens(PATH))
    for action in ("again", "remove"):
        lee.sends(f"{PATH}/{row.id}/{action}", at=PATH)
    assert kept(service)[0].next_fetch_at is None, "Lee changed nothing"
    dana.sends(f"{PATH}/{row.id}/again", at=PATH)
    assert kept(service)[0].next_fetch_at == service.now
    dana.sends(f"{PATH}/{row.id}/remove", at=PATH)
    assert kept(service) == []


def test_nobody_gets_there_without_signing_in(service: Service):
    visitor = service.visitor().browser
    assert visitor.get(PATH).status_code == 303
    assert visitor.post(f"{PATH}/address", data={"name": "x", "address": SECRET}).status_code in (303, 400)
    assert kept(service) == []
