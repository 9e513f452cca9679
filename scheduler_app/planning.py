"""An interview's plan at work: what is due is taken once, what is useless skipped, the rest stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app import telling
from scheduler_app.desk import Desk
from scheduler_app.domain import plan
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import State
from scheduler_app.domain.plan import Audience, Step
from scheduler_app.store.interviews import Interview, StepRow, Watch
from scheduler_app.store.outbox import Message, MessageState
from scheduler_app.store.people import PlanRow

TAKEN, SKIPPED, STOPPED, PLANNED = "taken", "skipped", "stopped", "planned"


def locked(session: Session, interview_id: UUID) -> Interview:
    """The interview, with its watch row locked until the transaction ends: every race is ordered there."""
    watch = session.scalar(
        select(Watch)
        .where(Watch.interview_id == interview_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if watch is None:
        raise Refused.because("not_found", "there is no such interview; check the id")
    session.expire(watch.interview)  # what was read before the lock may have changed since
    return watch.interview


def frozen(session: Session, steps: Sequence[Step]) -> PlanRow:
    """The stored plan with exactly these steps, written if it is new; a stored plan never changes."""
    rows = plan.to_json(steps)
    digest = hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()
    found = session.scalar(select(PlanRow).where(PlanRow.digest == digest))
    if found is None:
        found = PlanRow(digest=digest, steps=rows)
        session.add(found)
        session.flush()
    return found


def begin(session: Session, desk: Desk, interview: Interview, now: datetime, *, confirm: str = "") -> None:
    """Start the watch of a generation: skip what no longer fits, take what is due at once.

    `confirm` is the script in which the generation is confirmed, if not the plan's own.
    """
    for decision in plan.unfit(interview.watch.steps(), interview.situation()):
        _record(session, interview, decision.step, decision.due_at, SKIPPED, decision.reason, now)
    _take_due(session, desk, interview, interview.watch.steps(), now, confirm=confirm)
    advance(session, desk, interview, now)


def advance(session: Session, desk: Desk, interview: Interview, now: datetime) -> None:
    """Bring one interview up to `now`: lapse its window, take what is due, and say when to look again.

    Safe to call at any time and any number of times; each step of a generation is decided once.
    """
    steps = interview.watch.steps()
    _take_due(session, desk, interview, steps, now)
    if interview.state == State.SCHEDULED and interview.closes_at <= now:
        interview.state, interview.lapsed_at, interview.changed_at = State.LAPSED, now, now
        settle_rest(session, interview, "the window closed without a confirmed call", now)
        _take_due(session, desk, interview, steps, now)
    interview.watch.next_due_at = plan.next_due_at(steps, interview.situation(), interview.decided())


def settle_rest(session: Session, interview: Interview, reason: str, now: datetime) -> None:
    """After a change of state: stop the steps it made pointless, and keep back their unsent messages."""
    at, decided = interview.situation(), interview.decided()
    for step in interview.watch.steps():
        if step.key not in decided and plan.hopeless(step, at):
            _record(session, interview, step, plan.moment(step.at, at) or now, STOPPED, reason, now)
    hold_back(session, interview, reason, now)
    interview.watch.next_due_at = plan.next_due_at(interview.watch.steps(), at, interview.decided())


def hold_back(session: Session, interview: Interview, reason: str, now: datetime, *, all_of: bool = False) -> None:
    """Suppress the interview's messages that have not started and no longer help; with `all_of`, every one."""
    waiting = (
        select(Message)
        .where(Message.interview_id == interview.id, Message.state.in_([MessageState.QUEUED, MessageState.DEFERRED]))
        .with_for_update()
    )
    for message in session.scalars(waiting):
        if all_of or not still_helps(interview, message):
            message.state, message.reason, message.settled_at = MessageState.SUPPRESSED, reason, now


def still_helps(interview: Interview, message: Message) -> bool:
    """Whether a message may still start: its step is of this generation and the interview's state allows it."""
    if message.generation != interview.generation or message.step is None:
        return False
    if not message.step.planned:
        return message.step.script == "cancelled" or interview.state == State.SCHEDULED
    situation = interview.situation()
    key = (message.name, message.audience)
    return any(step.key == key and plan.alive(step, situation) for step in interview.watch.steps())


def announce(
    session: Session, desk: Desk, interview: Interview, notice: Step, now: datetime, *, expires_at: datetime
) -> None:
    """Tell one audience of an event that no plan foresees: a cancellation, or somebody running late."""
    row = _record(session, interview, notice, now, TAKEN, "", now, planned=False)
    row.state, row.reason = telling.tell(session, desk, interview, notice, row, expires_at=expires_at, now=now)


def _take_due(
    session: Session, desk: Desk, interview: Interview, steps: Sequence[Step], now: datetime, *, confirm: str = ""
) -> None:
    at = interview.situation()
    for decision in plan.due(steps, at, interview.decided(), now):
        step = decision.step
        if step.name == "confirm" and interview.generation > 1:
            step = replace(step, script=confirm or "moved")
        if not decision.taken:
            _record(session, interview, step, decision.due_at, SKIPPED, decision.reason, now)
            continue
        row = _record(session, interview, step, decision.due_at, TAKEN, "", now)
        until = plan.moment(step.until, at) or decision.due_at
        row.state, row.reason = telling.tell(session, desk, interview, step, row, expires_at=until, now=now)


def _record(
    session: Session,
    interview: Interview,
    step: Step,
    due_at: datetime,
    state: str,
    reason: str,
    now: datetime,
    *,
    planned: bool = True,
) -> StepRow:
    row = StepRow(
        interview_id=interview.id,
        generation=interview.generation,
        name=step.name,
        audience=step.audience,
        script=step.script,
        planned=planned,
        due_at=due_at,
        state=state,
        reason=reason,
        decided_at=now,
    )
    interview.steps.append(row)
    session.flush()
    return row


@dataclass(frozen=True)
class Line:
    """One line of the plan as a person or a program reads it: what is to come and what was decided."""

    step: str
    audience: str
    channels: tuple[str, ...]
    together: bool
    due_at: datetime | None
    state: str
    reason: str


def outlook(interview: Interview) -> Iterator[Line]:
    """The whole plan of the present generation, in the plan's order."""
    at = interview.situation()
    decided = {
        (row.name, Audience(row.audience)): row
        for row in interview.steps
        if row.generation == interview.generation and row.planned
    }
    for step in interview.watch.steps():
        row = decided.get(step.key)
        if row is not None:
            yield Line(step.name, step.audience, step.channels, step.together, row.due_at, row.state, row.reason)
            continue
        due_at = plan.moment(step.at, at)
        reason = "" if due_at else "only once the call is confirmed"
        yield Line(step.name, step.audience, step.channels, step.together, due_at, PLANNED, reason)
