"""Each command hands out its value and nothing else, or says in one sentence what is wrong."""

from __future__ import annotations

import io
import json
import stat
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler_app import access, booking
from scheduler_app.app import connected
from scheduler_app.booking import Booker
from scheduler_app.clock import utcnow
from scheduler_app.config import load
from scheduler_app.domain.wanted import read_wanted
from tests.cli.conftest import Typed
from tests.office import request

NEEDS_A_DATABASE = (
    ("watch",),
    ("web", "--port", "8999"),
    ("recruiter", "add", "x@example.com", "--name", "X", "--zone", "UTC"),
    ("recruiter", "link", "x@example.com"),
    ("recruiter", "disable", "x@example.com"),
    ("api-key", "add", "x"),
    ("api-key", "revoke", "x"),
    ("feed", "add", "--recruiter", "x@example.com", "--name", "x"),
    ("feed", "revoke", "--recruiter", "x@example.com", "--name", "x"),
    ("simulate", "--policy", "phone-screen"),
    ("candidate", "export", "x@example.com"),
    ("candidate", "erase", "x@example.com", "--yes"),
    ("retz",),
    ("retz", "--dry-run"),
    ("simulate", "7ad8a5d6-0000-0000-0000-000000000000"),
)


@pytest.mark.parametrize("words", NEEDS_A_DATABASE, ids=" ".join)
def test_without_a_database_a_command_says_how_to_make_one_and_makes_none(
    typed: Typed, instance: Path, words: tuple[str, ...]
):
    said = typed(*words)

    assert (said.code, said.out) == (1, "")
    assert said.err == "scheduler-app: there is no database yet; run: scheduler-app db upgrade\n"
    assert not (instance / "scheduler.db").exists()


def test_on_sqlite_a_worker_says_what_delivers_there(office: Typed):
    said = office("worker")

    assert (said.code, said.out) == (1, "")
    assert "a worker takes deliveries over on PostgreSQL only" in said.err
    assert "'scheduler-app run'" in said.err


def test_an_empty_database_is_told_from_a_missing_one(typed: Typed, instance: Path):
    instance.mkdir()
    (instance / "scheduler.db").touch()

    assert typed("recruiter", "link", "x@example.com").err == (
        "scheduler-app: the database is empty; run: scheduler-app db upgrade\n"
    )


def test_an_upgrade_makes_files_for_nobody_else_and_may_be_repeated(typed: Typed, instance: Path):
    for _ in range(2):
        assert typed("db", "upgrade") == typed("db", "upgrade")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (instance, *instance.iterdir())}
    assert modes == {"instance": 0o700, "scheduler.db": 0o600, "secret_key": 0o600}


def test_a_database_of_a_newer_program_is_left_alone(office: Typed, instance: Path):
    sessions, _ = connected(load())
    with sessions.kw["bind"].begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    sessions.kw["bind"].dispose()

    refusal = office("recruiter", "link", "dana@example.com").err
    assert "at revision 9999" in refusal
    assert refusal.endswith("start the version that migrated it\n")
    said = office("db", "upgrade")
    assert said.code == 1
    assert "another version of this program" in said.err


def test_a_sign_in_link_is_all_that_is_printed_and_works_once_within_a_day(office: Typed):
    said = office("recruiter", "add", "new@example.com", "--name", "New", "--zone", "UTC", "--phone", "+13035550110")
    (first,), (second,) = said.out.splitlines(), office("recruiter", "link", "new@example.com").out.splitlines()

    assert said.err.startswith("Added New as recruiter.")
    assert first != second
    start, _, token = second.rpartition("/")
    assert start == "http://127.0.0.1:8000/signin"
    sessions, _ = connected(load())
    now = utcnow()
    with sessions.begin() as session:
        assert access.peek_sign_in(session, token, now + timedelta(hours=23, minutes=59))
        assert access.peek_sign_in(session, token, now + timedelta(hours=24, seconds=1)) is None
        assert access.sign_in(session, token, now)
        assert access.sign_in(session, token, now) is None
    sessions.kw["bind"].dispose()


def test_links_begin_with_the_base_url_of_the_settings(office: Typed, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SCHEDULER_BASE_URL", "https://calls.example.com/")

    assert office("recruiter", "link", "dana@example.com").out.startswith("https://calls.example.com/signin/")
    feed = office("feed", "add", "--recruiter", "dana@example.com", "--name", "phone").out
    assert feed.startswith("https://calls.example.com/feeds/")
    assert feed.endswith(".ics\n")


def test_a_feed_of_a_type_or_of_everyone_is_for_coordinators(office: Typed):
    of_type = ("feed", "add", "--name", "screens", "--interview-type", "phone-screen", "--alarm", "10", "--recruiter")

    assert office(*of_type, "cole@example.com").out.endswith(".ics\n")
    refused = office(*of_type, "dana@example.com")
    assert refused.code != 0
    assert "only coordinators and admins subscribe to the calls of others" in refused.err


def test_a_feed_gets_another_address_and_calls_come_as_a_file(office: Typed):
    named = ("--recruiter", "dana@example.com", "--name", "phone")
    first, second = office("feed", "add", *named).out, office("feed", "rotate", *named).out
    assert second.endswith(".ics\n")
    assert second != first
    file = office("feed", "export", "--recruiter", "dana@example.com").out
    assert file.startswith("BEGIN:VCALENDAR")
    assert office("feed", "export", "--recruiter", "nobody@example.com").code != 0


def test_a_key_is_printed_once_opens_what_its_scope_says_and_can_be_revoked(office: Typed):
    reads, writes = office("api-key", "add", "ats").out, office("api-key", "add", "hr", "--scope", "write").out
    sessions, _ = connected(load())

    def holders() -> list[bool | None]:
        with sessions() as session:
            found = [access.api_key_holder(session, key.rstrip("\n")) for key in (reads, writes)]
            return [holder.writes if holder else None for holder in found]

    assert holders() == [False, True]
    assert office("api-key", "revoke", "hr").out == ""
    assert holders() == [False, None]
    sessions.kw["bind"].dispose()
    again = office("api-key", "revoke", "hr")
    assert (again.code, again.err) == (1, "scheduler-app: there is no live key named 'hr'\n")


def test_disabling_lists_the_interviews_that_need_another_recruiter(office: Typed):
    sessions, desk = connected(load())
    day = (utcnow() + timedelta(days=7)).date()
    with sessions.begin() as session:
        wanted = read_wanted(request(f"{day}T14:30", "America/Denver", override_availability=True))
        made = booking.book(session, desk, wanted, Booker("api", True, "yes", "test"), utcnow())
    sessions.kw["bind"].dispose()

    said = office("recruiter", "disable", "dana@example.com")
    key, when, who = said.out.rstrip("\n").split("\t")
    assert (key, who) == (str(made.id), "Ali Haddad")
    assert "2:30 PM Denver" in when
    assert office("recruiter", "disable", "lee@example.com").out == ""
    refused = office("recruiter", "link", "dana@example.com")
    assert (refused.code, refused.out) == (1, "")
    assert "no active recruiter 'dana@example.com'" in refused.err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("recruiter", "add", "dana@example.com", "--name", "D", "--zone", "UTC"), "dana@example.com is there already"),
        (("recruiter", "add", "x@example.com", "--name", "X", "--zone", "EST"), "EST"),
        (("recruiter", "add", "x@example.com", "--name", "X", "--zone", "UTC", "--phone", "12"), "12"),
        (("recruiter", "add", "no address", "--name", "X", "--zone", "UTC"), "address"),
        (("recruiter", "disable", "nobody@example.com"), "there is no recruiter 'nobody@example.com'"),
        (("feed", "add", "--recruiter", "nobody@example.com", "--name", "x"), "no active recruiter"),
        (("feed", "revoke", "--recruiter", "dana@example.com", "--name", "x"), "no live feed named 'x'"),
        (("simulate", "--policy", "x"), "there is no interview type 'x'"),
        (("simulate", "x"), "'x' is no interview id"),
        (("simulate", "7ad8a5d6-0000-0000-0000-000000000000"), "there is no such interview"),
    ],
)
def test_what_is_refused_is_one_plain_sentence(office: Typed, words: tuple[str, ...], why: str):
    said = office(*words)

    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("scheduler-app: ")
    assert said.err.count("\n") == 1
    assert why in said.err


@pytest.mark.parametrize(
    "words",
    [
        (), ("fly",), ("recruiter",), ("recruiter", "add", "x@example.com"), ("api-key", "add"),
        ("api-key", "add", "x", "--scope", "all"), ("run", "--port", "0"), ("run", "--port", "65536"),
        ("run", "--port", "http"), ("web", "--workers", "0"), ("simulate",), ("simulate", "--speed", "-1", "x"),
        ("simulate", "--speed", "nan", "x"), ("simulate", "--policy", "phone-screen", "x"),
    ],
)  # fmt: skip
def test_wrong_usage_ends_with_2_and_prints_no_value(typed: Typed, words: tuple[str, ...]):
    said = typed(*words)

    assert (said.code, said.out) == (2, "")
    assert "usage: scheduler-app" in said.err


def test_a_wrong_setting_is_refused_by_name_before_anything_is_touched(
    typed: Typed, instance: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SCHEDULER_TRUSTED_PROXIES", "many")

    for words in (("db", "upgrade"), ("run", "--demo"), ("doctor",), ("api-key", "add", "x")):
        said = typed(*words)
        assert (said.code, said.out) == (1, "")
        assert said.err.startswith("scheduler-app: SCHEDULER_TRUSTED_PROXIES: 'many' is not a number of proxies")
    assert not (instance / "scheduler.db").exists()


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"SMTP_URL": "smtp://127.0.0.1:25/inbox", "MAIL_FROM": "calls@example.com"}, "SMTP_URL"),
        (
            {
                "TWILIO_ACCOUNT_SID": "AC1",
                "TWILIO_AUTH_TOKEN": "t",
                "TWILIO_FROM": "+16025550199",
                "TWILIO_API_BASE": "https://me@example.com",
            },
            "TWILIO_API_BASE",
        ),
    ],
)
def test_what_only_a_sender_would_trip_over_is_refused_before_the_start(
    typed: Typed, instance: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], why: str
):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    said = typed("run", "--port", "8999")
    assert said.code == 1
    assert said.err.startswith("scheduler-app: ")
    assert why in said.err
    assert not (instance / "scheduler.db").exists()


def test_a_database_server_that_does_not_answer_is_told_without_a_traceback(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SCHEDULER_DATABASE_URL", "postgresql://me:secret@127.0.0.1:1/none")

    for words in (("db", "upgrade"), ("recruiter", "link", "dana@example.com")):
        said = typed(*words)
        assert said.code == 1
        assert "the database cannot be used" in said.err
        assert "check SCHEDULER_DATABASE_URL" in said.err
        assert "secret" not in said.err


def test_time_resolve_answers_every_item_and_succeeds(typed: Typed, monkeypatch: pytest.MonkeyPatch):
    asked = [{"zone": "America/Denver", "wall": "2026-12-15T09:00"}, {"zone": "Nowhere", "wall": "?"}]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + json.dumps(asked).encode())))

    said = typed("time", "resolve")
    assert (said.code, said.err) == (0, "")
    first, second = json.loads(said.out)
    assert first == {"kind": "unique", "utc": "2026-12-15T16:00:00Z"}
    assert second["kind"] == "error"


@pytest.mark.parametrize("given", [b"", b"{}", b"\xff\xfe[\x00]\x00"])
def test_time_resolve_refuses_what_is_no_list(typed: Typed, monkeypatch: pytest.MonkeyPatch, given: bytes):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))

    said = typed("time", "resolve")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("scheduler-app: the input ")
