"""The questions a number can answer: the last text that asked something, for each call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from scheduler_app import taking, telling
from scheduler_app.domain.interview import Side, State
from scheduler_app.domain.plan import Audience
from scheduler_app.domain.replies import BOOKS, LATE, TAKE, booked
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import TEXTS, Message, MessageState
from scheduler_app.store.people import Candidate, Recruiter

ANSWERABLE = timedelta(days=3)
MOST = 50  # texts of ours that are looked through
# Who answers has read it, whatever the carrier reported.
MAY_HAVE_ARRIVED = or_(
    Message.state.in_(
        [
            MessageState.SENDING,
            MessageState.UNKNOWN,
            MessageState.ACCEPTED,
            MessageState.SENT,
            MessageState.DELIVERED,
        ]
    ),
    and_(Message.state == MessageState.FAILED, Message.provider_id.is_not(None)),
)


@dataclass(frozen=True)
class Question:
    """A text of ours, the call it is about, and who has that number now."""

    message: Message
    interview: Interview
    reader: Candidate | Recruiter

    @property
    def key(self) -> str:
        return f"{self.interview.id.hex}/{self.message.recipient}"

    @property
    def menu(self) -> dict[str, str]:
        return self.message.menu or {}

    @property
    def side(self) -> Side:
        return Side.CANDIDATE if isinstance(self.reader, Candidate) else Side.RECRUITER

    @property
    def asks(self) -> str:
        """The script whose answers are to be named; a call that was taken over is asked about anew."""
        if self.stands_in:
            return "taken" if self.interview.taken_by_id == self.reader.id else "backup"
        if any(action.startswith(BOOKS) for action in self.menu.values()):
            return "new-times"
        return self.message.step.script if self.message.step else ""

    @property
    def stands_in(self) -> bool:
        return self.message.audience == Audience.BACKUP

    def rebooked(self, now: datetime) -> bool:
        """Whether the call stands, still ahead, at a time that this text offers: another digit may change it."""
        interview, books = self.interview, [action for action in self.menu.values() if action.startswith(BOOKS)]
        if interview.state != State.SCHEDULED or not self.message.generation < interview.generation:
            return False
        recent = self.message.created_at > now - ANSWERABLE
        return recent and now < interview.starts_at and interview.starts_at in map(booked, books)

    def waits(self, now: datetime) -> bool:
        return any(self.waits_for(answer, now) for answer in self.menu)

    def waits_for(self, answer: str, now: datetime) -> bool:
        """Whether the question is still open, as far as this answer goes; one that is not can be corrected."""
        interview = self.interview
        if interview.state in (State.HELD, State.CANCELLED) or interview.superseded_by is not None:
            return False
        if self.menu.get(answer, "").startswith(BOOKS):
            return interview.state != State.SCHEDULED
        if answer == LATE:
            in_time = interview.state == State.SCHEDULED and now < interview.closes_at
            return in_time and interview.recruiter_late_minutes is None
        if answer == TAKE:
            return taking.open_to_take(interview)
        if self.stands_in and interview.taken_by_id != self.reader.id:
            return False
        return now >= interview.starts_at and interview.latest_report(self.side) is None


def questions(session: Session, number: str, now: datetime) -> list[Question]:
    """What this number may answer, newest first: one for each call as it stands now, of the last three days."""
    asking = _texts_to(number).where(Message.menu.is_not(None), Message.created_at > now - ANSWERABLE)
    found: dict[str, Question] = {}
    for question in _read(session, asking):
        if question.message.generation == question.interview.generation:
            found.setdefault(question.key, question)
    return list(found.values())


def last_text(session: Session, number: str) -> Question | None:
    """The last text of ours to this number, whatever it says: what a text that answers nothing is about."""
    return next(_read(session, _texts_to(number)), None)


def was_asked(session: Session, number: str, answer: str) -> bool:
    """Whether any text to this number has ever offered this answer."""
    return any(answer in question.menu for question in _read(session, _texts_to(number)))


def _texts_to(number: str) -> Select[Message]:
    texts = select(Message).where(TEXTS, Message.to_address == number, MAY_HAVE_ARRIVED)
    return texts.order_by(Message.created_at.desc(), Message.id).limit(MOST)


def _read(session: Session, texts: Select[Message]) -> Iterator[Question]:
    for message in session.scalars(texts):
        reader = telling.reader_of(session, message)
        left = isinstance(reader, Recruiter) and reader.disabled_at is not None
        if reader is None or left or reader.phone != message.to_address or message.interview is None:
            continue
        yield Question(message, message.interview, reader)
