"""Messages of a channel that nobody here can send: what is late expires, and the news of a text goes by mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from scheduler_app import deliver, reconcile, settling
from scheduler_app.desk import Desk
from scheduler_app.store.db import Sessions, reading, writing
from scheduler_app.store.outbox import Message, MessageState
from scheduler_app.telling import EMAIL, SMS

CHANNELS = (SMS, EMAIL)
HEAD_START = timedelta(minutes=1)  # for a watcher elsewhere that has a sender
NOT_SET_UP = "text messages are not set up here"


def divert(sessions: Sessions, desk: Desk, channel: str, clock: Callable[[], datetime]) -> None:
    """Settle what waits for a channel without a sender; mail waits for one for as long as it is of use."""
    for stranded in (_waiting, _unknown):
        while _settle_some(sessions, desk, stranded, channel, clock):
            pass


def _settle_some(
    sessions: Sessions,
    desk: Desk,
    stranded: Callable[[str, datetime], Select[Message]],
    channel: str,
    clock: Callable[[], datetime],
) -> bool:
    """Whether there may be more."""
    with reading(sessions) as session:
        if session.scalar(stranded(channel, clock()).limit(1)) is None:
            return False
    with writing(sessions, clock) as (session, now):
        which = stranded(channel, now).limit(deliver.SETTLED_AT_ONCE)
        found = session.scalars(which.with_for_update(skip_locked=True)).all()
        for message in found:
            with settling.guarded(session, message, now):
                _settle(session, desk, message, now)
        return len(found) == deliver.SETTLED_AT_ONCE


def _settle(session: Session, desk: Desk, message: Message, now: datetime) -> None:
    if message.state != MessageState.UNKNOWN:
        if not deliver.refused_now(session, desk, message, now):
            settling.give_up(session, desk, message, NOT_SET_UP, now)
    elif message.expires_at <= now:
        reconcile.expire(message, now)
    else:
        settling.give_up(session, desk, message, f"its fate cannot be learned: {NOT_SET_UP}", now)


def _waiting(channel: str, now: datetime) -> Select[Message]:
    waiting = select(Message).where(deliver.WAITING, Message.channel == channel, Message.due_at <= now - HEAD_START)
    return waiting.where(_hopeless(now)).order_by(Message.due_at, Message.id)


def _unknown(channel: str, now: datetime) -> Select[Message]:
    lost = select(Message).where(
        reconcile.UNKNOWN, Message.channel == channel, Message.reconcile_at <= now - HEAD_START
    )
    return lost.where(_hopeless(now)).order_by(Message.reconcile_at)


def _hopeless(now: datetime) -> ColumnElement[bool]:
    """A text has another way, or none that waiting would open; a mail may still go once mail is set up."""
    return or_(Message.channel == SMS, Message.expires_at <= now)
