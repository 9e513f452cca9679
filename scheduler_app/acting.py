"""What an answer does: a report, a delay or a take-over, in the answer's own transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler_app import aftermath, booking, notes, offering, reports, taking
from scheduler_app.asked import Question
from scheduler_app.desk import Desk
from scheduler_app.domain import replies, walltime
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import Outcome, Side, State
from scheduler_app.domain.plan import Audience
from scheduler_app.domain.window import Phase
from scheduler_app.reports import LATEST_MINUTES
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Recruiter


@dataclass(frozen=True)
class Said:
    """An answer of a menu; `minutes` where it is about running late."""

    answer: str
    minutes: int | None = None


@dataclass(frozen=True)
class Done:
    """The words to answer with (`templates/replies`), and whether anything was noted."""

    name: str
    effective: bool
    told_at: str = ""
    offers: tuple[datetime, ...] = ()  # other times, where the one that was chosen cannot be had any more
    gone: bool = False  # the time that was chosen, where another one stands already
    passed_on: bool = False  # to the recruiter, by mail


def act(session: Session, desk: Desk, question: Question, said: Said, now: datetime) -> Done:
    """Do what the answer says, or say kindly why not; the same answer again changes nothing and is thanked alike."""
    interview, action = question.interview, question.menu[said.answer]
    if action == replies.RUNNING_LATE and not 1 <= (said.minutes or 0) <= LATEST_MINUTES:
        return Done("late-minutes", effective=False)
    if action.startswith(replies.BOOKS):
        return _book(session, desk, question, replies.booked(action), now)
    if action == replies.HELD and question.rebooked(now):
        return _talked(session, desk, question, now)
    try:
        with session.begin_nested():
            _do(session, desk, question, action, said, now)
    except Refused as refused:
        return Done(_why_not(interview, action, refused, now), effective=False)
    if interview.state == State.DISPUTED and action != replies.RUNNING_LATE:
        return Done(f"disputed-{question.side}", effective=True)
    audience = Audience.BACKUP if question.stands_in else question.side
    told_at = aftermath.told_at(session, interview, question.side, question.reader, now)
    return Done(f"{action}-{audience}", effective=True, told_at=told_at)


def _book(session: Session, desk: Desk, question: Question, start: datetime, now: datetime) -> Done:
    """The new time, if it can still be had; else the next ones. Another generation begins, so the ladder stops.

    Where one was booked already, that is what stands if the other cannot be had.
    """
    interview = question.interview
    agreement = walltime.agree_at(start, interview.candidate.zone)
    try:
        with session.begin_nested():
            booking.reschedule(session, desk, interview.id, agreement, now, by=Side.CANDIDATE)
    except Refused as refused:
        if interview.state == State.SCHEDULED:
            return Done("stands-candidate", effective=False, gone=True)
        if refused.code == "wrong_state" and interview.recruiter.takes_bookings:
            return Done("settled", effective=False)
        return Done("gone-candidate", effective=False, offers=tuple(offering.times(session, interview, now)))
    return Done("booked-candidate", effective=True)


def _talked(session: Session, desk: Desk, question: Question, now: datetime) -> Done:
    """They talked, and a new call is booked all the same: whether it is still needed is for the recruiter to see."""
    session.flush()
    if notes.pass_on(session, desk, question.interview.id, now):
        return Done("talked-candidate", effective=False, passed_on=True)
    return Done("stands-candidate", effective=False)


def _do(session: Session, desk: Desk, question: Question, action: str, said: Said, now: datetime) -> None:
    person = question.reader if isinstance(question.reader, Recruiter) else None
    if action == replies.TAKES and person is not None:
        taking.take(session, desk, question.interview.id, person, now)
        return
    reports.report(
        session,
        desk,
        question.interview.id,
        question.side,
        Outcome(action),
        now,
        minutes=said.minutes,
        via="sms",
        person=person,
    )


def _why_not(interview: Interview, action: str, refused: Refused, now: datetime) -> str:
    if refused.code == "taken":
        return "taken"
    if refused.code == "already_extended":
        return "late-again"
    if action == replies.RUNNING_LATE and interview.state in (State.SCHEDULED, State.LAPSED):
        return "late-over"
    if interview.state == State.CANCELLED or action in (replies.TAKES, replies.RUNNING_LATE):
        return "settled"
    return "too-early" if interview.window.phase(now) is Phase.UPCOMING else "settled"
