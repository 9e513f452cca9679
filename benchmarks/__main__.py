"""A burst: windows that close at one instant, from due to every message durably queued, on SQLite.

Beside it the plain-SQL lower bound on the same machine in the same run: the same rows with the same words, written
in batches of the same size with the same durability, with nothing decided and nothing rendered.

    python -m benchmarks [--windows 200] [--rounds 3]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Table, delete, insert, select, update

from scheduler_app import booking, database, jobs, staff, watch
from scheduler_app.booking import Booker
from scheduler_app.config import templates_folder
from scheduler_app.desk import Desk
from scheduler_app.domain.interview import State
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.messages.render import Renderer
from scheduler_app.store.db import Sessions, connect, sessions_for
from scheduler_app.store.interviews import Interview, StepRow, Watch
from scheduler_app.store.outbox import Message
from scheduler_app.store.people import Organisation

NOW = datetime(2027, 1, 12, 16, 0, tzinfo=UTC)
CLOSES = NOW + timedelta(minutes=30)
STEP, MESSAGE = cast(Table, StepRow.__table__), cast(Table, Message.__table__)
Rows = tuple[list[dict[str, Any]], list[dict[str, Any]]]
API = Booker("api", True, "consent", "benchmark")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--windows", type=int, default=200, help="how many close at the same instant")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    ours, plain, idle, waits = [], [], [], []
    for _ in range(asked.rounds):
        with office(asked.windows) as (sessions, desk):
            idle.append(seconds(lambda: watch.sweep(sessions, desk, NOW)))
            ours.append(seconds(lambda: lapse_all(sessions, desk)))
            rows = taken_away(sessions)
            plain.append(seconds(lambda: write_plainly(sessions, rows)))  # noqa: B023
        with office(asked.windows) as (sessions, desk):
            waits.append(longest_wait(sessions, desk))
    took, bound = statistics.median(ours), statistics.median(plain)
    print(f"a burst of {asked.windows} windows, median of {asked.rounds} rounds")
    print(f"  service          {asked.windows / took:8.0f} windows/s  ({took:.2f} s until the last was queued)")
    print(f"  plain SQL bound  {asked.windows / bound:8.0f} windows/s")
    print(f"  ratio            {took / bound:8.1f} times the bound's time")
    wait, batch = statistics.median(waits), took * watch.BATCH / asked.windows
    print(f"  a visitor's write meanwhile waits at most {wait:.2f} s, {wait / batch:.1f} times one batch's time")
    print(f"  an idle look     {statistics.median(idle) * 1000:8.2f} ms with {asked.windows} windows pending")


@contextmanager
def office(windows: int) -> Iterator[tuple[Sessions, Desk]]:
    """A database with so many promises of so many recruiters, all for the same half hour."""
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{Path(folder) / 'bench.db'}")
        database.upgrade(engine)
        sessions = sessions_for(engine)
        desk = Desk("https://calls.example.com", "calls@example.com", Renderer(templates_folder()), True, "s" * 40)
        for number in range(windows):
            with sessions.begin() as session:
                hire_and_book(session, desk, number)
        yield sessions, desk
        engine.dispose()


def hire_and_book(session: Any, desk: Desk, number: int) -> None:
    email = f"r{number}@example.com"
    staff.add_recruiter(
        session, email=email, name="Dana Reyes", zone="America/Denver", phone=None, role="recruiter", now=NOW
    )
    body = {
        "interview_type": "phone-screen",
        "recruiter": email,
        "candidate": {
            "name": "Ali Haddad",
            "email": f"c{number}@example.com",
            "phone": "+16025550123",
            "zone": "America/Phoenix",
            "sms_consent": True,
        },
        "starts": {"wall": "2027-01-12T16:00:00", "zone": "UTC"},
        "override_availability": True,
    }
    booking.book(session, desk, read_wanted(body), API, NOW)


def lapse_all(sessions: Sessions, desk: Desk) -> None:
    while watch.sweep(sessions, desk, CLOSES):
        pass


def longest_wait(sessions: Sessions, desk: Desk) -> float:
    """How long a visitor waits at most who writes again and again during the same burst."""
    waits, over = [0.0], threading.Event()

    def write() -> None:
        with sessions.begin() as session:
            session.execute(update(Organisation).values(name=Organisation.name))

    def visit() -> None:
        while not over.wait(0.05):
            waits.append(seconds(write))

    visitor = threading.Thread(target=visit)
    visitor.start()
    while watch.sweep(sessions, desk, CLOSES):
        over.wait(jobs.OTHERS_SECONDS)
    over.set()
    visitor.join()
    return max(waits)


def taken_away(sessions: Sessions) -> Rows:
    """The step and message rows that the lapse wrote, as plain values; the database is left without them."""
    with sessions.begin() as session:
        steps = session.execute(select(STEP).where(STEP.c.decided_at >= CLOSES)).mappings().all()
        messages = session.execute(select(MESSAGE).where(MESSAGE.c.created_at >= CLOSES)).mappings().all()
        session.execute(delete(MESSAGE).where(MESSAGE.c.created_at >= CLOSES))
        session.execute(delete(STEP).where(STEP.c.decided_at >= CLOSES))
        return [dict(row) for row in steps], [dict(row) for row in messages]


def write_plainly(sessions: Sessions, rows: Rows) -> None:
    steps, messages = rows
    interviews = sorted({row["interview_id"] for row in steps})
    for start in range(0, len(interviews), watch.BATCH):
        part = set(interviews[start : start + watch.BATCH])
        with sessions.begin() as session:
            session.execute(update(Interview).where(Interview.id.in_(part)).values(state=State.LAPSED))
            session.execute(update(Watch).where(Watch.interview_id.in_(part)).values(next_due_at=CLOSES))
            session.execute(insert(STEP), [row for row in steps if row["interview_id"] in part])
            session.execute(insert(MESSAGE), [row for row in messages if row["interview_id"] in part])


def seconds(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
