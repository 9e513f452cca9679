"""Faults 1 to 7 and 9: a watcher that is killed or stopped anywhere on the way. The oracle is the provider's ledger."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler_app import deliver, reconcile, watch
from scheduler_app.domain.interview import State
from scheduler_app.store.outbox import MessageState
from tests.faults.elsewhere import Point, dies, stopped
from tests.office import ALI, Office
from tests.stories.reminders import attempts, reminder, up_to_the_reminder

EVERYBODY = ["lapse: email to candidate", "lapse: sms to candidate", "lapse: sms to recruiter"]


def the_window_closes(office: Office) -> None:
    """To the moment, and nobody has looked yet."""
    office.books()
    office.until(office.interview().closes_at - timedelta(seconds=1))
    office.heard()
    office.sleeps_until(office.interview().closes_at)


def the_reminder_is_due(office: Office) -> None:
    up_to_the_reminder(office)
    office.now += timedelta(seconds=1)


def nothing_more(office: Office) -> None:
    for _ in range(3):
        office.passes(seconds=5)
    assert office.heard() == []


@pytest.mark.parametrize("point", list(Point))
def test_killed_at_any_point_of_a_lapse_everybody_is_told_once(office: Office, point: Point):
    the_window_closes(office)
    before = len(office.twilio.ledger)
    dies(office, point)
    assert office.interview().state == (State.SCHEDULED if point is Point.BEFORE_LAPSE else State.LAPSED)
    assert len(office.twilio.ledger) - before == (point is Point.AFTER_SEND)

    office.passes(minutes=3)
    assert office.heard() == EVERYBODY
    assert not any(row.may_duplicate for row in office.messages()) or point is Point.BEFORE_SEND
    nothing_more(office)


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_senders_that_die_one_after_the_other_delay_a_message_and_do_not_lose_it(office: Office, channel: str):
    up_to_the_reminder(office, **({"candidate": {"phone": None}} if channel == "email" else {}))
    office.now += timedelta(seconds=1)
    watch.sweep(office.sessions, office.desk, office.now)
    for _ in range(3):
        assert deliver.claim(office.sessions, office.desk, channel, "one that dies", office.clock) is not None
        until_it_is_tried_again(office)
    office.rounds()
    assert office.heard() == [f"remind-24h: {channel} to candidate"]
    nothing_more(office)


def until_it_is_tried_again(office: Office) -> None:
    """Reaped and looked up, and waiting for the next sender."""
    for _ in range(40):
        office.now += timedelta(seconds=5)
        deliver.reap(office.sessions, office.clock)
        for channel, sender in office.senders.items():
            reconcile.reconcile(office.sessions, office.desk, sender, channel, office.clock)
        if [row.state for row in office.messages() if row.name == "remind-24h"] == [MessageState.QUEUED]:
            return
    raise AssertionError(f"given up: {[(row.state, row.reason) for row in office.messages()]}")


def test_a_message_that_kills_every_sender_is_given_up_visibly(office: Office):
    up_to_the_reminder(office)
    office.now += timedelta(seconds=1)
    watch.sweep(office.sessions, office.desk, office.now)
    for _ in range(5):
        assert deliver.claim(office.sessions, office.desk, "sms", "one that dies", office.clock) is not None
        until_it_is_tried_again(office)
    assert deliver.claim(office.sessions, office.desk, "sms", "one that dies", office.clock) is not None
    office.passes(minutes=3)
    assert reminder(office).state == MessageState.FAILED
    assert office.heard() == ["remind-24h: email to candidate"], "and the news goes another way"


def test_what_a_killed_sender_has_sent_is_found_although_the_list_lags(office: Office):
    the_reminder_is_due(office)
    office.twilio.list_lag = timedelta(seconds=50)  # longer than the lease and the first look-up
    dies(office, Point.AFTER_SEND)
    office.passes(minutes=3)
    assert office.heard() == ["remind-24h: sms to candidate"]
    assert not reminder(office).may_duplicate
    nothing_more(office)


def test_a_text_whose_answer_was_lost_is_found_although_the_list_lags(office: Office):
    up_to_the_reminder(office)
    office.twilio.list_lag = timedelta(seconds=20)
    office.twilio.fail_next("accept_then_drop")
    office.passes(minutes=3)
    assert office.heard() == ["remind-24h: sms to candidate"]
    nothing_more(office)


def test_a_list_that_lags_for_longer_than_both_looks_leads_to_one_second_copy_that_is_flagged(office: Office):
    up_to_the_reminder(office)
    office.twilio.list_lag = timedelta(minutes=5)
    office.twilio.fail_next("accept_then_drop")
    office.passes(minutes=10)
    assert len(office.twilio.ledger) == 2
    assert len(set(office.twilio.texts)) == 1
    assert reminder(office).may_duplicate
    office.passes(minutes=10)
    assert len(office.twilio.ledger) == 2


def test_killed_with_the_list_down_the_news_goes_by_mail_once_and_the_text_is_not_sent_again(office: Office):
    the_reminder_is_due(office)
    dies(office, Point.AFTER_SEND)
    office.twilio.fail_next("html_503", on="list", times=9)
    office.passes(minutes=4)
    assert len(office.twilio.ledger) == 1
    assert [mail.recipients for mail in office.mailbox.mails].count([ALI]) == 2, "the confirmation, and this"
    office.twilio.recover()
    office.passes(minutes=3)
    assert reminder(office).state == MessageState.ACCEPTED
    office.heard()
    nothing_more(office)
    assert len(office.twilio.ledger) == 1


def test_stopped_before_it_asked_the_provider_it_sends_nothing_when_it_wakes_up(office: Office):
    the_reminder_is_due(office)
    with stopped(office, Point.BEFORE_SEND) as go_on:
        office.passes(minutes=3)  # its lease ends, it is looked for, and another sends
        assert len(office.twilio.ledger) == 1
        go_on()
    outcomes = [attempt.outcome for attempt in attempts(office)]
    assert outcomes == ["later", "accepted"], "the one that was stopped knows that it did not send"
    assert (reminder(office).state, reminder(office).attempts) == (MessageState.ACCEPTED, 2)
    assert office.heard() == ["remind-24h: sms to candidate"]
    nothing_more(office)


def test_stopped_before_it_asked_the_provider_and_awake_before_anybody_looked_it_gives_the_text_back(office: Office):
    the_reminder_is_due(office)
    with stopped(office, Point.BEFORE_SEND) as go_on:
        office.sleeps_until(office.now + timedelta(minutes=1))  # everything was suspended, not only one
        go_on()
    assert office.twilio.ledger == []
    assert reminder(office).state == MessageState.QUEUED
    office.passes(seconds=10)
    assert office.heard() == ["remind-24h: sms to candidate"]
    assert not reminder(office).may_duplicate, "there is no doubt about it"
    nothing_more(office)


def test_stopped_before_it_recorded_the_answer_its_late_word_changes_nothing(office: Office):
    the_reminder_is_due(office)
    with stopped(office, Point.AFTER_SEND) as go_on:
        office.passes(minutes=3)
        found = reminder(office)
        assert (found.state, found.provider_id) == (MessageState.ACCEPTED, office.twilio.ledger[0]["sid"])
        go_on()
    assert reminder(office).state == MessageState.ACCEPTED
    assert office.heard() == ["remind-24h: sms to candidate"]
    nothing_more(office)
