"""Interview types: an admin sets lengths, notice, caps and who calls; booked calls keep what they have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler_app import booking, openings, staff
from scheduler_app.access import recruiter_by_email
from scheduler_app.booking import Booker
from scheduler_app.domain.type_form import NUMBERS
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.store.db import reading
from scheduler_app.store.people import InterviewType
from tests.office import COLE, DANA, LEE, request
from tests.web.staff import Person, Service, opened, words

PATH = "/dashboard/types/phone-screen"
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


def kind(service: Service) -> InterviewType:
    with reading(service.sessions) as session:
        found = openings.find_type(session, "phone-screen")
        _ = [part.recruiter for part in found.parts]
        return found


def ids(service: Service) -> dict[str, int]:
    with reading(service.sessions) as session:
        return {email: person.id for email in (DANA, LEE) if (person := recruiter_by_email(session, email))}


def as_it_is(service: Service) -> dict[str, str]:
    """The form as it is first shown."""
    found = kind(service)
    typed = {name: str(getattr(found, name)) for name in NUMBERS} | {"name": found.name}
    for part in found.parts:
        typed |= {f"takes-{part.recruiter_id}": "on", f"weight-{part.recruiter_id}": str(part.weight)}
    return typed


def test_an_admin_changes_what_the_next_booking_gets_and_booked_calls_keep_theirs(service: Service, ada: Person):
    call = service.books("2027-01-12T14:30")
    assert 'href="/dashboard/types"' in ada.opens("/dashboard")
    assert "30 minutes, to be called within 30; 2 recruiters." in ada.reads("/dashboard/types")

    answer = ada.sends(PATH, at=PATH, **as_it_is(service) | {"window_minutes": "45", "may_overlap": "on"})

    assert answer.status_code == 303
    assert "Saved. Calls that are booked keep their time, length and window." in ada.reads(PATH)
    assert (kind(service).window_minutes, kind(service).may_overlap) == (45, True)
    assert service.interview(call).window_minutes == 30
    assert service.interview(service.books("2027-01-12T10:00")).window_minutes == 45


def test_every_fault_is_said_at_its_field_and_nothing_is_saved(service: Service, ada: Person):
    dana = ids(service)[DANA]
    wrong = {"call_minutes": "0", "notice_minutes": "soon", f"weight-{dana}": "11", "name": ""}
    answer = ada.sends(PATH, at=PATH, **as_it_is(service) | wrong)
    assert answer.status_code == 422
    page = words(answer)
    assert "write a whole number from 5 to 240" in page
    assert "write a whole number from 1 to 10" in page
    assert "Nothing was saved yet." in page
    assert kind(service).call_minutes == 30
    too_long = as_it_is(service) | {"notice_minutes": "1440", "horizon_days": "1"}
    assert "nothing could be booked" in words(ada.sends(PATH, at=PATH, **too_long))


def test_who_is_left_out_gets_no_new_calls_and_keeps_theirs(service: Service, ada: Person):
    call = service.books("2027-01-12T14:30")
    dana = ids(service)[DANA]
    typed = as_it_is(service)
    del typed[f"takes-{dana}"]
    assert ada.sends(PATH, at=PATH, **typed).status_code == 303
    assert [part.recruiter.email for part in kind(service).parts] == [LEE]
    assert service.interview(call).state == "scheduled"
    ada.sends(PATH, at=PATH, **typed | {f"takes-{dana}": "on"})
    assert len(kind(service).parts) == 2


def test_a_weight_of_two_gets_twice_as_many_calls(service: Service, ada: Person):
    ada.sends(PATH, at=PATH, **as_it_is(service) | {f"weight-{ids(service)[DANA]}": "2"})
    got = []
    for day in (12, 13, 14, 15, 18, 19):
        service.now += timedelta(minutes=1)
        wanted = request(f"2027-01-{day}T09:00", recruiter=None)  # 16:00 in London: both are free
        with service.sessions.begin() as session:
            made = booking.book(
                session, service.desk, read_wanted(wanted), Booker("api", True, "yes", "a test"), service.now
            )
            got.append(made.recruiter.email)
    assert sorted(got).count(DANA) == 4
    assert got[:3].count(DANA) == 2, "not all of one first"


@pytest.mark.parametrize("email", [DANA, COLE])
def test_nobody_else_may_look_or_change(service: Service, email: str):
    person = service.signed_in(email)
    person.opens(PATH, status=403)
    assert "/dashboard/types" not in person.opens("/dashboard")
    assert person.sends(PATH, at="/dashboard", **as_it_is(service)).status_code == 403


def test_a_type_that_is_not_there(service: Service, ada: Person):
    ada.opens("/dashboard/types/coffee", status=404)
