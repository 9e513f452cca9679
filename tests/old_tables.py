"""The service by the time zone tables of before the changes of 2026: real ones, in a process of their own.

`make test` installs them beside the environment, from `requirements-tzdata-2025.2.lock`.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Iterable
from datetime import datetime
from functools import cache
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
    process = _process()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(asked) + "\n")
    process.stdin.flush()
    told = process.stdout.readline()
    assert told, "the process with the old tables has died; `python -m tests.old_tables` may say why"
    answer = json.loads(told)
    assert isinstance(answer, list), answer
    return answer


@cache
def _process() -> subprocess.Popen[str]:
    """One for each process of tests, for as long as that lives: starting it takes longer than what it is asked."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.old_tables"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(_found())},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    atexit.register(_end, process)
    return process


def _end(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=30)


def _answers() -> None:
    """In the other process: a line for each line. What it says besides goes where nobody takes it for an answer."""
    from tests import remembering

    remembering.begin()
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        try:
            answer: object = _answer(json.loads(line))
        except Exception:
            answer = traceback.format_exc()
        print(json.dumps(answer), file=answers, flush=True)


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
    engine = connect(asked["url"])
    sessions = sessions_for(engine)
    try:
        if asked["what"] == "retz":
            return [[str(change.interview), change.what] for change in rules.retz(sessions, desk(), lambda: now)]
        booker = Booker("api", True, "said yes", "a test")
        with sessions.begin() as session:
            return [str(booking.book(session, desk(), read_wanted(one), booker, now).id) for one in asked["requests"]]
    finally:
        engine.dispose()


if __name__ == "__main__":
    _answers()
