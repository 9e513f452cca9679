"""How the channels stand, shared by all processes: which one is paused and why, and what has been sent by each."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, Float, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from scheduler_app.store.db import Base, Instant


class Cause(StrEnum):
    """Why a channel is paused, and so what ends it."""

    CONFIGURATION = "configuration"
    """Our account or settings: somebody has to mend them."""
    OUTAGE = "outage"
    """The provider: it comes back by itself."""


class Channel(Base):
    """One way out. While `paused_at` is set nothing starts by it but one message at each `probe_at`.

    A pause without `probe_at` is one that the next message tries. What is not said here tells of the last pause, also
    when it is over.
    """

    __tablename__ = "channel"

    name: Mapped[str] = mapped_column(primary_key=True)
    paused_at: Mapped[datetime | None] = mapped_column(Instant)
    cause: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    code: Mapped[str] = mapped_column(default="")  # the provider's own, for people
    probe_at: Mapped[datetime | None] = mapped_column(Instant)
    probing_until: Mapped[datetime | None] = mapped_column(Instant)  # while one message is under way
    probes: Mapped[int] = mapped_column(default=0)  # that failed, one after the other
    resumed_at: Mapped[datetime | None] = mapped_column(Instant)
    alarmed_at: Mapped[datetime | None] = mapped_column(Instant)
    alarmed_code: Mapped[str] = mapped_column(default="")
    failed_at: Mapped[list[float]] = mapped_column(JSON, default=list)  # failures since the last answer, in Unix time


class Meter(Base):
    """Counters that only grow, summed over all processes: how many, and how many seconds in all."""

    __tablename__ = "meter"

    metric: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    seconds: Mapped[float] = mapped_column(Float)


SENDS, DWELL = "sends", "dwell"
# Upper bounds in seconds, "inf" beside them. A message is late from the moment it is due to its first attempt.
DWELL_BOUNDS = (0.1, 0.3, 1, 3, 6, 15, 60, 300, 1800)

_ADD = text(
    "INSERT INTO meter (metric, channel, label, count, seconds) VALUES (:metric, :channel, :label, 1, :seconds)"
    " ON CONFLICT (metric, channel, label)"
    " DO UPDATE SET count = meter.count + 1, seconds = meter.seconds + excluded.seconds"
)


def count_send(session: Session, channel: str, outcome: str) -> None:
    _add(session, SENDS, channel, outcome, 0.0)


def count_dwell(session: Session, channel: str, seconds: float) -> None:
    within = next((bound for bound in DWELL_BOUNDS if seconds <= bound), None)
    _add(session, DWELL, channel, "inf" if within is None else str(within), seconds)


def _add(session: Session, metric: str, channel: str, label: str, seconds: float) -> None:
    session.execute(_ADD, {"metric": metric, "channel": channel, "label": label, "seconds": seconds})
