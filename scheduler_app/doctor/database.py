"""The database: there, migrated, writable, set up as the product needs it, and of one mind about the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from scheduler_app.clock import Clock
from scheduler_app.config import Settings
from scheduler_app.doctor import nodes
from scheduler_app.doctor.finding import Finding, fail, ok, warn
from scheduler_app.store import schema
from scheduler_app.store.db import Sessions, connect, sessions_for
from scheduler_app.store.file import sqlite_file
from scheduler_app.store.outbox import Heartbeat

MIGRATE = "run: scheduler-app db upgrade"
SKEW_WARN = timedelta(seconds=2)


@contextmanager
def reached(settings: Settings) -> Iterator[tuple[list[Finding], Sessions | None]]:
    """What there is to say about reaching the database, and its sessions if the rest can be looked at."""
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():  # connecting would make one
        yield [fail(f"database: there is no file {file}", MIGRATE)], None
        return
    try:
        engine = connect(settings.database_url)
    except ModuleNotFoundError:
        yield [fail("database: the driver for PostgreSQL is missing", "install the extra 'postgres'")], None
        return
    try:
        finding = _state_of(engine)
        yield [finding], sessions_for(engine) if finding.level == "ok" else None
    finally:
        engine.dispose()


def examine(sessions: Sessions, clock: Clock) -> Iterator[Finding]:
    engine: Engine = sessions.kw["bind"]
    yield _writable(engine, clock)
    if engine.dialect.name == "sqlite":
        yield _sqlite(engine)
    else:
        yield _skew(engine, clock)


def _state_of(engine: Engine) -> Finding:
    try:
        at, wanted = schema.at(engine), schema.head()
    except DBAPIError as fault:
        return fail(f"database: not reachable ({_said(fault)})", "check SCHEDULER_DATABASE_URL and the server")
    if at != wanted:
        return fail(f"database: schema at {at or 'nothing'}, and this version needs {wanted}", schema.remedy(at))
    return ok(f"database: {engine.dialect.name}, reachable, schema at {at}")


def _writable(engine: Engine, clock: Clock) -> Finding:
    try:
        with engine.connect() as connection, connection.begin() as attempt:
            connection.execute(insert(Heartbeat).values(role="doctor", at=clock()))
            attempt.rollback()
    except DBAPIError as fault:
        return fail(f"database: not writable ({_said(fault)})", "give this user the right to write it")
    return ok("database: writable")


def _sqlite(engine: Engine) -> Finding:
    with engine.connect() as connection:
        journal = connection.scalar(text("PRAGMA journal_mode"))
        keys = connection.scalar(text("PRAGMA foreign_keys"))
    if journal != "wal":
        return fail(
            f"SQLite: the journal is {journal}, not WAL", "keep the file on a local disk, where SQLite can use WAL"
        )
    if not keys:
        return fail("SQLite: foreign keys are off", "use a SQLite that was built with them")
    return ok("SQLite: WAL, foreign keys on")


def _skew(engine: Engine, clock: Clock) -> Finding:
    with engine.connect() as connection:
        connection.scalar(select(1))  # so that connecting is not counted
        asked = clock()
        theirs: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        answered = clock()
    apart = theirs - (asked + (answered - asked) / 2)
    what = f"clock: this machine and the database are {abs(apart.total_seconds()):.1f} seconds apart"
    return warn(what, nodes.NTP) if abs(apart) >= SKEW_WARN else ok(what)


def _said(fault: DBAPIError) -> str:
    return " ".join(str(fault.orig).split())
