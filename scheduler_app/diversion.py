"""Messages of a channel that cannot be used: what is late expires, and the news of a text goes by mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session, aliased

from scheduler_app import channels, deliver, reconcile, settling
from scheduler_app.desk import Desk
from scheduler_app.store.channels import Channel
from scheduler_app.store.db import Sessions, reading, writing
from scheduler_app.store.outbox import Message, MessageState
from scheduler_app.telling import EMAIL, SMS

CHANNELS = (SMS, EMAIL)
HEAD_START = timedelta(minutes=1)  # for a watcher elsewhere that has a sender
BESIDE_WAITS = timedelta(minutes=10)  # that a text may come after its mail, where a step uses both
NOT_SET_UP = "text messages are not set up here"

Stranded = Callable[[str, datetime], Select[Message]]
Settle = Callable[[Session, Desk, Message, datetime], None]


def divert(sessions: Sessions, desk: Desk, channel: str, clock: Callable[[], datetime]) -> None:
    """Settle what waits for a channel without a sender; mail waits for one for as long as it is of use."""
    for stranded in (_waiting, _unknown):
        while _settle_some(sessions, desk, stranded, _settle, channel, clock) == deliver.SETTLED_AT_ONCE:
            pass


def divert_paused(sessions: Sessions, desk: Desk, channel: str, clock: Callable[[], datetime]) -> bool:
    """While a channel is paused: a due text whose news can go by mail does so at once, the others wait.

    All wait for the outcome of a probe under way, and a text beside a mail that goes anyway for ten minutes. Returns
    whether anything may be due by mail now.
    """
    with reading(sessions) as session:
        row = session.get_one(Channel, channel)
        if row.paused_at is None or (row.probing_until is not None and clock() < row.probing_until):
            return False
        reason = channels.why(row)

    def settle(session: Session, desk: Desk, message: Message, now: datetime) -> None:
        if deliver.refused_now(session, desk, message, now):
            return
        if message.falls_back:
            settling.give_up(session, desk, message, reason, now)
        else:
            settling.keep_back(message, f"told by mail alone: {reason}", now)

    diverted = False
    while True:
        some = _settle_some(sessions, desk, _held_up, settle, channel, clock)
        diverted = diverted or some > 0
        if some < deliver.SETTLED_AT_ONCE:
            return diverted


def _settle_some(
    sessions: Sessions, desk: Desk, stranded: Stranded, settle: Settle, channel: str, clock: Callable[[], datetime]
) -> int:
    """How many were looked at; `SETTLED_AT_ONCE` means that there may be more."""
    with reading(sessions) as session:
        if session.scalar(stranded(channel, clock()).limit(1)) is None:
            return 0
    with writing(sessions, clock) as (session, now):
        which = stranded(channel, now).limit(deliver.SETTLED_AT_ONCE)
        found = session.scalars(which.with_for_update(skip_locked=True, of=Message)).all()
        for message in found:
            with settling.guarded(session, message, now):
                settle(session, desk, message, now)
        return len(found)


def _settle(session: Session, desk: Desk, message: Message, now: datetime) -> None:
    if message.state != MessageState.UNKNOWN:
        if not deliver.refused_now(session, desk, message, now):
            settling.give_up(session, desk, message, NOT_SET_UP, now)
    elif message.expires_at <= now:
        reconcile.expire(message, now)
    else:
        settling.give_up(session, desk, message, f"its fate cannot be learned: {NOT_SET_UP}", now)


def _waiting(channel: str, now: datetime) -> Select[Message]:
    return _due(channel, now - HEAD_START).where(_hopeless(now))


def _held_up(channel: str, now: datetime) -> Select[Message]:
    mail = aliased(Message)
    beside = exists().where(
        mail.step_id == Message.step_id, mail.recipient == Message.recipient, mail.channel == EMAIL, mail.rank == 0
    )
    late = (Message.channel == SMS) & (Message.created_at <= now - BESIDE_WAITS) & beside
    return _due(channel, now).where(or_(Message.falls_back, Message.expires_at <= now, late))


def _due(channel: str, until: datetime) -> Select[Message]:
    waiting = select(Message).where(deliver.WAITING, Message.channel == channel, Message.due_at <= until)
    return waiting.order_by(Message.due_at, Message.id)


def _unknown(channel: str, now: datetime) -> Select[Message]:
    lost = select(Message).where(
        reconcile.UNKNOWN, Message.channel == channel, Message.reconcile_at <= now - HEAD_START
    )
    return lost.where(_hopeless(now)).order_by(Message.reconcile_at)


def _hopeless(now: datetime) -> ColumnElement[bool]:
    """A text has another way, or none that waiting would open; a mail may still go once mail is set up."""
    return or_(Message.channel == SMS, Message.expires_at <= now)
