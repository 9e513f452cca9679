"""The database: SQLite in WAL by default, PostgreSQL by URL, one code path for both."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Engine, MetaData, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator, TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MORE_CONNECTIONS = 20  # beside the five that are kept: a watcher's carriers of both channels may all want one
BUSY_SECONDS = 30  # how long a writer waits for another one on SQLite before it gives up
ASKS_AGAIN_SECONDS = (0.001, 0.006)  # how often it asks meanwhile, from and to
# The database's trouble, not the row's: it is busy, gone, or undid our work in favour of another.
TROUBLE = (OperationalError, InterfaceError, PoolTimeout)

Sessions = sessionmaker[Session]


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC at microsecond precision; naive ones are refused.

    SQLite keeps integer microseconds since 1970, as its own date functions keep at most milliseconds.
    """

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime cannot be stored: {value}")
        return value.astimezone(UTC) if dialect.name == "postgresql" else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if isinstance(value, datetime) else EPOCH + value * MICROSECOND


def connect(url: str) -> Engine:
    """An engine whose every transaction may write: on SQLite it takes the write lock as it begins.

    A transaction that first read and then wants to write would fail there as soon as another one wrote between.
    """
    address = _with_driver(make_url(url))
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True, max_overflow=MORE_CONNECTIONS, hide_parameters=True)
    waits = {"timeout": BUSY_SECONDS}
    engine = create_engine(address, connect_args=waits, max_overflow=MORE_CONNECTIONS, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def sessions_for(engine: Engine) -> Sessions:
    return sessionmaker(engine, expire_on_commit=False)


def reading(sessions: Sessions) -> Session:
    """A session that only reads: it waits for no writer, and none waits for it."""
    session = sessions()
    session.connection(execution_options={"reads_only": True})
    return session


@contextmanager
def writing(sessions: Sessions, clock: Callable[[], datetime]) -> Iterator[tuple[Session, datetime]]:
    """One transaction and its moment, read once it holds SQLite's lock: the wait for that ages no lease."""
    with sessions.begin() as session:
        session.connection()
        yield session, clock()


def undone(session: Session) -> bool:
    """Whether SQLite has undone the whole transaction by itself, as it does when its disk is full.

    Whatever is written from then on would be committed at once and by itself.
    """
    raw = session.connection().connection.driver_connection
    return isinstance(raw, sqlite3.Connection) and not raw.in_transaction


def _with_driver(address: URL) -> URL:
    plain = address.drivername in ("postgresql", "postgres")
    return address.set(drivername="postgresql+psycopg") if plain else address


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # this module says BEGIN itself
    _enter_wal(connection)
    for pragma in ("foreign_keys = ON", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _enter_wal(connection: Any) -> None:
    """Wait for others that enter it too: for this one change SQLite does not wait by itself, whatever its timeout."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: Any) -> None:
    if connection.get_execution_options().get("reads_only"):
        connection.connection.driver_connection.execute("BEGIN")
    else:
        _begin_writing(connection)


def _begin_writing(connection: Any) -> None:
    """Take the write lock, asking for it every few milliseconds.

    SQLite's own waiting asks ten times a second at last, and between two transactions of a busy writer there are
    only moments: behind a burst of lapses a visitor waited until the time was up.
    """
    raw = connection.connection.driver_connection
    deadline = time.monotonic() + BUSY_SECONDS
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        while time.monotonic() < deadline:
            try:
                raw.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as fault:
                if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
            time.sleep(random.uniform(*ASKS_AGAIN_SECONDS))
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # once more, so that its failure is told in SQLAlchemy's terms
    finally:
        raw.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
