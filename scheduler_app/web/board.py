"""What one person's dashboard lists: the calls open now, what needs action, what is ahead, what is settled."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from scheduler_app import channels
from scheduler_app.domain import clockface
from scheduler_app.domain.interview import State
from scheduler_app.domain.plan import Audience
from scheduler_app.store.channels import Cause
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import Heartbeat, Message, MessageState
from scheduler_app.store.people import Candidate, Recruiter

LOOKS_BACK = timedelta(days=14)  # past the last step of every plan
STAYS_SETTLED = timedelta(days=7)
MOST = 60  # interviews in each part
WATCHER, SILENCE = "watch", timedelta(seconds=90)


@dataclass(frozen=True)
class Board:
    """Each part in the order in which it asks for attention. `further` counts what is ahead and not listed."""

    open: list[Interview]
    action: list[Interview]
    ahead: list[Interview]
    further: int
    settled: list[Interview]


@dataclass(frozen=True)
class PausedChannel:
    """What the page says of a channel that is paused; `remedy` is "" where it comes back by itself."""

    called: str
    since: str
    reason: str
    remedy: str
    by_mail: bool  # its news goes by mail meanwhile


def board(session: Session, person: Recruiter, now: datetime) -> Board:
    """The interviews of the last two weeks and of all days ahead that this person may see."""
    seen = (
        select(Interview)
        .join(Interview.candidate)
        .where(visible_to(person), Interview.starts_at > now - LOOKS_BACK)
        .options(
            joinedload(Interview.candidate),
            joinedload(Interview.recruiter),
            joinedload(Interview.type),
            joinedload(Interview.watch),
            selectinload(Interview.reports),
        )
    )
    scheduled = Interview.state == State.SCHEDULED
    without_a_call = Interview.state.in_([State.LAPSED, State.MISSED])
    ahead = (scheduled, Interview.starts_at > now, Interview.rules_flag == "")
    unsettled = or_(
        scheduled & (Interview.starts_at > now) & (Interview.rules_flag != ""),
        Interview.state == State.DISPUTED,
        scheduled & (Interview.closes_at <= now),
        without_a_call & Interview.superseded_by.is_(None),
    )
    by_start = (Interview.starts_at, Interview.id)
    listed = _some(session, seen.where(*ahead).order_by(*by_start))
    total = 0
    if len(listed) == MOST:
        total = session.scalar(select(func.count()).select_from(Interview).where(visible_to(person), *ahead)) or 0
    return Board(
        open=_some(
            session,
            seen.where(scheduled, Interview.starts_at <= now, Interview.closes_at > now).order_by(
                Interview.closes_at, Interview.id
            ),
        ),
        action=_some(
            session,
            seen.where(unsettled, Candidate.erased_at.is_(None)).order_by(Interview.closes_at.desc(), Interview.id),
        ),
        ahead=listed,
        further=max(0, total - len(listed)),
        settled=_some(
            session,
            seen.where(
                or_(
                    Interview.state.in_([State.HELD, State.CANCELLED]),
                    without_a_call & Interview.superseded_by.is_not(None),
                ),
                Interview.changed_at > now - STAYS_SETTLED,
            ).order_by(Interview.changed_at.desc(), Interview.id),
        ),
    )


def visible_to(person: Recruiter) -> ColumnElement[bool]:
    """Recruiters see their own interviews and those they were asked to help with; coordinators and admins all."""
    if person.sees_all:
        return true()
    asked = exists().where(
        Message.interview_id == Interview.id,
        Message.audience == Audience.BACKUP,
        Message.recipient == f"recruiter:{person.id}",
    )
    return or_(Interview.recruiter_id == person.id, asked)


def visible(session: Session, person: Recruiter, interview_id: UUID) -> Interview | None:
    """The interview, or None if there is none or it is not this person's to see."""
    return session.scalar(select(Interview).where(Interview.id == interview_id, visible_to(person)))


def undelivered(session: Session, interviews: Collection[UUID]) -> set[UUID]:
    """Those of them with a message of the present plan that could not be delivered, and no other in its place."""
    instead = aliased(Message)
    mended = exists().where(
        instead.step_id == Message.step_id,
        instead.recipient == Message.recipient,
        instead.rank > Message.rank,
        instead.state != MessageState.FAILED,
    )
    failed = (
        select(Interview.id)
        .join(Message, Message.interview_id == Interview.id)
        .where(
            Interview.id.in_(interviews),
            Message.generation == Interview.generation,
            Message.state == MessageState.FAILED,
            ~mended,
        )
    )
    return set(session.scalars(failed))


def unwatched_since(session: Session, now: datetime) -> tuple[bool, datetime | None]:
    """Whether the watcher has been silent for too long, and since when; None if it never gave a sign of life."""
    last = session.get(Heartbeat, WATCHER)
    if last is None:
        return True, None
    return now - last.at > SILENCE, last.at


def paused_channels(session: Session, reader: Recruiter, now: datetime) -> list[PausedChannel]:
    return [
        PausedChannel(
            channels.CALLED[row.name].capitalize(),
            clockface.say(row.paused_at, reader.zone, reader.manner) if row.paused_at else "",
            row.reason[:1].upper() + row.reason[1:],
            channels.MEND[row.name] if row.cause == Cause.CONFIGURATION else "",
            by_mail=row.name != "email",
        )
        for row in channels.paused(session, now)
    ]


def _some(session: Session, rows: Select[Interview]) -> list[Interview]:
    return list(session.scalars(rows.limit(MOST)).unique())
