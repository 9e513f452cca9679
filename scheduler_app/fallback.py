"""When a text cannot arrive: the same news by mail, and what to remember about the number."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app import planning, telling
from scheduler_app.desk import Desk
from scheduler_app.domain.plan import Anchor, Audience, Moment, Step
from scheduler_app.messages.senders import About, SendFailed
from scheduler_app.store.outbox import Message, opt_out
from scheduler_app.store.people import Candidate


def by_mail(session: Session, desk: Desk, message: Message, reason: str, now: datetime) -> None:
    """Write the mail that takes the text's place, once; nothing if the step was to use both anyway or is over."""
    if not message.falls_back or message.interview is None or message.step is None or message.expires_at <= now:
        return
    if not planning.still_helps(message.interview, message):
        return
    if replaced(session, message):
        return
    reader = telling.reader_of(session, message)
    if reader is None:
        return
    anywhen = Moment(Anchor.BOOKED)
    step = Step(message.name, Audience(message.audience), anywhen, anywhen, ("email",), message.step.script)
    way = telling.Way("email", f"by mail, as the text did not go: {reason}")
    telling.write(
        session,
        desk,
        message.interview,
        message.step,
        step,
        reader,
        way,
        expires_at=message.expires_at,
        now=now,
        rank=message.rank + 1,
    )


def replaced(session: Session, message: Message) -> bool:
    """Whether another message has taken this one's place already."""
    later = select(Message.id).where(
        Message.step_id == message.step_id, Message.recipient == message.recipient, Message.rank > message.rank
    )
    return message.step_id is not None and session.scalar(later.limit(1)) is not None


def remember(session: Session, message: Message, failed: SendFailed, now: datetime) -> None:
    """Keep what a refusal says of the number, so that later steps go by mail at once and the recruiter is told."""
    if message.channel != "sms" or message.erased_at is not None:  # whose number that was is not known any more
        return
    if failed.about is About.CONSENT:
        opt_out(session, message.to_address, now, source="provider")
    if failed.about is About.NUMBER:
        reader = telling.reader_of(session, message)
        if isinstance(reader, Candidate):
            reader.sms_refused = f"the provider refused the number: {failed.reason}"[:200]
