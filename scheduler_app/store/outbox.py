"""The outbox: every message before, while and after it is sent, and each attempt to send it."""

from __future__ import annotations

import itertools
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, Float, ForeignKey, Index, UniqueConstraint, Uuid, bindparam, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from scheduler_app.store.db import EPOCH, Base, Instant
from scheduler_app.store.interviews import Interview, StepRow


class MessageState(StrEnum):
    QUEUED = "queued"
    DEFERRED = "deferred"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


TEXTS = text("message.channel = 'sms'")  # in words, so that SQLite uses the partial index
NEVER_LEFT = (MessageState.FAILED, MessageState.SUPPRESSED, MessageState.EXPIRED)
UNSENT = (MessageState.QUEUED, MessageState.DEFERRED)
_PLACES = itertools.count(secrets.randbits(23))  # its `next` is one step, so threads may share it


class Message(Base):
    """One message to one reader by one channel. Its words are fixed when it is written.

    `rank` 0 is the first choice; a fallback is another row with a higher one, written with the failure it mends.
    A private link rests in the words as a placeholder (`domain/tokens.py`), never as a token.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("step_id", "recipient", "channel", "rank"),
        _partial("ix_message_due", "channel", "due_at", "id", where="state IN ('queued', 'deferred')"),
        _partial("ix_message_lease", "lease_until", where="state = 'sending'"),
        _partial("ix_message_reconcile", "reconcile_at", where="state = 'unknown'"),
        _partial("ix_message_faults", "settled_at", where="faults > 0"),
        _partial("ix_message_texted", "to_address", where="channel = 'sms'"),
        _partial("ix_message_bundle", "bundle_id", where="bundle_id IS NOT NULL"),
        Index("ix_message_interview", "interview_id", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    step_id: Mapped[int | None] = mapped_column(ForeignKey("step.id"))
    interview_id: Mapped[UUID | None] = mapped_column(ForeignKey("interview.id"))
    generation: Mapped[int] = mapped_column(default=0)
    name: Mapped[str]  # the step's, or "signin"
    audience: Mapped[str]
    recipient: Mapped[str]  # "candidate:7" or "recruiter:2"
    channel: Mapped[str]
    rank: Mapped[int] = mapped_column(default=0)
    falls_back: Mapped[bool] = mapped_column(default=False)  # a refusal goes on by mail

    to_address: Mapped[str]
    to_name: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str]
    html: Mapped[str] = mapped_column(default="")
    calendar: Mapped[str | None]
    calendar_method: Mapped[str | None]
    ref: Mapped[str] = mapped_column(default="")
    link_kind: Mapped[str] = mapped_column(default="")  # whose token fills the placeholder
    link_key: Mapped[str] = mapped_column(default="")
    menu: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))  # what a text asks: answer -> action

    state: Mapped[str] = mapped_column(default=MessageState.QUEUED)
    reason: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)

    lease_owner: Mapped[str] = mapped_column(default="")
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    fence: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    dwell_seconds: Mapped[float | None] = mapped_column(Float)  # from the moment it was due to its first attempt
    reconcile_at: Mapped[datetime | None] = mapped_column(Instant)
    lookups: Mapped[int] = mapped_column(default=0)
    may_duplicate: Mapped[bool] = mapped_column(default=False)
    faults: Mapped[int] = mapped_column(default=0)  # how often a fault of ours kept it from being handled
    provider_id: Mapped[str | None]
    provider_status: Mapped[str] = mapped_column(default="")
    provider_code: Mapped[str] = mapped_column(default="")
    bundle_id: Mapped[UUID | None]  # the message that tells this and more in one
    erased_at: Mapped[datetime | None] = mapped_column(Instant)  # since when it has no words; it never starts again

    step: Mapped[StepRow | None] = relationship()
    interview: Mapped[Interview | None] = relationship()
    tries: Mapped[list[Attempt]] = relationship(order_by="Attempt.n")


def new_id(now: datetime) -> UUID:
    """For a message written at `now`: version 7 of RFC 9562, with a counter of 24 bits and 50 bits by chance.

    What is written together so lies together in the index: with wholly random ids a burst of lapses changed nearly
    every page of it, which took a third of all the time for its messages.
    """
    moment, place = (now - EPOCH) // timedelta(milliseconds=1), next(_PLACES) & 0xFFFFFF
    return UUID(
        int=moment << 80 | 7 << 76 | (place >> 12) << 64 | 0b10 << 62 | (place & 0xFFF) << 50 | secrets.randbits(50)
    )


class Attempt(Base):
    """One try to hand a message to its provider; written before the try, finished after it."""

    __tablename__ = "attempt"

    message_id: Mapped[UUID] = mapped_column(ForeignKey("message.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    fence: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    http_status: Mapped[int | None]
    provider_id: Mapped[str | None]


class OptOut(Base):
    """A number that wants no texts from us; looked up when a text is planned and again when it is claimed.

    The number of somebody who was erased is kept as a keyed hash (`Desk.hidden_number`).
    """

    __tablename__ = "opt_out"

    address: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(Instant)
    source: Mapped[str]


def wants_none(session: Session, address: str, hidden: str, channel: str = "sms") -> bool:
    """Whether this number wants no texts, or this mail address no reminders; `hidden` is its keyed hash, which outlasts
    an erasure.
    """
    found = select(OptOut.address).where(OptOut.address.in_((address, hidden)), OptOut.channel == channel)
    return session.scalar(found.limit(1)) is not None


def opt_out(session: Session, number: str, now: datetime, *, source: str) -> None:
    """Keep that this number wants no texts; told twice, also at the same moment, it is kept once."""
    if session.get(OptOut, (number, "sms")) is not None:
        return
    session.flush()  # what else is wrong must not be taken for this
    try:
        with session.begin_nested():
            session.add(OptOut(address=number, channel="sms", since=now, source=source))
    except IntegrityError:
        pass  # somebody else was a moment earlier


class ProviderEvent(Base):
    """A receipt as the provider told it, once per status however often it is repeated."""

    __tablename__ = "provider_event"

    provider_id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("message.id"))
    code: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(Instant)


class Heartbeat(Base):
    """The last sign of life of a role, for whoever wonders whether anything is watching."""

    __tablename__ = "heartbeat"

    role: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)


def beat(session: Session, role: str, now: datetime) -> None:
    """Give it; two processes that start at the same moment do not stumble over each other's first one."""
    alive = text("INSERT INTO heartbeat (role, at) VALUES (:role, :now) ON CONFLICT (role) DO UPDATE SET at = :now")
    session.connection().execute(alive.bindparams(bindparam("now", type_=Instant)), {"role": role, "now": now})
