"""What a late answer finds: who has been told meanwhile that no call was confirmed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler_app.domain import clockface, walltime
from scheduler_app.domain.interview import Side
from scheduler_app.store.interviews import Interview, StepRow
from scheduler_app.store.outbox import Message, MessageState
from scheduler_app.store.people import Candidate, Recruiter

REACHED = (MessageState.ACCEPTED, MessageState.SENT, MessageState.DELIVERED)


def told_at(session: Session, interview: Interview, speaker: Side, reader: Candidate | Recruiter, now: datetime) -> str:
    """When the other side was told that the window closed without a call, on the reader's clock; "" if it was not.

    With its date where that is another day than `now` is there.

    The moment at which the first such message of this generation was taken by its provider.
    """
    other = Side.RECRUITER if speaker is Side.CANDIDATE else Side.CANDIDATE
    first = (
        select(func.min(Message.settled_at))
        .join(StepRow, StepRow.id == Message.step_id)
        .where(
            Message.interview_id == interview.id,
            Message.generation == interview.generation,
            Message.audience == other,
            StepRow.script == "lapse",
            Message.state.in_(REACHED),
        )
    )
    told = session.scalar(first)
    if not told:
        return ""
    if walltime.local(told, reader.zone).date() != walltime.local(now, reader.zone).date():
        return clockface.brief_both(_minute(told), reader.zone, reader.zone, reader.manner)
    return clockface.say_time(_minute(told), reader.zone, reader.manner)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
