"""What stands in Procrastinate's tables, and a worker that is about without being there."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy import insert, text

from scheduler_app.store.db import Sessions
from scheduler_app.store.nodes import Node
from tests.office import Office


def worker_about(office: Office, at: datetime) -> None:
    """The sign of life of a worker that does nothing."""
    with office.sessions.begin() as session:
        row = {"id": "far:1:0", "role": "worker", "version": "0", "started_at": at, "last_beat_at": at}
        session.execute(insert(Node).values(row | {"wall_minus_db_ms": 0}))


def jobs(sessions: Sessions) -> list[dict[str, Any]]:
    """The arguments of every job there is, oldest first."""
    with sessions() as session:
        return list(session.scalars(text("SELECT args FROM procrastinate_jobs ORDER BY id")))


def address(sessions: Sessions) -> str:
    return str(sessions.kw["bind"].url.set(drivername="postgresql").render_as_string(hide_password=False))


def words_heard(connection: psycopg.Connection[Any], seconds: float = 0.3) -> list[str]:
    """What was notified since the last time this was asked."""
    return [notice.payload for notice in connection.notifies(timeout=seconds)]


def listening(sessions: Sessions, channel: str) -> closing[psycopg.Connection[Any]]:
    connection = psycopg.connect(address(sessions), autocommit=True)
    connection.execute(f"LISTEN {channel}".encode())
    return closing(connection)
