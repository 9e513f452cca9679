"""The doctor on time zone rules: which bookings wait for a run, for an upgrade, or for a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from scheduler_app.doctor import Level, rules
from scheduler_app.domain import walltime
from scheduler_app.domain.interview import State
from scheduler_app.store.interviews import Interview
from tests.office import Office, opened

NEW = walltime.tz_release()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(f"sqlite:///{tmp_path / 'office.db'}") as office:
        office.books()
        yield office


def said(office: Office, **values: object) -> list[str]:
    if values:
        with office.sessions.begin() as session:
            session.execute(update(Interview).values(**values))
    return [str(finding) for finding in rules.examine(office.sessions, office.now)]


def test_bookings_of_this_release_are_fine(office: Office):
    assert said(office) == [f"ok    rules: every booking ahead is by release {NEW}"]


def test_an_older_release_asks_for_a_run_and_a_newer_one_for_newer_tables(office: Office):
    assert said(office, tz_release="2025b") == [
        f"warn  rules: bookings ahead by an older release than {NEW}: 1 - run: scheduler-app retz"
    ]
    assert said(office, tz_release="2999a") == [
        f"warn  rules: bookings ahead by a newer release than {NEW}: 1 - upgrade the package tzdata"
    ]


def test_a_flag_is_named_until_it_is_settled(office: Office):
    flagged = {"tz_release": "2025b", "rules_flag": "Which is it?", "rules_checked": NEW}
    assert said(office, **flagged) == [
        f"warn  rules: times that wait for a decision: {office.interviews[0]}"
        " - see that their recruiters look at the dashboard"
    ]
    assert said(office, state=State.CANCELLED)[0].startswith("ok")


@pytest.mark.parametrize("past", [0, 1])
def test_what_has_begun_asks_for_nothing(office: Office, past: int):
    office.now = office.interview().starts_at - timedelta(seconds=1 - past)
    (found,) = rules.examine(office.sessions, office.now)
    assert found.level is Level.OK
    (line,) = said(office, tz_release="2025b")
    assert line.startswith("ok" if past else "warn")
