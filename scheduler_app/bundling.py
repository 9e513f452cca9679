"""Several waiting messages to one of the staff become one mail that names them all; nothing of them is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from scheduler_app import briefing, letters, planning, telling
from scheduler_app.desk import Desk
from scheduler_app.domain import clockface
from scheduler_app.messages.facts import BundleFacts, News
from scheduler_app.messages.render import Words
from scheduler_app.store.interviews import Interview, Watch
from scheduler_app.store.outbox import Message, MessageState
from scheduler_app.store.people import Recruiter
from scheduler_app.telling import EMAIL

BUNDLE = "bundle"  # its name as a message, and its script
STAFF = "staff"  # whose words it has
MOST = 100  # in one mail
SOON = timedelta(seconds=1)  # until it is looked at again when one of its interviews is being changed
WAITING = text("message.state IN ('queued', 'deferred')")  # in words, so that SQLite uses the partial index


def can_be_told_in_a_list(message: Message) -> bool:
    """Not an invitation, whose file updates a calendar; not a sign-in link; not what is such a list already."""
    return message.interview_id is not None and message.step_id is not None and message.calendar is None


def bundled(session: Session, desk: Desk, message: Message, why: str, now: datetime) -> bool:
    """Put the message and all like it that wait for the same reader into one mail; False if there are no others."""
    reader = telling.reader_of(session, message)
    if not isinstance(reader, Recruiter) or not can_be_told_in_a_list(message):
        return False
    parts = [part for part in _waiting(session, message, now) if _useful(part, now)]
    if len(parts) < 2:
        return False
    words = _words(session, desk, reader, parts)
    expires_at = max(part.expires_at for part in parts)
    reason = f"{len(parts)} messages in one: {why}"
    mail = letters.mail(reader, BUNDLE, message.audience, words, now, expires_at, reason=reason)
    session.add(mail)
    for part in parts:
        part.state, part.settled_at, part.bundle_id = MessageState.SUPPRESSED, now, mail.id
        part.reason = f"bundled into {mail.id}: {why}"
    session.flush()
    return True


def overtaken(session: Session, desk: Desk, mail: Message, now: datetime) -> bool:
    """Leave out what no longer helps; True if the mail must not be sent now because nothing is left, or not yet.

    The interviews' watches are locked first, so that no change of one of them is committed while the mail is claimed.
    """
    parts = list(session.scalars(select(Message).where(Message.bundle_id == mail.id).order_by(Message.created_at)))
    if not _locked(session, parts):
        mail.due_at = now + SOON
        return True
    left = [part for part in parts if _useful(part, now)]
    reader = telling.reader_of(session, mail)
    if not left or not isinstance(reader, Recruiter):
        mail.state, mail.reason, mail.settled_at = MessageState.SUPPRESSED, "nothing in it is of use any more", now
        return True
    gone = [part for part in parts if part not in left]
    if gone and not mail.may_duplicate:  # a repeated mail has to be the same one
        words = _words(session, desk, reader, left)
        mail.subject, mail.body, mail.html = words.subject, words.body, words.html
        for part in gone:
            part.bundle_id, part.reason = None, "left out of a mail of several, as it was of no use any more"
    return False


def leave_out(session: Session, desk: Desk, part: Message, now: datetime) -> None:
    """The candidate of this part is being erased: the mail that tells it and more has words without them, or none."""
    mail = session.get(Message, part.bundle_id, with_for_update=True, populate_existing=True)
    if mail is None:
        return
    parts = session.scalars(select(Message).where(Message.bundle_id == mail.id).order_by(Message.created_at))
    left = [one for one in parts if _useful(one, now)]
    reader = telling.reader_of(session, mail)
    waits = mail.settled_at is None
    if waits and left and isinstance(reader, Recruiter):
        words = _words(session, desk, reader, left)
        mail.subject, mail.body, mail.html = words.subject, words.body, words.html
        return
    mail.subject = mail.body = mail.html = ""
    mail.erased_at = now
    if mail.state in (MessageState.QUEUED, MessageState.DEFERRED):
        mail.state, mail.reason, mail.settled_at = MessageState.SUPPRESSED, "nothing in it is of use any more", now


def share_the_fate(session: Session, mail: Message) -> None:
    """What was only in this mail has not arrived either, and every interview in it has to say so."""
    if mail.name == BUNDLE:
        parts = update(Message).where(Message.bundle_id == mail.id)
        session.execute(parts.values(state=mail.state, reason=f"the mail that held it did not go: {mail.reason}"))


def _waiting(session: Session, message: Message, now: datetime) -> Sequence[Message]:
    alike = select(Message).where(
        WAITING,
        Message.channel == message.channel,
        Message.recipient == message.recipient,
        Message.due_at <= now,
        Message.attempts == 0,
        Message.step_id.is_not(None),
        Message.interview_id.is_not(None),
        Message.calendar.is_(None),
    )
    oldest = alike.order_by(Message.due_at, Message.id).limit(MOST)
    return session.scalars(oldest.with_for_update(skip_locked=True)).all()


def _useful(part: Message, now: datetime) -> bool:
    return part.expires_at > now and part.interview is not None and planning.still_helps(part.interview, part)


def _locked(session: Session, parts: Sequence[Message]) -> bool:
    """Whether all their watches could be locked at once; what was read of the interviews before is read again."""
    wanted = {part.interview_id for part in parts}
    mine = select(Watch.interview_id).where(Watch.interview_id.in_(wanted)).order_by(Watch.interview_id)
    if len(session.scalars(mine.with_for_update(skip_locked=True)).all()) < len(wanted):
        return False
    for interview in session.scalars(select(Interview).where(Interview.id.in_(wanted))):
        session.expire(interview)
    return True


def _words(session: Session, desk: Desk, reader: Recruiter, parts: Sequence[Message]) -> Words:
    news = [_news(desk, reader, part, part.interview) for part in parts if part.interview is not None]
    facts = BundleFacts(
        briefing.organisation(session).name, reader.name, len(news), tuple(news), desk.url("/dashboard")
    )
    return desk.words.render(BUNDLE, STAFF, EMAIL, facts)


def _news(desk: Desk, reader: Recruiter, part: Message, interview: Interview) -> News:
    return News(
        script=part.step.script if part.step else "",
        candidate=interview.candidate.name,
        recruiter=interview.recruiter.name,
        starts=clockface.both(interview.starts_at, reader.zone, interview.candidate.zone, reader.manner),
        link=desk.dashboard_link(interview),
    )
