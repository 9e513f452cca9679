"""What the provider tells afterwards: the fate of a text it has accepted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app import channels, fallback, journal, planning, settling
from scheduler_app.desk import Desk
from scheduler_app.messages.policy import judge_receipt
from scheduler_app.messages.senders import Outcome, SendFailed
from scheduler_app.store.outbox import Message, MessageState, ProviderEvent

# Receipts arrive in any order and more than once: only one of a higher rank moves a message.
RANKS = {
    "accepted": 0,
    "scheduled": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "delivered": 4,
    "undelivered": 4,
    "failed": 4,
    "canceled": 4,
    "read": 5,
}
_MEANING = {
    "sent": MessageState.SENT,
    "delivered": MessageState.DELIVERED,
    "read": MessageState.DELIVERED,
    "undelivered": MessageState.FAILED,
    "failed": MessageState.FAILED,
    "canceled": MessageState.FAILED,
}
_SETTLED_BY_US = (MessageState.FAILED, MessageState.SUPPRESSED, MessageState.EXPIRED)

log = structlog.get_logger()


def record(session: Session, desk: Desk, message_id: UUID, sid: str, status: str, code: str, now: datetime) -> None:
    """Take in one receipt: kept once per (sid, status), and the message moved forward only, never back.

    A text that did not arrive is followed by its mail in the same transaction. Safe to call before our own record
    of the `sid`, and for a message or a status that is not known (nothing happens).
    """
    message = _locked(session, message_id)
    if message is None or status not in RANKS:
        log.warning("a receipt changes nothing", message=message_id.hex, status=status[:40])
        return
    if session.get(ProviderEvent, (sid, status)) is not None:
        return
    session.add(ProviderEvent(provider_id=sid, status=status, message_id=message.id, code=code, at=now))
    state = _MEANING.get(status, MessageState.ACCEPTED)
    another_copy = message.provider_id is not None and message.provider_id != sid
    if another_copy and state is MessageState.FAILED:
        return  # an earlier copy did not arrive; the later one still may
    if RANKS[status] <= RANKS.get(message.provider_status, -1):
        return
    message.provider_id = message.provider_id or sid
    message.provider_status = status
    message.reconcile_at = message.lease_until = None
    if state is MessageState.FAILED:
        _not_arrived(session, desk, message, status, code, now)
        return
    if message.state in _SETTLED_BY_US:
        message.reason = f"{message.reason}; the provider reported it {status} after all".lstrip("; ")
    message.state, message.settled_at = state, now
    journal.settled(message)


def _locked(session: Session, message_id: UUID) -> Message | None:
    """The message, locked after its interview's watch, in the order in which everybody locks the two."""
    interview_id = session.scalar(select(Message.interview_id).where(Message.id == message_id))
    if interview_id is not None:
        planning.locked(session, interview_id)
    found = select(Message).where(Message.id == message_id)
    return session.scalar(found.with_for_update().execution_options(populate_existing=True))


def _not_arrived(session: Session, desk: Desk, message: Message, status: str, code: str, now: datetime) -> None:
    verdict = judge_receipt(code or None)
    told = f"Twilio reports {status}, code {code}" if code else f"Twilio reports {status}"
    failed = SendFailed(
        f"the text did not arrive: {verdict.reason} ({told})",
        outcome=Outcome.REFUSED,
        about=verdict.about,
        code=code or None,
    )
    channels.reported(session, desk, message.channel, failed, message.settled_at or now, now)
    message.provider_code = code
    if message.state != MessageState.FAILED:
        settling.give_up(session, desk, message, failed.reason, now)
    fallback.remember(session, message, failed, now)
