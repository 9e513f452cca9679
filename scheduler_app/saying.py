"""What is said back to a text: the words of one answer, and the facts that only answers need."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler_app import briefing, offering
from scheduler_app.acting import Done
from scheduler_app.asked import Question
from scheduler_app.desk import Desk
from scheduler_app.domain import clockface, replies
from scheduler_app.domain.said import Said
from scheduler_app.store.people import Candidate


def say(session: Session, desk: Desk, to: Question, name: str, now: datetime, **more: object) -> str:
    """The answer of that name (`templates/replies`) to whoever was asked; `more` are facts of its own."""
    told = briefing.facts(session, desk, to.interview, to.reader, now)
    return desk.words.reply(name, told, **more)


def what_was_done(session: Session, desk: Desk, to: Question, done: Done, now: datetime) -> str:
    """The answer to one that was understood."""
    return say(
        session,
        desk,
        to,
        done.name,
        now,
        told_at=done.told_at,
        other=_correction(to, done.name),
        new_times=_new_times(to, done),
        done_by=_done_by(to),
        gone=done.gone,
    )


def _correction(question: Question, done: str) -> str:
    """The digit that says the opposite of what was just noted; "" if the text asked for none."""
    wanted = replies.NO_CALL if done == "held-candidate" else replies.HELD
    return next((answer for answer, action in question.menu.items() if action == wanted), "")


def _new_times(question: Question, done: Done) -> list[str]:
    reader = question.reader
    if not isinstance(reader, Candidate):
        return []
    return list(offering.said(list(done.offers), reader.zone, reader.manner).values())


def _done_by(question: Question) -> Said:
    """When a call that begins at the last moment is over, for use beside its start; its date only if that differs."""
    interview, zone, manner = question.interview, question.reader.zone, question.reader.manner
    end = interview.closes_at + timedelta(minutes=interview.call_minutes)
    if clockface.say_date(end, zone) == clockface.say_date(interview.starts_at, zone):
        return clockface.say_time(end, zone, manner)
    return clockface.brief_both(end, zone, zone, manner)
