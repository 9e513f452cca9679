"""`retz` says what it does, a line for each call concerned; `run` and `watch` do it before they begin."""

from __future__ import annotations

import socket
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from scheduler_app import retz, serve
from scheduler_app.app import connected
from scheduler_app.cli.rules import SAID
from scheduler_app.clock import utcnow
from scheduler_app.config import load
from scheduler_app.domain import walltime
from scheduler_app.domain.rule_change import Kind
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from tests import old_tables
from tests.cli.conftest import Typed
from tests.office import DANA, LEE
from tests.rule_office import asked

NEW = walltime.tz_release()
NOTHING_TO_DO = f"Release {NEW}: no interview ahead was resolved by an older one.\n"


@pytest.fixture
def winter() -> str:
    """A morning of a winter ahead, whenever this runs; in Vancouver it is an hour earlier than it used to be."""
    year = (utcnow() + timedelta(days=30)).year + 1
    return f"{year}-01-15T09:00"


@pytest.fixture
def booked(office: Typed, instance: Path, winter: str) -> list[UUID]:
    """A call that moves, one that is flagged for the other one's sake, one that is read anew, one that stays."""
    place = f"sqlite:///{instance / 'scheduler.db'}"
    requests = [
        asked(winter, "America/Vancouver", "America/Vancouver", DANA),
        asked(winter, "America/Vancouver", "America/Vancouver", LEE),
        asked(winter.replace("T09", "T16"), "Europe/London", "Europe/London", LEE),
        asked(winter.replace("-15T", "-16T"), "America/Denver", "America/Vancouver", DANA),
    ]
    return old_tables.books(place, requests, utcnow())


def releases() -> list[str]:
    sessions, _ = connected(load())
    with reading(sessions) as session:
        found = list(session.scalars(select(Interview.tz_release).order_by(Interview.tz_release)))
    sessions.kw["bind"].dispose()
    return found


def test_each_call_concerned_is_a_line_and_the_counts_are_a_note(office: Typed, booked: list[UUID], winter: str):
    dry = office("retz", "--dry-run")
    assert releases() == ["2025b"] * 4
    said = office("retz")

    assert (dry.code, said.code) == (0, 0)
    assert dry.out == said.out
    counts = (
        f"Release {NEW}: 1 moved, both sides told, 1 left at the same moment, whose clock changed told,"
        " 1 flagged for a person to decide, 1 unchanged.\n"
    )
    assert dry.err == f"Nothing was changed; this would be done. {counts}"
    assert without_messages(said.err) == counts
    lines = {UUID(line.split("\t")[0]): line.split("\t")[1:] for line in said.out.splitlines()}
    assert {key: what for key, (what, _, _) in lines.items()} == {
        booked[0]: "moved",
        booked[1]: "flagged",
        booked[3]: "reread",
    }
    day = f"{datetime.fromisoformat(winter):%a} 15 Jan {winter[:4]}"
    assert lines[booked[0]][1:] == [
        f"{day}, 10:00 AM Denver (UTC-7), which is 9:00 AM Vancouver (UTC-8)",
        f"{day}, 9:00 AM Denver (UTC-7), which is 9:00 AM Vancouver (UTC-7)",
    ]
    assert lines[booked[1]][1].startswith(f"{day}, 17:00 London (UTC+0), which is 09:00 Vancouver (UTC-8)")
    assert "16:00 London (UTC+0)" in lines[booked[1]][2]


def test_again_there_is_nothing_left_to_do(office: Typed, booked: list[UUID]):
    office("retz")
    again = office("retz")

    assert (again.code, again.out, again.err) == (0, "", NOTHING_TO_DO)
    assert sorted(releases()) == ["2025b", NEW, NEW, NEW], "the flagged one stays by the old"


def test_the_exit_code_says_that_one_was_left(office: Typed, booked: list[UUID]):
    sessions, _ = connected(load())
    with sessions.begin() as session:
        session.get_one(Interview, booked[0]).zone = "Nowhere/Atall"
    sessions.kw["bind"].dispose()

    said = office("retz")
    assert said.code == 1
    assert f"{booked[0]}\tfailed\t" in said.out
    assert "1 failed and left for the next run" in said.err


def test_the_doctor_asks_for_it_and_afterwards_for_the_decision(office: Typed, booked: list[UUID]):
    assert f"rules: bookings ahead by an older release than {NEW}: 4 - run: scheduler-app retz" in office("doctor").out
    office("retz")
    after = office("doctor").out
    assert "older release" not in after
    assert f"rules: times that wait for a decision: {booked[1]}" in after


def without_messages(told: str) -> str:
    """The log and the notes, but for the line that each settled message has."""
    return "".join(line for line in told.splitlines(keepends=True) if "a message is settled" not in line)


@pytest.mark.parametrize("command", ["run", "watch"])
def test_a_service_does_it_before_it_begins(
    office: Typed, booked: list[UUID], monkeypatch: pytest.MonkeyPatch, command: str
):
    seen: list[list[str]] = []
    monkeypatch.setattr(serve, "web", lambda *_args, **_more: seen.append(releases()))
    monkeypatch.setattr(serve, "watch", lambda *_args: seen.append(releases()))

    said = office(command, *port(command))

    assert said.code == 0
    assert [sorted(found) for found in seen] == [["2025b", NEW, NEW, NEW]]
    (line,) = [line for line in without_messages(said.err).splitlines() if "new time zone rules" in line]
    assert f"release={NEW}" in line
    assert "moved=1" in line
    assert "new time zone rules" not in office(command, *port(command)).err


@pytest.mark.parametrize("command", ["run", "watch"])
def test_a_service_begins_whatever_goes_wrong_with_it(
    office: Typed, booked: list[UUID], monkeypatch: pytest.MonkeyPatch, command: str
):
    begun: list[str] = []
    monkeypatch.setattr(serve, "web", lambda *_args, **_more: begun.append("web"))
    monkeypatch.setattr(serve, "watch", lambda *_args: begun.append("watch"))
    monkeypatch.setattr(retz, "is_due", lambda *_: 1 / 0)

    said = office(command, *port(command))

    assert (said.code, len(begun)) == (0, 1)
    assert "'scheduler-app retz' goes on with it" in said.err
    assert "run: scheduler-app retz" in office("doctor").out


def port(command: str) -> list[str]:
    if command != "run":
        return []
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return ["--port", str(probe.getsockname()[1])]


def test_every_kind_is_counted():
    assert set(SAID) == {*Kind, retz.FAILED}
