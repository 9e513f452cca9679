"""What was written before the recruiter said to be late is put into new words before it leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler_app import briefing, feed, telling
from scheduler_app.desk import CANDIDATE, Desk
from scheduler_app.domain import plan, tokens
from scheduler_app.domain.interview import Outcome, Side
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import Message


def bring_up(session: Session, desk: Desk, message: Message, now: datetime) -> None:
    """Before an attempt: the same news as of now, if the window has been extended since they were written.

    What an outage or quiet hours kept waiting would else name the former close, perhaps after the news of the new one.
    The same `Ref`, row and Message-ID; where an earlier attempt was unclear, it has been looked up in the old words.
    """
    interview, row = message.interview, message.step
    if interview is None or row is None or interview.recruiter_late_minutes is None or message.erased_at is not None:
        return
    said = _said(interview)
    if message.generation != interview.generation or said is None or message.created_at >= said:
        return
    reader = telling.reader_of(session, message)
    if reader is None:
        return
    told = briefing.facts(session, desk, interview, reader, now, script=row.script, step=row.name, ref=message.ref)
    if message.ref:
        before = briefing.texts_to(message.to_address).where(Message.created_at < message.created_at)
        told = replace(told, first_text=session.scalar(before.limit(1)) is None)
    words = desk.words.render(row.script, message.audience, message.channel, told)
    token = desk.candidate_token(interview) if message.link_kind == CANDIDATE else ""
    message.subject = words.subject
    message.body, message.html = tokens.sealed(words.body, token), tokens.sealed(words.html, token)
    if message.calendar_method is not None:
        message.calendar = feed.invite(interview, reader, method=message.calendar_method, organiser=desk.mail_from)
    message.expires_at = max(message.expires_at, _until(interview, message))


def _said(interview: Interview) -> datetime | None:
    """When the recruiter said to be late; None if that was in an earlier generation, whose words are gone.

    It can be said once in a generation, and a call that new time zone rules move stays as late as it was.
    """
    late = (interview.generation, Side.RECRUITER, Outcome.RUNNING_LATE)
    return next((row.at for row in interview.reports if (row.generation, row.by, row.outcome) == late), None)


def _until(interview: Interview, message: Message) -> datetime:
    """Until when the news is of use now; a notice as long as the window is open."""
    key = (message.name, message.audience)
    until = next((step.until for step in interview.watch.steps() if step.key == key), None)
    moment = plan.moment(until, interview.situation()) if until is not None else interview.closes_at
    return moment or message.expires_at
