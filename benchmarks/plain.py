"""The plain-SQL lower bound: the very rows that the service wrote, in batches, as durably, with nothing decided."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, select, update

from benchmarks import seeding
from scheduler_app import jobs
from scheduler_app.domain.interview import State
from scheduler_app.store.bulk import Rows
from scheduler_app.store.interviews import Interview, StepRow, Watch
from scheduler_app.store.outbox import Message

STEP, MESSAGE = cast(Table, StepRow.__table__), cast(Table, Message.__table__)
INTERVIEW, WATCH = cast(Table, Interview.__table__), cast(Table, Watch.__table__)


def burst(url: str, closes: datetime) -> dict[str, Any]:
    """Takes away what the burst at `closes` wrote, and writes it again."""
    with seeding.opened(url) as at:
        with at.engine.begin() as connection:
            steps = [
                dict(row) for row in connection.execute(select(STEP).where(STEP.c.decided_at >= closes)).mappings()
            ]
            texts = select(MESSAGE).where(MESSAGE.c.created_at >= closes)
            messages = [dict(row) for row in connection.execute(texts).mappings()]
            connection.execute(delete(MESSAGE).where(MESSAGE.c.created_at >= closes))
            connection.execute(delete(STEP).where(STEP.c.decided_at >= closes))
        ids = list(dict.fromkeys(row["interview_id"] for row in steps))
        step_rows, message_rows = Rows(StepRow, at.engine.dialect), Rows(Message, at.engine.dialect)
        parts = [(part, *_rows(part, step_rows, steps, message_rows, messages)) for part in _parts(ids)]
        lapse = update(INTERVIEW).values(state=State.LAPSED, lapsed_at=closes, changed_at=closes)
        again = update(WATCH).values(next_due_at=closes)
        began = time.perf_counter()
        for part, some_steps, some_messages in parts:
            with at.engine.begin() as connection:
                claim = select(WATCH.c.interview_id).where(WATCH.c.interview_id.in_(part))
                connection.execute(claim.with_for_update(skip_locked=True)).all()
                connection.execute(lapse.where(INTERVIEW.c.id.in_(part)))
                connection.execute(again.where(WATCH.c.interview_id.in_(part)))
                step_rows.put(connection, some_steps)
                message_rows.put(connection, some_messages)
        return {"rate": len(ids) / (time.perf_counter() - began)}


def arm(url: str, many: int) -> dict[str, Any]:
    """One row a transaction."""
    with seeding.opened(url) as at:
        rows = [{"id": number} for number in range(many)]
        with at.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE armed (id INTEGER PRIMARY KEY)")
        began = time.perf_counter()
        for row in rows:
            with at.engine.begin() as connection:
                connection.exec_driver_sql(f"INSERT INTO armed VALUES ({row['id']})")
        return {"rate": many / (time.perf_counter() - began)}


def _parts(ids: list[Any]) -> list[list[Any]]:
    return [ids[start : start + jobs.LARGEST_BATCH] for start in range(0, len(ids), jobs.LARGEST_BATCH)]


def _rows(part: list[Any], step_rows: Rows, steps: list[Any], message_rows: Rows, messages: list[Any]) -> Any:
    """As the driver takes them: of what it takes to make them nothing is counted."""
    chosen = set(part)
    return (
        [step_rows.row(row) for row in steps if row["interview_id"] in chosen],
        [message_rows.row(row) for row in messages if row["interview_id"] in chosen],
    )
