"""What has happened with a call so far, and the one sentence that says what is new, for its candidate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app.aftermath import REACHED
from scheduler_app.domain import clockface
from scheduler_app.domain.interview import Outcome, Side
from scheduler_app.domain.phrases import Phrase, phrase, phrases
from scheduler_app.domain.plan import Audience
from scheduler_app.domain.said import Said
from scheduler_app.messages.facts import Facts, first
from scheduler_app.store.interviews import Interview, Report
from scheduler_app.store.outbox import Message
from scheduler_app.store.people import Candidate

NEWS = {
    "closed": phrase("The window has just closed."),
    "lapsed": phrase("The window closed without a confirmed call. What to do now is on this page."),
    "missed": phrase("The call did not take place. What to do now is on this page."),
    "missed-by-me": phrase("The call did not take place. What to do now is on this page."),
    "held": phrase("The call took place."),
    "disputed": phrase("There are two accounts of this call."),
    "cancelled": phrase("This call is cancelled."),
}


@dataclass(frozen=True)
class Happened:
    """One line of what has been done so far, with its time on the candidate's clock."""

    when: Said
    what: str


def news(interview: Interview, situation: str, facts: Facts) -> Phrase:
    caller, late = first(interview.recruiter.name), interview.recruiter_late_minutes
    if situation in NEWS:
        return NEWS[situation]
    if situation == "upcoming":
        return (
            _late(caller, late) if late else phrase("{name} will call you on {time}.", name=caller, time=facts.starts)
        )
    until = phrase("{name} may call until {time}.", name=caller, time=facts.closes)
    return phrase("{late} {until}", late=_late(caller, late), until=until) if late else until


def happened(session: Session, interview: Interview, now: datetime, say: Callable[[str], str]) -> list[Happened]:
    """Oldest first, each in the reader's language."""
    lines = _told(session, interview)
    if interview.lapsed_at:
        lines = [(interview.closes_at, phrase("The window closed without a confirmed call.")), *lines]
    lines += [
        (row.at, _account(row, side, first(row.teller(interview))))
        for side in Side
        for row in said_by(interview, side)
        if (side, row.outcome) != (Side.CANDIDATE, Outcome.NO_CALL) or row.settles
    ]
    if interview.taken_by is not None and interview.taken_at is not None:
        lines.append((interview.taken_at, phrase("{name} has taken this over.", name=interview.taken_by.name)))
    reader = interview.candidate
    return [Happened(when(at, reader, now), say(what)) for at, what in sorted(lines, key=lambda line: line[0])]


def said_by(interview: Interview, side: Side) -> list[Report]:
    return [row for row in interview.reports if row.by == side and row.generation == interview.generation]


def when(at: datetime, reader: Candidate, now: datetime) -> Said:
    """A moment on the reader's clock, with its date unless that is today's."""
    at, zone = at.replace(second=0, microsecond=0), reader.zone
    today = clockface.say_date(at, zone) == clockface.say_date(now, zone)
    return (clockface.say_time if today else clockface.say)(at, zone, reader.manner)


def _told(session: Session, interview: Interview) -> list[tuple[datetime, Phrase]]:
    """Who was told of it. Only what a provider has taken counts as told; until then it is on its way."""
    caller = first(interview.recruiter.name)
    words = {
        ("lapse", Audience.RECRUITER): (
            phrase("{name} was told that the window closed without a confirmed call.", name=caller),
            phrase("We are telling {name} that the window closed without a confirmed call.", name=caller),
        ),
        ("backup", Audience.BACKUP): (
            phrase("A colleague was asked to call you."),
            phrase("We are asking a colleague to call you."),
        ),
        ("coordinator", Audience.COORDINATOR): (
            phrase("A coordinator was told, and can step in."),
            phrase("We are telling a coordinator, who can step in."),
        ),
    }
    steps = {
        row.id: row
        for row in interview.steps
        if row.generation == interview.generation and row.state == "taken" and (row.name, row.audience) in words
    }
    if not steps:
        return []
    reached = set(
        session.scalars(select(Message.step_id).where(Message.step_id.in_(steps), Message.state.in_(REACHED)))
    )
    found = []
    for key, row in steps.items():
        told, telling = words[row.name, Audience(row.audience)]
        found.append((row.decided_at, told if key in reached else telling))
    return found


def _late(caller: str, minutes: int) -> Phrase:
    return phrases(
        "{name} let us know: about {count} minute late.",
        "{name} let us know: about {count} minutes late.",
        minutes,
        name=caller,
    )


def _account(row: Report, side: Side, caller: str) -> Phrase:
    """What one side said of the call, for the candidate to read; nobody is blamed."""
    if row.outcome == Outcome.RUNNING_LATE:
        if side is Side.RECRUITER:
            return _late(caller, row.minutes or 0)
        return phrases(
            "You said that you run about {count} minute late.",
            "You said that you run about {count} minutes late.",
            row.minutes or 0,
        )
    said = {
        (Side.CANDIDATE, Outcome.HELD): phrase("You said that you spoke."),
        (Side.CANDIDATE, Outcome.NO_CALL): phrase("You said that no call came."),
        (Side.CANDIDATE, Outcome.MISSED): phrase("You said that you missed the call."),
        (Side.RECRUITER, Outcome.HELD): phrase("{name} confirmed the call.", name=caller),
        (Side.RECRUITER, Outcome.NO_ANSWER): phrase("{name} noted that the call was not answered.", name=caller),
        (Side.RECRUITER, Outcome.MISSED): phrase("{name} let us know that the call was not made.", name=caller),
    }
    return said[side, Outcome(row.outcome)]
