"""An office in November 2026 whose calls were booked by the old tables, and `retz` as its tests ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from scheduler_app import retz, staff
from scheduler_app.domain.rule_change import Kind
from tests import old_tables
from tests.office import Office, opened, request

NOVEMBER = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
NINE_IN_VANCOUVER = datetime(2026, 12, 15, 16, 0, tzinfo=UTC)  # by the rules of 2026b; 17:00 before
VIC, ED = "vic@example.com", "ed@example.com"


@contextmanager
def in_november(database_url: str) -> Iterator[Office]:
    """As every office, in November 2026, with Vic in Vancouver and Ed in Edmonton."""
    with opened(database_url, NOVEMBER) as office:
        hires(office, VIC, "Vic Wong", "America/Vancouver")
        hires(office, ED, "Ed Frost", "America/Edmonton")
        yield office


def hires(office: Office, email: str, name: str, zone: str) -> None:
    with office.sessions.begin() as session:
        staff.add_recruiter(session, email=email, name=name, zone=zone, phone=None, role="recruiter", now=office.now)


def asked(wall: str, zone: str, candidate: str, recruiter: str, **more: Any) -> dict[str, Any]:
    person = {"zone": candidate, "phone": None, "sms_consent": False}
    return request(wall, zone, candidate=person, recruiter=recruiter, override_availability=True, **more)


def booked(office: Office, *requests: dict[str, Any]) -> list[UUID]:
    """Booked before the rules changed, and confirmed."""
    made = old_tables.books(url(office), requests, office.now)
    office.interviews += made
    office.rounds()
    office.heard()
    return made


def changes(office: Office, **options: Any) -> dict[UUID, str]:
    """What `retz` did or would do, by interview; the unchanged are left out."""
    found = list(retz.retz(office.sessions, office.desk, office.clock, **options))
    assert len({change.interview for change in found}) == len(found), "no interview is handed out twice"
    office.rounds()
    return {change.interview: change.what for change in found if change.what != Kind.UNCHANGED}


def url(office: Office) -> str:
    return str(office.sessions.kw["bind"].url.render_as_string(hide_password=False))
