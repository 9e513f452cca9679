"""Messages whose fate is unknown: looked up at the provider, and only then sent once more or given up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from scheduler_app import deliver, fallback, journal, settling
from scheduler_app.desk import Desk
from scheduler_app.messages.senders import Receipt, Sender, SendFailed
from scheduler_app.store.db import TROUBLE, Sessions, reading, writing
from scheduler_app.store.outbox import Attempt, Message, MessageState

UNKNOWN = text("message.state = 'unknown'")
LOST = frozenset({"failed", "undelivered", "canceled"})  # the provider had it, and could not deliver it
AGAIN = timedelta(seconds=30)
LOOKUPS = 2  # a provider's list may lag: not found twice, 30 s apart, means that it is not there

log = structlog.get_logger()


def reconcile(
    sessions: Sessions,
    desk: Desk,
    sender: Sender,
    channel: str,
    clock: Callable[[], datetime],
    *,
    limit: int = 10,
) -> int:
    """Ask the provider of a channel for up to `limit` unknown messages; returns how many were due for it."""
    with reading(sessions) as session:
        waiting = select(Message.id).where(UNKNOWN, Message.reconcile_at <= clock(), Message.channel == channel)
        due = list(session.scalars(waiting.order_by(Message.reconcile_at).limit(limit)))
    for message_id in due:
        try:
            _look_up(sessions, desk, sender, message_id, clock)
        except TROUBLE:
            raise
        except Exception as fault:
            log.exception("a look-up broke; put aside and tried again later", message=str(message_id))
            _put_aside(sessions, message_id, fault, clock)
    return len(due)


def expire(message: Message, now: datetime) -> None:
    message.state, message.settled_at = MessageState.EXPIRED, now
    message.reason, message.reconcile_at = "its fate could not be learned while it was of use", None
    journal.settled(message)


def _look_up(sessions: Sessions, desk: Desk, sender: Sender, message_id: UUID, clock: Callable[[], datetime]) -> None:
    with writing(sessions, clock) as (session, now):
        message = _still_unknown(session, message_id, now)
        if message is None:
            return
        if message.erased_at is not None:  # its sender died with it; without words it is not found
            expire(message, now)
            return
        message.reconcile_at = now + AGAIN  # nobody else looks it up meanwhile, and a death here loses nothing
        fence, letter = message.fence, deliver.letter_of(desk, message)
        since = session.scalar(select(func.min(Attempt.started_at)).where(Attempt.message_id == message_id)) or now
    blind = False
    found: Receipt | None = None
    try:
        found = sender.find(letter, since)
    except SendFailed:
        blind = True
    except Exception:
        log.exception("a sender broke while it looked a message up", message=str(message_id))
        blind = True
    with writing(sessions, clock) as (session, now):
        message = session.scalars(select(Message).where(Message.id == message_id).with_for_update()).one()
        if message.state == MessageState.UNKNOWN and message.fence == fence:
            _conclude(session, desk, message, found, now, blind=blind)


def _put_aside(sessions: Sessions, message_id: UUID, fault: Exception, clock: Callable[[], datetime]) -> None:
    with writing(sessions, clock) as (session, now):
        message = session.scalars(select(Message).where(Message.id == message_id).with_for_update()).one()
        if message.state == MessageState.UNKNOWN:
            settling.put_aside(message, fault, now)


def _still_unknown(session: Session, message_id: UUID, now: datetime) -> Message | None:
    waiting = select(Message).where(Message.id == message_id, UNKNOWN, Message.reconcile_at <= now)
    return session.scalar(waiting.with_for_update(skip_locked=True))


def _conclude(
    session: Session, desk: Desk, message: Message, found: Receipt | None, now: datetime, *, blind: bool
) -> None:
    if found is not None and found.status_text in LOST:
        message.provider_id, message.provider_status = found.provider_id, found.status_text
        settling.give_up(session, desk, message, f"the provider reports it {found.status_text}", now)
    elif found is not None:
        settling.accept(message, found, now)
    elif message.expires_at <= now:
        expire(message, now)
    elif blind:
        message.reason = "the provider cannot be asked whether it has the message; told by mail meanwhile"
        fallback.by_mail(session, desk, message, "its fate could not be learned", now)
        message.reconcile_at = now + AGAIN
    elif message.channel == "sms" and message.lookups + 1 < LOOKUPS:
        message.lookups += 1
        message.reconcile_at = now + AGAIN
    elif message.may_duplicate and not _cut_short(message):
        settling.give_up(session, desk, message, "sent twice without an answer, and not found at the provider", now)
    elif fallback.replaced(session, message):
        settling.give_up(session, desk, message, "not found at the provider, and told by mail meanwhile", now)
    else:
        message.state, message.due_at, message.reconcile_at = MessageState.QUEUED, now, None
        message.lookups, message.may_duplicate = 0, True
        message.reason = "the first attempt was not found at the provider; sent once more"


def _cut_short(message: Message) -> bool:
    """Whether its last sender died, which says nothing of the provider; a few times, lest it be what kills them."""
    return message.tries[-1].ended_at is None and message.attempts <= len(settling.BACKOFF_SECONDS)
