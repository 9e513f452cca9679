"""All that staff see of one interview: its plan, its messages, what was said, and the words to use next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app import briefing, planning
from scheduler_app.desk import Desk
from scheduler_app.domain import clockface, tokens
from scheduler_app.domain.interview import Side
from scheduler_app.domain.manner import Manner
from scheduler_app.domain.plan import Audience
from scheduler_app.domain.questions import Kind
from scheduler_app.messages.facts import Facts
from scheduler_app.outlook import outlook
from scheduler_app.store.interviews import Interview, Report
from scheduler_app.store.outbox import Message
from scheduler_app.store.people import Recruiter
from scheduler_app.web import texts
from scheduler_app.web.board import undelivered
from scheduler_app.web.glance import Glance, account, glance
from scheduler_app.web.ready_words import Ready, ready
from scheduler_app.web.texts import TextLine

HIDDEN = "…"  # in place of a private token, which is for its owner alone

STEPS = {
    "confirm": "Confirmation",
    "remind-24h": "Reminder a day ahead",
    "remind-1h": "Reminder an hour ahead",
    "prepare-60m": "Preparation, an hour ahead",
    "prepare-10m": "Preparation, ten minutes ahead",
    "open": "Call now",
    "nudge": "Nudge at two thirds",
    "lapse": "Window closed",
    "backup": "A colleague is asked",
    "coordinator": "The coordinator is told",
    "next-day": "Note on the next business day",
    "last": "The last note",
    "thank-you": "Thank-you note",
    "answer-by": "Answer promised",
    "late": "Running late",
    "taken": "Taken over by a colleague",
    "wrote": "A text from the candidate",
    "leaving": "The candidate must leave",
    "new-number": "A new number for the candidate",
    "follow-up": "A reminder that the candidate asked for",
    "lost-link": "Lost link, sent again",
    "rules": "New time zone rules",
    "rules-flag": "Question after new time zone rules",
    "signin": "Sign-in link",
    "paused": "Alarm: a channel is paused",
    "unusual": "Alarm: unusual bookings",
    "bundle": "Several in one",
}
NUMBERED = ("rules", "rules-flag", "wrote", "leaving", "new-number", "follow-up")  # each time a step of its own


@dataclass(frozen=True)
class PlanLine:
    """A step of the plan, with its moment on both clocks; `when` is "" while it depends on the call being held."""

    step: str
    audience: str
    channels: str
    due_at: datetime | None
    when: str
    state: str
    reason: str


@dataclass(frozen=True)
class Sent:
    """A message as staff may read it: with the private link hidden."""

    key: str
    step: str
    to: str
    channel: str
    state: str
    reason: str
    when: str
    subject: str
    body: str
    provider_id: str
    attempts: int


@dataclass(frozen=True)
class Advice:
    """Ready-to-send words for a situation that a person recognises."""

    title: str
    words: list[Ready]


@dataclass(frozen=True)
class Dossier:
    glance: Glance
    facts: Facts
    agreed: str  # the time as it was agreed, where its clock is neither side's own
    awaits_number: bool
    plan: list[PlanLine]
    sent: list[Sent]
    next: PlanLine | None  # the next step with a moment of its own
    said: list[str]
    answers: list[tuple[str, str]]  # what the candidate was asked when booking, and answered
    texts: list[TextLine]
    advice: list[Advice]
    parked: str
    made_by: str
    tz_release: str


def dossier(session: Session, desk: Desk, interview: Interview, reader: Recruiter, now: datetime) -> Dossier:
    """The words to use next are those of whoever reads: the promising recruiter, or who steps in for them."""
    failed = bool(undelivered(session, [interview.id]))
    seen = glance(session, desk, interview, reader, now, undelivered=failed)
    facts = briefing.facts(
        session, desk, interview, reader if _steps_in(reader, interview) else interview.recruiter, now
    )
    clocks = (reader.zone, interview.candidate.zone)
    shown = interview.zone not in clocks
    steps = list(_plan(interview, *clocks, reader.manner))
    ahead = sorted(
        (line for line in steps if line.state == planning.PLANNED and line.due_at), key=lambda line: line.due_at or now
    )
    return Dossier(
        glance=seen,
        facts=facts,
        agreed=clockface.say(interview.starts_at, interview.zone, reader.manner) if shown else "",
        awaits_number=briefing.awaits_number(interview.candidate),
        plan=steps,
        next=ahead[0] if ahead else None,
        sent=list(_sent(session, interview, *clocks, reader.manner)),
        said=list(_said(interview, reader)),
        answers=list(_answers(interview)),
        texts=texts.about(session, interview, reader),
        advice=list(_advice(desk, interview, reader, facts, seen)),
        parked=interview.watch.parked,
        made_by=_made_by(interview),
        tz_release=interview.tz_release,
    )


def _plan(interview: Interview, own: str, other: str, manner: Manner) -> Iterator[PlanLine]:
    for line in outlook(interview):
        yield PlanLine(
            step=step_name(line.step),
            audience=line.audience,
            channels=(" and " if line.together else ", else ").join(map(channel_name, line.channels)),
            due_at=line.due_at,
            when=clockface.brief_both(line.due_at, own, other, manner) if line.due_at else "",
            state=line.state,
            reason=line.reason,
        )


def _sent(session: Session, interview: Interview, own: str, other: str, manner: Manner) -> Iterator[Sent]:
    rows = select(Message).where(Message.interview_id == interview.id)
    for message in session.scalars(rows.order_by(Message.created_at.desc(), Message.rank, Message.id)):
        yield Sent(
            key=message.id.hex,
            step=step_name(message.name),
            to=message.to_name,
            channel=channel_name(message.channel),
            state=message.state,
            reason=message.reason,
            when=clockface.brief_both(message.settled_at or message.due_at, own, other, manner),
            subject=message.subject,
            body=tokens.opened(message.body, HIDDEN),
            provider_id=message.provider_id or "",
            attempts=message.attempts,
        )


def _said(interview: Interview, reader: Recruiter) -> Iterator[str]:
    lines = [(row.at, f"{row.teller(interview)} reported: {account(row)}{quoted(row)}.") for row in interview.reports]
    if interview.taken_by is not None and interview.taken_at is not None:
        lines.append((interview.taken_at, f"{interview.taken_by.name} took it over."))
    for at, what in sorted(lines, key=lambda line: line[0], reverse=True):
        yield Markup("{}: {}").format(clockface.say(at, reader.zone, reader.manner), what)


def quoted(row: Report) -> str:
    return f': "{row.note}"' if row.note else ""


def _situations(seen: Glance, interview: Interview) -> Iterator[tuple[str, str]]:
    """Which ready words help now, and how that moment is called on the page."""
    name = interview.candidate.name
    match seen.status:
        case "open":
            yield "late", "If you are running late"
            yield "no-answer", f"If {name} does not pick up"
        case "scheduled" if seen.late_minutes or seen.said_late:
            yield "late", "If you are running late"
        case "lapsed":
            yield "lapsed", "If the call was missed"
        case "missed" if interview.missed_by == Side.CANDIDATE:
            yield "no-answer", f"{name} did not answer"
        case "missed":
            yield "lapsed", "After a missed call"
        case "held":
            yield "held", "Your answer after the call"


def _advice(desk: Desk, interview: Interview, reader: Recruiter, facts: Facts, seen: Glance) -> Iterator[Advice]:
    to, stand_in = interview.candidate, _steps_in(reader, interview)
    for situation, title in _situations(seen, interview):
        if stand_in and situation != "lapsed":
            continue  # only the one who promised the call can speak of being late, or of an answer
        offered = desk.words.ready_for(stand_in or "recruiter", situation, facts)
        yield Advice(title, [ready(words, email=to.email, number=to.phone) for words in offered])


def _steps_in(reader: Recruiter, interview: Interview) -> str:
    """As whom somebody reads another's interview; "" for the recruiter who promised the call."""
    if reader.id == interview.recruiter_id:
        return ""
    return Audience.BACKUP if reader.role == "recruiter" else Audience.COORDINATOR


def _made_by(interview: Interview) -> str:
    by = {"candidate": "the candidate, on the booking page", "recruiter": "a recruiter, here", "api": "another system"}
    return by.get(interview.made_by, interview.made_by)


def step_name(name: str) -> str:
    """How a step is called on the page; one that may be told again carries its number or its release, said too."""
    script, _, number = name.rpartition("-")
    return f"{STEPS[script]} ({number})" if script in NUMBERED else STEPS.get(name, name)


def channel_name(channel: str) -> str:
    return {"sms": "text", "email": "email"}.get(channel, channel)


def _answers(interview: Interview) -> Iterator[tuple[str, str]]:
    for row in interview.answers:
        yield row.wording, row.answer.capitalize() if row.kind == Kind.YES_NO else row.answer
