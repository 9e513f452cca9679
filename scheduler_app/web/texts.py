"""What people have texted: on the page of the call it is about and, where a person has to decide, on the board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from scheduler_app.answers import FOR_A_PERSON, Action
from scheduler_app.domain import clockface
from scheduler_app.store.inbound import Inbound
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import wants_none
from scheduler_app.store.people import Recruiter
from scheduler_app.web import desk
from scheduler_app.web.board import MOST, visible_to

MADE_OF_IT = {
    Action.STOP: "opted out of texts",
    Action.START: "wants texts again",
    Action.HELP: "asked how this works",
    Action.DONE: "answered our text",
    Action.REFUSED: "answered our text, and nothing was changed",
    Action.WHICH: "answered our text; we asked which call",
    Action.CLOSED: "answered a question that is closed",
    Action.UNCLEAR: "could not be read as an answer",
    Action.WROTE: "kept for the recruiter",
    Action.COURTESY: "",
    Action.NO_TEXTS: "seems to ask for no more texts",
    Action.FAILED: "could not be handled, by a fault of this service",
}


@dataclass(frozen=True)
class TextLine:
    """One text; `undecided` while a person has to say whether texts to that number go on."""

    sid: str
    interview_id: UUID
    who: str
    when: str
    words: str
    made_of_it: str
    reply: str
    undecided: bool
    stoppable: bool


def about(session: Session, interview: Interview, reader: Recruiter) -> list[TextLine]:
    """The texts about one call, newest first."""
    return _lines(session, select(Inbound).where(Inbound.interview_id == interview.id), reader)


def undecided(session: Session, reader: Recruiter, since: datetime) -> list[TextLine]:
    """The texts that wait for a person to read them and to decide, of calls that this reader may see."""
    waiting = (
        select(Inbound)
        .join(Inbound.interview)
        .where(Inbound.action.in_(FOR_A_PERSON), Inbound.handled_at.is_(None), Inbound.at > since, visible_to(reader))
    )
    return _lines(session, waiting, reader)


def _lines(session: Session, rows: Select[Inbound], reader: Recruiter) -> list[TextLine]:
    found = list(session.scalars(rows.order_by(Inbound.at.desc(), Inbound.provider_sid).limit(MOST)))
    return [_line(session, row, row.interview, reader) for row in found if row.interview is not None]


def _line(session: Session, row: Inbound, interview: Interview, reader: Recruiter) -> TextLine:
    theirs = row.from_number == interview.candidate.phone
    return TextLine(
        sid=row.provider_sid,
        interview_id=interview.id,
        who=interview.candidate.name if theirs else row.message.to_name if row.message else "",
        when=clockface.say(row.at.replace(second=0, microsecond=0), reader.zone, reader.manner),
        words=row.body,
        made_of_it=MADE_OF_IT[Action(row.action)],
        reply=row.reply,
        undecided=row.action in FOR_A_PERSON and row.handled_at is None,
        stoppable=theirs and not wants_none(session, row.from_number, desk().hidden_number(row.from_number)),
    )
