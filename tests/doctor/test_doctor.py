"""The doctor: green where all is well, and for each trouble a line that names it and the remedy."""

from __future__ import annotations

import sysconfig
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update

from scheduler_app import database, doctor
from scheduler_app.config import load
from scheduler_app.doctor import Finding, Level
from scheduler_app.jobs import ROLE
from scheduler_app.store.db import connect
from scheduler_app.store.interviews import Watch
from scheduler_app.store.outbox import Heartbeat, Message
from tests.fakes.mailbox import Mailbox
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, FROM, FakeTwilio
from tests.office import MONDAY, Office, opened


@pytest.fixture(autouse=True)
def no_tables_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here depends on what time zone tables this machine has."""
    monkeypatch.setitem(sysconfig.get_config_vars(), "TZPATH", "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "instance").mkdir(mode=0o700)
    return tmp_path / "instance"


@pytest.fixture
def office(folder: Path) -> Iterator[Office]:
    """A migrated, staffed and watched office in the instance folder."""
    with opened(f"sqlite:///{folder / 'scheduler.db'}") as office:
        (folder / "scheduler.db").chmod(0o600)
        beats(office, office.now - timedelta(seconds=3))
        yield office


def beats(office: Office, at: datetime) -> None:
    with office.sessions.begin() as session:
        session.merge(Heartbeat(role=ROLE, at=at))


def examined(folder: Path, environ: dict[str, str] | None = None, now: datetime = MONDAY) -> dict[str, Finding]:
    """The findings by what they are about; of several about one thing, the worst."""
    settings = load({"SCHEDULER_INSTANCE": str(folder)} | (environ or {}))
    found: dict[str, Finding] = {}
    for finding in doctor.examine(settings, lambda: now):
        about = finding.what.partition(":")[0]
        if about not in found or finding.level is Level.FAIL:
            found[about] = finding
    return found


def test_a_watched_development_machine_is_green(folder: Path, office: Office):
    found = examined(folder)

    assert {finding.level for finding in found.values()} == {Level.OK}
    assert str(found["watcher"]) == "ok    watcher: running, last seen 3 seconds ago"
    assert set(found) == {
        "database", "SQLite", "watcher", "overdue", "parked", "faults", "messages", "rules", "time zones",
        "machine's zones", "files", "Twilio", "mail", "base URL", "paused", "heartbeat",
        "quiet hours", "caps", "words",
    }  # fmt: skip


def test_looking_changes_nothing(folder: Path, office: Office):
    def dump() -> list[str]:
        with closing(office.sessions.kw["bind"].raw_connection()) as connection:
            return list(connection.driver_connection.iterdump())

    before = dump()
    examined(folder)
    assert dump() == before


def test_no_database_and_an_old_one_say_how_to_migrate(folder: Path):
    missing = examined(folder)["database"]
    assert (missing.level, missing.remedy) == (Level.FAIL, "run: scheduler-app db upgrade")
    assert not (folder / "scheduler.db").exists()

    engine = connect(f"sqlite:///{folder / 'scheduler.db'}")
    database.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    old = examined(folder)["database"]
    assert str(old).startswith("fail  database: schema at 0001, and this version needs ")
    assert old.remedy == "run: scheduler-app db upgrade"


def test_a_database_that_does_not_answer_fails_and_the_rest_is_still_looked_at(folder: Path):
    found = examined(folder, {"SCHEDULER_DATABASE_URL": "postgresql://me:secret@127.0.0.1:1/none"})

    assert found["database"].level is Level.FAIL
    assert "not reachable" in found["database"].what
    assert "secret" not in str(found["database"])
    assert found["time zones"].level is Level.OK


@pytest.mark.parametrize(("seconds", "level"), [(89, Level.OK), (90, Level.WARN)])
def test_a_watcher_that_fell_silent_is_a_warning_while_nothing_waits(
    folder: Path, office: Office, seconds: int, level: Level
):
    beats(office, office.now - timedelta(seconds=seconds))

    assert examined(folder)["watcher"].level is level


def test_a_silent_watcher_is_a_failure_once_something_waits_for_it(folder: Path, office: Office):
    office.books()
    assert examined(folder)["watcher"].level is Level.OK
    beats(office, office.now - timedelta(minutes=5))

    assert str(examined(folder)["watcher"]) == (
        "fail  watcher: last seen 5 minutes ago, with work waiting for it (1)"
        " - start it: scheduler-app run, or scheduler-app watch"
    )


def test_what_is_overdue_by_more_than_a_minute_is_a_failure(folder: Path, office: Office):
    office.books("2027-01-11T09:30", override_availability=True)  # due next: 9:20 in Denver
    due = MONDAY + timedelta(minutes=20)
    for seconds, level in ((60, Level.OK), (61, Level.FAIL)):
        now = due + timedelta(seconds=seconds)
        beats(office, now)
        assert examined(folder, now=now)["overdue"].level is level


def test_parked_interviews_and_unknown_messages_are_named(folder: Path, office: Office):
    interview = office.books()
    with office.sessions.begin() as session:
        session.execute(update(Watch).values(parked="ValueError: +16025550123"))
        session.execute(update(Message).values(state="unknown"))
    found = examined(folder)

    assert found["parked"].level is Level.FAIL
    assert str(interview) in found["parked"].what
    assert "6025550123" not in str(found["parked"])
    assert found["messages"].level is Level.WARN
    assert "2 whose fate is unknown" in found["messages"].what


def test_messages_that_a_fault_keeps_back_are_counted_until_they_went_after_all(folder: Path, office: Office):
    office.books()

    def level(**changes: object) -> Level:
        with office.sessions.begin() as session:
            session.execute(update(Message).values(faults=1, **changes))
        return examined(folder)["faults"].level

    assert level(state="queued", settled_at=None) is Level.FAIL
    assert level(state="failed", settled_at=MONDAY - timedelta(hours=23)) is Level.FAIL
    assert level(state="failed", settled_at=MONDAY - timedelta(hours=24)) is Level.OK
    assert level(state="accepted", settled_at=MONDAY) is Level.OK


@pytest.mark.parametrize("name", ["secret_key", "scheduler.db"])
def test_files_that_others_can_read_are_a_failure(folder: Path, office: Office, name: str):
    examined(folder)  # makes the key
    elsewhere = folder.parent / "open"
    elsewhere.mkdir()
    elsewhere.chmod(0o755)
    (elsewhere / "scheduler.db").write_bytes((folder / "scheduler.db").read_bytes())
    (elsewhere / "scheduler.db").chmod(0o600)
    broken = elsewhere / name if name == "scheduler.db" else folder / name
    broken.chmod(0o644)
    found = examined(folder, {"SCHEDULER_DATABASE_URL": f"sqlite:///{elsewhere / 'scheduler.db'}"})["files"]

    assert found.level is Level.FAIL
    assert found.remedy == f"chmod go= {broken}"


def twilio(base: str, **changes: str) -> dict[str, Any]:
    return {
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_FROM": FROM,
        "TWILIO_API_BASE": base,
    } | changes


def test_twilio_is_asked_how_the_account_stands_and_nothing_is_sent(folder: Path):
    with FakeTwilio() as fake:
        assert str(examined(folder, twilio(fake.base))["Twilio"]) == "ok    Twilio: the account is active"
        fake.standing = "suspended"
        assert examined(folder, twilio(fake.base))["Twilio"].level is Level.FAIL
        wrong = examined(folder, twilio(fake.base, TWILIO_AUTH_TOKEN="wrong"))["Twilio"]
        assert set(fake.requests) == {"GET account"}
    assert wrong.level is Level.FAIL
    assert "does not accept our account SID and auth token" in wrong.what
    assert "wrong" not in str(wrong)
    gone = examined(folder, twilio(fake.base))["Twilio"]
    assert (gone.level, gone.remedy) == (Level.FAIL, "check the TWILIO_ settings and the account")


def test_the_mail_server_is_greeted_and_gets_no_mail(folder: Path):
    with Mailbox(login=("me", "right")) as box:

        def at(password: str) -> Finding:
            url = box.url.replace(":right@", f":{password}@")
            return examined(folder, {"SMTP_URL": url, "MAIL_FROM": "calls@example.com"})["mail"]

        assert str(at("right")) == "ok    mail: the server takes us in"
        wrong = at("false")
        assert (box.mails, box.attempts) == ([], [])
    assert wrong.level is Level.FAIL
    assert "does not accept the login" in wrong.what
    assert "false" not in str(wrong)
    assert at("right").level is Level.FAIL, "nobody listens there now"


@pytest.mark.parametrize(
    ("environ", "level"),
    [
        ({}, Level.OK),
        ({"SCHEDULER_BASE_URL": "http://calls.example.com"}, Level.WARN),
        ({"SCHEDULER_BASE_URL": "https://calls.example.com"}, Level.OK),
        ({"SMTP_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "calls@example.com"}, Level.WARN),
    ],
)
def test_links_that_lead_nowhere_are_a_warning(folder: Path, environ: dict[str, Any], level: Level):
    assert examined(folder, environ)["base URL"].level is level


def test_in_production_missing_texts_are_a_warning(folder: Path):
    production: dict[str, Any] = {
        "SCHEDULER_ENV": "production",
        "SCHEDULER_SECRET_KEY": "k" * 32,
        "SCHEDULER_BASE_URL": "https://calls.example.com",
        "SMTP_URL": "smtp://127.0.0.1:1",
        "MAIL_FROM": "calls@example.com",
    }
    assert examined(folder, production)["Twilio"].level is Level.WARN


def test_on_postgresql_the_clocks_are_compared_and_the_databases_counts(fresh_postgres: str, folder: Path):
    from scheduler_app.clock import utcnow

    engine = connect(fresh_postgres)
    database.upgrade(engine)
    engine.dispose()

    def clock(apart: float) -> Level:
        settings = load({"SCHEDULER_INSTANCE": str(folder), "SCHEDULER_DATABASE_URL": fresh_postgres})
        findings = doctor.examine(settings, lambda: utcnow() + timedelta(seconds=apart))
        return next(finding.level for finding in findings if finding.what.startswith("clock:"))

    assert [clock(0), clock(-10), clock(10), clock(-60), clock(60)] == [
        Level.OK, Level.WARN, Level.WARN, Level.WARN, Level.WARN,
    ]  # fmt: skip
