"""Calendar subscriptions: made, given another address, and ended. An address is shown once and kept as a digest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app.access import recruiter_by_email
from scheduler_app.desk import Desk
from scheduler_app.domain import text, tokens
from scheduler_app.domain.errors import Refused
from scheduler_app.store.access import EVERYONE, OWN, TYPE, Feed
from scheduler_app.store.people import InterviewType, Recruiter

DETAILS = ("busy", "standard", "full")
ALARMS = (5, 10, 15, 30, 60)  # minutes before a call


def add_feed(
    session: Session,
    desk: Desk,
    email: str,
    name: str,
    detail: str,
    now: datetime,
    *,
    scope: str = "",
    type_slug: str = "",
    alarm_minutes: int | None = None,
) -> str:
    """A new calendar subscription; returns its address once.

    Left out, `scope` is `own` for a recruiter and `everyone` for who sees everyone's calls; only they may have
    `everyone`, or `type` with the slug of an interview type.
    """
    recruiter = _active(session, email)
    name = text.clean_line(name, field="name", most=80)
    if detail not in DETAILS:
        raise _refused(f"the detail is one of {', '.join(DETAILS)}", "detail")
    if alarm_minutes is not None and alarm_minutes not in ALARMS:
        raise _refused(f"the reminder comes {', '.join(map(str, ALARMS))} minutes before, or not at all", "alarm")
    scope = scope or (EVERYONE if recruiter.sees_all else OWN)
    kind = _type_of(session, recruiter, scope, type_slug)
    if _live(session, recruiter, name):
        raise _refused(f"{email} has a feed named {name!r}; revoke it first", "name")
    token = tokens.fresh()
    session.add(
        Feed(
            recruiter=recruiter,
            name=name,
            scope=scope,
            type=kind,
            detail=detail,
            alarm_minutes=alarm_minutes,
            token_digest=tokens.digest(token),
            made_at=now,
        )
    )
    return _address(desk, token)


def rotate_feed(session: Session, desk: Desk, email: str, name: str) -> str:
    """Another address for a subscription, returned once; the one it had opens nothing from now on."""
    feed = _named(session, email, name)
    token = tokens.fresh()
    feed.token_digest = tokens.digest(token)
    feed.fetched_at, feed.fetched_by = None, ""
    return _address(desk, token)


def revoke_feed(session: Session, email: str, name: str, now: datetime) -> None:
    _named(session, email, name).revoked_at = now


def choose_invites(session: Session, email: str, wanted: bool) -> None:
    """Whether mails to this recruiter bring invitations; without them a subscription shows each call once."""
    _active(session, email).wants_invites = wanted


def _active(session: Session, email: str) -> Recruiter:
    recruiter = recruiter_by_email(session, email)
    if recruiter is None or recruiter.disabled_at is not None:
        raise Refused.because("not_found", f"there is no active recruiter {email!r}", field="recruiter")
    return recruiter


def _type_of(session: Session, recruiter: Recruiter, scope: str, slug: str) -> InterviewType | None:
    if scope not in (OWN, TYPE, EVERYONE):
        raise _refused(f"a feed is of {OWN}, {TYPE} or {EVERYONE}", "scope")
    if scope != OWN and not recruiter.sees_all:
        raise _refused("only coordinators and admins subscribe to the calls of others", "scope")
    if scope != TYPE:
        return None
    kind = session.scalar(select(InterviewType).where(InterviewType.slug == slug))
    if kind is None:
        raise Refused.because("not_found", f"there is no interview type {slug!r}", field="scope")
    return kind


def _named(session: Session, email: str, name: str) -> Feed:
    recruiter = recruiter_by_email(session, email)
    feed = _live(session, recruiter, name) if recruiter else None
    if feed is None:
        raise Refused.because("not_found", f"{email} has no live feed named {name!r}", field="name")
    return feed


def _live(session: Session, recruiter: Recruiter, name: str) -> Feed | None:
    return session.scalar(
        select(Feed).where(Feed.recruiter_id == recruiter.id, Feed.name == name, Feed.revoked_at.is_(None))
    )


def _address(desk: Desk, token: str) -> str:
    return desk.url(f"/feeds/{token}.ics")


def _refused(why: str, field: str) -> Refused:
    return Refused.because("invalid_request", why, field=field)
