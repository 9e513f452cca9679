"""`scheduler-app recruiter`: people who sign in, added and disabled by whoever runs the service."""

from __future__ import annotations

from argparse import Namespace

from sqlalchemy.orm import Session

from scheduler_app import access, staff
from scheduler_app.cli.opening import note, opened
from scheduler_app.clock import utcnow
from scheduler_app.desk import Desk
from scheduler_app.domain import clockface
from scheduler_app.domain.errors import Refused
from scheduler_app.store.people import Recruiter

VALID_MINUTES = 60 * access.LINK_HOURS_FROM_OPERATOR


def add(asked: Namespace) -> None:
    now = utcnow()
    with opened() as office, office.sessions.begin() as session:
        recruiter = staff.add_recruiter(
            session,
            email=asked.email,
            name=asked.name,
            zone=asked.zone,
            phone=asked.phone,
            role=asked.role,
            now=now,
        )
        address = _fresh_link(session, office.desk, recruiter)
    note(f"Added {recruiter.name} as {recruiter.role}. {_how_long()}")
    print(address)


def link(asked: Namespace) -> None:
    with opened() as office, office.sessions.begin() as session:
        recruiter = access.recruiter_by_email(session, asked.email)
        if recruiter is None or recruiter.disabled_at is not None:
            raise Refused.because("not_found", f"there is no active recruiter {asked.email!r}; add one first")
        address = _fresh_link(session, office.desk, recruiter)
    note(_how_long())
    print(address)


def disable(asked: Namespace) -> None:
    """Standard output lists the interviews that need another recruiter: id, start, candidate, parted by tabs."""
    with opened() as office, office.sessions.begin() as session:
        left = staff.disable_recruiter(session, asked.email, utcnow())
        lines = [
            f"{interview.id}\t{clockface.say(interview.starts_at, interview.zone)}\t{interview.candidate.name}"
            for interview in left
        ]
    if lines:
        note(f"{asked.email} is disabled. These interviews need another recruiter:")
        print("\n".join(lines))
    else:
        note(f"{asked.email} is disabled; no interview is left without a recruiter.")


def _fresh_link(session: Session, desk: Desk, recruiter: Recruiter) -> str:
    return access.sign_in_link(session, desk, recruiter, utcnow(), minutes=VALID_MINUTES)


def _how_long() -> str:
    return f"This sign-in link works once, within {access.LINK_HOURS_FROM_OPERATOR} hours:"
