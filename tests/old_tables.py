"""The service by the time zone tables of before the changes of 2026: real ones, in a process of their own.

`make test` installs them beside the environment, from `requirements-tzdata-2025.2.lock`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

ROOT = Path(__file__).parent.parent
TABLES = Path(sys.prefix) / "tzdata-2025.2"
RELEASE = "2025b"


def books(database_url: str, requests: Iterable[dict[str, Any]], now: datetime) -> list[UUID]:
    """Book each request by the real use case, as the API would have done before the rules changed."""
    return [UUID(key) for key in _asks("book", database_url, list(requests), now)]


def retz(database_url: str, now: datetime) -> list[list[str]]:
    """What a process that still has the old tables makes of the database: (interview, what) for each change."""
    return [[str(word) for word in pair] for pair in _asks("retz", database_url, None, now)]


def zone(name: str) -> ZoneInfo:
    """A zone by the old tables, read from their file."""
    with (_found() / "tzdata" / "zoneinfo" / name).open("rb") as table:
        return ZoneInfo.from_file(table, key=name)


def _found() -> Path:
    if not TABLES.is_dir():
        raise FileNotFoundError(f"the old time zone tables are not at {TABLES}; run: make test")
    return TABLES


def _asks(what: str, database_url: str, requests: object, now: datetime) -> list[Any]:
    asked = {"what": what, "url": database_url, "requests": requests, "now": now.isoformat()}
    done = subprocess.run(
        [sys.executable, "-m", "tests.old_tables"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(_found())},
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: list[Any] = json.loads(done.stdout)
    return answer


def _answer(asked: dict[str, Any]) -> list[Any]:
    """In the other process. What is imported here must come after its tables are in place."""
    from scheduler_app import booking
    from scheduler_app import retz as rules
    from scheduler_app.booking import Booker
    from scheduler_app.domain import walltime
    from scheduler_app.domain.wanted import read_wanted
    from scheduler_app.store.db import connect, sessions_for
    from tests.office import desk

    assert walltime.tz_release() == RELEASE, f"these are the tables {walltime.tz_release()}"
    now = datetime.fromisoformat(asked["now"])
    sessions = sessions_for(connect(asked["url"]))
    if asked["what"] == "retz":
        return [[str(change.interview), change.what] for change in rules.retz(sessions, desk(), lambda: now)]
    booker = Booker("api", True, "said yes", "a test")
    with sessions.begin() as session:
        return [str(booking.book(session, desk(), read_wanted(one), booker, now).id) for one in asked["requests"]]


if __name__ == "__main__":
    print(json.dumps(_answer(json.load(sys.stdin))))
