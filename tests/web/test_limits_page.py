"""Quiet hours and caps: an admin's page, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

import pytest

from scheduler_app import caps, limits, staff
from scheduler_app.domain.limits import Limits
from scheduler_app.domain.quiet import QuietHours
from scheduler_app.store.db import reading
from tests.domain.test_limits import TYPED
from tests.office import ALIS_NUMBER, COLE, DANA
from tests.web.staff import Person, Service, opened, plain, words

PATH = "/dashboard/limits"
ADA = "ada@example.com"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        with service.sessions.begin() as session:
            staff.add_recruiter(
                session, email=ADA, name="Ada Park", zone="Europe/London", phone=None, role="admin", now=service.now
            )
        yield service


@pytest.fixture
def ada(service: Service) -> Person:
    return service.signed_in(ADA)


def present(service: Service) -> Limits:
    with reading(service.sessions) as session:
        return limits.present(session)


def test_an_admin_finds_the_page_and_changes_what_holds_from_now_on(service: Service, ada: Person):
    assert f'href="{PATH}"' in ada.opens("/dashboard")
    page = ada.opens(PATH)
    assert 'value="21:00"' in page
    assert "In the present day 0 of 6000 texts are used." in plain(page)

    answer = ada.sends(PATH, at=PATH, **TYPED | {"quiet_from": "20:00", "quiet_until": "09:00", "texts_an_hour": "11"})

    assert answer.status_code == 303
    assert service.poked == 1
    assert present(service) == Limits(quiet=QuietHours(time(20), time(9)), texts_an_hour=11)
    assert "Saved." in ada.reads(PATH)
    assert 'value="20:00"' in ada.opens(PATH)


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_changed(service: Service, ada: Person):
    answer = ada.sends(PATH, at=PATH, **TYPED | {"quiet_from": "late", "mails_an_hour": "0"})
    assert answer.status_code == 422
    assert "write the time as HH:MM, such as 21:00" in words(answer)
    assert "write a whole number from 1 to 1000000" in words(answer)
    assert 'value="late"' in words(answer)
    assert present(service) == Limits()


@pytest.mark.parametrize("email", [DANA, COLE])
def test_nobody_else_may_look_or_change(service: Service, email: str):
    person = service.signed_in(email)
    assert PATH not in person.opens("/dashboard")
    person.opens(PATH, status=403)
    answer = person.sends(PATH, at="/dashboard", **TYPED | {"all_texts_a_day": "0"})
    assert answer.status_code == 403
    assert present(service) == Limits()


def test_strangers_and_forged_forms_change_nothing(service: Service, ada: Person):
    assert service.visitor().browser.get(PATH).status_code == 303
    assert ada.browser.post(PATH, data=TYPED | {"all_texts_a_day": "0"}).status_code == 400
    assert present(service) == Limits()


def test_the_dashboard_says_when_the_days_texts_are_used_up(service: Service, ada: Person):
    said = "The day's texts are used up."
    with service.sessions.begin() as session:
        limits.change(session, Limits(all_texts_a_day=1), service.now)
        assert said not in ada.reads("/dashboard")
        only = caps.of_text(limits.present(session), ALIS_NUMBER, candidate=True)
        assert caps.take(session, only, service.now, urgent=True) is None
    service.now += timedelta(days=1) - timedelta(microseconds=1)
    ada = service.signed_in(ADA)
    assert said in ada.reads("/dashboard")
    service.now += timedelta(microseconds=1)
    assert said not in ada.reads("/dashboard")
