"""A candidate's number: whether it may be texted, and who says so."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from scheduler_app import planning, record
from scheduler_app.domain.interview import Side
from scheduler_app.domain.phrases import phrase
from scheduler_app.store.events import EventKind
from scheduler_app.store.interviews import Interview


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
