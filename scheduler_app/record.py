"""The record: everything that happened with an interview and its messages, in order, with the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from operator import attrgetter

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, selectinload

from scheduler_app.domain.interview import Side, State
from scheduler_app.domain.walltime import instant_text
from scheduler_app.store.events import Event, EventKind
from scheduler_app.store.inbound import Inbound
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import Attempt, Message, MessageState, ProviderEvent

Facts = dict[str, object]
UNSENT = (MessageState.SUPPRESSED, MessageState.EXPIRED, MessageState.FAILED)


class Kind(StrEnum):
    """What an entry is about, beside the kinds of events."""

    LAPSED = "lapsed"
    REPORT = "report"
    STEP = "step"
    MESSAGE = "message"  # written
    ATTEMPT = "attempt"
    RECEIPT = "receipt"
    SETTLED = "settled"  # a message that ended without its provider's word
    REPLY = "reply"  # a text that somebody sent us
    TAKEN = "taken"  # a colleague has taken the call over


@dataclass(frozen=True)
class Entry:
    """One line of the record; `facts` are JSON, with what its `kind` needs to be read."""

    at: datetime
    kind: EventKind | Kind
    generation: int
    by: str = ""
    facts: Facts = field(default_factory=dict)


def note(
    session: Session, interview: Interview, kind: EventKind, now: datetime, facts: Facts | None = None, *, by: str = ""
) -> None:
    """Add an event to the record, in the transaction that makes it true."""
    told = facts or {}
    session.add(Event(interview_id=interview.id, generation=interview.generation, at=now, kind=kind, by=by, facts=told))


def time_of(interview: Interview) -> Facts:
    """The time as it is agreed now, for an event that tells of it."""
    return {
        "wall": interview.wall,
        "zone": interview.zone,
        "utc": instant_text(interview.starts_at),
        "window_minutes": interview.window_minutes,
        "recruiter": interview.recruiter.name,
        "tz_release": interview.tz_release,
    }


def record(session: Session, interview: Interview) -> list[Entry]:
    """The whole record, oldest first; what happened in one moment keeps the order of cause and effect."""
    events = session.scalars(select(Event).where(Event.interview_id == interview.id).order_by(Event.id)).all()
    messages = session.scalars(
        select(Message)
        .where(Message.interview_id == interview.id)
        .options(selectinload(Message.tries))
        .order_by(Message.created_at, Message.rank, Message.id)
    ).all()
    receipts = session.execute(
        select(ProviderEvent, Message)
        .join(Message, Message.id == ProviderEvent.message_id)
        .where(Message.interview_id == interview.id)
        .order_by(ProviderEvent.at)
    )
    found = [
        *_beginnings(interview, events),
        *_lapses(interview, events),
        *_replies(session, interview),
        *_reports(interview),
        *_steps(interview),
        *_messages(messages),
        *_receipts(receipts),
    ]
    return sorted(found, key=attrgetter("at"))  # stable: within a moment the order above


def _beginnings(interview: Interview, events: Iterable[Event]) -> Iterator[Entry]:
    if not any(event.kind == EventKind.BOOKED for event in events):  # booked before events were kept
        yield Entry(interview.created_at, EventKind.BOOKED, 1, interview.made_by)
    for event in events:
        yield Entry(event.at, EventKind(event.kind), event.generation, event.by, event.facts)


def _lapses(interview: Interview, events: Iterable[Event]) -> Iterator[Entry]:
    """Of this generation and, as the interview forgets them, of those that were moved after their window closed."""
    for event in events:
        if event.kind == EventKind.MOVED and (lapsed := event.facts.get("lapsed_at")):
            yield Entry(datetime.fromisoformat(str(lapsed)), Kind.LAPSED, event.generation - 1)
    if interview.lapsed_at is not None:
        yield Entry(interview.lapsed_at, Kind.LAPSED, interview.generation)
    if interview.taken_at is not None and interview.taken_by is not None:
        yield Entry(interview.taken_at, Kind.TAKEN, interview.generation, facts={"by": interview.taken_by.name})


def _replies(session: Session, interview: Interview) -> Iterator[Entry]:
    """Without the number a text came from: whose it is says enough."""
    rows = select(Inbound).where(Inbound.interview_id == interview.id).order_by(Inbound.at, Inbound.provider_sid)
    for row in session.scalars(rows):
        theirs = row.from_number == interview.candidate.phone
        facts: Facts = {
            "from": interview.candidate.name if theirs else row.message.to_name if row.message else None,
            "words": row.body,
            "action": row.action,
            "answer": row.reply or None,
        }
        generation = row.message.generation if row.message else interview.generation
        yield Entry(row.at, Kind.REPLY, generation, Side.CANDIDATE if theirs else "staff", facts)


def _reports(interview: Interview) -> Iterator[Entry]:
    for row in interview.reports:
        facts: Facts = {"outcome": row.outcome, "minutes": row.minutes, "settles": row.settles, "via": row.via}
        facts["note"] = row.note or None
        facts["teller"] = row.teller(interview)
        yield Entry(row.at, Kind.REPORT, row.generation, row.by, facts)


def _steps(interview: Interview) -> Iterator[Entry]:
    for row in sorted(interview.steps, key=attrgetter("id")):
        facts: Facts = {
            "step": row.name,
            "audience": row.audience,
            "state": row.state,
            "reason": row.reason or None,
            "due_at": instant_text(row.due_at),
        }
        yield Entry(row.decided_at, Kind.STEP, row.generation, facts=facts)


def _messages(messages: Iterable[Message]) -> Iterator[Entry]:
    for message in messages:
        about, generation = named(message), message.generation
        written = about | {"due_at": instant_text(message.due_at), "rank": message.rank}
        yield Entry(message.created_at, Kind.MESSAGE, generation, facts=written)
        for attempt in message.tries:
            yield Entry(attempt.started_at, Kind.ATTEMPT, generation, facts=about | _tried(attempt))
        if message.settled_at is not None and message.state in UNSENT:
            ended = about | {"state": message.state, "reason": message.reason or None}
            yield Entry(message.settled_at, Kind.SETTLED, generation, facts=ended)


def _tried(attempt: Attempt) -> Facts:
    return {
        "attempt": attempt.n,
        "outcome": attempt.outcome or None,
        "reason": attempt.reason or None,
        "http_status": attempt.http_status,
        "provider_id": attempt.provider_id,
        "ended_at": instant_text(attempt.ended_at) if attempt.ended_at else None,
    }


def _receipts(receipts: Iterable[Row[ProviderEvent, Message]]) -> Iterator[Entry]:
    for receipt, message in receipts:
        facts = named(message) | {
            "status": receipt.status,
            "code": receipt.code or None,
            "provider_id": receipt.provider_id,
        }
        yield Entry(receipt.at, Kind.RECEIPT, message.generation, facts=facts)


def named(message: Message) -> Facts:
    """Which message an entry is about, without its words and its address."""
    return {
        "message_id": str(message.id),
        "step": message.name,
        "audience": message.audience,
        "to": message.to_name or None,
        "channel": message.channel,
    }


def was_settled(interview: Interview) -> Facts:
    """What an interview forgets when it gets another time."""
    lapsed = interview.lapsed_at
    return {"state": State(interview.state), "lapsed_at": instant_text(lapsed) if lapsed else None}
