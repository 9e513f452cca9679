"""The log's one line for each message that is settled, once that is committed."""

from __future__ import annotations

import structlog
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction, object_session

from scheduler_app.store.outbox import Message

LINES, MARKS = "settled messages", "settled before each savepoint"  # in a session's info
UNTOLD = "settled messages stay untold"  # in a session's info, true of a demo's past

log = structlog.get_logger()


def settled(message: Message) -> None:
    """What became of a message and why, without whom it was for; again if a receipt tells more later.

    Nothing is logged of a transaction that is given up, such as a simulation's.
    """
    session = object_session(message)
    if session is not None:
        session.info.setdefault(LINES, []).append(
            {
                "message": str(message.id),
                "interview": str(message.interview_id) if message.interview_id else "",
                "step": message.name,
                "audience": message.audience,
                "channel": message.channel,
                "rank": message.rank,
                "state": str(message.state),
                "attempts": message.attempts,
                "provider_id": message.provider_id or "",
                "dwell_seconds": None if message.dwell_seconds is None else round(message.dwell_seconds, 3),
                "reason": message.reason,
            }
        )


@event.listens_for(Session, "after_transaction_create")
def _mark(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.info.setdefault(MARKS, {})[transaction] = len(session.info.get(LINES, ()))


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    """What was settled under a savepoint that is given up, or in a whole transaction, was not."""
    kept = session.info.get(MARKS, {}).pop(transaction, None)
    if kept is not None or transaction.parent is None:
        del session.info.get(LINES, [])[kept or 0 :]


@event.listens_for(Session, "after_commit")
def _tell(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint, which may yet be given up with the rest
    session.info.pop(MARKS, None)
    lines = session.info.pop(LINES, ())
    for line in () if session.info.get(UNTOLD) else lines:
        log.info("a message is settled", **line)
