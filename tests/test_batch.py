"""What a batch asks is asked of indexes, however many interviews, messages and reports there are beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from benchmarks import seeding
from scheduler_app import watch
from scheduler_app.domain.interview import Outcome, Side
from scheduler_app.store.batch import Batch
from tests.office import Office, opened

SMALL = {"recruiter", "interview_type", "plan"}  # a few rows, whatever happens


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(f"sqlite:///{tmp_path / 'office.db'}") as office:
        yield office


def test_no_question_of_a_batch_looks_through_a_whole_table(office: Office):
    office.books()
    office.until(office.interview().closes_at)
    office.reports(Side.RECRUITER, Outcome.NO_ANSWER)
    engine = office.sessions.kw["bind"]
    with office.sessions() as session:
        with statements(engine) as asked:
            Batch(session, office.interviews, office.desk.hidden_number)
        connection = session.connection()
        plans = [
            (statement, str(row[-1]))
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    scans = [plan for plan in plans if plan[1].startswith("SCAN") and plan[1].split()[1] not in SMALL]
    assert len(asked) > 8
    assert scans == []


def test_nor_does_postgresql_whose_planner_has_its_own_mind_go_through_all_calls_for_those_of_a_batch(
    fresh_postgres: str,
):
    closes = seeding.soon(timedelta(hours=3))
    with seeding.office(fresh_postgres, closes) as at:
        seeding.closing(at, 100, closes)
        seeding.pending(at, 20_000, closes)
        seeding.analyzed(at)
        with statements(at.engine) as asked:
            assert watch.sweep(at.sessions, at.desk, closes) == watch.BATCH
        scans = [
            (statement, line)
            for statement, parameters in asked
            if statement.startswith(("SELECT", "UPDATE"))
            for line in explained(at.engine, statement, parameters)
            if any(f"Seq Scan on {table}" in line for table in ("interview ", "watch ", "candidate "))
        ]
    assert len(asked) > 12
    assert scans == []


@contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database meanwhile, with its parameters."""
    asked: list[tuple[str, Any]] = []

    def note(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def explained(engine: Engine, statement: str, parameters: Any) -> list[str]:
    with engine.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)]
