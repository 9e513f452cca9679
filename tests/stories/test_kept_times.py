"""A time that somebody chose is kept for their form: for some minutes, against everybody else, and never for long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from scheduler_app import booking, keeping, openings
from scheduler_app.booking import Booker
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.keeping import AT_MOST, LASTS, MOST_OF_A_DAY, MOST_OF_AN_ADDRESS, REMEMBERED, Kept
from scheduler_app.store.db import reading
from scheduler_app.store.holds import Hold
from tests.office import DANA, Office, request

START = datetime(2027, 1, 12, 21, 30, tzinfo=UTC)  # 2:30 PM in Denver
ALI, EVE = UUID(int=1), UUID(int=2)  # their forms
MOMENT = timedelta(microseconds=1)


def keeps(office: Office, form: UUID, start: datetime = START, *, whence: str = "") -> Kept:
    """Somebody's form asks for a time with Dana, each from an address of its own unless it is said."""
    with office.sessions.begin() as session:
        kind = openings.find_type(session, "phone-screen")
        dana = next(person for person in openings.recruiters_of(kind) if person.email == DANA)
        whence = whence or str(form)
        return keeping.keep(session, kind, dana, start, office.now, form=form, address_key=whence)


def books(office: Office, form: UUID | None = None, **changes: Any) -> UUID:
    with office.sessions.begin() as session:
        wanted = read_wanted(request(**changes))
        booker = Booker("candidate", False, "", "a test")
        return booking.book(session, office.desk, wanted, booker, office.now, form=form).id


def holds(office: Office) -> int:
    with reading(office.sessions) as session:
        return session.scalar(select(func.count()).select_from(Hold)) or 0


def offered(office: Office, form: UUID | None = None) -> bool:
    with reading(office.sessions) as session:
        kind = openings.find_type(session, "phone-screen")
        end = START + timedelta(minutes=1)
        free = openings.slots(session, kind, openings.recruiters_of(kind), START, end, office.now, form=form)
        return any(recruiter.email == DANA for recruiter in free.get(START, []))


def test_a_kept_time_is_offered_to_its_own_form_alone_until_its_last_moment(office: Office):
    kept = keeps(office, ALI)

    assert kept == Kept(office.now + LASTS)
    office.now += LASTS - MOMENT
    assert (offered(office, ALI), offered(office)) == (True, False)
    with pytest.raises(Refused) as refused:
        keeps(office, EVE)
    assert refused.value.code == "slot_taken"
    with pytest.raises(Refused):
        books(office)

    office.now += MOMENT
    assert offered(office)
    assert keeps(office, EVE).until == office.now + LASTS
    assert office.heard() == []


def test_the_end_that_is_said_is_a_whole_minute_and_never_too_early(office: Office):
    office.now += timedelta(seconds=1)
    assert keeps(office, ALI).until == office.now.replace(second=0) + LASTS + timedelta(minutes=1)


def test_its_own_form_books_it_and_then_keeps_nothing_more(office: Office):
    keeps(office, ALI)
    books(office, ALI)

    assert holds(office) == 0
    assert not offered(office, ALI)


def test_another_choice_moves_what_is_kept_and_one_that_cannot_be_had_leaves_it(office: Office):
    keeps(office, ALI)
    keeps(office, ALI, START + timedelta(hours=1))
    assert (offered(office), holds(office)) == (True, 1)

    keeps(office, EVE)
    with pytest.raises(Refused):
        keeps(office, ALI)
    with pytest.raises(Refused):
        keeps(office, EVE, START + timedelta(hours=1))


def test_a_form_that_comes_back_late_is_told_so_and_keeps_it_again(office: Office):
    keeps(office, ALI)
    office.now += LASTS

    assert keeps(office, ALI) == Kept(office.now + LASTS, late=True)
    assert keeps(office, ALI) == Kept(office.now + LASTS)


def test_sending_the_form_again_and_again_keeps_a_time_for_half_an_hour_at_most(office: Office):
    begun = office.now
    kept = [Kept(None)]
    while office.now < begun + AT_MOST:
        kept.append(keeps(office, ALI))
        office.now += timedelta(minutes=9)
    assert kept[-1].until == begun + AT_MOST


def test_nobody_blocks_a_calendar_and_nobody_is_turned_away(office: Office):
    hours = [START.replace(hour=hour) for hour in range(16, 23)] + [START + timedelta(days=day) for day in range(1, 4)]
    from_one = [keeps(office, uuid4(), start, whence="one address") for start in hours[:6]]
    assert [kept.until is not None for kept in from_one] == [True] * MOST_OF_AN_ADDRESS + [False] * 2

    others = [keeps(office, uuid4(), start) for start in hours[4:]]
    left = MOST_OF_A_DAY - MOST_OF_AN_ADDRESS
    assert [kept.until is not None for kept in others] == [True] * left + [False] + [True] * 3


def test_staff_see_past_what_is_kept_and_whoever_kept_it_chooses_again(office: Office):
    keeps(office, ALI)
    books(office, override_availability=True)

    with pytest.raises(Refused) as refused:
        books(office, ALI)
    assert refused.value.code == "slot_taken"
    assert refused.value.extras["alternatives"]


def test_of_twenty_forms_at_once_one_gets_the_time(office: Office):
    def ask(form: UUID) -> bool:
        try:
            return keeps(office, form).until is not None
        except Refused:
            return False

    with ThreadPoolExecutor(20) as crowd:
        assert sorted(crowd.map(ask, [uuid4() for _ in range(20)])) == [False] * 19 + [True]


def test_a_form_sent_twice_at_once_is_no_crowd(office: Office):
    with ThreadPoolExecutor(8) as clicks:
        assert set(clicks.map(lambda _: keeps(office, ALI), range(8))) == {Kept(office.now + LASTS)}
    assert holds(office) == 1


def test_what_was_kept_long_ago_is_forgotten(office: Office):
    keeps(office, ALI)
    office.now += LASTS + REMEMBERED - MOMENT
    assert keeping.purge(office.sessions, office.clock) == 0

    office.now += MOMENT
    assert keeping.purge(office.sessions, office.clock) == 1
    assert holds(office) == 0
