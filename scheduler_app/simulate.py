"""What would be sent if nobody reported anything: the real plan played to its end, in a transaction given up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app import booking, openings, planning, staff, telling
from scheduler_app.booking import Booker
from scheduler_app.desk import Desk
from scheduler_app.domain import clockface, walltime
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.plan import Audience, Moment
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.outlook import outlook
from scheduler_app.store.db import Sessions
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import Message, MessageState
from scheduler_app.store.people import Recruiter

WAITING = (MessageState.QUEUED, MessageState.DEFERRED)


@dataclass(frozen=True)
class Row:
    """One message, or one step without any. `when` has the reader's clock first; `at` is None if it is not known."""

    at: datetime | None
    when: str
    step: str
    to: str
    by: str
    state: str
    why: str


@dataclass(frozen=True)
class Simulation:
    heading: tuple[str, ...]
    rows: tuple[Row, ...]


def of_interview(sessions: Sessions, desk: Desk, interview_id: UUID, now: datetime) -> Simulation:
    """The present generation of a booked interview: what was sent, and what would be. Changes nothing."""
    with sessions() as session:  # never committed
        return _played(session, desk, planning.locked(session, interview_id), now)


def of_policy(sessions: Sessions, desk: Desk, slug: str, now: datetime) -> Simulation:
    """An interview type's plan for an example booked now for the next free slot. Changes nothing."""
    with sessions() as session:  # never committed
        kind = openings.find_type(session, slug, field="policy")
        recruiters = openings.recruiters_of(kind)
        if not recruiters:
            recruiters = [_example_recruiter(session, now)]
            session.refresh(kind, ["parts"])
        horizon = now + timedelta(days=kind.horizon_days)
        free = openings.slots(session, kind, recruiters, now, horizon, now)
        if not free:
            raise Refused.because(
                "outside_availability", f"{kind.name} has no free slot within {kind.horizon_days} days; try it later"
            )
        start, able = next(iter(free.items()))
        candidate = {
            "name": "Example Candidate",
            "email": "candidate@example.com",
            "phone": "+16025550100",
            "zone": "America/New_York",
            "sms_consent": True,
        }
        wanted = read_wanted(
            {
                "interview_type": slug,
                "recruiter": able[0].email,
                "candidate": candidate,
                "starts": {"wall": walltime.wall_text(start.replace(tzinfo=None)), "zone": "UTC"},
            }
        )
        made = booking.book(session, desk, wanted, Booker("recruiter", True, "simulated", "simulated"), now)
        return _played(session, desk, made, now)


def paced(rows: Sequence[Row], now: datetime, speed: float, pause: Callable[[float], object]) -> Iterator[Row]:
    """The rows, each at its moment counted from `now`, `speed` times faster than real; all at once for 0."""
    shown = now
    for row in rows:
        if speed and row.at is not None and row.at > shown:
            pause((row.at - shown).total_seconds() / speed)
            shown = row.at
        yield row


def _played(session: Session, desk: Desk, interview: Interview, now: datetime) -> Simulation:
    heading = _heading(interview)
    would = _leaving(session, interview)
    at = now
    while (due := interview.watch.next_due_at) is not None:
        at = max(at, due)
        planning.advance(session, desk, interview, at)
        would |= _leaving(session, interview)
    rows = [*_messages(session, interview, would), *_silent(interview)]
    last = datetime.max.replace(tzinfo=UTC)
    return Simulation(heading, tuple(sorted(rows, key=lambda row: row.at or last)))


def _leaving(session: Session, interview: Interview) -> set[UUID]:
    """What waits now would leave before the next step; marked so that no later step takes it back."""
    waiting = select(Message).where(Message.interview_id == interview.id, Message.state.in_(WAITING))
    found = list(session.scalars(waiting))
    for message in found:
        message.state = MessageState.SENT
    session.flush()
    return {message.id for message in found}


def _messages(session: Session, interview: Interview, would: set[UUID]) -> Iterator[Row]:
    written = select(Message).where(Message.interview_id == interview.id, Message.generation == interview.generation)
    for message in session.scalars(written.order_by(Message.created_at, Message.channel.desc())):
        reader = telling.reader_of(session, message)
        zone = reader.zone if reader else interview.recruiter.zone
        other = interview.recruiter.zone if message.audience == Audience.CANDIDATE else interview.candidate.zone
        leaves = message.due_at if message.id in would else message.created_at  # later, where it waits for the morning
        yield Row(
            leaves,
            clockface.brief_both(leaves, zone, other),
            message.name,
            f"{message.audience} {message.to_name}",
            message.channel,
            "would be sent" if message.id in would else message.state,
            message.reason,
        )


def _silent(interview: Interview) -> Iterator[Row]:
    """The steps of the plan that tell nobody, with the reason."""
    for step, line in zip(interview.watch.steps(), outlook(interview), strict=True):
        if line.state == planning.TAKEN:
            continue
        own, other = interview.recruiter.zone, interview.candidate.zone
        if line.audience == Audience.CANDIDATE:
            own, other = other, own
        when = clockface.brief_both(line.due_at, own, other) if line.due_at else _after(step.at)
        yield Row(line.due_at, when, line.step, line.audience, "", line.state, line.reason)


def _after(moment: Moment) -> str:
    days = f"{moment.business_days} business days" if moment.business_days else ""
    return f"{days or clockface.duration(timedelta(minutes=moment.minutes))} after the call is confirmed"


def _heading(interview: Interview) -> tuple[str, ...]:
    own, other = interview.recruiter.zone, interview.candidate.zone
    return (
        f"{interview.type.name}: {interview.recruiter.name} calls {interview.candidate.name}",
        f"starts {clockface.both(interview.starts_at, own, other)}",
        f"closes {clockface.both(interview.closes_at, own, other)}",
        f"{interview.state}; from here on as if nobody reported anything",
    )


def _example_recruiter(session: Session, now: datetime) -> Recruiter:
    return staff.add_recruiter(
        session,
        email=f"{uuid4().hex}@example.com",
        name="Example Recruiter",
        zone="America/Denver",
        phone="+13035550100",
        role="recruiter",
        now=now,
    )
