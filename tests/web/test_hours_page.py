"""Hours: a recruiter's own page, anyone's for coordinators, and no call that is booked is ever touched."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from scheduler_app import hours, openings
from scheduler_app.access import recruiter_by_email
from scheduler_app.domain.hours import DateHours, TimeOff
from scheduler_app.domain.hours_form import WEEK
from scheduler_app.store.db import reading
from tests.office import COLE, DANA, LEE
from tests.web.staff import Person, Service, plain, words

HOURS = "/dashboard/hours"
NINE_TO_FIVE = dict.fromkeys(WEEK[:5], "9:00-17:00") | {"saturday": "", "sunday": ""}


def number_of(service: Service, email: str) -> int:
    with reading(service.sessions) as session:
        found = recruiter_by_email(session, email)
        assert found is not None
        return found.id


def danas(service: Service) -> str:
    return f"{HOURS}/{number_of(service, DANA)}"


def offered(service: Service, day: date, email: str = DANA) -> list[str]:
    """What candidates can book of Dana on one of her days, as her own clock reads it."""
    with reading(service.sessions) as session:
        kind = openings.find_type(session, "phone-screen")
        who = [person for person in openings.recruiters_of(kind) if person.email == email]
        start = datetime.combine(day, time()).astimezone(service.now.tzinfo) - timedelta(hours=2)
        free = openings.slots(session, kind, who, start, start + timedelta(days=2), service.now)
        walls = [str(openings.describe(at, who[0].zone)["wall"]) for at in free]
        return [wall[11:] for wall in walls if wall.startswith(day.isoformat())]


@pytest.fixture
def dana(service: Service) -> Person:
    return service.signed_in(DANA)


def test_dana_finds_her_week_and_changes_it(service: Service, dana: Person):
    page = dana.opens(HOURS)
    assert 'value="9:00-17:00"' in page
    assert "on the clock of one place: it is Mon 11 Jan 2027, 9:00 AM Denver (UTC-7) now" in plain(page)

    answer = dana.sends(
        f"{danas(service)}/week", at=HOURS, **NINE_TO_FIVE | {"tuesday": "10-12, 1pm-2pm", "saturday": "10-11"}
    )

    assert answer.status_code == 303
    assert "Saved. Calls that are booked stay as they are." in dana.reads(answer.location)
    assert 'value="10:00-12:00, 13:00-14:00"' in dana.opens(HOURS)
    assert offered(service, date(2027, 1, 12))[-3:] == ["13:00", "13:15", "13:30"]
    assert offered(service, date(2027, 1, 16)) == ["10:00", "10:15", "10:30"]
    assert len(offered(service, date(2027, 1, 12), LEE)) == 31, "Lee's hours are as they were"


def test_what_is_not_clear_is_said_at_its_day_and_nothing_is_changed(service: Service, dana: Person):
    answer = dana.sends(f"{danas(service)}/week", at=HOURS, **NINE_TO_FIVE | {"tuesday": "9-5", "friday": "22:00-4:00"})
    assert answer.status_code == 422
    page = words(answer)
    assert "“9-5” ends before it begins; the afternoon is 17:00 or PM" in page
    assert "hours over midnight are two" in page
    assert 'href="#tuesday"' in page
    assert 'value="9-5"' in page
    assert len(offered(service, date(2027, 1, 12))) == 31


def test_changing_hours_touches_no_booked_call_and_lists_those_now_outside(service: Service, dana: Person):
    call = service.books("2027-01-12T14:30")
    before, told = service.interview(call), len(service.messages())
    assert "Booked outside" not in dana.reads(HOURS)

    dana.sends(f"{danas(service)}/week", at=HOURS, **NINE_TO_FIVE | {"tuesday": "9-12"})

    after = service.interview(call)
    assert (after.starts_at, after.state, after.generation) == (before.starts_at, "scheduled", before.generation)
    assert len(service.messages()) == told, "nobody is told anything"
    page = dana.reads(HOURS)
    assert "Booked outside these hours 1" in page
    assert "Ali Haddad, Tue 12 Jan 2027, 2:30 PM Denver (UTC-7)" in page
    assert "It is outside the hours of Tue 12 Jan 2027: 9:00 AM Denver (UTC-7) to 12:00 PM Denver (UTC-7)." in page


def test_time_off_and_other_hours_come_and_go(service: Service, dana: Person):
    own = danas(service)
    dentist = {"first": "2027-01-12", "begins": "11:00", "ends": "12:00", "last": "", "label": "Dentist"}
    for _ in range(2):  # the second click
        assert dana.sends(f"{own}/off", at=HOURS, **dentist).status_code == 303
    assert dana.sends(f"{own}/date", at=HOURS, day="2027-01-16", spans="10-11").status_code == 303
    page = dana.reads(HOURS)
    assert page.count("Tue 12 Jan 2027, 11:00 AM Denver (UTC-7) to 12:00 PM Denver (UTC-7), Dentist") == 1
    assert "Sat 16 Jan 2027: 10:00-11:00" in page
    assert "11:15" not in offered(service, date(2027, 1, 12))
    assert offered(service, date(2027, 1, 16)) == ["10:00", "10:15", "10:30"]

    with reading(service.sessions) as session:
        person = recruiter_by_email(session, DANA)
        assert person is not None
        ((absence, _),) = hours.of(session, person, service.now).absences
    assert dana.sends(f"{own}/off/{absence}/remove", at=HOURS).status_code == 303
    assert dana.sends(f"{own}/date/2027-01-16/remove", at=HOURS).status_code == 303
    assert "11:15" in offered(service, date(2027, 1, 12))
    assert offered(service, date(2027, 1, 16)) == []
    assert "not there any more" in words(dana.sends(f"{own}/off/{absence}/remove", at=HOURS))


def test_faults_of_time_off_are_said_at_their_fields(service: Service, dana: Person):
    answer = dana.sends(f"{danas(service)}/off", at=HOURS, first="2027-01-12", last="", begins="22:00", ends="04:00")
    assert answer.status_code == 422
    assert "it ends before it begins; where it runs over midnight, choose the next day" in words(answer)
    assert 'value="22:00"' in words(answer)
    answer = dana.sends(f"{danas(service)}/date", at=HOURS, day="2027-01-01", spans="9-12")
    assert "that is past; choose a later day" in words(answer)


def test_public_holidays_by_country_and_state(service: Service, dana: Person):
    king = date(2027, 1, 18)
    assert offered(service, king) != []

    dana.sends(f"{danas(service)}/holidays", at=HOURS, holiday_country="US")
    page = dana.opens(HOURS)
    assert "The next: Mon 18 Jan 2027 Martin Luther King Jr. Day" in plain(page)
    assert ">Colorado</option>" in page
    assert offered(service, king) == []
    dana.sends(f"{danas(service)}/holidays", at=HOURS, holiday_country="US", holiday_subdivision="CO")
    assert 'value="CO" selected' in dana.opens(HOURS)
    dana.sends(f"{danas(service)}/holidays", at=HOURS, holiday_country="DE", holiday_subdivision="CO")
    assert ">Bayern</option>" in dana.opens(HOURS), "another country lets go of the state"
    assert "choose a country from the list" in words(
        dana.sends(f"{danas(service)}/holidays", at=HOURS, holiday_country="XX")
    )


def test_caps_and_pauses(service: Service, dana: Person):
    service.books("2027-01-12T14:30")
    pace = {"buffer_before_minutes": "0", "buffer_after_minutes": "20", "most_a_day": "0", "most_a_week": "0"}
    dana.sends(f"{danas(service)}/pace", at=HOURS, **pace)
    assert "15:15" not in offered(service, date(2027, 1, 12)), "twenty minutes after the call"
    assert "15:30" in offered(service, date(2027, 1, 12))
    dana.sends(f"{danas(service)}/pace", at=HOURS, **pace | {"most_a_day": "1"})
    assert offered(service, date(2027, 1, 12)) == []
    assert "write a whole number from 0 to 240" in words(
        dana.sends(f"{danas(service)}/pace", at=HOURS, **pace | {"buffer_after_minutes": "-1"})
    )


def test_a_coordinator_sees_to_everyones_and_a_recruiter_to_her_own_only(service: Service, dana: Person):
    lees = f"{HOURS}/{number_of(service, LEE)}"
    dana.opens(lees, status=403)
    assert dana.sends(f"{lees}/week", at=HOURS, **NINE_TO_FIVE | {"monday": ""}).status_code == 403
    cole = service.signed_in(COLE)
    assert "Lee Okafor" in cole.reads(HOURS)
    assert "Lee\u2019s hours" in cole.reads(lees)
    assert cole.sends(f"{lees}/week", at=lees, **NINE_TO_FIVE | {"monday": ""}).status_code == 303
    assert offered(service, date(2027, 1, 18), LEE) == []
    cole.opens(f"{HOURS}/{number_of(service, COLE)}", status=404)
    cole.opens(f"{HOURS}/999", status=404)


def test_strangers_and_forged_forms_change_nothing(service: Service, dana: Person):
    assert service.visitor().browser.get(HOURS).status_code == 303
    assert dana.browser.post(f"{danas(service)}/week", data=NINE_TO_FIVE).status_code == 400
    assert len(offered(service, date(2027, 1, 12))) == 31


def test_another_recruiters_time_off_cannot_be_removed(service: Service, dana: Person):
    day = date(2027, 1, 12)
    with service.sessions.begin() as session:
        lee = recruiter_by_email(session, LEE)
        assert lee is not None
        hours.add_time_off(session, lee, TimeOff(day, day), service.now)
        hours.set_date(session, lee, [DateHours(day, time(9), time(10))], service.now)
        session.flush()
        ((absence, _),) = hours.of(session, lee, service.now).absences
    assert dana.sends(f"{danas(service)}/off/{absence}/remove", at=HOURS).status_code == 422
    assert offered(service, day, LEE) == []
