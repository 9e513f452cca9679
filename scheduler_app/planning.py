"""An interview's plan at work: what is due is taken once, what is useless skipped, the rest stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from scheduler_app import journal, notices, record, telling
from scheduler_app.desk import Desk
from scheduler_app.domain import plan
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import State
from scheduler_app.domain.plan import Decision, Step
from scheduler_app.store import batch
from scheduler_app.store.events import EventKind
from scheduler_app.store.interviews import Interview, StepRow, Watch
from scheduler_app.store.outbox import UNSENT, Message, MessageState
from scheduler_app.store.people import Candidate, PlanRow

TAKEN, SKIPPED, STOPPED, PLANNED = "taken", "skipped", "stopped", "planned"
PARKED_MINUTES = (1, 5, 15, 60)  # until what failed is tried again; then hourly

log = structlog.get_logger()


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

    Safe to call at any time and any number of times; each step of a generation is decided once. A step that cannot
    be written raises, and nothing is done.
    """
    _bring_up(session, desk, interview, now, [])


def look(session: Session, desk: Desk, interview: Interview, now: datetime, *, lenient: bool = True) -> None:
    """`advance` for the watcher: a step that cannot be written is left for later, and holds up no other, nor the lapse.

    What failed is noted on the watch as `parked`, and tried again after a while. If not `lenient`, a fault raises, and
    the transaction is of no use any more.
    """
    watch, faults = interview.watch, list[Fault]()
    _bring_up(session, desk, interview, now, faults, lenient=lenient)
    if not faults:
        if watch.failures or watch.parked:
            watch.failures, watch.parked = 0, ""
        return
    again = now + timedelta(minutes=PARKED_MINUTES[min(watch.failures, len(PARKED_MINUTES) - 1)])
    watch.failures += 1
    watch.parked = "; ".join(f"{fault.step.name}: {type(fault.error).__name__}: {fault.error}" for fault in faults)[
        :500
    ]
    left = decided(session, interview) | {fault.step.key for fault in faults}
    watch.next_due_at = min(filter(None, [again, plan.next_due_at(watch.steps(), interview.situation(), left)]))


@dataclass(frozen=True)
class Fault:
    """A step that was due and could not be written."""

    step: Step
    error: Exception


def decided(session: Session, interview: Interview) -> set[tuple[str, str]]:
    """The plan's steps that this generation is done with.

    One that was stopped is open again once a correction makes it of use: somebody had confirmed by mistake.
    """
    known = batch.decisions(session, interview)
    stopped = {key for key, state in known.items() if state == STOPPED}
    if stopped:
        at = interview.situation()
        stopped = {step.key for step in interview.watch.steps() if step.key in stopped and plan.alive(step, at)}
    return known.keys() - stopped


def _bring_up(
    session: Session, desk: Desk, interview: Interview, now: datetime, faults: list[Fault], *, lenient: bool = False
) -> None:
    steps = interview.watch.steps()
    if interview.state in (State.LAPSED, State.MISSED) and interview.superseded_by is None:
        _give_way(session, interview, now)
    taking = partial(_take_due, session, desk, interview, steps, now, faults=faults if lenient else None)
    taking()
    if interview.state == State.SCHEDULED and interview.closes_at <= now:
        interview.state, interview.lapsed_at, interview.changed_at = State.LAPSED, now, now
        settle_rest(session, interview, "the window closed without a confirmed call", now)
        taking()
    interview.watch.next_due_at = plan.next_due_at(steps, interview.situation(), decided(session, interview))


def _give_way(session: Session, interview: Interview, now: datetime) -> None:
    """A call that did not take place while the candidate has a later one booked: that one stands, the ladder ends."""
    known = batch.of(session)
    if known is not None and interview.id not in known.followed:
        return
    later = session.scalar(
        select(Interview.id)
        .join(Candidate)
        .where(
            func.lower(Candidate.email) == interview.candidate.email.lower(),
            Interview.type_id == interview.type_id,
            Interview.state == State.SCHEDULED,
            Interview.starts_at > interview.starts_at,
        )
        .limit(1)
    )
    if later is not None:
        interview.superseded_by = later
        record.note(session, interview, EventKind.SUPERSEDED, now, {"later": str(later)})
        settle_rest(session, interview, "the candidate has another call booked", now)


def settle_rest(session: Session, interview: Interview, reason: str, now: datetime) -> None:
    """After a change of state: stop the steps it made pointless, and keep back their unsent messages."""
    at, watch = interview.situation(), interview.watch
    known = set(batch.decisions(session, interview))
    for step in watch.steps():
        if step.key not in known and plan.hopeless(step, at):
            _record(session, interview, step, plan.moment(step.at, at) or now, STOPPED, reason, now)
    hold_back(session, interview, reason, now)
    _let_go(session, interview, now)
    watch.next_due_at = plan.next_due_at(watch.steps(), at, decided(session, interview))
    if watch.next_due_at is None:
        watch.failures, watch.parked = 0, ""


def hold_back(session: Session, interview: Interview, reason: str, now: datetime, *, all_of: bool = False) -> None:
    """Suppress the interview's messages that have not started and no longer help; with `all_of`, every one."""
    known = batch.of(session)
    if known is not None and interview.id not in known.waiting:
        return
    waiting = select(Message).where(Message.interview_id == interview.id, Message.state.in_(UNSENT)).with_for_update()
    for message in session.scalars(waiting):
        if all_of or not still_helps(interview, message):
            message.state, message.reason, message.settled_at = MessageState.SUPPRESSED, reason, now
            journal.settled(message)


def _let_go(session: Session, interview: Interview, now: datetime) -> None:
    """After a correction: what an earlier report had kept back goes after all.

    What was kept back for another reason, such as an opt-out, has had its mail and stays. `settled_at` tells the two
    apart, as a report keeps back in its own transaction.
    """
    settling = [row.at for row in interview.reports if row.settles]
    if not settling:
        return
    kept = select(Message).where(
        Message.interview_id == interview.id,
        Message.generation == interview.generation,
        Message.state == MessageState.SUPPRESSED,
        Message.settled_at.in_(settling),
        Message.expires_at > now,
    )
    for message in session.scalars(kept.with_for_update()):
        if still_helps(interview, message):
            message.state, message.reason, message.settled_at, message.due_at = MessageState.QUEUED, "", None, now


def still_helps(interview: Interview, message: Message) -> bool:
    """Whether a message may still start: its step is of this generation and the interview's state allows it."""
    if message.generation != interview.generation or message.step is None or message.erased_at is not None:
        return False
    if not message.step.planned:
        return notices.helps(interview, message.step)
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
    session: Session,
    desk: Desk,
    interview: Interview,
    steps: Sequence[Step],
    now: datetime,
    *,
    confirm: str = "",
    faults: list[Fault] | None = None,
) -> None:
    """Decide the steps that are due; a failing one raises, or goes to `faults` and stays undecided."""
    failed = {fault.step.key for fault in faults or ()}
    for decision in plan.due(steps, interview.situation(), decided(session, interview) | failed, now):
        if faults is None:
            _decide(session, desk, interview, decision, now, confirm)
            continue
        try:
            with session.begin_nested():
                _decide(session, desk, interview, decision, now, confirm)
        except DBAPIError:
            raise  # the transaction itself is in doubt
        except Exception as error:
            session.expire(interview, ["steps"])
            log.exception("a step could not be written", interview=str(interview.id), step=decision.step.name)
            faults.append(Fault(decision.step, error))


def _decide(
    session: Session, desk: Desk, interview: Interview, decision: Decision, now: datetime, confirm: str
) -> None:
    step = decision.step
    if step.name == "confirm" and interview.generation > 1:
        step = replace(step, script=confirm or "moved")
    if not decision.taken:
        _record(session, interview, step, decision.due_at, SKIPPED, decision.reason, now)
        return
    row = _record(session, interview, step, decision.due_at, TAKEN, "", now)
    until = plan.moment(step.until, interview.situation()) or decision.due_at
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
    before = None
    if planned and step.key in batch.decisions(session, interview):  # it was stopped, and is of use again
        before = next(row for row in interview.present_steps() if (row.name, row.audience) == step.key)
    row = before or StepRow(
        interview_id=interview.id,
        generation=interview.generation,
        planned=planned,
        name=step.name,
        audience=step.audience,
        script=step.script,
    )
    row.due_at, row.state, row.reason, row.decided_at = due_at, state, reason, now
    batch.record(session, interview, row)
    return row
