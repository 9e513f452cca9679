"""What a batch asks is asked of indexes, however many interviews, messages and reports there are beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

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
    asked: list[tuple[str, Any]] = []
    engine = office.sessions.kw["bind"]

    def note(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    with office.sessions() as session:
        Batch(session, office.interviews, office.desk.hidden_number)
        event.remove(engine, "before_cursor_execute", note)
        connection = session.connection()
        plans = [
            (statement, str(row[-1]))
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    scans = [plan for plan in plans if plan[1].startswith("SCAN") and plan[1].split()[1] not in SMALL]
    assert len(asked) > 8
    assert scans == []
