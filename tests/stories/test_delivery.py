"""From the outbox to the provider: refusals, outages, lost answers, dead senders. The oracle is Twilio's own ledger."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from scheduler_app import deliver, fallback, watch
from scheduler_app.store.db import reading
from scheduler_app.store.outbox import MessageState, OptOut
from tests.office import ALI, ALIS_NUMBER, DANA, Office
from tests.stories.reminders import A_DAY_BEFORE, attempts, claim_the_reminder, reminder, up_to_the_reminder
from tests.waiting import PAUSE

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("status", "code", "remembered"),
    [(400, 21211, "number"), (400, 21610, "opt-out"), (400, 21408, ""), (400, 99999, "")],
)
def test_a_text_that_is_refused_goes_by_mail_at_once(office: Office, status, code, remembered):
    up_to_the_reminder(office)
    office.twilio.fail_next("status", status=status, code=code)
    office.passes(seconds=1)
    assert office.heard() == ["remind-24h: email to candidate"]
    refused, mail = reminder(office), reminder(office, "email")
    assert (refused.state, refused.provider_code, refused.attempts) == (MessageState.FAILED, str(code), 1)
    assert (mail.rank, mail.step_id) == (1, refused.step_id)
    assert mail.reason.startswith("by mail, as the text did not go")
    with reading(office.sessions) as session:
        assert (session.get(OptOut, (ALIS_NUMBER, "sms")) is not None) == (remembered == "opt-out")
    assert bool(office.interview().candidate.sms_refused) == (remembered == "number")

    office.until(office.interview().starts_at - timedelta(hours=1))
    heard = office.heard()
    assert ("remind-1h: email to candidate" in heard) == bool(remembered), "what is known of a number is used"
    if remembered:
        assert "cannot be texted" in office.mail_to(DANA).text, "and the recruiter is told"


def test_a_busy_provider_is_asked_again_when_it_said(office: Office):
    up_to_the_reminder(office)
    office.twilio.fail_next("rate_limit", retry_after=40)
    office.passes(seconds=40)
    assert office.heard() == []
    assert reminder(office).state == MessageState.QUEUED
    office.passes(minutes=2)
    assert office.heard() == ["remind-24h: sms to candidate"]
    assert [attempt.outcome for attempt in attempts(office)] == ["later", "accepted"]


@pytest.mark.parametrize("fault", ["accept_then_drop", "accept_then_500", "bad_json"])
def test_a_text_whose_answer_was_lost_is_found_and_not_sent_twice(office: Office, fault):
    up_to_the_reminder(office)
    office.twilio.fail_next(fault)
    office.passes(seconds=1)
    assert reminder(office).state == MessageState.UNKNOWN
    office.passes(minutes=5)
    assert len(office.twilio.ledger) == 1
    found = reminder(office)
    assert (found.state, found.provider_id) == (MessageState.ACCEPTED, office.twilio.ledger[0]["sid"])
    assert not found.may_duplicate


@pytest.mark.parametrize("fault", ["drop", "html_503"])
def test_a_text_that_was_never_taken_is_looked_for_twice_and_sent_once_more(office: Office, fault):
    up_to_the_reminder(office)
    office.twilio.fail_next(fault)
    office.passes(minutes=5)
    assert len(office.twilio.ledger) == 1
    sent = reminder(office)
    assert (sent.state, sent.may_duplicate, sent.attempts) == (MessageState.ACCEPTED, True, 2)


def test_with_the_lookup_down_the_news_goes_by_mail_and_the_text_is_not_sent_again(office: Office):
    up_to_the_reminder(office)
    office.twilio.fail_next("accept_then_drop")
    office.twilio.fail_next("status", times=9, on="list", status=503, code=20503)
    office.passes(minutes=3)
    assert len(office.twilio.ledger) == 1
    assert [mail.recipients for mail in office.mailbox.mails].count([ALI]) == 2  # the confirmation and this
    office.twilio.recover()
    office.passes(minutes=5)
    assert reminder(office).state == MessageState.ACCEPTED
    assert len(office.twilio.ledger) == 1


def test_a_text_whose_mail_has_gone_meanwhile_is_not_sent_again(office: Office):
    up_to_the_reminder(office)
    office.twilio.fail_next("drop")  # not taken
    office.twilio.fail_next("html_503", on="list")  # and when asked, it first cannot say so
    office.passes(minutes=5)
    assert office.heard() == ["remind-24h: email to candidate"]
    text = reminder(office)
    assert (text.state, text.attempts) == (MessageState.FAILED, 1)
    assert text.reason == "not found at the provider, and told by mail meanwhile"


def test_a_late_answer_does_not_send_a_text_again_whose_mail_has_gone(office: Office):
    up_to_the_reminder(office)
    slow = claim_the_reminder(office)
    office.twilio.fail_next("html_503", on="list")
    office.passes(seconds=40)  # taken for dead, and the provider cannot be asked
    assert office.heard() == ["remind-24h: email to candidate"]
    office.twilio.fail_next("rate_limit", retry_after=1)
    deliver.carry(office.sessions, office.desk, office.senders["sms"], slow, office.clock)
    office.passes(minutes=5)
    assert (office.heard(), reminder(office).state) == ([], MessageState.SUPPRESSED)


def test_a_sender_that_died_after_sending_is_found_out_and_nothing_is_repeated(office: Office):
    up_to_the_reminder(office)
    claimed = claim_the_reminder(office)
    office.senders["sms"].send(claimed.letter, office.now)  # and here it dies, before it could record anything
    office.passes(minutes=5)
    assert len(office.twilio.ledger) == 1
    assert reminder(office).provider_id == office.twilio.ledger[0]["sid"]


def test_a_sender_that_died_before_sending_loses_nothing(office: Office):
    up_to_the_reminder(office)
    claim_the_reminder(office)
    office.passes(minutes=5)
    assert len(office.twilio.ledger) == 1


def test_a_sender_that_wakes_up_late_cannot_overwrite_its_successor(office: Office):
    up_to_the_reminder(office)
    stale = claim_the_reminder(office)
    asked = iter([office.now])  # in time, and answered when everybody has given it up
    office.passes(minutes=5)  # given up for dead, looked for, sent by another
    sid = reminder(office).provider_id
    office.twilio.fail_next("status", status=400, code=21211)
    deliver.carry(office.sessions, office.desk, office.senders["sms"], stale, lambda: next(asked, office.now))
    assert (reminder(office).state, reminder(office).provider_id) == (MessageState.ACCEPTED, sid)
    assert [attempt.outcome for attempt in attempts(office)] == ["refused", "accepted"]


def test_two_senders_never_claim_the_same_message(office: Office):
    up_to_the_reminder(office)
    first = claim_the_reminder(office)
    assert deliver.claim(office.sessions, office.desk, "sms", "another", office.clock) is None
    assert first.fence == 1


def test_a_heap_of_texts_that_came_too_late_is_settled_in_small_transactions(office: Office, monkeypatch):
    monkeypatch.setattr(deliver, "SETTLED_AT_ONCE", 2)
    for hour in (11, 12, 13, 14):
        office.books(f"2027-01-13T{hour}:00")
    office.sleeps_until(office.interview().starts_at - A_DAY_BEFORE)
    watch.sweep(office.sessions, office.desk, office.now)
    office.sleeps_until(office.interview().starts_at)
    settled = []

    def clock() -> datetime:
        rows = [row for interview in office.interviews for row in office.messages(interview)]
        settled.append(sum(row.state == MessageState.EXPIRED for row in rows))
        return office.now

    assert deliver.claim(office.sessions, office.desk, "sms", "a test", clock) is None
    assert settled == [0, 0, 2, 2, 4], "what others see, each time the clock is read"


@on_sqlite
def test_a_lease_is_not_used_up_by_the_wait_for_the_lock(office: Office):
    up_to_the_reminder(office)
    office.now += timedelta(seconds=1)
    watch.sweep(office.sessions, office.desk, office.now)
    looked = threading.Event()

    def clock() -> datetime:
        looked.set()
        return office.now

    with ThreadPoolExecutor(1) as sender, office.sessions.begin() as somebody:
        somebody.connection()
        claiming = sender.submit(deliver.claim, office.sessions, office.desk, "sms", "a patient one", clock)
        assert looked.wait(10)
        PAUSE.wait(0.1)  # it has seen that something is due, and waits for its turn
        office.now += timedelta(seconds=20)
        somebody.commit()
        assert claiming.result() is not None
    assert reminder(office).lease_until == office.now + deliver.LEASES["sms"]
    assert attempts(office)[0].started_at == office.now


def test_who_opts_out_after_the_text_was_queued_gets_mail_instead(office: Office):
    up_to_the_reminder(office)
    office.twilio.fail_next("rate_limit", retry_after=30)
    office.passes(seconds=1)
    with office.sessions.begin() as session:
        session.add(OptOut(address=ALIS_NUMBER, channel="sms", since=office.now, source="a test"))
    office.passes(minutes=2)
    assert office.heard() == ["remind-24h: email to candidate"]
    assert reminder(office).state == MessageState.SUPPRESSED


def test_two_refusals_for_one_number_at_once_are_both_kept(office: Office, monkeypatch):
    first = office.books("2027-01-13T14:30")
    second = office.books("2027-01-13T15:15", candidate={"email": "second@example.com"})
    office.until(office.interview(first).starts_at - A_DAY_BEFORE - timedelta(seconds=1))
    office.heard()
    office.sleeps_until(office.interview(second).starts_at - A_DAY_BEFORE)
    watch.sweep(office.sessions, office.desk, office.now)
    office.twilio.fail_next("status", times=2, status=400, code=21610)
    claims = [deliver.claim(office.sessions, office.desk, "sms", "a test", office.clock) for _ in range(2)]
    both, remember = threading.Barrier(2), fallback.remember

    def at_once(*about: Any) -> None:
        with suppress(threading.BrokenBarrierError):
            both.wait(1)  # on SQLite they take turns anyway
        remember(*about)
        PAUSE.wait(0.2)  # uncommitted for a while

    monkeypatch.setattr(fallback, "remember", at_once)
    with ThreadPoolExecutor(2) as carriers:
        carry = partial(deliver.carry, office.sessions, office.desk, office.senders["sms"], clock=office.clock)
        list(carriers.map(carry, claims))
    office.rounds()
    refused = [row for which in (first, second) for row in office.messages(which) if row.channel == "sms"]
    assert [row.state for row in refused] == [MessageState.FAILED] * 2
    assert office.heard() == ["remind-24h: email to candidate"] * 2


def test_a_text_that_can_go_by_mail_is_not_kept_for_longer_than_the_backoff(office: Office):
    up_to_the_reminder(office)
    office.twilio.fail_next("rate_limit", retry_after=1, times=100)
    office.passes(minutes=10)
    assert office.heard() == ["remind-24h: email to candidate"]
    assert (reminder(office).state, reminder(office).attempts) == (MessageState.FAILED, 6)


def test_each_text_carries_its_reference_its_validity_and_its_receipt_address(office: Office):
    up_to_the_reminder(office)
    office.passes(seconds=1)
    text = office.twilio.ledger[0]
    assert text["body"].count(f"Ref {reminder(office).ref}") == 1
    assert text["body"].endswith("Reply STOP to opt out")
    assert text["validity_period"] == 36000  # the most that Twilio takes; it is of use for 23 hours
    token = office.desk.receipt_token(reminder(office).id)
    assert text["status_callback"] == f"https://calls.example.com/webhooks/twilio/status/{token}"
    office.until(office.interview().starts_at - timedelta(minutes=60))
    assert office.twilio.ledger[1]["validity_period"] == 3600
    assert "STOP" not in office.twilio.ledger[1]["body"], "only the first text says how to opt out"


def test_a_lost_answer_whose_text_failed_at_the_provider_goes_by_mail(office: Office):
    up_to_the_reminder(office)
    office.twilio.fail_next("accept_then_drop")
    office.passes(seconds=1)
    office.twilio.ledger[0]["status"] = "undelivered"
    office.passes(minutes=1)
    assert reminder(office).state == MessageState.FAILED
    assert reminder(office, "email").state == MessageState.ACCEPTED
