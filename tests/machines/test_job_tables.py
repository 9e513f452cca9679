"""Procrastinate's tables: made once, brought up by `db upgrade` when it has grown, and left alone when not ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from scheduler_app import database, handover
from scheduler_app.store import job_tables
from scheduler_app.store.db import connect, sessions_for

NOTE = text("SELECT obj_description('procrastinate_jobs'::regclass)")


@pytest.fixture
def engine(fresh_postgres: str) -> Iterator[Engine]:
    engine = connect(fresh_postgres)
    database.upgrade(engine)
    yield engine
    engine.dispose()


def test_what_procrastinate_has_added_since_is_run_once(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    newest = max(job_tables._migrations())
    grown = {newest: "SELECT not even looked at", "99.00.00_01_pre_more.sql": "CREATE TABLE procrastinate_more ()"}
    monkeypatch.setattr(job_tables, "_migrations", lambda: grown)
    for _ in range(2):
        database.upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT to_regclass('procrastinate_more')")) is not None
        assert connection.scalar(NOTE) == "scheduler-app applied 99.00.00_01_pre_more.sql"


def test_tables_that_somebody_else_looks_after_are_left_to_them(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    with engine.begin() as connection:
        connection.execute(text("COMMENT ON TABLE procrastinate_jobs IS NULL"))
    monkeypatch.setattr(job_tables, "_migrations", lambda: {"99.00.00_01_pre_more.sql": "SELECT nonsense"})
    database.upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalar(NOTE) is None


@pytest.mark.parametrize(("age", "left"), [(timedelta(minutes=59), 1), (timedelta(minutes=61), 0)])
def test_a_job_that_a_dead_worker_left_is_removed_after_an_hour(engine: Engine, age: timedelta, left: int):
    with sessions_for(engine).begin() as session:
        driver = session.connection().connection.driver_connection
        handover.job_app().configure_task(handover.TASK, queue=handover.QUEUE, connection=driver).defer()
        session.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
        session.execute(text("UPDATE procrastinate_events SET at = now() - CAST(:age AS interval)"), {"age": age})
        job_tables.remove_left(session, handover.QUEUE)
        assert session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == left
