"""The story up to the candidate's first text, for whoever wants to see what becomes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from scheduler_app import deliver, watch
from scheduler_app.store.db import reading
from scheduler_app.store.outbox import Attempt, Message
from tests.office import Office

A_DAY_BEFORE = timedelta(days=1)


def up_to_the_reminder(office: Office, **changes: Any) -> None:
    """One second before the candidate's first text; `changes` are those of the booking."""
    office.books("2027-01-13T14:30", **changes)
    office.until(office.interview().starts_at - A_DAY_BEFORE - timedelta(seconds=1))
    office.heard()


def reminder(office: Office, channel: str = "sms") -> Message:
    return next(row for row in office.messages() if row.name == "remind-24h" and row.channel == channel)


def claim_the_reminder(office: Office) -> deliver.Claimed:
    office.now += timedelta(seconds=1)
    watch.sweep(office.sessions, office.desk, office.now)
    claimed = deliver.claim(office.sessions, office.desk, "sms", "a sender that dies", office.clock)
    assert claimed is not None
    return claimed


def attempts(office: Office) -> list[Attempt]:
    with reading(office.sessions) as session:
        mine = select(Attempt).where(Attempt.message_id == reminder(office).id)
        return list(session.scalars(mine.order_by(Attempt.n)))
