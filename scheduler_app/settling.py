"""What becomes of a message after an attempt: accepted, looked up, tried again, or given up for the next channel."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler_app import fallback
from scheduler_app.desk import Desk
from scheduler_app.messages.senders import Outcome, Receipt, SendFailed
from scheduler_app.store.outbox import Message, MessageState

SETTLE = timedelta(seconds=5)  # how long a provider may need until an unclear message shows in its list
BACKOFF_SECONDS = (5, 15, 45, 120, 300)  # then by mail, or every five minutes while there is no other way


def accept(message: Message, receipt: Receipt, now: datetime) -> None:
    """The provider has it; a receipt that overtook us is never turned back."""
    if message.state not in (MessageState.SENT, MessageState.DELIVERED):
        message.state = MessageState(receipt.state)
    message.provider_id = receipt.provider_id
    message.provider_status = receipt.status_text
    message.reconcile_at, message.lease_until = None, None
    message.settled_at = now


def fail(session: Session, desk: Desk, message: Message, failed: SendFailed, now: datetime) -> None:
    """The provider does not have it, or nobody knows."""
    message.provider_code, message.reason, message.lease_until = failed.code or "", failed.reason, None
    if failed.outcome is Outcome.UNCLEAR:
        message.state, message.reconcile_at = MessageState.UNKNOWN, now + SETTLE
        return
    again = now + _wait(message, failed)
    patient = not message.falls_back or message.attempts <= len(BACKOFF_SECONDS)  # no other way is left to try
    if failed.outcome is Outcome.LATER and patient and again < message.expires_at:
        message.state, message.due_at, message.reconcile_at = MessageState.QUEUED, again, None
        return
    give_up(session, desk, message, failed.reason, now)
    fallback.remember(session, message, failed, now)


def give_up(session: Session, desk: Desk, message: Message, reason: str, now: datetime) -> None:
    """The message will not arrive this way; its reader is told by the next channel, in the same transaction."""
    message.state, message.reason, message.settled_at = MessageState.FAILED, reason, now
    message.reconcile_at = message.lease_until = None
    fallback.by_mail(session, desk, message, reason, now)


def _wait(message: Message, failed: SendFailed) -> timedelta:
    """Full-jitter backoff, never shorter than the provider asks for."""
    ceiling = BACKOFF_SECONDS[min(message.attempts, len(BACKOFF_SECONDS)) - 1]
    return timedelta(seconds=max(failed.retry_after or 0.0, random.uniform(1, ceiling)))
