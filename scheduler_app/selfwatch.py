"""The auditor: whether anything was left undone, by indexed queries, for the log, /readyz, /metrics and doctor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, Select, TextClause, func, select, text, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from scheduler_app import channels, deliver, reconcile
from scheduler_app.domain import walltime
from scheduler_app.domain.interview import State
from scheduler_app.messages import heartbeat
from scheduler_app.store.channels import Channel
from scheduler_app.store.db import Sessions, reading, writing
from scheduler_app.store.interviews import Interview, Watch
from scheduler_app.store.outbox import Attempt, Message

LATE = timedelta(seconds=60)  # of what is due, after which it is not kept up with
FATE_UNKNOWN = timedelta(minutes=5)
# Around now, where a call that nobody looks at would be missed first; the index on starts keeps the look small.
LOOKS_BACK, LOOKS_AHEAD = timedelta(days=7), timedelta(hours=25)
NAMED = 3

FAULTY = text("message.faults > 0")  # in words, so that SQLite uses the partial index
PARKED = text("watch.parked <> ''")

log = structlog.get_logger()


@dataclass(frozen=True)
class Audit:
    """What was left undone, at one moment. Each is empty, 0 or None where all is well."""

    late_interviews: int
    late_messages: int
    oldest: datetime | None  # since when the oldest of them has been due
    unknown: int  # messages whose fate has been unknown for too long
    lost: tuple[UUID, ...]  # scheduled interviews that nothing would look at again
    parked: int  # interviews that could not be looked at
    put_aside: int  # messages that a fault of ours keeps back
    paused: tuple[tuple[Channel, int], ...]  # with how many messages wait for each

    def complaints(self) -> Iterator[str]:
        """A sentence for each trouble, naming nobody."""
        for row, waiting in self.paused:
            since = walltime.instant_text(row.paused_at) if row.paused_at else ""
            yield f"{channels.CALLED[row.name]} are paused since {since}, {waiting} waiting: {row.reason}"
        if self.oldest is not None:
            yield f"what was due at {walltime.instant_text(self.oldest)} has not been done yet; see the watcher's log"
        if self.unknown:
            yield f"messages whose fate is unknown for more than five minutes: {self.unknown}"
        if self.lost:
            more = " and more" if len(self.lost) > NAMED else ""
            yield f"interviews that nothing would look at again: {', '.join(map(str, self.lost[:NAMED]))}{more}"
        if self.parked:
            yield f"interviews that could not be looked at: {self.parked}; see the watcher's log"
        if self.put_aside:
            yield f"messages that a fault of this service keeps back: {self.put_aside}; see the watcher's log"

    @property
    def heartbeat_stops(self) -> bool:
        """Whether somebody outside should hear of it; an empty channel that is paused keeps nobody waiting."""
        undone = self.oldest or self.unknown or self.lost or self.parked or self.put_aside
        return bool(undone) or any(waiting for _, waiting in self.paused)


def audit(session: Session, now: datetime) -> Audit:
    """Look for what was left undone; changes nothing."""
    interviews = _late(session, Watch.next_due_at, Watch.next_due_at < now - LATE)
    messages = _late(session, Message.due_at, deliver.WAITING, Message.due_at < now - LATE)
    lookups = _late(session, Message.reconcile_at, reconcile.UNKNOWN, Message.reconcile_at < now - LATE)
    return Audit(
        late_interviews=interviews[0],
        late_messages=messages[0] + lookups[0],
        oldest=min(filter(None, (interviews[1], messages[1], lookups[1])), default=None),
        unknown=_count(session, _long_unknown(now)),
        lost=tuple(session.scalars(_lost(now).limit(NAMED + 1))),
        parked=_count(session, select(func.count()).select_from(Watch).where(PARKED, Watch.next_due_at.is_not(None))),
        put_aside=_count(session, select(func.count()).where(FAULTY, Message.settled_at.is_(None))),
        paused=tuple((row, _waiting(session, row.name, now)) for row in channels.paused(session, now)),
    )


def round_of_audit(
    sessions: Sessions, clock: Callable[[], datetime], *, rounds_go_well: bool, heartbeat_url: str | None
) -> bool:
    """Log what was left undone and set right what can be; with nothing to complain of, tell the outside. True if told.

    An interview that nothing would look at again is looked at now.
    """
    with reading(sessions) as session:
        found = audit(session, clock())
    for complaint in found.complaints():
        log.error("the auditor complains", complaint=complaint)
    if found.lost:
        with writing(sessions, clock) as (session, now):
            lost = update(Watch).where(Watch.interview_id.in_(_lost(now)), Watch.next_due_at.is_(None))
            session.execute(lost.values(next_due_at=now).execution_options(synchronize_session=False))
    if heartbeat_url is None or found.heartbeat_stops or not rounds_go_well:
        return False
    try:
        heartbeat.ping(heartbeat_url)
    except heartbeat.PingFailed as failed:
        log.warning("no sign of life could be given", reason=str(failed))
        return False
    return True


def _lost(now: datetime) -> Select[UUID]:
    """Every scheduled interview has at least its close ahead of it, or waits to be looked at."""
    near = Interview.starts_at.between(now - LOOKS_BACK, now + LOOKS_AHEAD)
    unwatched = select(Interview.id).join(Watch).where(near, Interview.state == State.SCHEDULED)
    return unwatched.where(Watch.next_due_at.is_(None))


def _long_unknown(now: datetime) -> Select[int]:
    last = (Attempt.message_id == Message.id) & (Attempt.n == Message.attempts)
    unknown = select(func.count()).select_from(Message).join(Attempt, last)
    return unknown.where(reconcile.UNKNOWN, Attempt.started_at < now - FATE_UNKNOWN)


def _late(
    session: Session, due: InstrumentedAttribute[Any], *which: ColumnElement[bool] | TextClause
) -> tuple[int, datetime | None]:
    count, first = session.execute(select(func.count(), func.min(due)).where(*which)).one()
    return count, first


def _waiting(session: Session, channel: str, now: datetime) -> int:
    due = select(func.count()).where(deliver.WAITING, Message.channel == channel, Message.due_at <= now)
    return _count(session, due)


def _count(session: Session, query: Select[int]) -> int:
    return session.scalar(query) or 0
