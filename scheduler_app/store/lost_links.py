"""Who has asked for the link to their private page again; a row lasts only until it is answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from scheduler_app.store.db import Base, Instant


class LostLink(Base):
    """One request: an address as it was typed, whether or not anybody here has it."""

    __tablename__ = "lost_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(Instant)
