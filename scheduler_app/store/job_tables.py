"""Procrastinate's own tables on PostgreSQL. They hold hints for workers, never the only word of anything."""

from __future__ import annotations

from importlib import resources
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

FIRST = "procrastinate_jobs"
NOTE = "scheduler-app applied "


def bring_up(connection: Connection) -> None:
    """Make the tables, or run what Procrastinate has added since, in the caller's transaction; again is fine.

    Which of its migrations are in is noted on its first table. Tables without that note are somebody else's and are
    left as they are. Nothing to do on SQLite.
    """
    if connection.dialect.name != "postgresql":
        return
    known = _migrations()
    applied = _applied(connection)
    if applied is None:
        _run(connection, (resources.files("procrastinate.sql") / "schema.sql").read_text("utf-8"))
    elif applied.startswith(NOTE):
        for name in known:
            if name > applied.removeprefix(NOTE):
                _run(connection, known[name])
    else:
        return
    newest = NOTE + max(known)
    if newest != applied:
        _run(connection, f"COMMENT ON TABLE {FIRST} IS '{newest}'")


def remove_left(session: Session, queue: str) -> None:
    """Remove the jobs of a queue that were handed over more than an hour ago.

    A job that is done is removed at once; these were left by workers that died. What they were for is long delivered.
    """
    session.execute(
        text(
            "DELETE FROM procrastinate_jobs WHERE queue_name = :queue AND id IN (SELECT job_id FROM "
            "procrastinate_events WHERE type = 'deferred' AND at < now() - interval '1 hour')"
        ),
        {"queue": queue},
    )


def _applied(connection: Connection) -> str | None:
    """The note on the tables, "" if they have none; None while there are no tables."""
    if connection.scalar(text("SELECT to_regclass(:name)"), {"name": FIRST}) is None:
        return None
    noted = connection.scalar(text("SELECT obj_description(to_regclass(:name), 'pg_class')"), {"name": FIRST})
    return str(noted or "")


def _migrations() -> dict[str, str]:
    """The SQL of each by its name, oldest first; names begin with the release."""
    folder = resources.files("procrastinate.sql") / "migrations"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return {file.name: file.read_text("utf-8") for file in files}


def _run(connection: Connection, script: str) -> None:
    """Many statements at once, which the driver takes only without parameters."""
    driver: Any = connection.connection.driver_connection
    driver.execute(script)
