"""When this service itself has a fault: one message that cannot be handled must not keep the others back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from scheduler_app import watch
from scheduler_app.desk import Desk
from scheduler_app.messages.render import Renderer
from scheduler_app.messages.scripting import WordsMissing
from scheduler_app.messages.senders import Letter, Receipt
from scheduler_app.messages.sms import TwilioSender
from scheduler_app.store.outbox import Message, MessageState, OptOut
from tests.office import ALI, ALIS_NUMBER, Office
from tests.stories.reminders import reminder, up_to_the_reminder

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
