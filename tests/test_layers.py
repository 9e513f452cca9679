"""Imports flow one way, the wall clock has one reader, zones one giver, and no file outgrows a reader's patience."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.import_rules import PACKAGE, sources, violations

ROOT = Path(__file__).parent.parent
CEILING = 300


def test_imports_flow_one_way_only_the_clock_reads_the_time_and_only_resolve_makes_instants():
    assert violations(ROOT / PACKAGE) == []


def test_the_check_sees_the_package():
    modules = {source.module: source for source in sources(ROOT / PACKAGE)}

    assert modules[f"{PACKAGE}.domain.errors"].group == "domain"
    assert "datetime.datetime.now" in {dotted for _, dotted in modules[f"{PACKAGE}.clock"].uses}
    assert "wall.replace(tzinfo=info, fold=fold)" in {call for _, call in modules[f"{PACKAGE}.domain.walltime"].zones}


def test_no_file_is_longer_than_its_ceiling():
    files = [file for part in (PACKAGE, "tests", "benchmarks") for file in (ROOT / part).rglob("*.py")]
    lengths = {file.relative_to(ROOT).as_posix(): len(file.read_text("utf-8").splitlines()) for file in files}

    assert {path: lines for path, lines in lengths.items() if lines > CEILING} == {}


@pytest.mark.parametrize(
    ("path", "text", "complaint"),
    [
        ("domain/plan.py", "from scheduler_app.store import db", "domain may not import store"),
        ("domain/plan.py", "from ..store.db import open", "domain may not import store"),
        ("domain/plan.py", "from .. import booking", "domain may not import use cases"),
        ("domain/plan.py", "def f():\n    import sqlalchemy.orm", "domain may not import sqlalchemy"),
        ("store/db.py", "from scheduler_app.messages.smtp import x", "store may not import messages"),
        ("messages/smtp.py", "import scheduler_app.store.db", "messages may not import store"),
        ("messages/smtp.py", "from scheduler_app import booking", "messages may not import use cases"),
        ("booking.py", "from scheduler_app.web import forms", "use cases may not import web"),
        ("booking.py", "from scheduler_app.config import Settings", "use cases may not import config"),
        ("booking.py", "from scheduler_app.clock import Clock", "use cases may not import clock"),
        ("booking.py", "from scheduler_app import create_app", "use cases may not import top"),
        ("booking.py", "from icalendar import Event", "only calendar_reading.py and feed.py may import icalendar"),
        ("web/api.py", "from scheduler_app.clock import utcnow", "web may not import clock"),
        ("web/api.py", "from scheduler_app.jobs import wake", "web may not import jobs"),
        ("web/api.py", "from apscheduler.events import x", "only jobs.py may import apscheduler"),
        ("web/api.py", "import twilio", "only messages/sms.py and web/webhooks.py may import twilio"),
        ("jobs.py", "from scheduler_app.app import create_app", "jobs may not import top"),
        ("config.py", "from scheduler_app.store import db", "config may not import store"),
        ("clock.py", "from scheduler_app.domain import errors", "clock may not import domain"),
        ("watch.py", "import datetime as d\nx = d.datetime.now(d.UTC)", "may read datetime.datetime.now"),
        ("watch.py", "from datetime import datetime as D\nf(D.utcnow)", "may read datetime.datetime.utcnow"),
        ("watch.py", "from datetime import date\nx = date.today()", "may read datetime.date.today"),
        ("watch.py", "import time\nx = time.time()", "may read time.time"),
        ("watch.py", "def f():\n    from time import time\n    return time()", "may read time.time"),
        ("feed.py", "from zoneinfo import ZoneInfo\nx = ZoneInfo('UTC')", "may import zoneinfo"),
        ("web/api.py", "import zoneinfo", "__init__.py and doctor/tables.py and domain/walltime.py and"),
        ("watch.py", "from dateutil.tz import gettz", "zones come from domain/walltime.py, not from dateutil.tz.gettz"),
        ("watch.py", "from dateutil import tz", "not from dateutil.tz"),
        ("domain/plan.py", "from dateutil import parser", "not from dateutil.parser"),
        ("messages/render.py", "import pytz", "not from pytz"),
        ("jobs.py", "from tzlocal import get_localzone", "not from tzlocal.get_localzone"),
        ("watch.py", "def f(wall, zone):\n    return wall.replace(tzinfo=zone)", "only domain/walltime.py may give"),
        (
            "watch.py",
            "def f(wall, utc):\n    return wall.replace(tzinfo=wall.tzinfo or utc)",
            "may give a time its zone",
        ),
        ("web/api.py", "from datetime import datetime\nx = datetime(2027, 1, 1, tzinfo=z)", "may give a time its zone"),
        (
            "web/api.py",
            "from datetime import datetime\nx = datetime(2027, 1, 1, 0, 0, 0, 0, z)",
            "give a time its zone",
        ),
        ("feed.py", "import datetime as d\nx = d.datetime.combine(day, clock, z)", "may give a time its zone"),
        ("feed.py", "import datetime as d\nx = d.datetime.fromtimestamp(0, tz=z)", "may give a time its zone"),
        ("feed.py", "import datetime as d\nx = d.datetime.fromtimestamp(0)", "may give a time its zone"),
        ("store/db.py", "def f(wall):\n    return wall.astimezone()", "may give a time its zone: wall.astimezone()"),
        ("store/db.py", "def f(wall, zone):\n    return wall.astimezone(zone)", "may give a time its zone"),
        ("booking.py", "from datetime import timezone\nx = timezone(offset)", "may give a time its zone"),
        (
            "watch.py",
            "if TYPE_CHECKING:\n    import a\nelse:\n    import scheduler_app.web.api",
            "use cases may not import web",
        ),
    ],
)
def test_a_planted_violation_is_named(tmp_path: Path, path: str, text: str, complaint: str):
    plant(tmp_path, path, text)

    (found,) = violations(tmp_path)

    assert found.startswith(f"{path}:")
    assert complaint in found


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("__init__.py", "def f():\n    from scheduler_app.app import create_app"),
        ("cli/__init__.py", "from .. import config, clock, doctor\nfrom . import times"),
        (
            "web/api.py",
            "from scheduler_app.clock import Clock\nfrom scheduler_app import booking, __version__",
        ),
        ("web/webhooks.py", "from twilio.request_validator import RequestValidator"),
        ("booking.py", "from scheduler_app.store import db\nfrom scheduler_app import watch"),
        ("booking.py", "if TYPE_CHECKING:\n    from scheduler_app.config import Settings"),
        (
            "domain/zones/finding.py",
            "from __future__ import annotations\nimport zoneinfo, dateutil.rrule, phonenumbers",
        ),
        ("migrations/env.py", "from scheduler_app.store.tables import Base\nfrom alembic import context"),
        (
            "jobs.py",
            "from apscheduler.schedulers.background import X\nimport time\ntime.monotonic()",
        ),
        ("watch.py", "def f(now, form):\n    return now.time(), form.date.today"),
        ("clock.py", "from datetime import UTC, datetime\nx = datetime.now(UTC)"),
        ("domain/walltime.py", "from zoneinfo import ZoneInfo\nx = wall.replace(tzinfo=ZoneInfo(zone)).astimezone()"),
        (
            "feed.py",
            "from datetime import UTC, datetime, timezone\nx = datetime(2027, 1, 1, tzinfo=timezone.utc)\n"
            "y = x.astimezone(UTC).replace(tzinfo=None)\nz = datetime.fromtimestamp(0, UTC)",
        ),
        ("store/db.py", "import datetime as d\nx = d.datetime.combine(day, d.time(), d.UTC)"),
    ],
)
def test_what_the_layers_allow_passes(tmp_path: Path, path: str, text: str):
    plant(tmp_path, path, text)

    assert violations(tmp_path) == []


def plant(package: Path, path: str, text: str) -> None:
    file = package / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
