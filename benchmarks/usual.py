"""The usual APScheduler set-up: one date job for each window, SQLAlchemyJobStore, misfire None; each writes one row."""

from __future__ import annotations

import pickle
import threading
import time
from datetime import UTC, timedelta
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine, insert

from benchmarks.lateness import Lateness
from scheduler_app.clock import utcnow
from scheduler_app.store.db import connect

WARM_UP = timedelta(seconds=2)
TABLE = "CREATE TABLE IF NOT EXISTS fired (name VARCHAR(40) PRIMARY KEY, at VARCHAR(40))"
_engine: list[Engine] = []
_late = Lateness()
_done = threading.Event()
_wanted = [0]


def fire(name: str) -> None:
    with _engine[0].begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO fired VALUES ('{name}', '{utcnow()}')")
    _late.note(1)
    if _late.count == _wanted[0]:
        _done.set()


def arm(url: str, many: int) -> dict[str, Any]:
    """How many jobs a second can be added, one after the other."""
    scheduler = _scheduler(url)
    scheduler.start(paused=True)
    began = time.perf_counter()
    for number in range(many):
        scheduler.add_job(fire, "date", run_date=utcnow() + timedelta(days=1), args=[f"j{number}"], id=f"j{number}")
    rate = many / (time.perf_counter() - began)
    scheduler.shutdown()
    return {"rate": rate}


def burst(url: str, many: int, others: int) -> dict[str, Any]:
    """So many jobs due at one instant while so many others wait; they are stored in bulk, as the store writes them."""
    scheduler = _scheduler(url)
    scheduler.start(paused=True)
    job = scheduler.add_job(fire, "date", run_date=utcnow() + timedelta(days=1), args=["model"], id="model")
    store = scheduler._jobstores["default"]
    closes = utcnow().replace(microsecond=0) + WARM_UP + timedelta(seconds=many // 2_000 + others // 20_000)
    state = job.__getstate__()
    rows = []
    for number in range(many + others):
        name, at = f"b{number}", closes if number < many else closes + timedelta(days=1, seconds=number)
        trigger = type(job.trigger)(at, UTC)
        kept = pickle.dumps(state | {"id": name, "args": (name,), "next_run_time": at, "trigger": trigger}, 5)
        rows.append({"id": name, "next_run_time": at.timestamp(), "job_state": kept})
        if len(rows) == 10_000 or number == many + others - 1:
            with store.engine.begin() as connection:
                connection.execute(insert(store.jobs_t), rows)
            rows.clear()
    _wanted[0] = many
    _late.start(closes)
    scheduler.resume()
    _done.wait(many / 50 + 60)
    scheduler.shutdown(wait=False)
    return _late.told()


def _scheduler(url: str) -> BackgroundScheduler:
    engine = connect(url)
    _engine[:] = [engine]
    with engine.begin() as connection:
        connection.exec_driver_sql(TABLE)
    scheduler = BackgroundScheduler(timezone=UTC, job_defaults={"misfire_grace_time": None})
    scheduler.add_jobstore("sqlalchemy", engine=engine)
    return scheduler
