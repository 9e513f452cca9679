"""Links by which one candidate books one call, sent by a recruiter."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler_app.store.db import Base, Instant
from scheduler_app.store.people import InterviewType, Recruiter
from scheduler_app.store.personal import NOWHERE


class LinkState(StrEnum):
    OPEN = "open"
    BOOKED = "booked"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class BookingLink(Base):
    """What the recruiter knows of the candidate, "" and None for what they left open, and what became of the link.

    The token is derived from the id, so that a reminder can carry it; only its digest is kept.
    """

    __tablename__ = "booking_link"
    __table_args__ = (
        Index("ix_booking_link_email", text("lower(email)")),
        Index("ix_booking_link_made_by", "made_by_id", "made_at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    type_id: Mapped[int] = mapped_column(ForeignKey("interview_type.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("recruiter.id"))
    name: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str | None]  # which the recruiter vouches for
    zone: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    booked_at: Mapped[datetime | None] = mapped_column(Instant)
    hushed_at: Mapped[datetime | None] = mapped_column(Instant)  # since when its candidate wants no reminders
    interview_id: Mapped[UUID | None] = mapped_column(ForeignKey("interview.id"))  # what was booked

    type: Mapped[InterviewType] = relationship()
    made_by: Mapped[Recruiter] = relationship()

    @property
    def erased(self) -> bool:
        """Whether its candidate was erased, and nobody knows any more whom it was for."""
        return self.email.endswith(NOWHERE)

    def state(self, now: datetime) -> LinkState:
        if self.booked_at is not None:
            return LinkState.BOOKED
        if self.withdrawn_at is not None:
            return LinkState.WITHDRAWN
        return LinkState.OPEN if now < self.expires_at else LinkState.EXPIRED
