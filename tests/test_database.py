"""A database from nothing to ready: by many at once, twice over, and with the indexes the watcher lives on."""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import OperationalError, StatementError

from scheduler_app import briefing, database, deliver
from scheduler_app.store import db, schema
from scheduler_app.store.db import Sessions, connect, reading, sessions_for
from scheduler_app.store.interviews import Watch
from scheduler_app.store.outbox import Heartbeat, Message
from scheduler_app.store.people import InterviewType, Organisation
from tests.waiting import PAUSE


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("fresh_postgres"))
    return f"sqlite:///{tmp_path / 'fresh.db'}"


@pytest.fixture
def ready(url: str) -> Iterator[Sessions]:
    engine = connect(url)
    database.upgrade(engine)
    yield sessions_for(engine)
    engine.dispose()


on_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


def test_an_empty_database_is_brought_to_the_schema_of_the_code(url: str):
    engine = connect(url)
    assert schema.at(engine) is None
    database.upgrade(engine)
    assert schema.at(engine) == schema.head()
    with engine.connect() as connection, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*expression-based index")
        migrations = MigrationContext.configure(connection, opts={"include_name": not_procrastinates})
        differences = compare_metadata(migrations, schema.METADATA)
    assert differences == []
    assert "ix_candidate_email" in _index_names(url, "candidate")
    engine.dispose()


def not_procrastinates(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or not str(name).startswith("procrastinate_")


def test_a_fresh_database_has_one_interview_type_and_an_upgrade_adds_no_second(url: str):
    engine = connect(url)
    for _ in range(2):
        database.upgrade(engine)
    with reading(sessions_for(engine)) as session:
        assert [kind.slug for kind in session.scalars(select(InterviewType))] == ["phone-screen"]
        assert len(list(session.scalars(select(Organisation)))) == 1
    engine.dispose()


def test_processes_that_start_together_take_turns(url: str):
    together = threading.Barrier(4)

    def start(_: int) -> None:
        engine = connect(url)
        together.wait()
        database.upgrade(engine)
        engine.dispose()

    with ThreadPoolExecutor(4) as processes:
        list(processes.map(start, range(4)))
    engine = connect(url)
    with reading(sessions_for(engine)) as session:
        assert len(list(session.scalars(select(InterviewType)))) == 1
    engine.dispose()


def test_an_instant_keeps_its_microsecond_and_comes_back_in_utc(ready: Sessions):
    moment = datetime(2027, 1, 12, 14, 30, 0, 123456, timezone(timedelta(hours=-7)))
    with ready.begin() as session:
        session.add(Heartbeat(role="test", at=moment))
    with reading(ready) as session:
        kept = session.get_one(Heartbeat, "test").at
    assert kept == moment
    assert kept.tzinfo is UTC


def test_a_naive_datetime_is_refused(ready: Sessions):
    with pytest.raises(StatementError, match="naive"), ready.begin() as session:
        session.add(Heartbeat(role="test", at=datetime(2027, 1, 12)))  # noqa: DTZ001


@on_sqlite
def test_sqlite_runs_in_wal_with_foreign_keys(ready: Sessions):
    with reading(ready) as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
        assert session.scalar(text("PRAGMA synchronous")) == 2


def test_a_reader_waits_for_no_writer(ready: Sessions):
    with ready.begin() as writing, reading(ready) as session:
        writing.add(Heartbeat(role="test", at=datetime(2027, 1, 12, tzinfo=UTC)))
        writing.flush()
        assert session.get(Heartbeat, "test") is None


@on_sqlite
def test_a_busy_writer_that_pauses_between_batches_starves_nobody(ready: Sessions):
    done, holding = threading.Event(), threading.Event()

    def batches() -> None:
        while not done.wait(0.01):
            with ready.begin() as session:
                session.connection()
                holding.set()
                PAUSE.wait(0.3)

    busy = threading.Thread(target=batches)
    busy.start()
    waits = []
    for _ in range(6):
        holding.clear()
        holding.wait()
        began = time.monotonic()
        with ready.begin() as session:
            session.connection()
        waits.append(time.monotonic() - began)
    done.set()
    busy.join()
    assert sum(waits) < 6 * 0.3 * 2, "a visitor waits for one batch, not for a lucky moment"


@on_sqlite
def test_who_gets_no_turn_at_all_is_told_so_in_the_end(ready: Sessions, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.05)
    with ready.begin() as holding:
        holding.connection()
        with pytest.raises(OperationalError, match="locked"), ready.begin() as session:
            session.connection()
    with ready.begin() as session:
        session.connection()


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (select(Watch.interview_id).where(Watch.next_due_at <= datetime(2027, 1, 1, tzinfo=UTC)), "ix_watch_due"),
        (
            select(Message.id).where(
                deliver.WAITING, Message.channel == "sms", Message.due_at <= datetime(2027, 1, 1, tzinfo=UTC)
            ),
            "ix_message_due",
        ),
        (
            select(Message.id).where(deliver.SENDING, Message.lease_until < datetime(2027, 1, 1, tzinfo=UTC)),
            "ix_message_lease",
        ),
        (briefing.texts_to("+16025550123").limit(1), "ix_message_texted"),
    ],
)
@on_sqlite
def test_what_is_asked_often_is_asked_of_an_index(ready: Sessions, statement, index: str):
    with reading(ready) as session:
        compiled = statement.compile(session.connection(), compile_kwargs={"render_postcompile": True})
        anything = tuple("sms" if name.startswith("channel") else 0 for name in compiled.positiontup)
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", anything)
        steps = " ".join(str(row[-1]) for row in plan)
    assert f"INDEX {index}" in steps
    assert "SCAN" not in steps


def _index_names(url: str, table: str) -> set[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        engine = connect(url)
        with engine.connect() as connection:
            if url.startswith("sqlite"):
                rows = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'")
                names = {str(row[0]) for row in rows}
            else:
                names = {str(index["name"]) for index in inspect(connection).get_indexes(table)}
        engine.dispose()
    return names
