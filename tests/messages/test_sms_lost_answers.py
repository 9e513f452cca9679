"""Texts whose answer was lost, and the look that tells whether Twilio has them."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler_app.messages.senders import Outcome, SendFailed
from scheduler_app.messages.sms import TRIAL_PREFIX, TwilioSender
from tests.fakes.letters import NOW, a_text
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, FROM, FakeTwilio


@pytest.fixture
def twilio():
    with FakeTwilio(clock=lambda: NOW) as fake:
        yield fake


def sender(twilio, **options) -> TwilioSender:
    return TwilioSender(ACCOUNT_SID, AUTH_TOKEN, from_=FROM, api_base=twilio.base, **options)


def failure(twilio, **options) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        sender(twilio, **options).send(a_text(), NOW)
    return caught.value


@pytest.mark.parametrize(
    ("fault", "how", "there"),
    [
        ("drop", {}, False),
        ("hang", {}, False),
        ("accept_then_drop", {}, True),
        ("accept_then_hang", {}, True),
        ("accept_then_500", {}, True),
        ("bad_json", {}, True),
        ("half_body", {}, True),
        ("odd_json", {"body": []}, True),
        ("odd_json", {"body": None}, True),
        ("odd_json", {"body": {"status": "queued"}}, True),
    ],
)
def test_a_lost_answer_is_unclear_and_a_look_tells(twilio, fault, how, there):
    twilio.fail_next(fault, **how)

    failed = failure(twilio, timeout=(1.0, 0.2))

    assert failed.outcome is Outcome.UNCLEAR
    assert twilio.requests == ["POST create"]
    found = sender(twilio).find(a_text(), NOW)
    assert (found.provider_id if found else None) == (twilio.ledger[0]["sid"] if there else None)


def test_an_answer_that_never_ends_is_given_up_in_time(twilio):
    twilio.fail_next("drip", every=0.02)

    began = time.monotonic()
    failed = failure(twilio, timeout=(1.0, 60.0), budget=0.3)

    assert failed.outcome is Outcome.UNCLEAR
    assert 0.25 < time.monotonic() - began < 30


def test_a_look_knows_texts_that_are_not_yet_sent_and_those_that_are(twilio):
    sent = sender(twilio).send(a_text(), NOW)

    assert sender(twilio).find(a_text(), NOW) is not None
    twilio.ledger[0]["status"] = "delivered"
    found = sender(twilio).find(a_text(), NOW)
    assert found is not None
    assert (found.provider_id, found.state, found.status_text) == (sent.provider_id, "delivered", "delivered")


def test_a_look_tells_apart_numbers_words_and_times(twilio):
    sender(twilio).send(a_text(), NOW)
    margin = timedelta(minutes=5)  # the two clocks may disagree by so much

    assert sender(twilio).find(a_text(to="+16025550124"), NOW) is None
    assert sender(twilio).find(a_text(body=a_text().body.replace("7KQ2", "7KQ3")), NOW) is None
    assert sender(twilio).find(a_text(), NOW + margin) is not None
    assert sender(twilio).find(a_text(), NOW + margin + timedelta(seconds=1)) is None


def test_a_trial_accounts_preface_does_not_hide_the_text(twilio):
    sender(twilio).send(a_text(), NOW)
    twilio.ledger[0]["body"] = TRIAL_PREFIX + a_text().body

    assert sender(twilio).find(a_text(), NOW) is not None


def test_the_first_of_two_copies_is_the_one_that_counts(twilio):
    first = sender(twilio).send(a_text(), NOW)
    sender(twilio).send(a_text(), NOW)

    found = sender(twilio).find(a_text(), NOW)

    assert found is not None
    assert found.provider_id == first.provider_id


@pytest.mark.parametrize("fault", ["html_503", "drop", "bad_json"])
def test_a_failed_look_is_not_mistaken_for_an_empty_one(twilio, fault):
    twilio.fail_until_recovered(fault)

    with pytest.raises(SendFailed) as caught:
        sender(twilio).find(a_text(), NOW)

    assert caught.value.outcome is Outcome.UNCLEAR


def test_the_fake_keeps_its_ledger_when_the_caller_dies(tmp_path: Path):
    ledger = tmp_path / "ledger.jsonl"
    command = [sys.executable, "-m", "tests.fakes.twilio", "--ledger", str(ledger)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as fake:
        try:
            assert fake.stdout is not None
            base = fake.stdout.readline().strip()
            script = b'{"kind": "accept_then_hang"}'
            with urllib.request.urlopen(f"{base}/fake/fail", script, timeout=5) as answer:
                assert answer.status == 200
            with pytest.raises(SendFailed):
                TwilioSender(ACCOUNT_SID, AUTH_TOKEN, from_=FROM, api_base=base, timeout=(1.0, 0.2)).send(a_text(), NOW)
        finally:
            fake.kill()

    assert a_text().body in ledger.read_text()
