"""The deployment's quiet hours and caps: read by everybody, changed by an admin, obeyed from the next message on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from scheduler_app.domain.limits import Limits
from scheduler_app.store.outbox import Message
from scheduler_app.store.people import Organisation

WAITING_TEXTS = text("message.state IN ('queued', 'deferred') AND message.channel = 'sms'")


def present(session: Session) -> Limits:
    return session.get_one(Organisation, 1).limits


def change(session: Session, wanted: Limits, now: datetime) -> None:
    """Texts that wait under the former limits are looked at again at once, and wait on if they still have to."""
    session.get_one(Organisation, 1).limits = wanted
    again = update(Message).where(WAITING_TEXTS, Message.state == "deferred", Message.due_at > now)
    session.execute(again.values(due_at=now))
