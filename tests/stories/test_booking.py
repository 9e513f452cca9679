"""What can be booked and what is refused: nothing stored, nothing sent, and a way on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from scheduler_app import booking, openings
from scheduler_app.booking import Booker
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import Side
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import Message
from scheduler_app.store.people import Candidate
from tests.office import DANA, LEE, Office, request

API = Booker("api", True, "said yes", "a test")


def counts(office: Office) -> tuple[int, ...]:
    with reading(office.sessions) as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0 for table in (Interview, Candidate, Message)
        )


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"wall": "2027-01-11T12:45"}, "too_soon", "starts.wall"),
        ({"wall": "2027-01-10T12:00"}, "too_soon", "starts.wall"),
        ({"wall": "2027-02-10T10:00"}, "too_far", "starts.wall"),
        ({"wall": "2027-01-12T14:35"}, "outside_availability", "starts.wall"),
        ({"wall": "2027-01-12T08:45"}, "outside_availability", "starts.wall"),
        ({"wall": "2027-01-12T16:45"}, "outside_availability", "starts.wall"),
        ({"wall": "2027-01-16T12:00"}, "outside_availability", "starts.wall"),
        ({"wall": "2027-03-14T02:30", "override_availability": True}, "nonexistent_local_time", "starts.wall"),
        ({"wall": "2027-11-07T01:30", "override_availability": True}, "ambiguous_local_time", "starts.wall"),
        ({"wall": "2027-01-12"}, "invalid_request", "starts.wall"),
        ({"zone": "Mountain"}, "unknown_zone", "starts.zone"),
        ({"zone": "MST"}, "ambiguous_abbreviation", "starts.zone"),
        ({"candidate": {"zone": "MST"}}, "ambiguous_abbreviation", "candidate.zone"),
        ({"candidate": {"phone": "+1602555"}}, "invalid_phone", "candidate.phone"),
        ({"candidate": {"phone": "+19005550123"}}, "invalid_phone", "candidate.phone"),
        ({"candidate": {"name": "Ali\x07"}}, "invalid_request", "candidate.name"),
        ({"candidate": {"name": "A" * 121}}, "invalid_request", "candidate.name"),
        ({"candidate": {"name": "\ue000"}}, "invalid_request", "candidate.name"),
        ({"candidate": {"email": "nobody"}}, "invalid_request", "candidate.email"),
        ({"candidate": {"shoe_size": 43}}, "unknown_field", "candidate.shoe_size"),
        ({"colour": "red"}, "unknown_field", "colour"),
        ({"interview_type": "dinner"}, "invalid_request", "interview_type"),
        ({"recruiter": "stranger@example.com"}, "invalid_request", "recruiter"),
        ({"callback_window_minutes": 0}, "invalid_request", "callback_window_minutes"),
        ({"callback_window_minutes": 241}, "invalid_request", "callback_window_minutes"),
        ({"callback_window_minutes": True}, "invalid_request", "callback_window_minutes"),
        ({"override_availability": "yes"}, "invalid_request", "override_availability"),
    ],
)
def test_what_is_refused_names_its_field_and_leaves_nothing_behind(office: Office, changes, code, field):
    with pytest.raises(Refused) as refused:
        office.books(**changes)
    assert (refused.value.code, refused.value.problems[0].field) == (code, field)
    assert len(refused.value.problems[0].message) > 15
    assert counts(office) == (0, 0, 0)
    assert office.heard() == []


def test_all_faults_are_named_at_once(office: Office):
    with pytest.raises(Refused) as refused:
        office.books(
            "tomorrow", "MST", candidate={"name": "", "email": "x", "zone": "IST"}, callback_window_minutes=999
        )
    assert {problem.field for problem in refused.value.problems} == {
        "starts.wall",
        "starts.zone",
        "candidate.name",
        "candidate.email",
        "candidate.zone",
        "callback_window_minutes",
    }


@pytest.mark.parametrize(
    ("wall", "override", "booked"),
    [
        ("2027-01-11T13:00", False, True),  # four hours ahead to the second
        ("2027-01-11T09:00:00", True, True),
        ("2027-01-11T08:59:00", True, True),  # a minute ago, the window still ahead
        ("2027-01-11T08:58:59", True, False),
    ],
)
def test_how_early_a_call_may_be_booked(office: Office, wall, override, booked):
    if booked:
        office.books(wall, override_availability=override)
    else:
        with pytest.raises(Refused) as refused:
            office.books(wall, override_availability=override)
        assert refused.value.code == "too_soon"


def test_a_taken_slot_is_answered_with_the_three_nearest(office: Office):
    office.books("2027-01-12T14:30")
    with pytest.raises(Refused) as refused:
        office.books("2027-01-12T14:30")
    assert refused.value.code == "slot_taken"
    near = refused.value.extras["alternatives"]
    assert isinstance(near, list)
    assert [slot["wall"] for slot in near] == ["2027-01-12T13:30", "2027-01-12T13:45", "2027-01-12T15:15"]


@pytest.mark.parametrize(("wall", "taken"), [("14:45", True), ("15:00", False), ("14:00", False), ("14:15", True)])
def test_staff_may_override_buffers_but_never_book_twice(office: Office, wall, taken):
    office.books("2027-01-12T14:30")
    if taken:
        with pytest.raises(Refused) as refused:
            office.books(f"2027-01-12T{wall}", override_availability=True)
        assert refused.value.code == "slot_taken"
    else:
        office.books(f"2027-01-12T{wall}", override_availability=True)


def test_a_long_window_keeps_the_recruiter_busy_until_it_closes(office: Office):
    office.books("2027-01-12T10:00", callback_window_minutes=240)
    with pytest.raises(Refused) as refused:
        office.books("2027-01-12T13:45", override_availability=True)
    assert refused.value.code == "slot_taken"
    office.books("2027-01-12T14:00", override_availability=True)


def test_a_cancelled_call_frees_its_time(office: Office):
    office.books("2027-01-12T14:30")
    with office.sessions.begin() as session:
        booking.cancel(session, office.desk, office.interviews[-1], Side.CANDIDATE, "", office.now)
    office.books("2027-01-12T14:30")


def test_with_nobody_named_the_least_recently_booked_of_the_free_ones_is_taken(office: Office):
    both_free = "2027-01-12T09:15"  # 4:15 PM in London
    office.books(both_free, recruiter=None)
    first = office.interview().recruiter.email
    office.books(both_free, recruiter=None)
    assert {first, office.interview().recruiter.email} == {DANA, LEE}
    with pytest.raises(Refused) as refused:
        office.books(both_free, recruiter=None)
    assert refused.value.code == "slot_taken"


def test_thirty_ask_for_one_slot_at_once_and_one_gets_it(office: Office):
    def ask(number: int) -> str:
        try:
            wanted = read_wanted(request(candidate={"email": f"c{number}@example.com"}))
            with office.sessions.begin() as session:
                booking.book(session, office.desk, wanted, API, office.now)
            return "booked"
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(30) as crowd:
        answers = sorted(crowd.map(ask, range(30)))
    assert answers == ["booked"] + ["slot_taken"] * 29
    assert counts(office)[:2] == (1, 1)


def test_what_was_agreed_is_kept_beside_what_follows_from_it(office: Office):
    office.books("2027-01-12T09:00", "America/Vancouver", override_availability=True)
    kept = office.interview()
    assert (kept.wall, kept.zone, kept.which) == ("2027-01-12T09:00", "America/Vancouver", None)
    assert kept.starts_at == datetime(2027, 1, 12, 16, 0, tzinfo=UTC), "Vancouver stays at UTC-7 since 2026"
    assert kept.offset == timedelta(hours=-7)
    assert kept.tz_release >= "2026f"


def test_a_repeated_hour_is_kept_with_its_answer(office: Office):
    office.now = datetime(2027, 11, 5, 16, 0, tzinfo=UTC)
    starts = {"wall": "2027-11-07T01:30", "zone": "America/Denver", "which": "later"}
    office.books(starts=starts, override_availability=True)
    assert office.interview().which == "later"
    assert office.interview().starts_at == datetime(2027, 11, 7, 8, 30, tzinfo=UTC)


def test_every_offered_slot_can_be_booked_and_is_then_gone(office: Office):
    with reading(office.sessions) as session:
        kind = openings.find_type(session, "phone-screen")
        dana = [person for person in openings.recruiters_of(kind) if person.email == DANA]
        day = office.now.replace(hour=0) + timedelta(days=1)
        offered = openings.slots(session, kind, dana, day, day + timedelta(days=1, hours=8), office.now)
    assert len(offered) == 31
    chosen = list(offered)[7]
    office.books(chosen.replace(tzinfo=None).isoformat(), "UTC")
    with reading(office.sessions) as session:
        kind = openings.find_type(session, "phone-screen")
        dana = [person for person in openings.recruiters_of(kind) if person.email == DANA]
        left = openings.slots(session, kind, dana, day, day + timedelta(days=1, hours=8), office.now)
    assert chosen not in left
    assert len(left) == 31 - 5, "the slot, and two on either side that would come too close"
