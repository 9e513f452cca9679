"""Recruiters, coordinators and admins: added, and disabled with everything that was theirs."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from scheduler_app.access import recruiter_by_email
from scheduler_app.domain import phone as phones
from scheduler_app.domain import text, zones
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import State
from scheduler_app.store.access import Feed, SignedIn, SignInLink
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import InterviewType, Recruiter, TypeRecruiter, WeeklyHours

ROLES = ("recruiter", "coordinator", "admin")
WEEKDAYS = range(5)
NINE, FIVE = time(9), time(17)


def add_recruiter(
    session: Session, *, email: str, name: str, zone: str, phone: str | None, role: str, now: datetime
) -> Recruiter:
    """A new person who can sign in; a recruiter gets Monday to Friday 9 to 17 and a part in every interview type."""
    email = text.check_email(email, field="email").lower()
    if recruiter_by_email(session, email) is not None:
        raise Refused.because("invalid_request", f"{email} is there already; use 'recruiter link'", field="email")
    if role not in ROLES:
        raise Refused.because("invalid_request", f"the role is one of {', '.join(ROLES)}", field="role")
    recruiter = Recruiter(
        email=email,
        name=text.clean_line(name, field="name", most=120),
        zone=zones.check(zone, field="zone"),
        phone=phones.check(phone, field="phone") if phone else None,
        role=role,
        created_at=now,
        hours=[WeeklyHours(weekday=day, opens=NINE, closes=FIVE) for day in WEEKDAYS],
    )
    session.add(recruiter)
    session.flush()
    if role == "recruiter":
        for kind in session.scalars(select(InterviewType)):
            session.add(TypeRecruiter(type_id=kind.id, recruiter_id=recruiter.id))
    session.flush()
    return recruiter


def disable_recruiter(session: Session, email: str, now: datetime) -> list[Interview]:
    """End the recruiter's sessions, sign-in links and feeds; returns the interviews that need another recruiter."""
    recruiter = recruiter_by_email(session, email)
    if recruiter is None:
        raise Refused.because("not_found", f"there is no recruiter {email!r}", field="email")
    recruiter.disabled_at = recruiter.disabled_at or now
    session.execute(delete(SignedIn).where(SignedIn.recruiter_id == recruiter.id))
    session.execute(
        update(SignInLink)
        .where(SignInLink.recruiter_id == recruiter.id, SignInLink.used_at.is_(None))
        .values(used_at=now)
    )
    session.execute(
        update(Feed).where(Feed.recruiter_id == recruiter.id, Feed.revoked_at.is_(None)).values(revoked_at=now)
    )
    waiting = select(Interview).where(Interview.recruiter_id == recruiter.id, Interview.state == State.SCHEDULED)
    return list(session.scalars(waiting.order_by(Interview.starts_at)))
