"""Why is this time not offered? All reasons, to whoever may know them."""

from __future__ import annotations

from datetime import date, time

from scheduler_app import hours
from scheduler_app.access import recruiter_by_email
from scheduler_app.domain.hours import TimeOff
from tests.office import COLE, DANA
from tests.web.staff import Service

PATH = "/dashboard/availability"


def test_dana_is_told_every_reason_and_what_is_free_nearby(service: Service):
    service.books("2027-01-12T14:30")
    with service.sessions.begin() as session:
        person = recruiter_by_email(session, DANA)
        assert person is not None
        day = date(2027, 1, 12)
        hours.add_time_off(session, person, TimeOff(day, day, time(14), time(15), "Dentist"), service.now)
    dana = service.signed_in(DANA)
    assert PATH in dana.opens("/dashboard/hours")

    page = dana.reads(f"{PATH}?day=2027-01-12&time=14:05")

    assert "Tue 12 Jan 2027, 2:05 PM Denver (UTC-7) Not offered:" in page
    assert "Calls start every 15 minutes from 9:00 AM Denver (UTC-7) on" in page
    assert "Time off, “Dentist”: Tue 12 Jan 2027, 2:00 PM Denver (UTC-7) to 3:00 PM Denver (UTC-7)." in page
    assert "The call with Ali Haddad is then: Tue 12 Jan 2027, 2:30 PM Denver (UTC-7) to 3:00 PM" in page
    assert "The nearest times that are offered:" in page
    assert "Lee" not in page


def test_a_coordinator_is_told_of_everyone_and_a_free_time_says_so(service: Service):
    cole = service.signed_in(COLE)
    page = cole.reads(f"{PATH}?day=2027-01-12&time=10:00")
    assert "Tue 12 Jan 2027, 10:00 AM Denver (UTC-7) It is offered" in page
    assert "Tue 12 Jan 2027, 10:00 London (UTC+0) It is offered" in page
    assert "too soon: calls of this type are booked at least 4 hours ahead" in cole.reads(
        f"{PATH}?day=2027-01-11&time=10:00"
    )


def test_a_time_that_is_skipped_or_shown_twice(service: Service):
    dana = service.signed_in(DANA)
    assert "Denver skip 2:30 AM" in plain_of(dana.opens(f"{PATH}?day=2027-03-14&time=02:30", status=422))
    twice = dana.reads(f"{PATH}?day=2027-11-07&time=01:30")
    assert "1:30 AM Denver (UTC-6)" in twice
    assert "1:30 AM Denver (UTC-7)" in twice
    dana.opens(f"{PATH}?day=2027-11-07&time=", status=422)
    dana.opens(f"{PATH}?day=soon&time=10:00", status=422)
    assert "Everything that keeps candidates" in dana.reads(PATH)


def plain_of(page: str) -> str:
    from tests.web.staff import plain

    return plain(page)
