"""Started again without Twilio: what waits for a text goes by mail, and nothing is stranded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from scheduler_app import watch
from scheduler_app.store.db import reading
from scheduler_app.store.outbox import Message, MessageState
from tests.office import ALI, Office
from tests.stories.reminders import reminder, up_to_the_reminder


def starts_again_without_twilio(office: Office) -> None:
    del office.senders["sms"]
    office.desk = replace(office.desk, texting=False)


def test_a_text_that_waits_as_texting_is_switched_off_goes_by_mail(office: Office):
    up_to_the_reminder(office)
    office.now += timedelta(seconds=1)
    watch.sweep(office.sessions, office.desk, office.now)  # written while texts could be sent
    starts_again_without_twilio(office)
    office.passes(minutes=1, microseconds=-1)  # in which a watcher elsewhere that can text may take it
    assert office.heard() == []
    office.passes(microseconds=1)
    assert office.heard() == ["remind-24h: email to candidate"]
    assert (reminder(office).state, reminder(office).reason) == (
        MessageState.FAILED,
        "text messages are not set up here",
    )


def test_a_text_of_unknown_fate_goes_by_mail_too_when_nobody_can_be_asked(office: Office):
    up_to_the_reminder(office)
    office.twilio.fail_next("accept_then_drop")
    office.passes(seconds=1)
    starts_again_without_twilio(office)
    office.passes(minutes=2)
    assert office.mailbox.letters()[-1][0] == ALI
    assert reminder(office, "email").state == MessageState.ACCEPTED
    assert reminder(office).state == MessageState.FAILED
    assert "fate cannot be learned" in reminder(office).reason


def test_what_comes_too_late_expires_and_no_text_waits_for_ever(office: Office):
    office.books()
    office.until(office.interview().closes_at - timedelta(seconds=1))
    office.now += timedelta(seconds=1)
    watch.sweep(office.sessions, office.desk, office.now)
    starts_again_without_twilio(office)
    office.sleeps_until(office.now + timedelta(days=2))
    office.rounds()
    late = {(row.channel, row.audience): row.state for row in office.messages() if row.name == "lapse"}
    assert late[("sms", "candidate")] == MessageState.EXPIRED
    assert late[("sms", "recruiter")] == MessageState.FAILED
    assert late[("email", "recruiter")] == MessageState.ACCEPTED
    assert no_text_waits(office)


def test_mail_waits_for_its_server_to_be_set_up(office: Office):
    mail = office.senders.pop("email")
    office.books()
    office.passes(hours=1)
    assert {row.state for row in office.messages()} == {MessageState.QUEUED}
    office.senders["email"] = mail
    office.rounds()
    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"]


def no_text_waits(office: Office) -> bool:
    with reading(office.sessions) as session:
        open_states = text("message.state IN ('queued', 'deferred', 'sending', 'unknown')")
        return session.query(Message).where(Message.channel == "sms", open_states).first() is None
