"""A provider that answers one byte at a time: it costs its own channel, and neither the other one nor the sweep."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from scheduler_app.clock import utcnow
from scheduler_app.domain.interview import State
from scheduler_app.jobs import CARRIERS, Watcher
from scheduler_app.store.db import reading
from scheduler_app.store.outbox import Attempt, Message, MessageState
from tests.office import Office, opened
from tests.stories.crowds import hire
from tests.waiting import eventually

CROWD = CARRIERS + 1


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(f"sqlite:///{tmp_path / 'office.db'}", utcnow()) as office:
        yield office


def test_texts_that_drip_hold_up_no_mail_and_no_window(office: Office):
    office.twilio.fail_until_recovered("drip", every=0.1)
    hire(office, CROWD)
    office.now -= timedelta(minutes=2)  # so that every window has closed by the time somebody watches
    start = office.now.replace(microsecond=0, tzinfo=None) - timedelta(seconds=30)
    for number in range(CROWD):
        office.books(
            start.isoformat(),
            "UTC",
            override_availability=True,
            callback_window_minutes=1,
            recruiter=f"r{number}@example.com",
            candidate={"email": f"c{number}@example.com", "phone": f"+160255501{number:02}"},
        )
    watcher = Watcher(office.sessions, office.desk, office.senders, utcnow)
    watcher.start()
    try:
        eventually(lambda: lapse_mails(office) >= CROWD, seconds=60, what="every lapse mail")
        under_way = (Message.channel == "sms", Message.state == MessageState.SENDING)
        eventually(lambda: count(office, *under_way) == CARRIERS, seconds=30, what="a text for each carrier")
        assert ended_attempts(office) == 0
        assert {office.interview(which).state for which in office.interviews} == {State.LAPSED}
        office.twilio.closing.set()  # ends the dripping; else each would end at its budget of 15 seconds
        eventually(lambda: ended_attempts(office) >= CARRIERS, seconds=30, what="the end of the dripping texts")
    finally:
        office.twilio.closing.set()
        watcher.stop()
    assert len(office.twilio.texts) == len(set(office.twilio.texts)), "none was sent twice"


def lapse_mails(office: Office) -> int:
    return sum(mail.recipients[0].startswith("c") for mail in office.mailbox.mails) - CROWD  # without the confirmations


def count(office: Office, *which: object) -> int:
    with reading(office.sessions) as session:
        return session.scalar(select(func.count()).select_from(Message).where(*which)) or 0  # type: ignore[arg-type]


def ended_attempts(office: Office) -> int:
    with reading(office.sessions) as session:
        ended = select(func.count()).select_from(Attempt).join(Message)
        return session.scalar(ended.where(Message.channel == "sms", Attempt.ended_at.is_not(None))) or 0
