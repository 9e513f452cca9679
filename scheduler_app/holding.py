"""The last look at a message before it is sent: in quiet hours and over a cap it waits, or its news go another way."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app import bundling, caps, fallback, night, record, telling
from scheduler_app.desk import Desk
from scheduler_app.domain import clockface, quiet
from scheduler_app.domain.limits import Limits
from scheduler_app.domain.quiet import AtNight
from scheduler_app.store.db import EPOCH
from scheduler_app.store.events import EventKind
from scheduler_app.store.outbox import Message, MessageState
from scheduler_app.store.people import Candidate, Organisation
from scheduler_app.telling import EMAIL, SMS

GATHERING = timedelta(minutes=5)  # how long a mail over the cap waits for others to go with it


def held(session: Session, desk: Desk, message: Message, now: datetime) -> bool:
    """Whether the message must not be sent now; then it waits, or was settled with its news going another way.

    Either stands in the record of its interview, as a message that waits and then goes shows no reason any more.
    """
    kept_back = _held(session, desk, message, now)
    if kept_back and message.interview is not None:
        record.note(session, message.interview, EventKind.HELD_BACK, now, _told(message))
    return kept_back


def _told(message: Message) -> record.Facts:
    return record.named(message) | {"state": str(message.state), "reason": message.reason}


def _held(session: Session, desk: Desk, message: Message, now: datetime) -> bool:
    if message.name == bundling.BUNDLE:
        if bundling.overtaken(session, desk, message, now):
            return True
    elif message.channel == SMS and _quiet(session, desk, message, now):
        return True
    if caps.counted_once(message):
        return False
    limits = session.get_one(Organisation, 1).limits
    if message.channel == SMS:
        return _over_texts(session, desk, message, limits, now)
    return _over_mails(session, desk, message, limits, now)


def _quiet(session: Session, desk: Desk, message: Message, now: datetime) -> bool:
    reader = telling.reader_of(session, message)
    if message.interview is None or message.step is None or reader is None:
        return False  # an answer to somebody who has just written
    mailed = message.falls_back or _has_mail(session, message)
    ruling = night.ruling(
        session, message.interview, message.step, reader, now, expires_at=message.expires_at, mail=mailed
    )
    if ruling.does is AtNight.SEND:
        return False
    if ruling.does is AtNight.WAIT and ruling.until is not None:
        _wait(message, ruling.until, ruling.waiting)
    else:
        _tell_otherwise(session, desk, message, ruling.why, now)
    return True


def _over_texts(session: Session, desk: Desk, message: Message, limits: Limits, now: datetime) -> bool:
    candidate = isinstance(telling.reader_of(session, message), Candidate)
    full = caps.take(
        session, caps.of_text(limits, message.to_address, candidate=candidate), now, urgent=_urgent(message, now)
    )
    if full is None:
        return False
    why = caps.in_words(full)
    if bundling.bundled(session, desk, message, why, now):
        return True
    free_at = caps.free_at(session, full)
    if message.falls_back or _has_mail(session, message) or free_at is None or free_at >= message.expires_at:
        _tell_otherwise(session, desk, message, why, now)
    else:
        _wait(message, free_at, _deferred(session, message, free_at, why))
    return True


def _over_mails(session: Session, desk: Desk, message: Message, limits: Limits, now: datetime) -> bool:
    """Nothing takes a mail's place: it waits for others to go with it once, and then goes, with them or alone.

    Invitations and sign-in links cannot be told in a list; they are counted, and sent.
    """
    full = caps.take(session, caps.of_mail(limits, message.to_address), now, urgent=False)
    if full is None or not bundling.can_be_told_in_a_list(message):
        return False
    why = caps.in_words(full)
    gathers = now + GATHERING - (now - EPOCH) % GATHERING
    if message.state == MessageState.QUEUED and gathers < message.expires_at:
        _wait(message, gathers, _deferred(session, message, gathers, why))
        return True
    return bundling.bundled(session, desk, message, why, now)


def _wait(message: Message, until: datetime, why: str) -> None:
    message.state, message.due_at, message.reason = MessageState.DEFERRED, until, why


def _deferred(session: Session, message: Message, until: datetime, why: str) -> str:
    reader = telling.reader_of(session, message)
    return f"deferred until {clockface.say(until, reader.zone if reader else 'UTC')}: {why}"


def _tell_otherwise(session: Session, desk: Desk, message: Message, why: str, now: datetime) -> None:
    message.settled_at = now
    if message.falls_back:
        fallback.by_mail(session, desk, message, why, now)
        message.state, message.reason = MessageState.SUPPRESSED, f"told by mail, not by text: {why}"
    elif _has_mail(session, message):
        message.state, message.reason = MessageState.SUPPRESSED, f"told by mail alone: {why}"
    else:
        message.state, message.reason = MessageState.EXPIRED, f"too late to be of use after {why}"


def _has_mail(session: Session, message: Message) -> bool:
    """Whether the same step tells the same reader by mail as well."""
    mail = select(Message.id).where(
        Message.step_id == message.step_id, Message.recipient == message.recipient, Message.channel == EMAIL
    )
    return message.step_id is not None and session.scalar(mail.limit(1)) is not None


def _urgent(message: Message, now: datetime) -> bool:
    interview, step = message.interview, message.step
    if interview is None or step is None:
        return True
    return quiet.urgent(step.due_at, interview.starts_at, interview.closes_at, now)
