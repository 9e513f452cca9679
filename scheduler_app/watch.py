"""The sweep: looks at every interview whose moment has come, in bounded batches."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import Select, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from scheduler_app import planning
from scheduler_app.desk import Desk
from scheduler_app.store.db import Sessions, reading, undone
from scheduler_app.store.interviews import Watch

BATCH = 8  # a visitor who writes on SQLite waits for one of them
SOON = timedelta(seconds=1)  # until a row that two watchers fought over is looked at again

log = structlog.get_logger()


def sweep(sessions: Sessions, desk: Desk, now: datetime) -> int:
    """Bring one batch of due interviews up to `now`; returns how many were due, `BATCH` meaning perhaps more.

    A batch is one transaction with a savepoint for each interview, so a bad row is parked and the others go on.
    """
    with reading(sessions) as session:
        if session.scalar(_due(now).limit(1)) is None:
            return 0
    with sessions.begin() as session:
        due = list(session.scalars(_due(now).limit(BATCH).with_for_update(skip_locked=True)))
        for interview_id in due:
            _look_at(session, desk, interview_id, now)
    return len(due)


def next_look(session: Session) -> datetime | None:
    """The earliest moment at which any interview is due."""
    return session.scalar(select(func.min(Watch.next_due_at)).where(Watch.next_due_at.is_not(None)))


def _due(now: datetime) -> Select[UUID]:
    ready = select(Watch.interview_id).where(Watch.next_due_at <= now)
    return ready.order_by(Watch.next_due_at, Watch.interview_id)


def _look_at(session: Session, desk: Desk, interview_id: UUID, now: datetime) -> None:
    try:
        with session.begin_nested():
            planning.look(session, desk, planning.locked(session, interview_id), now)
    except OperationalError:  # a deadlock, say, which another watcher has won
        if undone(session):
            raise
        log.warning("an interview could not be looked at just now", interview=str(interview_id), exc_info=True)
        session.get_one(Watch, interview_id).next_due_at = now + SOON
    except Exception as fault:
        log.exception("an interview could not be looked at; parked and tried again later", interview=str(interview_id))
        _park(session, interview_id, fault, now)


def _park(session: Session, interview_id: UUID, fault: Exception, now: datetime) -> None:
    watch = session.get_one(Watch, interview_id)
    minutes = planning.PARKED_MINUTES
    wait = minutes[min(watch.failures, len(minutes) - 1)]
    watch.failures += 1
    watch.parked = f"{type(fault).__name__}: {fault}"[:500]
    watch.next_due_at = now + timedelta(minutes=wait)
