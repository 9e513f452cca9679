"""A calendar's edition rises with whatever the calendar shows, in the same transaction, and with nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scheduler_app import access, booking, staff
from scheduler_app.domain import walltime
from scheduler_app.domain.interview import Outcome, Side
from scheduler_app.store.db import reading
from scheduler_app.store.editions import CalendarEdition
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Recruiter
from tests.office import DANA, LEE, Office


def edition(office: Office, email: str = DANA) -> int:
    with reading(office.sessions) as session:
        rows = select(CalendarEdition.number).join(Recruiter).where(Recruiter.email == email)
        return session.scalar(rows) or 0


def moves(office: Office) -> None:
    with office.sessions.begin() as session:
        moved = walltime.agree(walltime.parse_wall("2027-01-13T10:00", field=""), "America/Denver", None)
        booking.reschedule(session, office.desk, office.interviews[0], moved, office.now)


def changes(office: Office, change: Callable[[Session, Interview], object]) -> None:
    with office.sessions.begin() as session:
        change(session, session.get_one(Interview, office.interviews[0]))


def test_it_rises_with_all_that_a_calendar_shows(office: Office):
    seen = [edition(office)]

    def risen() -> bool:
        seen.append(edition(office))
        return seen[-1] > seen[-2]

    office.books()
    assert risen()
    moves(office)
    assert risen()
    office.passes(hours=49, minutes=5)  # into the window
    office.reports(Side.RECRUITER, Outcome.RUNNING_LATE, 15)
    assert risen()
    office.passes(hours=1)  # it lapses
    assert risen()
    office.reports(Side.RECRUITER, Outcome.HELD)
    assert risen()
    office.books("2027-01-20T10:00")
    assert risen()
    with office.sessions.begin() as session:
        booking.cancel(session, office.desk, office.interviews[-1], Side.RECRUITER, "", office.now)
    assert risen()
    changes(office, lambda _, row: setattr(row.candidate, "name", "Ali H."))
    assert risen()
    changes(office, lambda _, row: setattr(row.recruiter, "zone", "America/Boise"))
    assert risen()
    changes(office, lambda _, row: setattr(row.type, "name", "First call"))
    assert risen()
    changes(office, lambda session, _: session.execute(update(Interview).values(tz_release="2027a")))
    assert risen()
    before = edition(office, LEE)
    changes(office, lambda session, row: setattr(row, "recruiter", access.recruiter_by_email(session, LEE)))
    assert risen(), "whose calendar lost the call"
    assert edition(office, LEE) > before, "and whose has it now"


def test_it_stays_while_nothing_that_is_shown_changes(office: Office):
    office.books()
    before = edition(office)
    office.passes(hours=29, minutes=29)  # reminders go out, and the window has not opened yet
    changes(office, lambda _, row: setattr(row, "link_version", 2))
    with office.sessions() as session:
        booking.cancel(session, office.desk, office.interviews[0], Side.RECRUITER, "", office.now)
        session.flush()
        session.rollback()
        session.commit()
    with office.sessions.begin() as session:
        staff.add_recruiter(
            session, email="kim@example.com", name="Kim", zone="UTC", phone=None, role="recruiter", now=office.now
        )
    assert edition(office) == before


def test_a_step_that_is_undone_does_not_hide_what_was_changed_before_it(office: Office):
    """The watcher decides each step under a savepoint; one that fails is rolled back alone."""
    office.books()
    before = edition(office)
    with office.sessions.begin() as session:
        interview = session.get_one(Interview, office.interviews[0])
        interview.sequence += 1
        session.flush()
        undone = session.begin_nested()
        interview.type.name = "First call"
        session.flush()
        undone.rollback()
    assert edition(office) == before + 1


def test_changes_of_one_calendar_at_the_same_time_are_each_counted(office: Office):
    """Each changes a call of both, in either order: a ring, if each edition were raised as soon as its call is."""
    mine = [office.books(f"2027-01-12T{hour}:30", override_availability=True) for hour in (10, 12, 14, 16)]
    lees = [
        office.books(f"2027-01-12T{hour}:30", recruiter=LEE, override_availability=True) for hour in (10, 12, 14, 16)
    ]
    before, faults = (edition(office), edition(office, LEE)), []
    start = threading.Barrier(4)

    def change(first: int) -> None:
        pair = [mine[first], lees[first]]
        start.wait(10)
        try:
            for order in (1, -1):
                with office.sessions.begin() as session:
                    for key in pair[::order]:
                        session.get_one(Interview, key).sequence += 1
                        session.flush()
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert faults == []
    assert (edition(office), edition(office, LEE)) == (before[0] + 8, before[1] + 8)
