"""How many messages went where, so that caps hold for all processes and after a restart."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from scheduler_app.store.db import Base, Instant


class Tally(Base):
    """What was counted under one key since its span began; the first message after the span begins another.

    Numbers and addresses stand here as digests only.
    """

    __tablename__ = "tally"

    key: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(Instant, index=True)
    used: Mapped[int]
