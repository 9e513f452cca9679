"""Faults 21, 25 and 42: clocks that run apart, days of downtime, and a plan that is edited on the way."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from scheduler_app import booking, planning
from scheduler_app.booking import Booker
from scheduler_app.domain.default_plan import DEFAULT_PLAN
from scheduler_app.domain.interview import State
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.outlook import outlook
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview, StepRow
from scheduler_app.store.outbox import Message
from scheduler_app.store.people import InterviewType
from tests.faults.thorough import THOROUGH, uncapped
from tests.office import DANA, LEE, Office, request

SLEW = 500e-6  # the most by which NTP lets a clock run fast or slow
LOOK_SECONDS = 300
DEADLINES = 100 if THOROUGH else 10


def test_two_watchers_whose_clocks_are_slewed_apart_tell_everybody_once(office: Office):
    office.books()
    office.until(office.interview().starts_at - timedelta(minutes=61))
    office.heard()
    began, lateness = office.now, list[timedelta]()
    for seconds in range(0, 120 * 60, LOOK_SECONDS):  # an hour before the start until the coordinators are told
        true = began + timedelta(seconds=seconds)
        for rate in (1 + SLEW, 1 - SLEW):
            office.now = began + timedelta(seconds=seconds * rate)
            before = len(office.messages())
            office.rounds()
            lateness += [true - row.step.due_at for row in _written(office)[before:] if row.step is not None]
    assert office.heard() == [
        "backup: email to backup",
        "coordinator: email to coordinator",
        "lapse: email to candidate",
        "lapse: sms to candidate",
        "lapse: sms to recruiter",
        "nudge: sms to recruiter",
        "open: sms to recruiter",
        "prepare-10m: sms to recruiter",
        "prepare-60m: email to recruiter",
        "remind-1h: sms to candidate",
    ]
    assert timedelta(seconds=-4) < min(lateness), "early by no more than the fast clock runs ahead"
    assert max(lateness) < timedelta(seconds=LOOK_SECONDS + 4), "late by no more than the look, and the slow clock"


def _written(office: Office) -> list[Message]:
    with reading(office.sessions) as session:
        rows = list(session.scalars(select(Message).order_by(Message.created_at, Message.rank)))
        for row in rows:
            _ = row.step
        return rows


def test_two_days_down_over_many_deadlines_each_lapses_once_and_what_helps_no_more_says_so(office: Office):
    uncapped(office)
    first = datetime(2027, 1, 11, 17, 0, tzinfo=UTC)
    with office.sessions.begin() as session:
        for number in range(DEADLINES):
            wall = (first + timedelta(minutes=30 * (number // 2))).replace(tzinfo=None).isoformat()
            who = {"email": f"c{number}@example.com", "phone": None}
            wanted = read_wanted(
                request(wall, "UTC", recruiter=(DANA, LEE)[number % 2], candidate=who, override_availability=True)
            )
            booking.book(session, office.desk, wanted, Booker("api", True, "said yes", "a test"), office.now)
    office.sleeps_until(datetime(2027, 1, 13, 16, 0, tzinfo=UTC))  # two days later, nothing having been sent
    office.rounds()

    with reading(office.sessions) as session:
        states = Counter(session.scalars(select(Interview.state)))
        lapses = Counter(session.scalars(select(StepRow.interview_id).where(StepRow.name == "lapse")))
        confirms = Counter(session.scalars(select(Message.state).where(Message.name == "confirm")))
        silent = session.scalars(select(StepRow.id).where(StepRow.state != "taken", StepRow.reason == "")).all()
        unsaid = session.scalars(
            select(Message.id).where(Message.settled_at.is_not(None), Message.state != "accepted", Message.reason == "")
        ).all()
    assert states == {State.LAPSED: DEADLINES}
    assert set(lapses.values()) == {2}
    assert len(lapses) == DEADLINES, "one for each side of each call"
    assert confirms == {"suppressed": 2 * DEADLINES}
    assert (list(silent), list(unsaid)) == ([], []), "nothing is left out without a word"

    heard = Counter(office.heard())
    assert heard == {
        "lapse: sms to recruiter": DEADLINES // 2,
        "lapse: email to recruiter": DEADLINES // 2,  # Lee has no number
        "next-day: email to candidate": DEADLINES,
        "coordinator: email to coordinator": DEADLINES,
    }
    for _ in range(3):
        office.rounds()
    assert office.heard() == []


def test_a_plan_that_is_edited_while_a_ladder_is_climbed_changes_only_what_is_booked_later(office: Office):
    old = office.books()
    office.until(office.interview().closes_at)
    office.heard()
    with office.sessions.begin() as session:
        kind = session.scalars(select(InterviewType)).one()
        kind.plan_id = planning.frozen(session, [step for step in DEFAULT_PLAN if step.name != "backup"]).id
    new = office.books("2027-01-13T14:30", candidate={"email": "bo@example.com", "phone": None})
    office.heard()
    office.passes(minutes=20)
    assert office.heard() == ["backup: email to backup", "coordinator: email to coordinator"]
    assert "backup" in {line.step for line in outlook(office.interview(old))}
    assert "backup" not in {line.step for line in outlook(office.interview(new))}
    office.until(office.interview(new).closes_at + timedelta(minutes=20))
    assert not [line for line in office.heard() if line.startswith("backup")]
