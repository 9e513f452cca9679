"""Delivery: claim a message, send it with no transaction open, record what came of it under its fence."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import Select, select, text, update
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from scheduler_app import (
    briefing,
    bundling,
    channels,
    fallback,
    holding,
    journal,
    links,
    planning,
    rewording,
    settling,
    telling,
)
from scheduler_app.desk import Desk
from scheduler_app.domain.plan import Audience
from scheduler_app.messages.senders import Letter, Outcome, Receipt, Sender, SendFailed
from scheduler_app.store import channels as counters
from scheduler_app.store import schema
from scheduler_app.store.db import TROUBLE, Sessions, reading, writing
from scheduler_app.store.interviews import Interview, Watch
from scheduler_app.store.outbox import Attempt, Message, MessageState, wants_none
from scheduler_app.store.people import Candidate

# Longer than any send may take, so that a live sender is not taken for dead: a text 15 s, a mail 55 s.
LEASES = {"sms": timedelta(seconds=30), "email": timedelta(seconds=70)}
# How long a recording is tried again while the database is busy or gone: for a mail nothing else tells that it went.
INSIST_SECONDS, INSIST_PAUSE_SECONDS = 300, 2
SETTLED_AT_ONCE = 100  # in one transaction, so that whoever else wants to write gets a turn

WHOLE = (
    joinedload(Interview.candidate),
    joinedload(Interview.recruiter),
    joinedload(Interview.watch).joinedload(Watch.plan),
)
WAITING = text("message.state IN ('queued', 'deferred')")  # in words, so that SQLite uses the partial index
SENDING = text("message.state = 'sending'")

log = structlog.get_logger()


@dataclass(frozen=True)
class Claimed:
    """A message that is ours to send until its lease ends; `fence` says which claim this was."""

    id: UUID
    fence: int
    until: datetime
    letter: Letter


def claim(
    sessions: Sessions,
    desk: Desk,
    channel: str,
    owner: str,
    clock: Callable[[], datetime],
    *,
    among: Collection[UUID] | None = None,
    waited: timedelta = timedelta(),
) -> Claimed | None:
    """Take the oldest due message of a channel, or None, also while the channel is paused.

    What may no longer be sent is settled on the way. Only one of `among`, if given, and only one that has been due
    for as long as `waited`. Raises `schema.NotOurs`.
    """
    while _anything_due(sessions, channel, clock() - waited, among):
        with writing(sessions, clock) as (session, now):
            if not channels.may_use(session, channel, now):
                return None
            for _ in range(SETTLED_AT_ONCE):
                message = session.scalar(_oldest(channel, now - waited, among).with_for_update(skip_locked=True))
                if message is None:
                    return None
                schema.check(session)  # after the row is locked, so that no migration comes between
                if message.interview_id is not None:  # likewise, and in one question what the rules will ask about
                    interview = session.get(Interview, message.interview_id, options=WHOLE)
                    set_committed_value(message, "interview", interview)
                if claimed := _take_or_settle(session, desk, message, owner, now):
                    return claimed
    return None


def carry(sessions: Sessions, desk: Desk, sender: Sender, claimed: Claimed, clock: Callable[[], datetime]) -> None:
    """Send a claimed message and record the outcome; only the holder of the latest fence changes the message."""
    result = _send(sender, claimed, clock)
    answered = clock()
    deadline, pause = time.monotonic() + INSIST_SECONDS, 0.05
    while True:
        try:
            with writing(sessions, clock) as (session, now):
                _record(session, desk, claimed, result, answered, now)
            return
        except TROUBLE:
            if time.monotonic() > deadline:
                log.error("an answer could not be recorded, and its message is looked up", message=str(claimed.id))
                raise
        time.sleep(pause)
        pause = min(2 * pause, INSIST_PAUSE_SECONDS)


def reap(sessions: Sessions, clock: Callable[[], datetime]) -> int:
    """Mark the messages of dead senders `unknown`: they are looked up before anything is sent again."""
    with reading(sessions) as session:
        late = session.scalar(select(Message.id).where(SENDING, Message.lease_until < clock()).limit(1))
    if late is None:
        return 0
    with writing(sessions, clock) as (session, now):
        lost = update(Message).where(SENDING, Message.lease_until < now)
        done = session.execute(
            lost.values(
                state=MessageState.UNKNOWN,
                reason="the sender died before it could tell",
                reconcile_at=now + settling.SETTLE,
            ).returning(Message.id)
        )
        return len(done.all())


def letter_of(desk: Desk, message: Message) -> Letter:
    """The message as it leaves: the reader's private token in place, and the same bytes at every attempt."""
    receipt = desk.url(f"/webhooks/twilio/status/{desk.receipt_token(message.id)}")
    return Letter(
        id=message.id.hex,
        to=message.to_address,
        to_name=message.to_name,
        subject=message.subject,
        body=desk.opened(message, message.body),
        html=desk.opened(message, message.html),
        calendar=message.calendar,
        calendar_method=message.calendar_method,
        thread=message.interview_id.hex if message.interview_id else None,
        created_at=message.created_at,
        expires_at=message.expires_at,
        receipt_url=receipt if message.channel == "sms" else None,
    )


def _has_another_number(session: Session, message: Message) -> bool:
    """Whether the candidate has changed the number while this text was under way and came back."""
    reader = telling.reader_of(session, message)
    return isinstance(reader, Candidate) and reader.phone != message.to_address


def refused_now(session: Session, desk: Desk, message: Message, now: datetime) -> bool:
    """Settle a message that must not start any more: useless by now, overtaken, or its reader has opted out.

    One that was under way while the interview changed comes back here when its provider asks to try again.
    """
    if message.expires_at <= now:
        message.state, message.reason = MessageState.EXPIRED, "too late to be of use"
    elif message.interview is not None and not planning.still_helps(message.interview, message):
        message.state, message.reason = MessageState.SUPPRESSED, f"the interview is {message.interview.state} by now"
    elif why := links.overtaken(session, message, now):
        message.state, message.reason = MessageState.SUPPRESSED, why
    elif message.attempts and fallback.replaced(session, message):
        message.state, message.reason = MessageState.SUPPRESSED, "told by mail meanwhile"
    elif message.channel == "sms" and _opted_out(session, desk, message.to_address):
        message.state, message.reason = MessageState.SUPPRESSED, "opted out of texts"
        fallback.by_mail(session, desk, message, "opted out of texts", now)
    elif message.channel == "sms" and message.audience == Audience.CANDIDATE and not _texts_candidates(session):
        message.state, message.reason = MessageState.SUPPRESSED, briefing.TEXTS_OFF
        fallback.by_mail(session, desk, message, briefing.TEXTS_OFF, now)
    elif message.channel == "sms" and _has_another_number(session, message):
        message.state, message.reason = MessageState.SUPPRESSED, "the candidate has another number"
        fallback.by_mail(session, desk, message, "the candidate has another number", now)
    else:
        return False
    message.settled_at = now
    journal.settled(message)
    bundling.share_the_fate(session, message)
    return True


def _opted_out(session: Session, desk: Desk, number: str) -> bool:
    return wants_none(session, number, desk.hidden_number(number))


def _texts_candidates(session: Session) -> bool:
    return briefing.organisation(session).candidates_are_texted


def _anything_due(sessions: Sessions, channel: str, due_by: datetime, among: Collection[UUID] | None) -> bool:
    with reading(sessions) as session:
        return session.scalar(_oldest(channel, due_by, among).with_only_columns(Message.id)) is not None


def _oldest(channel: str, due_by: datetime, among: Collection[UUID] | None) -> Select[Message]:
    waiting = select(Message).where(WAITING, Message.channel == channel, Message.due_at <= due_by)
    if among is not None:
        waiting = waiting.where(Message.id.in_(among))
    return waiting.order_by(Message.due_at, Message.id).limit(1)


def _take_or_settle(session: Session, desk: Desk, message: Message, owner: str, now: datetime) -> Claimed | None:
    with settling.guarded(session, message, now):
        rewording.bring_up(session, desk, message, now)
        if not refused_now(session, desk, message, now) and not holding.held(session, desk, message, now):
            return _take(session, desk, message, owner, now)
    return None


def _take(session: Session, desk: Desk, message: Message, owner: str, now: datetime) -> Claimed:
    message.state = MessageState.SENDING
    message.lease_owner, message.lease_until = owner, now + LEASES[message.channel]
    message.fence += 1
    if not message.attempts:
        message.dwell_seconds = (now - message.due_at).total_seconds()
    message.attempts += 1
    session.add(Attempt(message_id=message.id, n=message.attempts, fence=message.fence, started_at=now))
    session.flush()  # here, where a fault still keeps the message from being sent
    return Claimed(message.id, message.fence, message.lease_until, letter_of(desk, message))


def _send(sender: Sender, claimed: Claimed, clock: Callable[[], datetime]) -> Receipt | SendFailed:
    if clock() >= claimed.until:  # we were stopped meanwhile, or suspended: it may be somebody else's by now
        return SendFailed("its sender woke up too late, and did not send it", outcome=Outcome.LATER)
    try:
        return sender.send(claimed.letter, clock())
    except SendFailed as failed:
        return failed
    except Exception as fault:
        log.exception("a sender broke; the message is looked up before it is sent again", message=str(claimed.id))
        return SendFailed(f"the sender broke: {type(fault).__name__}", outcome=Outcome.UNCLEAR)


def _record(
    session: Session,
    desk: Desk,
    claimed: Claimed,
    result: Receipt | SendFailed,
    answered: datetime,
    now: datetime,
) -> None:
    """Harmless if it is done again because nobody knows whether the first time was committed."""
    message = session.scalars(select(Message).where(Message.id == claimed.id).with_for_update()).one()
    attempt = session.scalars(
        select(Attempt).where(Attempt.message_id == claimed.id, Attempt.fence == claimed.fence)
    ).one()
    _finish(attempt, result, answered)
    channels.met(session, desk, message.channel, result, attempt.started_at, now)
    mine = message.fence == claimed.fence and message.state in (MessageState.SENDING, MessageState.UNKNOWN)
    if mine and isinstance(result, Receipt):
        settling.accept(message, result, now)
    elif mine and isinstance(result, SendFailed):
        settling.fail(session, desk, message, result, now)
    if message.erased_at is not None:
        settling.keep_no_words(message, attempt, now)
    _count(session, message, attempt)


def _count(session: Session, message: Message, attempt: Attempt) -> None:
    """Last, as the counters are rows that every sender wants: they are locked until the commit that follows."""
    counters.count_send(session, message.channel, attempt.outcome)
    if attempt.n == 1 and message.dwell_seconds is not None:
        counters.count_dwell(session, message.channel, message.dwell_seconds)


def _finish(attempt: Attempt, result: Receipt | SendFailed, now: datetime) -> None:
    attempt.ended_at = now
    attempt.http_status = result.http_status
    if isinstance(result, Receipt):
        attempt.outcome, attempt.provider_id = result.state, result.provider_id
    else:
        attempt.outcome, attempt.reason = result.outcome, result.reason
