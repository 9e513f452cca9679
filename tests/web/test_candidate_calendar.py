"""The candidate's call in a calendar that did not read the invitation: as a file, or by a link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from icalendar import Calendar

from scheduler_app import booking
from scheduler_app.domain.interview import Side
from tests.web.staff import Service, opened

WORDS = (
    "Dana Reyes calls Ali Haddad.\n"
    "Starts: Tue 12 Jan 2027, 2:30 PM Phoenix (UTC-7), which is 2:30 PM Denver (UTC-7)\n"
    "The call may come until: Tue 12 Jan 2027, 3:00 PM Phoenix (UTC-7), which is 3:00 PM Denver (UTC-7)"
)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        service.books()
        yield service


def path(service: Service) -> str:
    return f"/c/{service.desk.candidate_token(service.interview())}"


def test_the_file_holds_the_invitations_event_and_asks_nobody_for_an_answer(service: Service):
    answer = service.visitor().browser.get(f"{path(service)}/call.ics")

    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="call.ics"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert str(event["uid"]) == f"{service.interviews[0]}@scheduler-app"
    assert str(event["summary"]) == "Phone screen: Dana Reyes calls you"
    assert str(event["description"]) == WORDS
    for name in (b"METHOD", b"ATTENDEE", b"ORGANIZER", b"/c/", b"555"):
        assert name not in answer.data


def test_a_cancelled_call_says_so_in_its_file(service: Service):
    with service.sessions.begin() as session:
        booking.cancel(session, service.desk, service.interviews[0], Side.RECRUITER, "", service.now)

    (event,) = Calendar.from_ical(service.visitor().browser.get(f"{path(service)}/call.ics").data).walk("VEVENT")

    assert str(event["status"]) == "CANCELLED"
    assert str(event["summary"]) == "Cancelled: Phone screen: Dana Reyes calls you"
    assert "In your calendar" not in service.visitor().reads(path(service))


def test_links_fill_in_the_call_elsewhere_without_the_private_address(service: Service):
    page = service.visitor().opens(path(service))

    google, *microsoft = re.findall(r'href="(https://(?:calendar\.google|outlook)[^"]+)"', page)
    assert parse_qs(urlsplit(google).query) == {
        "action": ["TEMPLATE"],
        "text": ["Phone screen: Dana Reyes calls you"],
        "dates": ["20270112T213000Z/20270112T220000Z"],
        "details": [WORDS],
    }
    assert [urlsplit(link).hostname for link in microsoft] == ["outlook.live.com", "outlook.office.com"]
    for link in microsoft:
        asked = parse_qs(urlsplit(link).query)
        assert (asked["startdt"], asked["enddt"]) == (["2027-01-12T21:30:00Z"], ["2027-01-12T22:00:00Z"])
        assert (asked["subject"], asked["body"]) == (["Phone screen: Dana Reyes calls you"], [WORDS])
        assert path(service) not in link


def test_the_links_go_when_the_window_closes(service: Service):
    service.now = service.interview().closes_at - timedelta(microseconds=1)
    assert "In your calendar" in service.visitor().reads(path(service))
    service.now += timedelta(microseconds=1)
    assert "In your calendar" not in service.visitor().reads(path(service))


def test_a_wrong_address_opens_no_file(service: Service):
    assert service.visitor().browser.get("/c/nothing/call.ics").status_code == 404
