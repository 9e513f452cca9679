"""The demo: an office with a consistent past, made all at once or not at all, and never in earnest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from scheduler_app import booking, database, demo, watch
from scheduler_app.app import connected
from scheduler_app.config import load
from scheduler_app.desk import Desk
from scheduler_app.domain.interview import Side, State
from scheduler_app.store.db import Sessions, reading
from scheduler_app.store.interviews import Interview, StepRow, Watch
from scheduler_app.store.outbox import Message, MessageState
from scheduler_app.store.people import Candidate, Organisation, Recruiter

# Ordinary days, both changes of the clocks in Denver and London, the ends of a year, a Sunday night.
NOWS = [
    datetime(2026, 11, 24, 8, 15, 41, 510_000, UTC),
    datetime(2026, 11, 1, 7, 45, tzinfo=UTC),  # in Denver 1:15 AM was just promised, and comes twice
    datetime(2027, 3, 14, 9, 20, tzinfo=UTC),
    datetime(2027, 3, 28, 1, 10, tzinfo=UTC),
    datetime(2027, 10, 31, 0, 59, 59, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 58, tzinfo=UTC),
    datetime(2028, 2, 29, 15, 30, tzinfo=UTC),
    datetime(2027, 1, 10, 22, 0, tzinfo=UTC),
]
NOW = NOWS[0]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Sessions, Desk]]:
    sessions, desk = connected(load({"SCHEDULER_INSTANCE": str(tmp_path / "instance")}))
    engine = sessions.kw["bind"]
    database.upgrade(engine)
    yield sessions, desk
    engine.dispose()


@pytest.mark.parametrize("now", NOWS, ids=str)
def test_there_is_an_interview_of_every_state_a_window_that_closes_in_two_minutes_and_nothing_due_at_once(
    place: tuple[Sessions, Desk], now: datetime
):
    sessions, desk = place
    with capture_logs() as logs:
        assert demo.fill(sessions, desk, now)
    assert logs == [], "the links that come next are what a newcomer should see"

    with reading(sessions) as session:
        interviews = list(session.scalars(select(Interview)))
        assert {interview.state for interview in interviews} == set(State)
        assert {interview.missed_by for interview in interviews} == {None, Side.CANDIDATE, Side.RECRUITER}
        assert max(interview.generation for interview in interviews) == 2
        open_now = [each for each in interviews if each.state == State.SCHEDULED and each.starts_at <= now]
        (watched,) = open_now
        assert timedelta(minutes=1) <= watched.closes_at - now <= timedelta(minutes=2)
        assert (watched.candidate.zone, watched.recruiter.zone) == ("America/Phoenix", "America/Denver")
        assert watched.candidate.number_vouched_at
        assert watched.candidate.sms_consent_at
        assert [each for each in interviews if each.state == State.SCHEDULED and each.starts_at > now]
        assert session.scalar(select(Organisation.name)) == "Northwind Staffing"
        states = Counter(session.scalars(select(Message.state)))
        assert set(states) == {MessageState.DELIVERED}
        assert max(session.scalars(select(Message.created_at))) <= now
        assert max(session.scalars(select(StepRow.decided_at))) <= now
        assert set(session.scalars(select(Watch.parked))) == {""}
        next_look = watch.next_look(session)
    assert next_look is not None
    assert next_look > now
    assert watch.sweep(sessions, desk, now) == 0


def test_the_window_lapses_when_it_closes_and_both_sides_the_backup_and_the_coordinator_are_told(
    place: tuple[Sessions, Desk],
):
    sessions, desk = place
    demo.fill(sessions, desk, NOW)
    with reading(sessions) as session:
        ali = session.scalars(select(Interview).join(Candidate).where(Candidate.name == "Ali Haddad")).one()

    def state_at(moment: datetime) -> str:
        watch.sweep(sessions, desk, moment)
        with reading(sessions) as session:
            return session.get_one(Interview, ali.id).state

    assert state_at(ali.closes_at - timedelta(microseconds=1)) == State.SCHEDULED
    assert state_at(ali.closes_at) == State.LAPSED
    assert state_at(ali.closes_at + timedelta(minutes=15)) == State.LAPSED
    with reading(sessions) as session:
        told = session.execute(
            select(Message.audience, Message.channel).where(
                Message.interview_id == ali.id, Message.created_at >= ali.closes_at
            )
        )
        assert Counter(map(tuple, told)) == {
            ("candidate", "sms"): 1,
            ("candidate", "email"): 1,
            ("recruiter", "sms"): 1,
            ("backup", "sms"): 1,
            ("coordinator", "email"): 1,
        }


def test_nobody_in_it_can_be_reached(place: tuple[Sessions, Desk]):
    sessions, desk = place
    demo.fill(sessions, desk, NOW)

    with reading(sessions) as session:
        people = [*session.scalars(select(Candidate)), *session.scalars(select(Recruiter))]
    assert {person.email.partition("@")[2] for person in people} == {"example.com"}
    numbers = [person.phone for person in people if person.phone]
    assert numbers
    for number in numbers:
        assert number[-7:-2] == "55501" or number.startswith("+4420794601"), "reserved for use in fiction"


def test_a_second_time_adds_nothing(place: tuple[Sessions, Desk]):
    sessions, desk = place
    demo.fill(sessions, desk, NOW)
    before = rows(sessions)

    assert not demo.fill(sessions, desk, NOW + timedelta(days=30))
    assert rows(sessions) == before


def test_an_office_of_real_people_is_left_alone(place: tuple[Sessions, Desk]):
    sessions, desk = place
    with sessions.begin() as session:
        session.add(Recruiter(email="me@corp.example", name="Me", zone="UTC", role="admin", created_at=NOW))
    before = rows(sessions)

    assert not demo.fill(sessions, desk, NOW)
    assert rows(sessions) == before


def test_a_death_in_the_middle_leaves_nothing_and_the_next_start_fills_it(
    place: tuple[Sessions, Desk], monkeypatch: pytest.MonkeyPatch
):
    sessions, desk = place
    before = rows(sessions)
    with monkeypatch.context() as patch:
        patch.setattr(booking, "reschedule", lambda *_: 1 / 0)  # one of the last things to happen
        with pytest.raises(ZeroDivisionError):
            demo.fill(sessions, desk, NOW)
    assert rows(sessions) == before

    assert demo.fill(sessions, desk, NOW)


REAL = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": "+16025550199"}
MAIL = {"SMTP_URL": "smtp://me%40example.com:pw@127.0.0.1:25"}
PRODUCTION = {
    "SCHEDULER_ENV": "production",
    "SCHEDULER_BASE_URL": "https://x.example",
    "SCHEDULER_SECRET_KEY": "k" * 32,
}


@pytest.mark.parametrize(
    ("environ", "reason"),
    [
        ({}, ""),
        (REAL, "TWILIO_ACCOUNT_SID is set, and people of a demo must get no real messages"),
        (MAIL, "SMTP_URL is set, and people of a demo must get no real messages"),
        (PRODUCTION | MAIL, "SCHEDULER_ENV is production"),
    ],
)
def test_it_is_only_for_where_everything_is_simulated(tmp_path: Path, environ: dict[str, str], reason: str):
    assert demo.why_not(load({"SCHEDULER_INSTANCE": str(tmp_path)} | environ)) == reason


def rows(sessions: Sessions) -> tuple[int, ...]:
    with reading(sessions) as session:
        kinds = (Recruiter, Candidate, Interview, Message, StepRow)
        return tuple(session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds)
