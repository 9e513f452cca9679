"""The processes that share one PostgreSQL: which are about, and how far each one's clock is from the database's."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from scheduler_app.store.db import Base, Instant

WORKER = "worker"
SILENT = timedelta(seconds=15)  # without a beat, after which nobody counts on a process any more
FORGOTTEN = timedelta(hours=1)  # after which its row goes


class Node(Base):
    """One process, from its start to its end; one that was killed leaves its row until it is forgotten."""

    __tablename__ = "node"

    id: Mapped[str] = mapped_column(primary_key=True)  # the host, the process and its start
    role: Mapped[str]  # "run", "web", "watch" or "worker"
    version: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(Instant)
    last_beat_at: Mapped[datetime] = mapped_column(Instant)
    wall_minus_db_ms: Mapped[int]  # of the uncorrected clock of its machine


def new_id() -> str:
    """A name for this process that no other has, and no later one will have."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


def about(session: Session, now: datetime) -> list[Node]:
    """The processes that have given a sign of life lately, the eldest of each role first."""
    fresh = select(Node).where(Node.last_beat_at > now - SILENT)
    return list(session.scalars(fresh.order_by(Node.role, Node.started_at)))


def workers_about(session: Session, now: datetime) -> bool:
    """Whether any worker may be counted on to deliver what is handed over now."""
    fresh = select(Node.id).where(Node.role == WORKER, Node.last_beat_at > now - SILENT)
    return session.scalar(fresh.limit(1)) is not None


def leave(session: Session, node_id: str) -> None:
    session.execute(delete(Node).where(Node.id == node_id))


def forget(session: Session, now: datetime) -> None:
    """Remove the rows of processes that were killed long ago."""
    session.execute(delete(Node).where(Node.last_beat_at < now - FORGOTTEN))


def database_clock(session: Session) -> datetime:
    """What PostgreSQL's own clock says at this moment, not as the transaction began."""
    told: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return told
