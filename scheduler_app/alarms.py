"""The mail that tells admins of unusual use of the public form; if there are none, coordinators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app import briefing, caps, letters
from scheduler_app.caps import Cap
from scheduler_app.desk import Desk
from scheduler_app.messages.facts import UnusualFacts
from scheduler_app.store.people import Recruiter

OF_USE = timedelta(days=1)
ONCE_AN_HOUR = Cap("book alarm in an hour", timedelta(hours=1), 1, "alarms", urgent=True)
CALLED = {
    "network": "too many calls from a single internet address",
    "address": "too many calls with one mail address",
    "number": "too many calls with one telephone number",
    "range": "too many calls with neighbouring telephone numbers",
    "trap": "a field filled in that people do not see",
}

log = structlog.get_logger()


def unusual(session: Session, desk: Desk, total: int, by_kind: Mapping[str, int], now: datetime) -> None:
    """One mail to each admin, at most once an hour however many processes ask for it."""
    if caps.take(session, [ONCE_AN_HOUR], now, urgent=True) is not None:
        return
    log.error("the public booking form is used in an unusual way", over_a_limit=total)
    lines = tuple(f"{CALLED[kind]}: {count}" for kind, count in by_kind.items() if count)
    for reader in _readers(session):
        facts = UnusualFacts(
            organisation=briefing.organisation(session).name,
            reader=reader.name,
            count=total,
            lines=lines,
            limits_link=desk.url("/dashboard/limits"),
        )
        words = desk.words.render("unusual", "admin", "email", facts)
        session.add(letters.mail(reader, "unusual", "admin", words, now, now + OF_USE))


def _readers(session: Session) -> Sequence[Recruiter]:
    there = select(Recruiter).where(Recruiter.disabled_at.is_(None)).order_by(Recruiter.id)
    admins = session.scalars(there.where(Recruiter.role == "admin")).all()
    return admins or session.scalars(there.where(Recruiter.role == "coordinator")).all()
