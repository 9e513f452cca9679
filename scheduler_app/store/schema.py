"""The schema of the running code, and how a database gets there."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from scheduler_app.store import access, editions, events, interviews, outbox, people
from scheduler_app.store.db import Base

MODULES = (access, editions, events, interviews, outbox, people)  # imported so that METADATA knows every table
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


def head() -> str:
    """The revision this code is written for."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "scheduler_app:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
