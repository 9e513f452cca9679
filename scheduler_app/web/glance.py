"""An interview as one signed-in person sees it: words and times for that reader, and what can be done now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from markupsafe import Markup
from sqlalchemy.orm import Session

from scheduler_app import briefing, taking
from scheduler_app.desk import Desk
from scheduler_app.domain import clockface, phone
from scheduler_app.domain.interview import ALLOWED, Outcome, Side, State
from scheduler_app.domain.said import Said
from scheduler_app.domain.window import Phase
from scheduler_app.store.interviews import Interview, Report
from scheduler_app.store.people import Recruiter

LATE_MINUTES = (5, 10, 15, 30)
ASKS_FIRST = timedelta(hours=1)  # from when on running late can be said with one tap

SAID = {
    Outcome.HELD: "the call took place",
    Outcome.NO_CALL: "no call came",
    Outcome.NO_ANSWER: "called, and nobody answered",
    Outcome.MISSED: "missed it",
}


@dataclass(frozen=True)
class Glance:
    """`status` is a word for styles and `label` the one for people. Times are text, the reader's clock first."""

    id: UUID
    status: str
    label: str
    advice: str  # what happened and what to do next; "" where the status says it all
    candidate: str
    caller: str  # "You", or the name of the recruiter who promised the call
    kind: str
    starts: Said
    starts_at: datetime
    closes: Said
    left: str  # "18 minutes" while the window is open
    phone: str
    tel: str
    email: str
    note: str
    flag: str  # what new time zone rules leave for somebody to decide; "" if nothing
    undelivered: bool  # a message failed, and nothing went in its place
    leaves: Said | str  # until when the candidate can take the call, while that still matters
    heard: str  # what the candidate has said so far; "" if nothing
    tellable: tuple[Outcome, ...]  # outcomes that can be reported now, likeliest first
    late_minutes: tuple[int, ...]  # offered; empty when it cannot be said (any more)
    said_late: int
    taken: str  # who has taken the call over, and when; "" if nobody has
    takeable: bool  # whether this reader can take it over
    movable: bool
    cancellable: bool


def glance(
    session: Session, desk: Desk, interview: Interview, reader: Recruiter, now: datetime, *, undelivered: bool
) -> Glance:
    candidate, own, other = interview.candidate, reader.zone, interview.candidate.zone
    phase = interview.window.phase(now)
    status = _status(interview, phase)
    return Glance(
        id=interview.id,
        status=status,
        label=_label(interview, status),
        advice=_advice(interview, reader, status),
        candidate=candidate.name,
        caller="You" if interview.recruiter_id == reader.id else interview.recruiter.name,
        kind=interview.type.name,
        starts=clockface.both(interview.starts_at, own, other, reader.manner),
        starts_at=interview.starts_at,
        closes=clockface.both(interview.closes_at, own, other, reader.manner),
        left=clockface.minutes_left(now, interview.closes_at) if status == "open" else "",
        phone=phone.display(candidate.phone) if candidate.phone else "",
        tel=phone.tel(candidate.phone) if candidate.phone else "",
        email=candidate.email,
        note=briefing.contact_note(session, desk, candidate),
        flag=interview.open_flag,
        undelivered=undelivered,
        leaves=clockface.both(interview.free_until, own, other, reader.manner)
        if interview.free_until and interview.state == State.SCHEDULED
        else "",
        heard=_heard(interview, reader, now),
        tellable=_tellable(interview, phase),
        late_minutes=LATE_MINUTES if _may_run_late(interview, phase, now) else (),
        said_late=interview.recruiter_late_minutes or 0,
        taken=_taken(interview, reader, now),
        takeable=interview.recruiter_id != reader.id and taking.open_to_take(interview),
        movable=State.SCHEDULED in ALLOWED[State(interview.state)],
        cancellable=State.CANCELLED in ALLOWED[State(interview.state)],
    )


def account(report: Report) -> str:
    """What one side said, for a sentence that begins with who said it."""
    return account_of(report.outcome, report.minutes, settles=report.settles)


def account_of(outcome: str, minutes: int | None, *, settles: bool) -> str:
    """The same of a report's parts."""
    if outcome == Outcome.NO_CALL and not settles:
        return "no call yet"
    if outcome == Outcome.RUNNING_LATE:
        return f"running about {minutes} minutes late"
    return SAID[Outcome(outcome)]


def _status(interview: Interview, phase: Phase) -> str:
    """The state, but `open` while the call may come, and `lapsed` from the close on even before it is recorded."""
    if interview.state != State.SCHEDULED:
        return interview.state
    return {Phase.UPCOMING: "scheduled", Phase.OPEN: "open", Phase.CLOSED: "lapsed"}[phase]


def _label(interview: Interview, status: str) -> str:
    match status:
        case "scheduled" if interview.open_flag:
            return "Check the time"
        case "missed":
            return "Not answered" if interview.missed_by == Side.CANDIDATE else "Not called"
        case _:
            return _LABELS[status]


_LABELS = {
    "scheduled": "Upcoming",
    "open": "Open now",
    "lapsed": "No call confirmed",
    "held": "Call held",
    "disputed": "Two accounts",
    "cancelled": "Cancelled",
}


def _advice(interview: Interview, reader: Recruiter, status: str) -> str:
    name, own = interview.candidate.name, interview.recruiter_id == reader.id
    if interview.superseded_by is not None:
        return f"{name} has booked another call instead."
    match status:
        case "lapsed":
            whom = "you did" if own else "anybody did"
            return f"The window closed and no call is confirmed. If {whom} call, say so; if not, agree on a new time."
        case "missed" if interview.missed_by == Side.CANDIDATE:
            return f"{name} did not answer. Offer a new time, unless one is agreed already."
        case "missed":
            return "The call did not take place. Send an apology and agree on a new time, unless there is one already."
        case "disputed":
            told = " ".join(_accounts(interview))
            return f"{told} Speak with {name}, then record what you agree on. Nobody is blamed meanwhile."
        case "cancelled":
            why = f" Reason: {interview.cancel_reason}" if interview.cancel_reason else ""
            who = name if interview.cancelled_by == Side.CANDIDATE else "our side"
            return f"Called off by {who}.{why}"
        case _:
            return ""


def _accounts(interview: Interview) -> list[str]:
    last = [interview.latest_report(side) for side in Side]
    return [f"{said.teller(interview)} says: {account(said)}." for said in last if said is not None]


def _heard(interview: Interview, reader: Recruiter, now: datetime) -> str:
    said = [row for row in interview.reports if row.by == Side.CANDIDATE and row.generation == interview.generation]
    if not said or interview.state == State.DISPUTED:
        return ""
    last = said[-1]
    told = Markup('{} said {}: {}. "{}"') if last.note else Markup("{} said {}: {}.")
    return told.format(interview.candidate.name, _when(last.at, reader, now), account(last), last.note)


def _taken(interview: Interview, reader: Recruiter, now: datetime) -> str:
    if interview.taken_by is None or interview.taken_at is None:
        return ""
    who = "You have" if interview.taken_by_id == reader.id else f"{interview.taken_by.name} has"
    return Markup("{} taken this over, {}.").format(who, _when(interview.taken_at, reader, now))


def _when(at: datetime, reader: Recruiter, now: datetime) -> Markup:
    at = at.replace(second=0, microsecond=0)
    today = clockface.say_date(at, reader.zone) == clockface.say_date(now, reader.zone)
    when = (clockface.say_time if today else clockface.say)(at, reader.zone, reader.manner)
    return Markup("{} {}").format("at" if today else "on", when)


def _tellable(interview: Interview, phase: Phase) -> tuple[Outcome, ...]:
    if interview.state == State.CANCELLED or phase is Phase.UPCOMING:
        return ()
    said = interview.latest_report(Side.RECRUITER)
    offered = (Outcome.HELD, Outcome.NO_ANSWER, Outcome.MISSED)
    return tuple(outcome for outcome in offered if said is None or said.outcome != outcome)


def _may_run_late(interview: Interview, phase: Phase, now: datetime) -> bool:
    if interview.state != State.SCHEDULED or interview.recruiter_late_minutes is not None:
        return False
    return phase is Phase.OPEN or (phase is Phase.UPCOMING and now >= interview.starts_at - ASKS_FIRST)
