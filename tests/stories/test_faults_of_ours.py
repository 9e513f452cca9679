"""When this service itself has a fault: one message that cannot be handled must not keep the others back."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import OperationalError

from scheduler_app import deliver, watch
from scheduler_app.desk import Desk
from scheduler_app.messages.render import Renderer
from scheduler_app.messages.scripting import WordsMissing
from scheduler_app.messages.senders import Letter, Receipt
from scheduler_app.messages.sms import TwilioSender
from scheduler_app.messages.smtp import SmtpSender
from scheduler_app.store import db
from scheduler_app.store.outbox import Message, MessageState, OptOut
from tests.office import ALI, ALIS_NUMBER, Office
from tests.stories.reminders import reminder, up_to_the_reminder
from tests.waiting import PAUSE

BO = {"name": "Bo Lind", "email": "bo@example.com", "phone": "+16025550177"}


def loses_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reminder cannot be written as a mail any more, until this is undone."""
    render = Renderer.render

    def broken(words: Renderer, script: str, audience: Any, channel: Any, told: Any) -> Any:
        if (script, channel) == ("remind-24h", "email"):
            raise WordsMissing("a hole in the words")
        return render(words, script, audience, channel, told)

    monkeypatch.setattr(Renderer, "render", broken)


def two_reminders_are_due(office: Office) -> tuple[UUID, UUID]:
    """Ali's text and, a quarter of an hour later, Bo's are written; neither has been sent."""
    ali = office.books("2027-01-13T14:30")
    bo = office.books("2027-01-13T15:15", candidate=BO)
    office.until(office.interview(ali).starts_at - timedelta(days=1, seconds=1))
    office.heard()
    office.sleeps_until(office.interview(bo).starts_at - timedelta(days=1))
    watch.sweep(office.sessions, office.desk, office.now)
    return ali, bo


def the_reminder(office: Office, which: UUID) -> Message:
    return next(row for row in office.messages(which) if row.name == "remind-24h" and row.channel == "sms")


def opts_out(office: Office) -> None:
    with office.sessions.begin() as session:
        session.add(OptOut(address=ALIS_NUMBER, channel="sms", since=office.now, source="a test"))


def test_a_message_that_cannot_be_handled_does_not_block_its_channel(office: Office, monkeypatch):
    ali, bo = two_reminders_are_due(office)
    opts_out(office)
    loses_the_words(monkeypatch)
    office.rounds()
    assert the_reminder(office, bo).state == MessageState.ACCEPTED
    kept = the_reminder(office, ali)
    assert (kept.state, kept.faults, kept.due_at) == (MessageState.QUEUED, 1, office.now + timedelta(minutes=1))
    assert "WordsMissing" in kept.reason

    office.passes(minutes=1)
    assert the_reminder(office, ali).due_at == office.now + timedelta(minutes=5)
    monkeypatch.undo()  # mended
    office.passes(minutes=5)
    assert the_reminder(office, ali).state == MessageState.SUPPRESSED
    assert office.heard() == ["remind-24h: email to candidate", "remind-24h: sms to candidate"]


def test_a_message_that_can_never_be_handled_fails_visibly_in_the_end(office: Office, monkeypatch):
    ali, _ = two_reminders_are_due(office)
    opts_out(office)
    loses_the_words(monkeypatch)
    office.rounds()
    office.until(office.interview(ali).starts_at - timedelta(minutes=30))
    kept = the_reminder(office, ali)
    assert kept.state == MessageState.FAILED
    assert kept.settled_at is not None
    assert "WordsMissing" in kept.reason


def test_a_refusal_is_kept_although_its_mail_cannot_be_written(office: Office, monkeypatch):
    up_to_the_reminder(office)
    loses_the_words(monkeypatch)
    office.twilio.fail_next("status", status=400, code=21211)
    office.passes(seconds=1)
    refused = reminder(office)
    assert (refused.state, refused.provider_code, refused.attempts) == (MessageState.FAILED, "21211", 1)
    assert "could not be written: WordsMissing" in refused.reason
    assert office.interview().candidate.sms_refused
    office.passes(minutes=10)
    assert office.heard() == []


@pytest.mark.parametrize("broken", ["the words", "the sender"])
def test_a_look_up_that_breaks_does_not_keep_the_others_waiting(office: Office, monkeypatch, broken: str):
    ali, bo = two_reminders_are_due(office)
    office.twilio.fail_next("accept_then_drop", times=2)
    office.rounds()
    assert {the_reminder(office, which).state for which in (ali, bo)} == {MessageState.UNKNOWN}
    find, token_in = TwilioSender.find, Desk.token_in

    def broken_find(sender: TwilioSender, letter: Letter, since: datetime) -> Receipt | None:
        if letter.to == ALIS_NUMBER:
            raise LookupError("a fault of the sender's")
        return find(sender, letter, since)

    def broken_token(desk: Desk, message: Message) -> str:
        if message.to_address == ALIS_NUMBER:
            raise LookupError("a fault of ours")
        return token_in(desk, message)

    if broken == "the sender":
        monkeypatch.setattr(TwilioSender, "find", broken_find)
    else:
        monkeypatch.setattr(Desk, "token_in", broken_token)
    office.passes(seconds=5)
    assert the_reminder(office, bo).state == MessageState.ACCEPTED
    assert the_reminder(office, ali).state == MessageState.UNKNOWN
    monkeypatch.undo()
    office.passes(minutes=6)
    assert the_reminder(office, ali).state == MessageState.ACCEPTED
    assert len(office.twilio.ledger) == 2
    told_by_mail = [mail.recipients for mail in office.mailbox.mails].count([ALI]) - 1
    assert told_by_mail == (broken == "the sender"), "the provider could not be asked; ours is only put off"


@contextmanager
def a_database_that_fails_at_the_record(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Once the provider has answered: SQLite is busy for longer than we wait; PostgreSQL drops the connection."""
    engine = office.sessions.kw["bind"]
    failed = threading.Event()

    def be_busy() -> None:
        with office.sessions.begin() as session:
            session.connection()
            failed.set()
            PAUSE.wait(0.5)

    def drop(_: Connection, cursor: Any, statement: str, *more: object) -> None:
        if statement.startswith("UPDATE attempt") and not failed.is_set():
            failed.set()
            with engine.connect() as another:
                pid = {"pid": cursor.connection.info.backend_pid}
                another.execute(text("SELECT pg_terminate_backend(:pid)"), pid)

    def send(sender: SmtpSender, letter: Letter, now: datetime) -> Receipt:
        receipt = really_send(sender, letter, now)
        if engine.dialect.name == "sqlite" and not failed.is_set():
            busy.start()
            failed.wait()
        return receipt

    busy, really_send = threading.Thread(target=be_busy), SmtpSender.send
    monkeypatch.setattr(SmtpSender, "send", send)
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.1)
    if engine.dialect.name == "postgresql":
        event.listen(engine, "before_cursor_execute", drop)
    yield
    assert failed.is_set()
    if engine.dialect.name == "postgresql":
        event.remove(engine, "before_cursor_execute", drop)
    else:
        busy.join()


def test_an_answer_in_hand_outlives_a_fault_of_the_database(office: Office, monkeypatch):
    with a_database_that_fails_at_the_record(office, monkeypatch):
        office.books()
    assert {(row.state, row.attempts) for row in office.messages()} == {(MessageState.ACCEPTED, 1)}
    office.passes(minutes=5)
    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"]


def test_a_database_that_stays_away_ends_the_insisting(office: Office, monkeypatch):
    monkeypatch.setattr(deliver, "INSIST_SECONDS", 0)
    with a_database_that_fails_at_the_record(office, monkeypatch), pytest.raises(OperationalError):
        office.books()
    office.rounds()
    assert [row.state for row in office.messages()].count(MessageState.SENDING) == 1
    office.passes(minutes=2)
    ids = Counter(mail.message["Message-ID"] for mail in office.mailbox.mails)
    assert sorted(ids.values()) == [1, 2], "mail cannot be looked up: repeated once, under the same id"
