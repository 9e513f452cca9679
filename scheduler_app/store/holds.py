"""Times that are kept free for a few minutes, for somebody who is filling in the booking form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, Uuid, select
from sqlalchemy.orm import Mapped, mapped_column

from scheduler_app.store.db import Base, Instant


class Hold(Base):
    """[starts_at, until) of a recruiter, kept for one form until `expires_at`; after that it means nothing.

    `form` is derived from the key of the form's signed token, and `address_key` from the address it was sent from:
    neither gives away what it was made of.
    """

    __tablename__ = "hold"
    __table_args__ = (
        Index("ix_hold_recruiter_until", "recruiter_id", "until"),
        Index("ix_hold_address", "address_key", "expires_at"),
        Index("ix_hold_expires", "expires_at"),
    )

    form: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    recruiter_id: Mapped[int] = mapped_column(ForeignKey("recruiter.id"))
    starts_at: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime] = mapped_column(Instant)
    since: Mapped[datetime] = mapped_column(Instant)  # without a pause
    expires_at: Mapped[datetime] = mapped_column(Instant)
    address_key: Mapped[str]


def live(
    recruiters: Iterable[int], start: datetime, end: datetime, now: datetime, *, besides: UUID | None = None
) -> Select[int, datetime, datetime]:
    """Whose time is kept, from when and until when, where it touches [start, end); `besides` leaves out one form."""
    found = select(Hold.recruiter_id, Hold.starts_at, Hold.until).where(
        Hold.recruiter_id.in_(list(recruiters)), Hold.expires_at > now, Hold.until > start, Hold.starts_at < end
    )
    return found.where(Hold.form != besides) if besides else found
