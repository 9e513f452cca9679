"""What a stranger writes into the public form is never texted until its owner, or somebody of the staff, vouches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from scheduler_app import booking, contact
from scheduler_app.booking import Booker
from scheduler_app.domain import walltime
from scheduler_app.domain.interview import Side
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.domain.zones import check
from tests.office import ALIS_NUMBER, DANAS_NUMBER, Office, request

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # where the database has no say in it
STRANGER = Booker("candidate", False, "yes, text me", "8.8.8.8")


def books(office: Office, wall: str = "2027-01-12T14:30", **changes: Any) -> None:
    with office.sessions.begin() as session:
        wanted = read_wanted(request(wall, **changes))
        made = booking.book(session, office.desk, wanted, STRANGER, office.now)
    office.interviews.append(made.id)
    office.rounds()


def moves(office: Office, wall: str, by: str) -> None:
    zone = check("America/Denver", field="zone")
    agreed = walltime.agree(walltime.parse_wall(wall, field="w"), zone, None, field="w")
    with office.sessions.begin() as session:
        booking.reschedule(session, office.desk, office.interviews[-1], agreed, office.now, by=by, override=True)
    office.rounds()


def vouches(office: Office, by: Side) -> None:
    with office.sessions.begin() as session:
        contact.confirm_number(session, office.interviews[-1], by, office.now)


def texts_to(office: Office, number: str = ALIS_NUMBER) -> list[str]:
    return [body for to, body in office.twilio.texts if to == number]


@ON_SQLITE
def test_no_step_of_a_whole_call_texts_an_unconfirmed_number(office: Office):
    books(office)
    office.passes(days=11)  # reminders, the open window, the lapse, a colleague, the coordinator, the days after
    assert texts_to(office) == []
    assert texts_to(office, DANAS_NUMBER) != []
    told = {row.name for row in office.messages() if row.audience == "candidate"}
    assert {"remind-24h", "remind-1h", "lapse", "next-day", "last"} <= told


@ON_SQLITE
@pytest.mark.parametrize("by", ["candidate", "recruiter", "api"])
def test_a_move_vouches_for_nothing_whoever_makes_it(office: Office, by: str):
    books(office)
    moves(office, "2027-01-13T14:30", by)
    office.passes(days=2, hours=7)
    assert texts_to(office) == []


@ON_SQLITE
def test_booking_again_with_a_number_that_was_confirmed_once_confirms_nothing(office: Office):
    """Who knows Ali's address and number books in his name."""
    books(office)
    vouches(office, Side.CANDIDATE)
    office.passes(days=1, hours=7)
    before = len(texts_to(office))
    assert before > 0
    books(office, "2027-01-13T14:30")
    office.until(office.interview().closes_at + timedelta(hours=1))
    assert len(texts_to(office)) == before


@ON_SQLITE
@pytest.mark.parametrize("typed", [DANAS_NUMBER, "+1 (303) 555-0110"])
def test_a_number_of_the_staff_is_texted_as_staff_and_not_as_a_candidates(office: Office, typed: str):
    books(office, candidate={"phone": typed})
    office.passes(days=1, hours=7)
    rows = [row for row in office.messages() if row.channel == "sms"]
    assert {row.audience for row in rows} == {"recruiter"}


@ON_SQLITE
@pytest.mark.parametrize("by", [Side.CANDIDATE, Side.RECRUITER])
def test_once_somebody_vouches_texts_go(office: Office, by: Side):
    books(office)
    vouches(office, by)
    office.passes(days=1, hours=5)
    assert len(texts_to(office)) >= 1
