"""The watcher and what it has left lying."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from scheduler_app import channels, deliver, jobs, reconcile, selfwatch
from scheduler_app.doctor.finding import Finding, fail, ok, warn
from scheduler_app.domain import clockface
from scheduler_app.store.channels import Cause
from scheduler_app.store.db import Sessions, reading
from scheduler_app.store.interviews import Watch
from scheduler_app.store.outbox import Heartbeat, Message, MessageState

FRESH = timedelta(seconds=90)
START = "start it: scheduler-app run, or scheduler-app watch"


def examine(sessions: Sessions, now: datetime) -> Iterator[Finding]:
    with reading(sessions) as session:
        yield _watcher(session, now)
        yield _overdue(session, now)
        yield _parked(session)
        yield _faults(session, now)
        yield _unknown(session)
        found = selfwatch.audit(session, now)
    yield from _paused(found, now)
    if found.unknown:
        yield fail(
            f"messages: {found.unknown} whose fate is unknown for more than five minutes",
            "see that the provider answers and read the watcher's log; their news has gone by mail where it could",
        )
    if found.lost:
        shown = ", ".join(map(str, found.lost[: selfwatch.NAMED]))
        yield fail(f"lost: interviews that nothing would look at: {shown}", "start the watcher: it looks at them again")


def _watcher(session: Session, now: datetime) -> Finding:
    """A silent watcher is a failure as soon as there is anything to watch."""
    beat = session.get(Heartbeat, jobs.ROLE)
    if beat is not None and now - beat.at < FRESH:
        ago = max(0, round((now - beat.at).total_seconds()))
        return ok(f"watcher: running, last seen {ago} seconds ago")
    seen = f"last seen {clockface.duration(now - beat.at)} ago" if beat is not None else "not seen yet"
    waiting = _count(session, Watch.next_due_at.is_not(None)) + _count_messages(session, deliver.WAITING)
    if waiting:
        return fail(f"watcher: {seen}, with work waiting for it ({waiting})", START)
    return warn(f"watcher: {seen}, and nothing waits for it now", START)


def _overdue(session: Session, now: datetime) -> Finding:
    interviews = _count(session, Watch.next_due_at < now - selfwatch.LATE)
    messages = _count_messages(session, deliver.WAITING, Message.due_at < now - selfwatch.LATE)
    if interviews or messages:
        return fail(
            f"overdue: {interviews} interviews and {messages} messages by more than a minute",
            "see that the watcher runs and can keep up, and read its log",
        )
    return ok("overdue: nothing")


def _parked(session: Session) -> Finding:
    ids = list(
        session.scalars(select(Watch.interview_id).where(Watch.next_due_at.is_not(None), Watch.parked != "").limit(4))
    )
    if ids:
        shown = ", ".join(map(str, ids[:3])) + (" and more" if len(ids) > 3 else "")
        return fail(f"parked: interviews that could not be looked at: {shown}", "the watcher's log says why")
    return ok("parked: nothing")


def _faults(session: Session, now: datetime) -> Finding:
    """Messages that a fault of ours keeps back, or kept back for good in the last day."""
    held = Message.state.in_((MessageState.QUEUED, MessageState.DEFERRED, MessageState.UNKNOWN, MessageState.FAILED))
    recent = (Message.settled_at.is_(None)) | (Message.settled_at > now - timedelta(days=1))
    faulty = _count_messages(session, text("message.faults > 0"), held, recent)
    if faulty:
        return fail(
            f"faults: {faulty} messages that this service could not handle",
            "/outbox shows each with its reason, and the watcher's log says more",
        )
    return ok("faults: none")


def _unknown(session: Session) -> Finding:
    unknown = _count_messages(session, reconcile.UNKNOWN)
    if unknown:
        return warn(
            f"messages: {unknown} whose fate is unknown",
            "they are looked up at the provider; see its own log meanwhile",
        )
    return ok("messages: none of unknown fate")


def _paused(found: selfwatch.Audit, now: datetime) -> Iterator[Finding]:
    for row, waiting in found.paused:
        span = clockface.duration(now - row.paused_at) if row.paused_at else ""
        what = f"paused: {channels.CALLED[row.name]}, for {span}, {waiting} waiting: {row.reason}"
        if row.cause == Cause.CONFIGURATION:
            yield fail(what, channels.MEND[row.name])
        else:
            yield fail(what, "nothing to do but to see that the provider is up: one message is tried every half minute")
    if not found.paused:
        yield ok("paused: no channel")


def _count(session: Session, *which: object) -> int:
    return session.scalar(select(func.count()).select_from(Watch).where(*which)) or 0  # type: ignore[arg-type]


def _count_messages(session: Session, *which: object) -> int:
    return session.scalar(select(func.count()).select_from(Message).where(*which)) or 0  # type: ignore[arg-type]
