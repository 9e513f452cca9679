"""`simulate` prints a table; `doctor` prints its findings and ends with what they amount to."""

from __future__ import annotations

import pytest

from scheduler_app.app import connected
from scheduler_app.clock import utcnow
from scheduler_app.config import load
from scheduler_app.jobs import ROLE
from scheduler_app.store.outbox import Heartbeat
from tests.cli.conftest import Said, Typed


def test_a_simulated_policy_is_a_table_in_both_clocks(office: Typed):
    said = office("simulate", "--policy", "phone-screen")

    assert (said.code, said.err) == (0, "")
    heading, lines = said.out.splitlines()[:4], said.out.splitlines()[4:]
    assert heading[0].startswith("Phone screen: ")
    assert lines[0].split() == ["when", "step", "to", "by", "what", "why"]
    column = lines[0].index("step")
    steps = {line[column:].split()[0] for line in lines[1:]}
    assert {"confirm", "remind-24h", "open", "nudge", "lapse", "backup", "coordinator", "next-day", "last"} < steps
    lapse = next(line for line in lines if "lapse" in line and "candidate" in line)
    assert " New York (UTC" in lapse
    assert " / " in lapse


def test_why_a_time_is_not_offered(office: Typed):
    office("recruiter", "add", "dana@example.com", "--name", "Dana Reyes", "--zone", "America/Denver")

    said = office("why-not", "phone-screen", "--recruiter", "dana@example.com", "--at", "2020-01-11T03:05")
    assert said.code == 1
    assert said.out.splitlines() == [
        "Dana Reyes, Sat 11 Jan 2020, 3:05 AM Denver (UTC-7): not offered",
        "- It is past.",
        "- There are no hours on Sat 11 Jan 2020.",
    ]
    twice = office("why-not", "phone-screen", "--recruiter", "dana@example.com", "--at", "2027-11-07T01:30")
    assert "say which one, earlier or later" in twice.err
    nobody = office("why-not", "phone-screen", "--recruiter", "x@example.com", "--at", "2027-11-07T01:30")
    assert nobody.err == "scheduler-app: x@example.com takes no bookings for Phone screen\n"


def checks(said: Said) -> list[str]:
    """The findings but those on time zones, which depend on this machine and on the year in which the tests are run."""
    found = [line for line in said.out.splitlines() if "zones: " not in line]
    assert len(found) == len(said.out.splitlines()) - 2
    return found


def test_the_doctor_is_content_with_a_fresh_database_and_says_that_nothing_watches_yet(office: Typed):
    said = office("doctor")

    assert (said.code, said.err) == (0, "")
    (only,) = [line for line in checks(said) if not line.startswith("ok ")]
    assert only.startswith("warn  watcher: not seen yet")


def test_the_doctor_is_green_while_something_watches(office: Typed):
    sessions, _ = connected(load())
    with sessions.begin() as session:
        session.add(Heartbeat(role=ROLE, at=utcnow()))
    sessions.kw["bind"].dispose()

    said = office("doctor")
    assert said.code == 0
    assert {line.split()[0] for line in checks(said)} == {"ok"}


@pytest.mark.parametrize(
    "environ",
    [
        {"SMTP_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "calls@example.com"},
        {"SCHEDULER_DATABASE_URL": "sqlite:////nowhere/scheduler.db"},
    ],
)
def test_the_doctor_fails_when_something_would(office: Typed, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]):
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    said = office("doctor")
    assert said.code == 1
    (only,) = [line for line in said.out.splitlines() if line.startswith("fail")]
    assert " - " in only
