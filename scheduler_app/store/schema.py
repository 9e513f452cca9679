"""The schema of the running code, and how a database gets there."""

from __future__ import annotations

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from scheduler_app.store import (
    access,
    calendars,
    channels,
    editions,
    events,
    holds,
    hours,
    inbound,
    interviews,
    links,
    look,
    lost_links,
    nodes,
    outbox,
    people,
    questionnaire,
    tallies,
)
from scheduler_app.store.db import Base

MODULES = (
    access,
    calendars,
    channels,
    editions,
    events,
    hours,
    holds,
    inbound,
    interviews,
    links,
    look,
    lost_links,
    nodes,
    outbox,
    people,
    questionnaire,
    tallies,
)  # imported so that METADATA knows every table
METADATA = Base.metadata
UPGRADE_LOCK = 7_220_251  # any number, the same for every process of this product on one PostgreSQL


def upgrade(connection: Connection, to: str = "head") -> None:
    """Migrate to a revision, by default the newest, inside the caller's transaction; nothing to do is fine.

    Processes that start together take turns: on SQLite by its write lock, on PostgreSQL by an advisory one.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
    command.upgrade(_config(connection), to)


def at(engine: Engine) -> str | None:
    """The revision a database is at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def head() -> str:
    """The revision this code is written for."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def remedy(found: str | None) -> str:
    """What to do about a database at this revision, which is not the one of this code."""
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return "run: scheduler-app db upgrade" if found is None or found in known else "start the version that migrated it"


class NotOurs(Exception):
    """The database is at another revision than this code is written for: a newer version has migrated it."""


def check(session: Session) -> None:
    """Raises `NotOurs` unless this code may decide and send; one row, read in the caller's transaction."""
    found = session.scalar(text("SELECT version_num FROM alembic_version"))
    if found != head():
        raise NotOurs(f"the database is at revision {found}, and this version is written for {head()}")


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "scheduler_app:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
