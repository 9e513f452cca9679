"""What recruiters and admins set is kept by every booking, however many ask at once; no promise is broken by it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from scheduler_app import booking, diaries, hours, openings, reports, staff
from scheduler_app.booking import Booker
from scheduler_app.domain.availability import Caps
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.hours import TimeOff
from scheduler_app.domain.interview import Side
from scheduler_app.domain.type_form import NUMBERS
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.store.db import reading
from scheduler_app.store.people import InterviewType, Recruiter, TypeRecruiter
from tests.office import DANA, LEE, Office, request

API = Booker("api", True, "said yes", "a test")
TUESDAY = date(2027, 1, 12)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def person(session: Session, email: str = DANA) -> Recruiter:
    return session.scalars(select(Recruiter).where(Recruiter.email == email)).one()


def offered(office: Office, slug: str = "phone-screen", day: date = TUESDAY) -> list[str]:
    """What can be booked of Dana on a day, on her clock."""
    start = datetime.combine(day, time(), UTC)
    with reading(office.sessions) as session:
        kind = openings.find_type(session, slug)
        free = openings.slots(session, kind, [person(session)], start, start + timedelta(days=1), office.now)
        return [str(openings.describe(at, "America/Denver")["wall"])[11:] for at in free]


def refusal(office: Office, wall: str, **changes: Any) -> str:
    with pytest.raises(Refused) as refused:
        office.books(wall, **changes)
    return refused.value.code


def test_eight_ask_at_once_for_a_day_with_room_for_two(office: Office):
    with office.sessions.begin() as session:
        hours.set_pace(person(session), before=0, after=0, caps=Caps(a_day=2))

    def ask(number: int) -> str:
        body = request(f"2027-01-12T{9 + number:02}:00", candidate={"email": f"{number}@example.com"})
        try:
            with office.sessions.begin() as session:
                booking.book(session, office.desk, read_wanted(body), API, office.now)
            return "booked"
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(ask, range(8)))

    assert answers == ["booked"] * 2 + ["outside_availability"] * 6
    assert offered(office) == []
    assert offered(office, day=date(2027, 1, 13)) != []


def test_no_call_and_buffer_reach_further_than_a_diary_is_read():
    most = {name: timedelta(minutes=most) for name, (_, most) in NUMBERS.items() if name.endswith("_minutes")}
    longest = max(most["call_minutes"], most["window_minutes"]) + timedelta(minutes=reports.LATEST_MINUTES)
    assert longest + max(most["buffer_before_minutes"], most["buffer_after_minutes"]) < diaries.MARGIN


@on_sqlite
def test_staff_may_override_time_off_and_caps_and_a_moved_call_does_not_count_against_itself(office: Office):
    with office.sessions.begin() as session:
        dana = person(session)
        hours.add_time_off(session, dana, TimeOff(TUESDAY, TUESDAY, time(14), time(15), "Dentist"), office.now)
        hours.set_pace(dana, before=0, after=0, caps=Caps(a_day=1))
    assert refusal(office, "2027-01-12T14:30") == "outside_availability"
    call = office.books("2027-01-12T14:30", override_availability=True)
    assert refusal(office, "2027-01-12T10:00") == "outside_availability"
    assert refusal(office, "2027-01-12T14:45", override_availability=True) == "slot_taken"
    with office.sessions.begin() as session:
        ten = read_wanted(request("2027-01-12T10:00")).starts
        booking.reschedule(session, office.desk, call, ten, office.now)
        booking.cancel(session, office.desk, call, Side.CANDIDATE, "", office.now)
    assert "10:00" in offered(office), "a call that was called off does not count"


@on_sqlite
def test_calls_of_another_type_are_in_the_way_with_their_own_buffers(office: Office):
    with office.sessions.begin() as session:
        first = openings.find_type(session, "phone-screen")
        other = InterviewType(slug="long", name="Long", plan_id=first.plan_id, buffer_before_minutes=20)
        other.buffer_after_minutes = 40
        session.add(other)
        session.flush()
        session.add(TypeRecruiter(type_id=other.id, recruiter_id=person(session).id))
    office.books("2027-01-12T11:00", interview_type="long")
    free = offered(office)
    assert {"10:00", "12:15"} <= set(free)
    assert not {"10:15", "10:30", "11:00", "11:30", "12:00"} & set(free)
    assert refusal(office, "2027-01-12T12:00") == "slot_taken"
    office.books("2027-01-12T12:15")


@on_sqlite
def test_a_window_that_may_overlap_runs_past_the_hours_and_never_into_a_promise(office: Office):
    with office.sessions.begin() as session:
        kind = openings.find_type(session, "phone-screen")
        kind.window_minutes, kind.may_overlap = 60, True
    assert offered(office)[-1] == "16:30"
    office.books("2027-01-12T14:30")
    assert "13:30" not in offered(office), "ten minutes after the window"
    assert "13:15" in offered(office)


@on_sqlite
def test_a_colleague_who_has_time_off_is_not_asked_to_step_in(office: Office):
    office.books(recruiter=DANA)
    with office.sessions.begin() as session:
        hours.add_time_off(session, person(session, LEE), TimeOff(TUESDAY, TUESDAY), office.now)
    office.until(datetime(2027, 1, 12, 22, 6, tzinfo=UTC))
    (step,) = [row for row in office.interview().steps if row.name == "backup"]
    assert step.reason == "no other recruiter of this interview type is free now"


@on_sqlite
def test_the_free_times_of_many_are_found_with_as_many_questions_as_those_of_one(office: Office):
    asked: list[str] = []
    event.listen(office.sessions.kw["bind"], "before_cursor_execute", lambda *given: asked.append(given[2]))

    def questions() -> int:
        with reading(office.sessions) as session:
            kind = openings.find_type(session, "phone-screen")
            whom = openings.recruiters_of(kind)
            asked.clear()
            openings.slots(session, kind, whom, office.now, office.now + timedelta(days=30), office.now)
            return len(asked)

    before = questions()
    with office.sessions.begin() as session:
        for number in range(20):
            staff.add_recruiter(
                session,
                email=f"r{number}@example.com",
                name="R",
                zone="UTC",
                phone=None,
                role="recruiter",
                now=office.now,
            )
    assert questions() == before < 7
