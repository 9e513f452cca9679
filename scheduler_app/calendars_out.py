"""What a calendar subscription holds: whose it is, which interviews, and whether anything is new since last time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from sqlalchemy import ColumnElement, Table, bindparam, case, func, or_, select, true
from sqlalchemy.orm import Session

from scheduler_app import feed
from scheduler_app.access import recruiter_by_email
from scheduler_app.domain import tokens
from scheduler_app.domain.errors import Refused
from scheduler_app.feed import Shown
from scheduler_app.store.access import OWN, TYPE, Feed
from scheduler_app.store.db import Sessions
from scheduler_app.store.editions import CalendarEdition
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import SEES_ALL, Candidate, InterviewType, Recruiter
from scheduler_app.store.question import Question

KEPT = timedelta(days=60)  # how long a call stays in a feed after it is over
LONGEST = timedelta(days=2)  # more than any call or window lasts, so that the index on the start leaves out the past

_FEED, _EDITIONS, _RECRUITER = (
    cast(Table, row.__table__).c for row in (Feed, CalendarEdition, Recruiter)
)  # the tables themselves, as this question is asked most of all and wants no session
_ALL_EDITIONS = select(func.coalesce(func.sum(_EDITIONS.number), 0))
_OPENED = Question(
    select(
        _FEED.id,
        _FEED.recruiter_id,
        _FEED.name,
        _FEED.scope,
        _FEED.type_id,
        _FEED.detail,
        _FEED.alarm_minutes,
        _FEED.made_at,
        case(
            (
                _FEED.scope == OWN,
                _ALL_EDITIONS.where(_EDITIONS.recruiter_id == _FEED.recruiter_id)
                .correlate(cast(Table, Feed.__table__))
                .scalar_subquery(),
            ),
            else_=_ALL_EDITIONS.scalar_subquery(),
        ),
        _FEED.fetched_at,
    )
    .join_from(cast(Table, Feed.__table__), cast(Table, Recruiter.__table__), _RECRUITER.id == _FEED.recruiter_id)
    .where(
        _FEED.token_digest == bindparam("digest"),
        _FEED.revoked_at.is_(None),
        _RECRUITER.disabled_at.is_(None),
        # Not `in_`, which is written anew each time it is asked.
        or_(_FEED.scope == OWN, *(_RECRUITER.role == role for role in SEES_ALL)),
    )
)
_SHOWN = (
    select(
        Interview.id,
        Interview.state,
        Interview.sequence,
        Interview.created_at,
        Interview.changed_at,
        Interview.starts_at,
        Interview.closes_at,
        Interview.occupied_until,
        InterviewType.name,
        Recruiter.name,
        Recruiter.zone,
        Candidate.name,
        Candidate.zone,
        Candidate.phone,
        Recruiter.language,
        Recruiter.clock_hours,
        Candidate.language,
        Candidate.clock_hours,
    )
    .join(InterviewType, InterviewType.id == Interview.type_id)
    .join(Recruiter, Recruiter.id == Interview.recruiter_id)
    .join(Candidate, Candidate.id == Interview.candidate_id)
    .order_by(Interview.starts_at, Interview.id)
)


class Opened(NamedTuple):
    """A live subscription, and the edition of the calendars it is made of as its address was looked up."""

    id: int
    recruiter_id: int
    name: str
    scope: str
    type_id: int | None
    detail: str
    alarm_minutes: int | None
    made_at: datetime
    edition: int
    fetched_at: datetime | None

    @property
    def content(self) -> tuple[object, ...]:
        """Equal for two fetches between which nothing has changed but the time."""
        return tuple(self[:-1])


def opened_by(sessions: Sessions, token: str) -> Opened | None:
    """The live subscription an address names; unknown, revoked and disabled look alike. Reads no interview."""
    row = _OPENED.ask(sessions, digest=tokens.digest(token))
    return Opened._make(row) if row else None


def held(session: Session, opened: Opened, now: datetime) -> Iterator[Shown]:
    """The interviews of a subscription, from 60 days back to all that are ahead, by start and id."""
    kept = Interview.occupied_until >= now - KEPT
    if opened.scope != OWN:  # whose index has the end of a call; that of the start serves all others
        kept &= Interview.starts_at > now - KEPT - LONGEST
    return map(Shown._make, session.execute(_SHOWN.where(_of(opened), kept)))


def last_to_leave(session: Session, opened: Opened, now: datetime) -> datetime | None:
    """When the feed lost an interview for its age last; None if it never did."""
    ended = session.scalar(
        select(func.max(Interview.occupied_until)).where(_of(opened), Interview.occupied_until < now - KEPT)
    )
    return ended + KEPT if ended else None


def file_of(session: Session, email: str, detail: str) -> bytes:
    """Every call of a recruiter, however old, as one .ics; raises `Refused` if there is no such recruiter."""
    recruiter = recruiter_by_email(session, email)
    if recruiter is None:
        raise Refused.because("not_found", f"there is no recruiter {email!r}", field="recruiter")
    rows = session.execute(_SHOWN.where(Interview.recruiter_id == recruiter.id))
    return feed.build(f"Calls of {recruiter.name}", map(Shown._make, rows), detail=detail)


def _of(opened: Opened) -> ColumnElement[bool]:
    if opened.scope == OWN:
        return Interview.recruiter_id == opened.recruiter_id
    return Interview.type_id == opened.type_id if opened.scope == TYPE else true()
