"""Faults 13 to 15: the database is locked, its disk is full, its power fails."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError

from scheduler_app import deliver, watch
from scheduler_app.domain.interview import State
from scheduler_app.store import db
from scheduler_app.store.db import connect, sessions_for
from scheduler_app.store.outbox import MessageState
from tests.faults.elsewhere import Point, stopped
from tests.office import Office
from tests.waiting import PAUSE

EVERYBODY = ["lapse: email to candidate", "lapse: sms to candidate", "lapse: sms to recruiter"]
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def the_window_closes(office: Office) -> None:
    """To the moment, and nobody has looked yet."""
    office.books()
    office.until(office.interview().closes_at - timedelta(seconds=1))
    office.heard()
    office.sleeps_until(office.interview().closes_at)


def nothing_more(office: Office) -> None:
    for _ in range(3):
        office.passes(seconds=5)
    assert office.heard() == []


@on_sqlite
@pytest.mark.parametrize(("patience", "held"), [(3.0, 0.6), (0.2, 0.6)], ids=["for a while", "for longer than we wait"])
def test_while_another_writer_holds_the_database_nothing_is_lost_or_repeated(office, monkeypatch, patience, held):
    """Twenty seconds of the thirty that a writer waits, and twenty seconds more than it waits, in small."""
    the_window_closes(office)
    monkeypatch.setattr(db, "BUSY_SECONDS", patience)
    refused = 0
    with ThreadPoolExecutor(1) as threads, office.sessions.begin() as somebody:
        somebody.connection()
        looking = threads.submit(office.rounds)
        PAUSE.wait(held)
        somebody.commit()
        try:
            looking.result()
        except OperationalError:
            refused += 1
    assert refused == (patience < held)
    office.rounds()
    assert office.heard() == EVERYBODY
    nothing_more(office)


@contextmanager
def a_full_disk(office: Office) -> Iterator[None]:
    """No decision and no outcome of an attempt can be committed; what is there can be read."""
    engine = office.sessions.kw["bind"]
    sqlite = engine.dialect.name == "sqlite"
    with engine.begin() as connection:
        for statement in FULL_SQLITE if sqlite else FULL_POSTGRESQL:
            connection.execute(text(statement))
        pages = connection.scalar(text("PRAGMA page_count")) if sqlite else 0

    def keep_to(raw: Any, _: object) -> None:
        raw.execute(f"PRAGMA max_page_count = {pages}")

    if sqlite:
        event.listen(engine, "connect", keep_to)
        engine.dispose()
        _use_up(engine)
    yield
    if sqlite:
        event.remove(engine, "connect", keep_to)
        engine.dispose()
    with engine.begin() as connection:
        for statement in EMPTIED_SQLITE if sqlite else EMPTIED_POSTGRESQL:
            connection.execute(text(statement))


def _use_up(engine: Engine) -> None:
    """The room that is left inside SQLite's file."""
    with suppress(OperationalError), engine.connect() as connection:
        while True:
            connection.execute(text("INSERT INTO ballast VALUES (zeroblob(800))"))
            connection.commit()


# A file that may not grow. An outcome is written where there was room for it, so that needs some more.
FULL_SQLITE = (
    "CREATE TABLE ballast (x)",
    "CREATE TRIGGER full_attempt AFTER UPDATE ON attempt BEGIN INSERT INTO ballast VALUES (zeroblob(1000000)); END",
)
EMPTIED_SQLITE = ("DROP TRIGGER full_attempt", "DROP TABLE ballast")
# PostgreSQL's own code for it, raised where a full disk is often found out: at the commit.
FULL_POSTGRESQL = (
    """CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$""",
    """CREATE CONSTRAINT TRIGGER full_step AFTER INSERT ON step DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION disk_full()""",
    """CREATE CONSTRAINT TRIGGER full_attempt AFTER UPDATE ON attempt DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION disk_full()""",
)
EMPTIED_POSTGRESQL = ("DROP FUNCTION disk_full CASCADE",)


def test_a_disk_that_is_full_when_the_window_closes_delays_everything_and_loses_nothing(office: Office):
    the_window_closes(office)
    with a_full_disk(office):
        for _ in range(3):
            with pytest.raises(OperationalError):
                watch.sweep(office.sessions, office.desk, office.now)
        assert office.interview().state == State.SCHEDULED, "all of it or nothing"
    office.passes(seconds=5)
    assert office.heard() == EVERYBODY
    nothing_more(office)


def test_a_disk_that_is_full_when_the_provider_has_answered_does_not_lose_the_answer(office: Office, monkeypatch):
    monkeypatch.setattr(deliver, "INSIST_SECONDS", 30)
    the_window_closes(office)
    watch.sweep(office.sessions, office.desk, office.now)
    claimed = deliver.claim(office.sessions, office.desk, "sms", "a test", office.clock)
    assert claimed is not None
    failed = threading.Event()

    def noticed(*_: object) -> None:
        failed.set()

    engine = office.sessions.kw["bind"]
    event.listen(engine, "handle_error", noticed)
    with ThreadPoolExecutor(1) as carrier:
        with a_full_disk(office):
            failed.clear()
            carrying = carrier.submit(
                deliver.carry, office.sessions, office.desk, office.senders["sms"], claimed, office.clock
            )
            assert failed.wait(20)
            sent = [row for row in office.messages() if row.id == claimed.id]
            assert [row.state for row in sent] == [MessageState.SENDING], "not recorded yet"
        carrying.result(30)
    event.remove(engine, "handle_error", noticed)
    office.rounds()
    assert office.heard() == EVERYBODY
    assert all(row.attempts == 1 for row in office.messages() if row.name == "lapse")
    nothing_more(office)


@on_sqlite
@pytest.mark.parametrize(("point", "seed"), [(Point.BEFORE_SEND, 1), (Point.AFTER_SEND, 2)])
def test_after_a_power_cut_the_files_hold_every_decision_and_nothing_is_sent_twice(office, tmp_path, point, seed):
    """The files as they are at that moment, with a half-written frame behind them, become the database."""
    the_window_closes(office)
    with stopped(office, point):
        kept = tmp_path / "after.db"
        for ending in ("", "-wal"):
            shutil.copy(tmp_path / f"office.db{ending}", f"{kept}{ending}")
    with Path(f"{kept}-wal").open("ab") as torn:  # what was being written as the power failed
        torn.write(Random(seed).randbytes(2000 + 500 * seed))
    with sqlite3.connect(kept) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()

    with reopened(office, f"sqlite:///{kept}") as after:
        assert after.interview().state == State.LAPSED
        after.passes(minutes=4)
        assert after.heard() == EVERYBODY
        nothing_more(after)


@contextmanager
def reopened(office: Office, url: str) -> Iterator[Office]:
    """The same people and providers, with another database."""
    engine = connect(url)
    with ExitStack() as stack:
        stack.callback(engine.dispose)
        after = replace(office, sessions=sessions_for(engine))
        office.twilio.clock = after.clock
        yield after
