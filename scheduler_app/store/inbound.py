"""Texts that people sent us: each once, with what was made of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler_app.store.db import Base, Instant
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import Message


class Inbound(Base):
    """One text. Twilio's id is the key, so that a text that is posted again is known and does nothing.

    `message_id` is the text of ours that it answers, `interview_id` the call it is about; None where we know of none.
    """

    __tablename__ = "inbound"
    __table_args__ = (Index("ix_inbound_number", "from_number", "at"),)

    provider_sid: Mapped[str] = mapped_column(primary_key=True)
    from_number: Mapped[str]
    body: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    message_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("message.id"))
    interview_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("interview.id"), index=True)
    action: Mapped[str] = mapped_column(default="")  # what was made of it: `answers.Action`
    reply: Mapped[str] = mapped_column(default="")  # our answer, given in the same HTTP response; "" for none
    passive: Mapped[bool] = mapped_column(default=False)  # the answer tells of nothing done, so it is one of few a day
    offered: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # letter -> message id, of several calls
    handled_at: Mapped[datetime | None] = mapped_column(Instant)  # a person has decided what it asks

    message: Mapped[Message | None] = relationship()
    interview: Mapped[Interview | None] = relationship()
