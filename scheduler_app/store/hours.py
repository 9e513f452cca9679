"""Exceptions to a recruiter's week: other hours on a date, and time off."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import Date, ForeignKey, Index, Time
from sqlalchemy.orm import Mapped, mapped_column

from scheduler_app.domain import hours
from scheduler_app.store.db import Base


class DateHours(Base):
    """A stretch of one date on the clock of the recruiter's zone; a date with any has these and no others."""

    __tablename__ = "date_hours"
    __table_args__ = (Index("ix_date_hours_recruiter", "recruiter_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recruiter_id: Mapped[int] = mapped_column(ForeignKey("recruiter.id"))
    day: Mapped[date] = mapped_column(Date)
    opens: Mapped[time] = mapped_column(Time)
    closes: Mapped[time] = mapped_column(Time)

    @property
    def read(self) -> hours.DateHours:
        return hours.DateHours(self.day, self.opens, self.closes)


class TimeOff(Base):
    """Time in which a recruiter takes no calls, on the clock of their zone; whole days where there are no times."""

    __tablename__ = "time_off"
    __table_args__ = (Index("ix_time_off_recruiter", "recruiter_id", "last_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recruiter_id: Mapped[int] = mapped_column(ForeignKey("recruiter.id"))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    begins: Mapped[time | None] = mapped_column(Time)
    ends: Mapped[time | None] = mapped_column(Time)
    label: Mapped[str] = mapped_column(default="")  # for staff only

    @property
    def read(self) -> hours.TimeOff:
        return hours.TimeOff(self.first_day, self.last_day, self.begins, self.ends, self.label)
