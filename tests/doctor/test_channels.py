"""What the doctor says of paused channels, of what the auditor finds, and of the outside heartbeat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from scheduler_app import channels
from scheduler_app.config import load
from scheduler_app.doctor import Finding, Level, backlog
from scheduler_app.doctor import channels as ways_out
from scheduler_app.store.interviews import Watch
from tests.fakes.listener import Listener
from tests.office import Office, opened
from tests.test_channels import DOWN, LOCKED_OUT


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(f"sqlite:///{tmp_path / 'office.db'}") as office:
        yield office


def found(office: Office, about: str) -> list[Finding]:
    return [one for one in backlog.examine(office.sessions, office.now) if one.what.startswith(f"{about}:")]


def heartbeat(folder: Path, **environ: str) -> Finding:
    settings = load({"SCHEDULER_INSTANCE": str(folder)} | environ)
    return next(one for one in ways_out.examine(settings, Office.now) if one.what.startswith("heartbeat:"))


def test_a_paused_channel_is_a_failure_with_its_remedy(office: Office):
    assert [str(one) for one in found(office, "paused")] == ["ok    paused: no channel"]
    with office.sessions.begin() as session:
        channels.met(session, office.desk, "sms", LOCKED_OUT, office.now, office.now)
        for _ in range(5):
            channels.met(session, office.desk, "email", DOWN, office.now, office.now)
    office.now += timedelta(seconds=80)
    mail, text = found(office, "paused")
    assert {mail.level, text.level} == {Level.FAIL}
    assert text.what == "paused: text messages, for 1 minute, 0 waiting: refused: our login"
    assert text.remedy.startswith("Check the TWILIO_ settings")
    assert "one message is tried every half minute" in mail.remedy


def test_an_interview_that_nothing_would_look_at_is_named(office: Office):
    interview = office.books("2027-01-12T14:30")
    with office.sessions.begin() as session:
        session.execute(update(Watch).values(next_due_at=None))
    office.now = office.interview().starts_at
    (lost,) = found(office, "lost")
    assert (lost.level, str(interview) in lost.what) == (Level.FAIL, True)


def test_the_heartbeat_is_greeted_and_hears_nothing(tmp_path: Path):
    assert str(heartbeat(tmp_path)) == "ok    heartbeat: not set"
    with Listener() as listener:
        assert heartbeat(tmp_path, SCHEDULER_HEARTBEAT_URL=listener.url).level is Level.OK
        assert listener.heard == []
    gone = heartbeat(tmp_path, SCHEDULER_HEARTBEAT_URL=listener.url)
    assert gone.level is Level.FAIL
    assert "secret" not in str(gone)
