"""What a migration makes of rows that were there before it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from scheduler_app.domain.interview import Side
from scheduler_app.store import schema
from scheduler_app.store.interviews import Interview
from tests.office import LEE, Office, opened

ADDED_BY_0005 = (
    "candidate_offset_seconds",
    "recruiter_offset_seconds",
    "former_candidate_offset_seconds",
    "former_recruiter_offset_seconds",
    "rules_flag",
    "rules_checked",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    if request.param == "postgresql":
        url = str(request.getfixturevalue("ready_postgres"))
    with opened(url) as office:
        yield office


def test_0005_takes_what_was_told_from_the_stored_offset_or_else_from_the_tables(office: Office):
    vancouver = {"zone": "Canada/Pacific"}
    told_then = office.books("2027-01-12T09:00", "America/Vancouver", candidate=vancouver, override_availability=True)
    elsewhere = office.books("2027-01-13T09:00", "Europe/London", recruiter=LEE)
    engine = office.sessions.kw["bind"]
    with office.sessions.begin() as session:
        old = update(Interview).where(Interview.id == told_then).values(offset_seconds=-8 * 3600, tz_release="2025b")
        session.execute(old)
    with engine.begin() as connection:
        for column in ADDED_BY_0005:
            connection.execute(text(f"ALTER TABLE interview DROP COLUMN {column}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))
        schema.upgrade(connection, "0005")  # the later ones are there already

    first, second = office.interview(told_then), office.interview(elsewhere)
    hours = [row.told(side).offset / timedelta(hours=1) for row in (first, second) for side in Side]
    assert hours == [-8, -7, -7, 0]
    assert (first.former_candidate_offset_seconds, first.rules_flag, first.rules_checked) == (None, "", "")
