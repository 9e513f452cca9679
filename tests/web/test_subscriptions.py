"""A recruiter's calendar subscriptions: shown once, told honestly, ended one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from scheduler_app import subscribing
from tests.office import COLE, DANA, LEE
from tests.web.staff import Service, opened, plain, words

PATH = "/dashboard/calendar"
ADDRESS = re.compile(r"http://127\.0\.0\.1:8000/feeds/([\w-]+)\.ics")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


def test_an_address_is_shown_once_and_opens_the_calendar(service: Service):
    dana = service.signed_in(DANA)

    page = words(dana.sends(PATH, at=PATH, name="My phone", detail="full"))

    token = ADDRESS.search(page)
    assert token is not None
    assert f'href="webcal://127.0.0.1:8000/feeds/{token[1]}.ics"' in page
    assert "Google often only after 4 to 24 hours" in plain(page)
    assert service.visitor().browser.get(f"/feeds/{token[1]}.ics").status_code == 200
    later = dana.opens(PATH)
    assert token[1] not in later
    assert "My phone with the candidate's number" in plain(later)


def test_an_ended_subscription_opens_nothing(service: Service):
    dana = service.signed_in(DANA)
    found = ADDRESS.search(words(dana.sends(PATH, at=PATH, name="My phone", detail="standard")))
    assert found is not None

    dana.sends(f"{PATH}/revoke", at=PATH, name="My phone")

    assert "“My phone” is ended" in dana.reads(PATH)
    assert service.visitor().browser.get(f"/feeds/{found[1]}.ics").status_code == 404


@pytest.mark.parametrize(
    ("typed", "words_of_it"),
    [
        ({"name": "", "detail": "standard"}, "Name is empty"),
        ({"name": "x" * 81, "detail": "standard"}, "Name is too long"),
        ({"name": "My phone", "detail": "everything"}, "the detail is one of busy, standard, full"),
        ({"name": "My tablet", "detail": "busy"}, "has a feed named 'My tablet'"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(service: Service, typed: dict[str, str], words_of_it: str):
    with service.sessions.begin() as session:
        subscribing.add_feed(session, service.desk, DANA, "My tablet", "busy", service.now)
    dana = service.signed_in(DANA)

    answer = dana.sends(PATH, at=PATH, **typed)

    assert answer.status_code == 422
    assert words_of_it in plain(words(answer))
    assert ADDRESS.search(words(answer)) is None


def test_a_colleagues_subscription_cannot_be_ended(service: Service):
    with service.sessions.begin() as session:
        address = subscribing.add_feed(session, service.desk, LEE, "Desk", "busy", service.now)
    dana = service.signed_in(DANA)

    dana.sends(f"{PATH}/revoke", at=PATH, name="Desk")

    assert "has no live feed named 'Desk'" in dana.reads(PATH)
    assert service.visitor().browser.get(address.removeprefix(service.desk.base_url)).status_code == 200


def test_a_new_address_can_be_handed_to_each_kind_of_calendar(service: Service):
    page = words(service.signed_in(DANA).sends(PATH, at=PATH, name="Desk & phone", detail="busy", alarm="10"))

    found = ADDRESS.search(page)
    assert found is not None
    encoded = f"127.0.0.1%3A8000%2Ffeeds%2F{found[1]}.ics"
    assert f"https://calendar.google.com/calendar/render?cid=webcal%3A%2F%2F{encoded}" in page
    assert f"https://outlook.office.com/calendar/0/addfromweb?url=http%3A%2F%2F{encoded}&name=Desk+%26+phone" in page
    assert page.count("<svg") == 1
    assert "style=" not in page[page.index("<svg") : page.index("</svg>")], "the page's own policy would drop it"
    assert "reminds 10 minutes before" in plain(page)


def test_a_new_address_ends_the_old_one_and_keeps_the_rest(service: Service):
    dana = service.signed_in(DANA)
    old = ADDRESS.search(words(dana.sends(PATH, at=PATH, name="My phone", detail="full")))

    page = words(dana.sends(f"{PATH}/rotate", at=PATH, name="My phone"))

    new = ADDRESS.search(page)
    assert old is not None
    assert new is not None
    assert "The former address shows nothing any more." in plain(page)
    browser = service.visitor().browser
    assert [browser.get(f"/feeds/{token[1]}.ics").status_code for token in (old, new)] == [404, 200]
    assert "My phone with the candidate's number" in dana.reads(PATH)


def test_only_who_sees_everyones_calls_subscribes_to_them(service: Service):
    cole, dana = service.signed_in(COLE), service.signed_in(DANA)

    of_type = cole.sends(PATH, at=PATH, name="Screens", detail="busy", whose="type:phone-screen")
    refused = dana.sends(PATH, at=PATH, name="Spy", detail="full", whose="everyone")

    assert of_type.status_code == 200
    assert "Screens times only, of Phone screen" in plain(words(of_type))
    assert refused.status_code == 422
    assert "Only coordinators and admins subscribe to the calls of others" in plain(words(refused))
    assert "Whose calls" not in dana.reads(PATH)


@pytest.mark.parametrize("alarm", ["7", "0", "-5", "soon", "5000"])
def test_a_reminder_is_one_of_those_offered(service: Service, alarm: str):
    answer = service.signed_in(DANA).sends(PATH, at=PATH, name="Phone", detail="busy", alarm=alarm)

    assert answer.status_code == 422
    assert "The reminder comes 5, 10, 15, 30, 60 minutes before, or not at all" in plain(words(answer))


def test_all_calls_come_as_a_file_however_old(service: Service):
    service.books()
    service.books("2027-01-13T10:00", recruiter=LEE, override_availability=True)
    service.now += timedelta(days=13)
    dana = service.signed_in(DANA)
    service.now += timedelta(days=1)
    file = dana.browser.get(f"{PATH}/calls.ics")

    assert file.headers["Content-Disposition"] == 'attachment; filename="calls.ics"'
    assert [str(event["summary"]) for event in Calendar.from_ical(file.data).walk("VEVENT")] == [
        "Phone screen: call Ali Haddad"
    ]
    assert service.visitor().browser.get(f"{PATH}/calls.ics").status_code == 303


def test_a_recruiter_chooses_mails_without_invitations(service: Service):
    dana = service.signed_in(DANA)

    dana.sends(f"{PATH}/invites", at=PATH, invites="no")

    assert "The emails about your calls come without a calendar invitation." in dana.reads(PATH)
    dana.sends(f"{PATH}/invites", at=PATH, invites="yes")
    assert "The emails about your calls bring a calendar invitation." in dana.reads(PATH)
