"""The sweep: looks at every interview whose moment has come, in bounded batches."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import Select, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from scheduler_app import offering, planning
from scheduler_app.alike import Alike
from scheduler_app.desk import Desk
from scheduler_app.patterns import Patterns
from scheduler_app.store import schema
from scheduler_app.store.batch import Batch
from scheduler_app.store.db import Sessions, reading, undone
from scheduler_app.store.interviews import Watch

BATCH = 100
CAREFUL_BATCH = 8
SOON = timedelta(seconds=1)  # until a row that two watchers fought over is looked at again

log = structlog.get_logger()


def sweep(sessions: Sessions, desk: Desk, now: datetime, most: int = BATCH, patterns: Patterns | None = None) -> int:
    """Bring up to `most` due interviews up to `now`; returns how many were looked at, 0 meaning that none is due.

    A batch is one transaction without a step back. A fault undoes all of it: the interview at which it happened, and
    a few more, are then looked at one by one, so that a bad row is parked and the others go on. Batches
    of the same `now` may share their `patterns`. Raises `schema.NotOurs`.
    """
    with reading(sessions) as session:
        if session.scalar(_due(now).limit(1)) is None:
            return 0
    suspects: list[UUID] = []
    try:
        return _together(sessions, desk, now, most, suspects, patterns or Patterns())
    except schema.NotOurs:
        raise
    except Exception:
        log.warning("a batch of interviews stumbled; some are looked at one by one", exc_info=True)
    return _one_by_one(sessions, desk, now, suspects)


def _together(
    sessions: Sessions, desk: Desk, now: datetime, most: int, suspects: list[UUID], patterns: Patterns
) -> int:
    """`suspects` are, at any moment, those at whom a fault may lie, the likeliest first."""
    with sessions.begin() as session:
        due = list(session.scalars(_due(now).limit(most).with_for_update(skip_locked=True)))
        schema.check(session)  # after the rows are locked, so that no migration comes between
        suspects[:] = due
        batch = Batch(session, due, desk.hidden_number)
        offering.prepare(session, desk, batch, now, patterns.new_times(now, batch.organisation))
        alike = Alike(session, desk, batch, now, patterns)
        for done, interview_id in enumerate(due):
            suspects[:] = due[done:]
            alike.look(interview_id)
        suspects[:] = due
        batch.put_down()
    return len(due)


def _one_by_one(sessions: Sessions, desk: Desk, now: datetime, suspects: list[UUID]) -> int:
    with sessions.begin() as session:
        due = _due(now).where(Watch.interview_id.in_(suspects[:CAREFUL_BATCH])) if suspects else _due(now)
        found = list(session.scalars(due.limit(CAREFUL_BATCH).with_for_update(skip_locked=True)))
        schema.check(session)
        for interview_id in found:
            _look_at(session, desk, interview_id, now)
    return len(found)


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
