"""Bookings ahead and the time zone rules they were resolved by, and the times that wait for a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from scheduler_app import retz
from scheduler_app.doctor.finding import Finding, ok, warn
from scheduler_app.domain import walltime
from scheduler_app.store.db import Sessions, reading
from scheduler_app.store.interviews import Interview

SHOWN = 3


def examine(sessions: Sessions, now: datetime) -> Iterator[Finding]:
    release = walltime.tz_release()
    with reading(sessions) as session:
        older, newer = _count(session, retz.outdated(now)), _count(session, retz.ahead_of_us(now))
        flagged = _some(session, retz.flagged())
    if older:
        yield warn(f"rules: bookings ahead by an older release than {release}: {older}", "run: scheduler-app retz")
    if newer:
        yield warn(f"rules: bookings ahead by a newer release than {release}: {newer}", "upgrade the package tzdata")
    if flagged:
        shown = ", ".join(map(str, flagged[:SHOWN])) + (" and more" if len(flagged) > SHOWN else "")
        yield warn(f"rules: times that wait for a decision: {shown}", "see that their recruiters look at the dashboard")
    if not (older or newer or flagged):
        yield ok(f"rules: every booking ahead is by release {release}")


def _count(session: Session, which: tuple[ColumnElement[bool], ...]) -> int:
    return session.scalar(select(func.count()).select_from(Interview).where(*which)) or 0


def _some(session: Session, which: tuple[ColumnElement[bool], ...]) -> list[UUID]:
    return list(session.scalars(select(Interview.id).where(*which).order_by(Interview.starts_at).limit(SHOWN + 1)))
