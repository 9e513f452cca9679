"""The auditor: what was left undone is found, said, set right where it can be, and stops the outside heartbeat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from scheduler_app import deliver, selfwatch, watch
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Watch
from scheduler_app.store.outbox import OptOut
from tests.fakes.listener import Listener
from tests.office import ALIS_NUMBER, Office
from tests.stories.crowds import on_sqlite, ticks
from tests.stories.reminders import claim_the_reminder, reminder, up_to_the_reminder
from tests.stories.test_faults_of_ours import loses_the_words


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as listener:
        yield listener


def audited(office: Office, listener: Listener, *, well: bool = True) -> tuple[list[str], bool]:
    """What the auditor complains of, and whether the outside heard a sign of life."""
    before = len(listener.heard)
    with capture_logs() as logs:
        told = selfwatch.round_of_audit(office.sessions, office.clock, rounds_go_well=well, heartbeat_url=listener.url)
    assert told == (len(listener.heard) > before)
    return [line["complaint"] for line in logs if line["event"] == "the auditor complains"], told


@on_sqlite
def test_while_all_is_well_somebody_outside_hears_of_it(office: Office, listener: Listener):
    office.books()
    assert audited(office, listener) == ([], True)
    assert audited(office, listener, well=False) == ([], False), "rounds that fail are not well"
    office.passes(hours=30)
    assert audited(office, listener) == ([], True)


def test_a_lost_wake_up_is_found_stops_the_heartbeat_and_is_made_good(office: Office, listener: Listener):
    office.books("2027-01-12T14:30")
    office.until(office.interview().starts_at - timedelta(seconds=1))
    office.heard()
    with office.sessions.begin() as session:
        session.execute(update(Watch).values(next_due_at=None))
    office.until(office.interview().closes_at + timedelta(minutes=1))
    assert office.heard() == [], "nobody looks"
    complaints, told = audited(office, listener)
    assert complaints == [f"interviews that nothing would look at again: {office.interviews[0]}"]
    assert not told
    office.rounds()
    assert "lapse: sms to candidate" in office.heard()
    assert audited(office, listener) == ([], True)


def overdue_interview(office: Office) -> str:
    office.books()
    office.sleeps_until(office.interview().starts_at - timedelta(hours=24) + timedelta(seconds=61))
    return "has not been done yet"


def overdue_message(office: Office) -> str:
    up_to_the_reminder(office)
    office.now += timedelta(seconds=1)
    watch.sweep(office.sessions, office.desk, office.now)
    office.now += timedelta(seconds=61)
    return "has not been done yet"


def long_unknown(office: Office) -> str:
    up_to_the_reminder(office)
    claim_the_reminder(office)
    office.twilio.fail_until_recovered("html_503")
    ticks(office, minutes=6, step=20)
    return "fate is unknown for more than five minutes: 1"


def parked(office: Office) -> str:
    office.books()
    with office.sessions.begin() as session:
        session.execute(update(Watch).values(parked="ValueError: +16025550123"))
    return "interviews that could not be looked at: 1"


def paused_with_mail_waiting(office: Office) -> str:
    office.mailbox.fail_next("530 5.7.0 authenticate first", at="MAIL")
    office.books()
    return "mails are paused since 2027-01-11T16:00:00Z, 2 waiting: the mail was not sent: the mail server wants"


@on_sqlite
@pytest.mark.parametrize(
    "trouble", [overdue_interview, overdue_message, long_unknown, parked, paused_with_mail_waiting]
)
def test_what_was_left_undone_is_said_and_nobody_is_told_that_all_is_well(
    office: Office, listener: Listener, trouble: Callable[[Office], str]
):
    expected = trouble(office)
    complaints, told = audited(office, listener)
    assert expected in " ".join(complaints)
    assert "6025550123" not in " ".join(complaints)
    assert not told


@on_sqlite
def test_a_message_put_aside_is_said(office: Office, listener: Listener, monkeypatch: pytest.MonkeyPatch):
    up_to_the_reminder(office)
    office.now += timedelta(seconds=1)
    watch.sweep(office.sessions, office.desk, office.now)
    with office.sessions.begin() as session:
        session.add(OptOut(address=ALIS_NUMBER, channel="sms", since=office.now, source="a test"))
    loses_the_words(monkeypatch)
    assert deliver.claim(office.sessions, office.desk, "sms", "a test", office.clock) is None
    assert reminder(office).faults == 1
    complaints, told = audited(office, listener)
    assert (len(complaints), told) == (1, False)
    assert "messages that a fault of this service keeps back: 1" in complaints[0]


@on_sqlite
def test_a_paused_channel_that_nobody_waits_for_is_said_and_lets_the_heart_beat(office: Office, listener: Listener):
    up_to_the_reminder(office)
    office.twilio.fail_next("status", status=401, code=20003)
    office.passes(seconds=1)
    complaints, told = audited(office, listener)
    assert complaints[0].startswith("text messages are paused since ")
    assert told


@on_sqlite  # PostgreSQL scans tables as small as these
def test_the_audit_reads_by_indices(office: Office):
    statements: list[str] = []
    with reading(office.sessions) as session:
        raw: Any = session.connection().connection.driver_connection
        raw.set_trace_callback(statements.append)
        selfwatch.audit(session, office.now)
        raw.set_trace_callback(None)
        plans = {
            asked: [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {asked}")]
            for asked in statements
            if asked.startswith("SELECT")
        }
    scans = {asked: steps for asked, steps in plans.items() if any("SCAN" in s and "INDEX" not in s for s in steps)}
    assert not {asked for asked in scans if "FROM channel" not in asked}
    assert len(plans) >= 7
