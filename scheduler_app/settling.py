"""What becomes of a message after an attempt: accepted, looked up, tried again, or given up for the next channel."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from scheduler_app import bundling, fallback, journal
from scheduler_app.desk import Desk
from scheduler_app.messages.senders import About, Outcome, Receipt, SendFailed
from scheduler_app.store.db import TROUBLE
from scheduler_app.store.outbox import Attempt, Message, MessageState

SETTLE = timedelta(seconds=5)  # how long a provider may need until an unclear message shows in its list
BACKOFF_SECONDS = (5, 15, 45, 120, 300)  # then by mail, or every five minutes while there is no other way
PUT_ASIDE_MINUTES = (1, 5, 15, 60)  # until a message that a fault kept back is tried again; then hourly

log = structlog.get_logger()


def accept(message: Message, receipt: Receipt, now: datetime) -> None:
    """The provider has it; a receipt that overtook us is never turned back."""
    if message.state not in (MessageState.SENT, MessageState.DELIVERED):
        message.state = MessageState(receipt.state)
    message.provider_id = receipt.provider_id
    message.provider_status = receipt.status_text
    message.reconcile_at, message.lease_until = None, None
    message.settled_at = now
    journal.settled(message)


def fail(session: Session, desk: Desk, message: Message, failed: SendFailed, now: datetime) -> None:
    """The provider does not have it, or nobody knows."""
    message.provider_code, message.reason, message.lease_until = failed.code or "", failed.reason, None
    if failed.outcome is Outcome.UNCLEAR:
        message.state, message.reconcile_at = MessageState.UNKNOWN, now + SETTLE
        return
    if failed.about is About.CONFIGURATION and not message.falls_back:
        # The next one would be refused as well, so the channel is paused, and this one waits with the others.
        message.state, message.due_at, message.reconcile_at = MessageState.QUEUED, now, None
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
    bundling.share_the_fate(session, message)
    try:
        with session.begin_nested():
            fallback.by_mail(session, desk, message, reason, now)
    except TROUBLE:
        raise
    except Exception as fault:
        log.exception("a text failed, and the mail in its place could not be written", message=str(message.id))
        message.faults += 1
        message.reason = f"{reason}; the mail in its place could not be written: {_told(fault)}"
    journal.settled(message)


def keep_no_words(message: Message, attempt: Attempt, now: datetime) -> None:
    """Of a message that was under way as its candidate was erased only what became of it is kept.

    It has no words to be sent once more, nor to be looked up by.
    """
    message.reason = attempt.reason = message.provider_status = ""
    if message.state in (MessageState.QUEUED, MessageState.UNKNOWN):
        message.state, message.settled_at, message.reconcile_at = MessageState.FAILED, now, None


def keep_back(message: Message, reason: str, now: datetime) -> None:
    """The message is not to start (any more); it is nobody's failure."""
    message.state, message.reason, message.settled_at = MessageState.SUPPRESSED, reason, now
    journal.settled(message)


@contextmanager
def guarded(session: Session, message: Message, now: datetime) -> Iterator[None]:
    """A fault in here puts the message aside, with nothing done, so that the others go on."""
    try:
        with session.begin_nested():
            yield
    except TROUBLE:
        raise
    except Exception as fault:
        log.exception("a message could not be handled; put aside and tried again later", message=str(message.id))
        put_aside(message, fault, now)
        session.flush()


def put_aside(message: Message, fault: Exception, now: datetime) -> None:
    """A fault of ours keeps the message from being handled: tried again later, and failed once that is of no use."""
    again = now + timedelta(minutes=PUT_ASIDE_MINUTES[min(message.faults, len(PUT_ASIDE_MINUTES) - 1)])
    message.faults += 1
    message.reason = f"a fault of this service: {_told(fault)}"
    if again >= message.expires_at:
        message.state, message.settled_at, message.reconcile_at = MessageState.FAILED, now, None
        journal.settled(message)
    elif message.state == MessageState.UNKNOWN:
        message.reconcile_at = again
    else:
        message.due_at = again


def _told(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"[:400]


def _wait(message: Message, failed: SendFailed) -> timedelta:
    """Full-jitter backoff, never shorter than the provider asks for."""
    ceiling = BACKOFF_SECONDS[min(message.attempts, len(BACKOFF_SECONDS)) - 1]
    return timedelta(seconds=max(failed.retry_after or 0.0, random.uniform(1, ceiling)))
