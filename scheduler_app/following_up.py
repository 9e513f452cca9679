"""What a candidate decides about the things to do after a call: done, later, stopped; the mails obey."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from scheduler_app import planning, record
from scheduler_app.desk import Desk
from scheduler_app.domain import follow_ups, walltime
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.follow_ups import Decision, FollowUp
from scheduler_app.domain.interview import Side, State
from scheduler_app.domain.phrases import phrase
from scheduler_app.store.events import EventKind
from scheduler_app.store.interviews import Interview

MOST_LATER = 12  # mails that one call can be put off for


def decide(
    session: Session, desk: Desk, interview_id: UUID, what: FollowUp, decision: Decision, now: datetime
) -> Interview:
    """Note the decision, and plan or stop the mails that hang on it, in one transaction.

    The same decision again changes nothing, except `LATER` once its day has come. Raises `wrong_state` while no call
    is confirmed.
    """
    interview = planning.locked(session, interview_id)
    if interview.state != State.HELD or interview.held_at is None:
        raise Refused.because("wrong_state", phrase("there is nothing to follow up: no call is confirmed"))
    rows = interview.follow_ups
    put_off = follow_ups.put_off_to(rows, what)
    waits = decision is Decision.LATER and put_off is not None and put_off > now
    if follow_ups.state(rows, what) is decision and (decision is not Decision.LATER or waits):
        return interview
    due = None
    if decision is Decision.LATER:
        if len(_reminded(interview)) >= MOST_LATER:
            raise Refused.because("wrong_state", phrase("this was put off often enough; decide what fits best now"))
        dates = follow_ups.dates(interview.held_at, interview.candidate.zone, interview.recruiter.zone, rows)
        due = follow_ups.later(what, dates[what], interview.candidate.zone, now)
    interview.follow_ups, interview.changed_at = follow_ups.decided(rows, what, decision, due), now
    facts: record.Facts = {"what": what, "decision": decision, "due": walltime.instant_text(due) if due else None}
    record.note(session, interview, EventKind.FOLLOW_UP, now, facts, by=Side.CANDIDATE)
    session.flush()
    planning.settle_rest(session, interview, f"the candidate: {what} {decision}", now)
    planning.look(session, desk, interview, now)
    return interview


def move_on(session: Session, desk: Desk, interview_id: UUID, now: datetime, *, really: bool = True) -> Interview:
    """The candidate wants no more notes about a call that did not take place; with `really` False, wants them again.

    Others are still told as the plan says. Again changes nothing. Raises `wrong_state` for a call of another kind.
    """
    interview = planning.locked(session, interview_id)
    if interview.state not in (State.LAPSED, State.MISSED):
        raise Refused.because("wrong_state", phrase("there are no notes about this call to stop"))
    if follow_ups.moved_on(interview.follow_ups) == really:
        return interview
    interview.follow_ups = follow_ups.having_moved_on(interview.follow_ups, really=really)
    interview.changed_at = now
    facts: record.Facts = {
        "what": follow_ups.MOVED_ON,
        "decision": Decision.DONE if really else Decision.OPEN,
        "due": None,
    }
    record.note(session, interview, EventKind.FOLLOW_UP, now, facts, by=Side.CANDIDATE)
    session.flush()
    planning.settle_rest(session, interview, "the candidate has moved on", now)
    planning.look(session, desk, interview, now)
    return interview


def _reminded(interview: Interview) -> list[str]:
    return [row.name for row in interview.steps if row.script == follow_ups.REMINDER]
