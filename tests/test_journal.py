"""One line of the log for each message that is settled: what happened to it, and not to whom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from scheduler_app import journal, simulate
from scheduler_app.logs import masked
from scheduler_app.store.outbox import Message
from tests.office import ALI, ALIS_NUMBER, Office, opened
from tests.stories.reminders import reminder, up_to_the_reminder


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(f"sqlite:///{tmp_path / 'office.db'}") as office:
        yield office


def test_a_settled_message_is_one_line_that_tells_its_story(office: Office):
    up_to_the_reminder(office)
    office.twilio.fail_next("rate_limit", retry_after=40)
    with capture_logs() as logs:
        office.passes(minutes=2)
    (line,) = [line for line in logs if line["event"] == "a message is settled"]
    assert {name: line[name] for name in ("step", "audience", "channel", "state", "attempts", "dwell_seconds")} == {
        "step": "remind-24h",
        "audience": "candidate",
        "channel": "sms",
        "state": "accepted",
        "attempts": 2,
        "dwell_seconds": 0.0,
    }
    assert line["message"] == str(reminder(office).id)
    assert line["provider_id"] == office.twilio.ledger[0]["sid"]
    assert masked(None, "", dict(line))["provider_id"] == line["provider_id"]


def test_a_text_and_the_mail_in_its_place_are_two_lines_that_name_nobody(office: Office):
    up_to_the_reminder(office)
    office.twilio.fail_next("status", status=400, code=21211)
    with capture_logs() as logs:
        office.passes(seconds=1)
    lines = [line for line in logs if line["event"] == "a message is settled"]
    assert [(line["channel"], line["rank"], line["state"]) for line in lines] == [
        ("sms", 0, "failed"),
        ("email", 1, "accepted"),
    ]
    assert "the number does not exist" in lines[0]["reason"]
    assert not any(private in str(lines) for private in (ALI, ALIS_NUMBER, "Ali"))


def test_what_is_only_played_through_is_not_in_the_log(office: Office):
    office.books()
    with capture_logs() as logs:
        simulate.of_interview(office.sessions, office.desk, office.interviews[0], office.now + timedelta(hours=1))
    assert [line for line in logs if line["event"] == "a message is settled"] == []


def test_what_a_savepoint_took_back_is_not_in_the_log_and_the_rest_is(office: Office):
    office.books()
    with capture_logs() as logs, office.sessions.begin() as session:
        first, second = session.scalars(select(Message).order_by(Message.id))
        journal.settled(first)
        with suppress(LookupError), session.begin_nested():
            journal.settled(second)
            with session.begin_nested():
                journal.settled(second)
            raise LookupError
        with session.begin_nested():
            journal.settled(first)
        assert logs == []
    assert [line["message"] for line in logs] == [str(first.id)] * 2
