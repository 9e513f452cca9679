"""The watcher's rounds while the clock leaps and the database is away: each step once, and none skipped in silence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import make_url
from structlog.testing import capture_logs

from scheduler_app import steadiness
from scheduler_app.domain.interview import State
from scheduler_app.jobs import Watcher
from scheduler_app.store import db
from scheduler_app.store.db import reading
from scheduler_app.store.outbox import Heartbeat
from tests.office import Office
from tests.stories.crowds import on_sqlite

LAPSE = ["lapse: email to candidate", "lapse: sms to candidate", "lapse: sms to recruiter"]


class Running:
    """A clock that only runs forward, beside the office's, which may be set."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def running() -> Running:
    return Running()


@pytest.fixture
def watcher(office: Office, running: Running) -> Watcher:
    """Not started: the test asks for each round, and delivers what it wrote."""
    watcher = Watcher(office.sessions, office.desk, {}, office.clock)
    watcher.senders = office.senders
    watcher._steadiness = steadiness.Steadiness(office.clock, 5, running)
    return watcher


def goes_by(office: Office, running: Running, seconds: float) -> None:
    office.now += timedelta(seconds=seconds)
    running.seconds += seconds


def delivers(office: Office) -> list[str]:
    office.rounds()
    return office.heard()


@on_sqlite
def test_a_clock_that_leaps_ahead_decides_nothing_until_it_was_read_again(
    office: Office, watcher: Watcher, running: Running
):
    office.books()
    office.until(office.interview().starts_at + timedelta(minutes=1))
    office.heard()
    watcher.round()
    office.now += timedelta(hours=1)  # by mistake
    with capture_logs() as logs:
        watcher.round()
    assert "the clock has leapt ahead; nothing is decided for a moment" in {line["event"] for line in logs}
    goes_by(office, running, 4)
    watcher.round()
    assert office.interview().state == State.SCHEDULED
    office.now -= timedelta(hours=1)  # set right
    goes_by(office, running, 1)
    watcher.round()
    assert (office.interview().state, delivers(office)) == (State.SCHEDULED, [])
    goes_by(office, running, 59)
    office.until(office.interview().closes_at)
    assert [heard for heard in office.heard() if "lapse" in heard] == LAPSE


@on_sqlite
def test_a_leap_that_is_true_such_as_after_a_suspend_costs_one_look(office: Office, watcher: Watcher, running: Running):
    office.books("2027-01-12T10:00")  # so that nobody sleeps when the machine wakes up
    office.until(office.interview().closes_at - timedelta(seconds=1))
    office.heard()
    watcher.round()
    office.now += timedelta(hours=8)
    watcher.round()
    assert office.interview().state == State.SCHEDULED
    goes_by(office, running, 5)
    watcher.round()
    assert office.interview().state == State.LAPSED
    once = delivers(office)
    assert [heard for heard in once if "lapse" in heard] == LAPSE
    goes_by(office, running, 5)
    watcher.round()
    assert delivers(office) == []


def test_a_clock_that_is_set_back_repeats_nothing(office: Office, watcher: Watcher, running: Running):
    office.books()
    office.until(office.interview().closes_at)
    assert [heard for heard in office.heard() if "lapse" in heard] == LAPSE
    office.now -= timedelta(hours=1)
    watcher.round()
    assert (office.interview().state, delivers(office)) == (State.LAPSED, [])
    for _ in range(4):
        goes_by(office, running, 900)
        watcher.round()
        delivers(office)
    assert office.twilio.texts == list(dict.fromkeys(office.twilio.texts))


@contextmanager
def away(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody gets in: on SQLite another writer keeps the file, on PostgreSQL connections are cut and refused."""
    engine = office.sessions.kw["bind"]
    if engine.dialect.name == "sqlite":
        monkeypatch.setattr(db, "BUSY_SECONDS", 0.05)
        with office.sessions() as somebody:
            somebody.connection()
            yield
        return
    here = make_url(engine.url).set(drivername="postgresql")
    with psycopg.connect(here.set(database="postgres").render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {here.database} ALLOW_CONNECTIONS false".encode())
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (here.database,))
        yield
        admin.execute(f"ALTER DATABASE {here.database} ALLOW_CONNECTIONS true".encode())


def test_a_database_that_is_away_for_a_minute_during_a_deadline_makes_it_late_and_loses_nothing(
    office: Office, watcher: Watcher, running: Running, monkeypatch: pytest.MonkeyPatch
):
    office.books()
    interview = office.interview()
    office.until(interview.closes_at - timedelta(seconds=30))
    office.heard()
    watcher.round()
    with away(office, monkeypatch):
        for _ in range(4):
            goes_by(office, running, 15)
            with capture_logs() as logs:
                watcher.round()
            assert "a round failed; the next tick tries again" in {line["event"] for line in logs}
    goes_by(office, running, 5)
    watcher.round()
    assert office.interview().lapsed_at == office.now == interview.closes_at + timedelta(seconds=35)
    assert [heard for heard in delivers(office) if "lapse" in heard] == LAPSE
    with reading(office.sessions) as session:
        assert session.get_one(Heartbeat, "watch").at == office.now
