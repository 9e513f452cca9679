"""A recruiter's calendar subscriptions: shown once, told honestly, ended one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler_app import subscribing
from tests.office import DANA, LEE
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
