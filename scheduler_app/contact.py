"""A candidate's number: which it is, whether it may be texted, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app import briefing, fallback, journal, planning, reach, record
from scheduler_app.desk import Desk
from scheduler_app.domain import default_plan, phone
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import Side, State
from scheduler_app.domain.phrases import phrase
from scheduler_app.store.events import EventKind
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import TEXTS, UNSENT, Message, MessageState
from scheduler_app.store.people import Candidate

CHANGES_A_DAY = 3
SOON = timedelta(hours=1)  # before the start somebody may be about to dial
USEFUL = timedelta(days=1)


def consent(organisation: str) -> str:
    """What a candidate agrees to, a phrase; kept with the booking as it was read, word for word.

    It names who will text, as carriers require.
    """
    if not organisation:
        return phrase(
            "You may send text messages about this interview to the number above. At most a few messages; message and"
            " data rates may apply. Reply STOP at any time to opt out."
        )
    return phrase(
        "{sender} may send text messages about this interview to the number above. At most a few messages; message and"
        " data rates may apply. Reply STOP at any time to opt out.",
        sender=organisation,
    )


def confirm_number(session: Session, interview_id: UUID, by: Side, now: datetime) -> Interview:
    """Somebody vouches that the number is the candidate's; texts may go to it from now on. Again changes nothing."""
    interview = planning.locked(session, interview_id)
    candidate = interview.candidate
    if candidate.phone and candidate.number_vouched_at is None:
        candidate.number_vouched_at, candidate.number_vouched_by = now, by
        record.note(session, interview, EventKind.NUMBER_CONFIRMED, now, by=by)
    return interview


@dataclass(frozen=True)
class Consent:
    """What a candidate agreed to for this very number, word for word, and where."""

    wording: str
    given_from: str


def change_number(
    session: Session, desk: Desk, interview_id: UUID, number: str, consent: Consent | None, now: datetime
) -> Interview:
    """The candidate wants to be called on `number` (E.164); the recruiter is told at once.

    Nothing is texted there until it is confirmed as the first one was, and only with a consent of its own. What waits
    for the former number goes by mail instead. The same number again changes nothing. Raises `Refused`: `wrong_state`
    once nobody will call, and past three changes a day.
    """
    interview = planning.locked(session, interview_id)
    candidate = interview.candidate
    if interview.state in (State.CANCELLED, State.HELD):
        raise Refused.because("wrong_state", phrase("nobody will call any more; there is no number to change"))
    if candidate.phone == number:
        return interview
    earlier = _changes(interview)
    if sum(at > now - timedelta(days=1) for at in earlier) >= CHANGES_A_DAY:
        raise Refused.because(
            "wrong_state", phrase("the number was changed three times today; please write to your recruiter")
        )
    _describe(candidate, number, consent, now)
    candidate.sms_refused = reach.why_not(briefing.organisation(session), desk, number, vouched=False)
    interview.changed_at = now
    record.note(session, interview, EventKind.NUMBER_CHANGED, now, {"number": phone.masked(number)}, by=Side.CANDIDATE)
    session.flush()
    _divert_waiting(session, desk, interview, now)
    soon = interview.state == State.SCHEDULED and now >= interview.starts_at - SOON
    notice = default_plan.new_number(len(earlier) + 1, soon=soon)
    planning.announce(session, desk, interview, notice, now, expires_at=max(interview.closes_at, now + USEFUL))
    session.expire(interview, ["steps"])
    planning.hold_back(session, interview, f"{notice.name} tells what holds now", now)
    return interview


def _describe(candidate: Candidate, number: str, consent: Consent | None, now: datetime) -> None:
    """What was said of the former number holds for that one only."""
    candidate.phone = number
    candidate.number_vouched_at, candidate.number_vouched_by = None, ""
    candidate.sms_consent_at = now if consent else None
    candidate.sms_consent_wording = consent.wording if consent else ""
    candidate.sms_consent_from = consent.given_from if consent else ""


def _changes(interview: Interview) -> list[datetime]:
    return [
        row.decided_at
        for row in interview.steps
        if row.script == "new-number" and row.generation == interview.generation
    ]


def _divert_waiting(session: Session, desk: Desk, interview: Interview, now: datetime) -> None:
    why = "the candidate has another number"
    waiting = select(Message).where(
        TEXTS, Message.interview_id == interview.id, Message.audience == Side.CANDIDATE, Message.state.in_(UNSENT)
    )
    for message in session.scalars(waiting.with_for_update()).all():
        message.state, message.reason, message.settled_at = MessageState.SUPPRESSED, why, now
        journal.settled(message)
        fallback.by_mail(session, desk, message, why, now)
