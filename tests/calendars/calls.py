"""Calls as calendars show them, made of plain values: Dana in Denver calls Ali in Phoenix."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from scheduler_app.domain.interview import State
from scheduler_app.feed import Shown
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Candidate, InterviewType, Recruiter

BOOKED = datetime(2027, 1, 11, 16, 0, tzinfo=UTC)
STARTS = datetime(2027, 1, 12, 21, 30, tzinfo=UTC)  # 2:30 PM in Denver and in Phoenix
HALF_AN_HOUR = timedelta(minutes=30)


def call(number: int = 0, **changes: Any) -> Shown:
    """The call of that number, a day after the one before it."""
    starts = STARTS + number * timedelta(days=1)
    return Shown(
        id=UUID(f"00000000-0000-4000-8000-{number:012}"),
        state=State.SCHEDULED,
        sequence=0,
        created_at=BOOKED,
        changed_at=BOOKED,
        starts_at=starts,
        closes_at=starts + HALF_AN_HOUR,
        occupied_until=starts + HALF_AN_HOUR,
        type="Phone screen",
        recruiter="Dana Reyes",
        recruiter_zone="America/Denver",
        candidate="Ali Haddad",
        candidate_zone="America/Phoenix",
        candidate_phone="+16025550123",
    )._replace(**changes)


def in_every_state() -> list[Shown]:
    """One call in each state, the cancelled one with Zoë in Kolkata."""
    calls = [call(number, state=state) for number, state in enumerate(State)]
    return [
        row._replace(sequence=1, candidate="Zoë; von, Ünal", candidate_zone="Asia/Kolkata")
        if row.state == State.CANCELLED
        else row
        for row in calls
    ]


def interview(shown: Shown) -> Interview:
    """The same call as a row, with its people."""
    return Interview(
        id=shown.id,
        state=shown.state,
        sequence=shown.sequence,
        created_at=shown.created_at,
        changed_at=shown.changed_at,
        starts_at=shown.starts_at,
        closes_at=shown.closes_at,
        occupied_until=shown.occupied_until,
        tz_release="2026f",
        type=InterviewType(name=shown.type),
        recruiter=Recruiter(name=shown.recruiter, email="dana@example.com", zone=shown.recruiter_zone),
        candidate=Candidate(
            name=shown.candidate,
            email="ali@example.com",
            zone=shown.candidate_zone,
            phone=shown.candidate_phone,
        ),
    )
