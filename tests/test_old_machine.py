"""On a machine whose own tables are old, every way in uses the pinned ones all the same.

Its Vancouver is at UTC-8 in December, as it was until 2025: 9:00 AM would be 17:00 UTC, not 16:00. Here it is so in
July too, so that these tests mean something whenever they are run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import tzdata  # type: ignore[import-untyped]

from scheduler_app import booking
from scheduler_app.app import connected
from scheduler_app.booking import Booker
from scheduler_app.clock import utcnow
from scheduler_app.config import load
from scheduler_app.domain import clockface
from scheduler_app.domain.wanted import read_wanted
from tests.domain.tables import compiled
from tests.fakes.mailbox import Mailbox
from tests.fakes.twilio import FakeTwilio
from tests.office import ALI, request
from tests.service import COMMAND, Service
from tests.waiting import eventually

ROOT = Path(__file__).parent.parent
OLD = "PST8"
ASK = 'print(datetime(2026, 12, 15, 9, tzinfo=ZoneInfo("America/Vancouver")).astimezone(UTC).hour)\n'
IMPORTS = "from datetime import UTC, datetime\nfrom zoneinfo import ZoneInfo\n"
MIGRATION = """
from sqlalchemy import create_engine, event
from scheduler_app import database
engine = create_engine("sqlite://")
event.listen(engine, "before_cursor_execute", lambda *_: ask())
database.upgrade(engine)
"""


@pytest.fixture
def old(tmp_path: Path) -> dict[str, str]:
    """The environment of a program on such a machine."""
    folder = tmp_path / "zoneinfo"
    for name in ("America/Vancouver", "Canada/Pacific"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(compiled(OLD))
    return {"PYTHONTZPATH": str(folder)}


def said(old: dict[str, str], *words: str, stdin: str = "") -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "SCHEDULER_"))}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT, env=kept | old, input=stdin, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_without_us_this_machine_is_an_hour_wrong(old: dict[str, str]):
    assert said(old, "-c", IMPORTS + ASK) == "17\n"


def test_whoever_imports_us_is_right_even_where_the_zone_was_made_before(old: dict[str, str]):
    assert said(old, "-c", IMPORTS + ASK + "import scheduler_app\n" + ASK) == "17\n16\n"


def test_a_server_that_loads_the_factory_is_right(old: dict[str, str], tmp_path: Path):
    factory = "from scheduler_app import create_app\ncreate_app()\n"

    assert said({"SCHEDULER_INSTANCE": str(tmp_path), **old}, "-c", factory + IMPORTS + ASK) == "16\n"


def test_every_statement_of_a_migration_is_made_with_the_pinned_tables(old: dict[str, str]):
    answers = said(old, "-c", f"{IMPORTS}def ask(): {ASK}{MIGRATION}").split()

    assert set(answers) == {"16"}
    assert len(answers) > 20


def test_the_command_line_is_right(old: dict[str, str]):
    asked = [{"zone": zone, "wall": "2026-12-15T09:00"} for zone in ("America/Vancouver", "Canada/Pacific")]
    answers = said(old, *COMMAND[1:], "time", "resolve", stdin=json.dumps(asked))

    assert json.loads(answers) == [{"kind": "unique", "utc": "2026-12-15T16:00:00Z"}] * 2


def test_the_tests_are_right(old: dict[str, str]):
    """Also where a test makes a zone without a thought of us."""
    tests = ["tests/domain/test_walltime.py", "-k", "once and America", "-p", "no:cacheprovider"]

    assert " passed" in said(old, "-m", "pytest", "-q", *tests)
    assert said(old, "-c", f"{IMPORTS}import tests.conftest\n{ASK}") == "16\n"


@pytest.fixture
def service(old: dict[str, str], tmp_path: Path) -> Iterator[Service]:
    with FakeTwilio() as twilio, Mailbox() as mailbox:
        service = Service(tmp_path, twilio, mailbox, old).ready()
        yield service
        service.stop()


def december() -> str:
    """The next 15 December that is more than a day ahead, at 9:00 on the clock."""
    now = datetime.now(UTC)
    year = now.year if (now.month, now.day) < (12, 14) else now.year + 1
    return f"{year}-12-15T09:00"


def mailed_to_ali(service: Service, words: str) -> str:
    def mails() -> list[str]:
        texts = (" ".join(mail.text.split()) for mail in service.mailbox.mails if mail.recipients == [ALI])
        return [text for text in texts if words in text]

    eventually(lambda: bool(mails()), seconds=30, what=f"a mail to Ali that says {words!r}")
    return mails()[-1]


def test_the_worker_that_serves_and_watches_is_right(service: Service):
    service.start()
    wall = december()
    asked = request(wall, "America/Vancouver", override_availability=True, candidate={"zone": "Canada/Pacific"})
    status, made = service.ask("POST", "/api/v1/interviews", asked)

    assert (status, made["starts"]["utc"]) == (201, f"{wall[:10]}T16:00:00Z")
    assert made["tz_release"] == tzdata.IANA_VERSION
    assert service.ask("GET", "/healthz")[1]["tz_release"] == tzdata.IANA_VERSION
    assert "(UTC-8)" not in mailed_to_ali(service, "9:00 AM Canada Pacific (UTC-7)")


def test_a_watcher_apart_is_right(service: Service):
    """The window closes while it watches, so the words about that are its own."""
    sessions, desk = connected(load(service.environment))
    now = utcnow().replace(microsecond=0)
    start = now - timedelta(seconds=59)
    asked = request(
        start.replace(tzinfo=None).isoformat(), "UTC",
        override_availability=True, callback_window_minutes=1, candidate={"zone": "Canada/Pacific"},
    )  # fmt: skip
    with sessions.begin() as session:
        booking.book(session, desk, read_wanted(asked), Booker("api", True, "yes", "test"), now)
    sessions.kw["bind"].dispose()

    watcher = subprocess.Popen([*COMMAND, "watch"], env=service.environment, stderr=subprocess.PIPE)
    try:
        told = mailed_to_ali(service, "closed without a confirmed call")
    finally:
        watcher.terminate()
        watcher.communicate(timeout=30)
    assert clockface.say_time(start, "Canada/Pacific") in told
    assert "(UTC-8)" not in told
