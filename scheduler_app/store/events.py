"""What happened to an interview and left no row of its own: booked, moved, cancelled, a number confirmed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from scheduler_app.store.db import Base, Instant


class EventKind(StrEnum):
    BOOKED = "booked"
    MOVED = "moved"  # another time was agreed
    RESTATED = "restated"  # the same moment, agreed on another clock
    RULES_MOVED = "rules_moved"  # new time zone rules put the agreed time at another instant
    RULES_READ = "rules_read"  # the same instant, which somebody's own clock now shows otherwise
    RULES_FLAGGED = "rules_flagged"  # new rules leave the time for a person to decide
    CANCELLED = "cancelled"
    NUMBER_CONFIRMED = "number_confirmed"
    NUMBER_CHANGED = "number_changed"  # the candidate wants to be called on another number
    MUST_LEAVE = "must_leave"  # the candidate said until when they can take the call
    FOLLOW_UP = "follow_up"  # what the candidate decided about something to do after the call
    SUPERSEDED = "superseded"  # the candidate has another call instead
    ERASED = "erased"  # nothing that is kept tells who the candidate was
    HELD_BACK = "held_back"  # a message waits, goes another way, or is not sent


class Event(Base):
    """One thing that happened; written in the transaction that did it, never changed.

    `facts` are JSON: times as `YYYY-MM-DDTHH:MM:SSZ` or as wall time and zone, never as said to anybody.
    """

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_interview", "interview_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[UUID] = mapped_column(ForeignKey("interview.id"))
    generation: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[str]
    by: Mapped[str] = mapped_column(default="")  # "candidate", "recruiter", "api", or "" for the service itself
    facts: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
