"""The links that `run` prints."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app import access, demo
from scheduler_app.cli.opening import Open
from scheduler_app.domain import clockface
from scheduler_app.domain.interview import State
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import InterviewType


def welcome(office: Open, now: datetime, *, fresh_link: bool) -> str:
    """Where to begin: booking pages, sign-in, the outbox in development, and the next window to close.

    With `fresh_link` the sign-in is a fresh one-time link for the demo's recruiter, wherever that person exists.
    """
    desk = office.desk
    with office.sessions.begin() as session:
        lines = [
            ("Book a call", desk.url(f"/book/{kind.slug}"))
            for kind in session.scalars(select(InterviewType).order_by(InterviewType.id))
        ]
        lines.append(_sign_in(session, office, now) if fresh_link else ("Sign in", desk.url("/signin")))
        if office.settings.simulates:
            lines.append(("Outbox", desk.url("/outbox")))
        closing = session.scalar(
            select(Interview)
            .where(Interview.state == State.SCHEDULED, Interview.starts_at <= now, Interview.closes_at > now)
            .order_by(Interview.closes_at)
            .limit(1)
        )
        ending = _closing(office, closing, now) if closing else ""
    width = max(len(label) for label, _ in lines)
    return "\n".join([*(f"{label.ljust(width)}  {where}" for label, where in lines), *filter(None, [ending])])


def _sign_in(session: Session, office: Open, now: datetime) -> tuple[str, str]:
    dana = access.recruiter_by_email(session, demo.DANA)
    if dana is None or dana.disabled_at is not None:
        return "Sign in", office.desk.url("/signin")
    minutes = 60 * access.LINK_HOURS_FROM_OPERATOR
    return f"Sign in as {dana.name}", access.sign_in_link(session, office.desk, dana, now, minutes=minutes)


def _closing(office: Open, interview: Interview, now: datetime) -> str:
    when = clockface.both(interview.closes_at, interview.recruiter.zone, interview.candidate.zone)
    where = f": watch it on {office.desk.url('/outbox')}" if office.settings.simulates else ""
    return f"A callback window closes in {clockface.duration(interview.closes_at - now)}, {when}{where}"
