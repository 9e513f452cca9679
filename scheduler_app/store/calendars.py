"""A recruiter's other calendars, and the times at which they say that the recruiter is busy."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler_app.store.db import Base, Instant
from scheduler_app.store.people import Recruiter


class OtherCalendar(Base):
    """An address that is fetched again and again, or a file that was read once (`address` is "").

    The address may hold a secret of its owner's, so it is never logged and shown only in part. Of what stands in
    the calendar nothing is kept but busy times.
    """

    __tablename__ = "other_calendar"
    __table_args__ = (
        Index(
            "ix_other_calendar_due",
            "next_fetch_at",
            sqlite_where=text("next_fetch_at IS NOT NULL"),
            postgresql_where=text("next_fetch_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recruiter_id: Mapped[int] = mapped_column(ForeignKey("recruiter.id"), index=True)
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    added_at: Mapped[datetime] = mapped_column(Instant)
    next_fetch_at: Mapped[datetime | None] = mapped_column(Instant)
    tried_at: Mapped[datetime | None] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)  # when its busy times were last known to be right
    read_until: Mapped[datetime | None] = mapped_column(Instant)  # how far ahead they reach
    etag: Mapped[str] = mapped_column(default="")
    last_modified: Mapped[str] = mapped_column(default="")
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    trouble: Mapped[str] = mapped_column(default="")  # why the last try failed; "" when it did not
    remarks: Mapped[list[str]] = mapped_column(JSON, default=list)  # how unclear things in it were read

    recruiter: Mapped[Recruiter] = relationship()


class BusyTime(Base):
    """[starts_at, until) of one calendar; those of a calendar do not overlap."""

    __tablename__ = "busy_time"
    __table_args__ = (Index("ix_busy_time_recruiter", "recruiter_id", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("other_calendar.id"), index=True)
    recruiter_id: Mapped[int] = mapped_column(ForeignKey("recruiter.id"))
    starts_at: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime] = mapped_column(Instant)
