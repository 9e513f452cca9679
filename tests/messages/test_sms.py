"""Texts through the official client, against a Twilio on this machine."""

from __future__ import annotations

import logging
import socket
import threading
import traceback
from datetime import timedelta

import pytest

from scheduler_app.messages.senders import About, Outcome, SendFailed
from scheduler_app.messages.sms import TwilioSender
from tests.fakes.letters import NOW, a_text
from tests.fakes.mailbox import CERTIFICATE
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, FROM, FakeTwilio

SERVICE = "MG" + "0123456789abcdef" * 2


@pytest.fixture
def twilio():
    with FakeTwilio(clock=lambda: NOW) as fake:
        yield fake


def sender(twilio, **options):
    options.setdefault("from_", None if "messaging_service_sid" in options else FROM)
    options.setdefault("api_base", twilio.base)
    return TwilioSender(ACCOUNT_SID, options.pop("token", AUTH_TOKEN), **options)


def failure(twilio, letter=None, **options) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        sender(twilio, **options).send(letter or a_text(), NOW)
    return caught.value


def test_an_accepted_text_comes_back_with_twilios_own_id_and_status(twilio):
    receipt = sender(twilio).send(a_text(), NOW)

    [message] = twilio.ledger
    assert (message["to"], message["body"], message["from"]) == (a_text().to, a_text().body, FROM)
    assert receipt.provider_id == message["sid"]
    assert (receipt.state, receipt.http_status, receipt.status_text) == ("accepted", 201, "queued")


def test_a_messaging_service_sends_without_a_number_of_ours(twilio):
    receipt = sender(twilio, messaging_service_sid=SERVICE).send(a_text(), NOW)

    assert (twilio.ledger[0]["messaging_service_sid"], twilio.ledger[0]["from"]) == (SERVICE, None)
    assert receipt.status_text == "accepted"


@pytest.mark.parametrize("both", [{}, {"from_": FROM, "messaging_service_sid": SERVICE}])
def test_neither_or_both_kinds_of_sender_are_a_mistake(both):
    with pytest.raises(ValueError, match="exactly one of TWILIO_FROM"):
        TwilioSender(ACCOUNT_SID, AUTH_TOKEN, **both)


@pytest.mark.parametrize(
    ("left", "asked"),
    [
        (timedelta(seconds=1), 1),
        (timedelta(minutes=30, milliseconds=900), 1800),
        (timedelta(hours=10), 36_000),
        (timedelta(days=3), 36_000),
    ],
)
def test_twilio_is_told_for_how_long_the_text_is_of_use(twilio, left, asked):
    sender(twilio).send(a_text(expires_at=NOW + left), NOW)

    assert twilio.ledger[0]["validity_period"] == asked


@pytest.mark.parametrize("left", [timedelta(milliseconds=999), timedelta(0), timedelta(hours=-1)])
def test_a_text_that_comes_too_late_never_leaves(twilio, left):
    failed = failure(twilio, a_text(expires_at=NOW + left))

    assert (failed.outcome, failed.about) == (Outcome.REFUSED, About.CONTENT)
    assert twilio.requests == []


def test_twilio_is_told_where_to_report(twilio):
    sender(twilio).send(a_text(receipt_url="https://calls.example.com/webhooks/twilio/status/x"), NOW)
    sender(twilio).send(a_text(receipt_url="http://127.0.0.1:8000/webhooks/twilio/status/x"), NOW)

    assert [message["status_callback"] for message in twilio.ledger] == [
        "https://calls.example.com/webhooks/twilio/status/x",
        "http://127.0.0.1:8000/webhooks/twilio/status/x",
    ]


def test_the_real_twilio_is_not_told_to_report_to_our_own_machine():
    real = TwilioSender(ACCOUNT_SID, AUTH_TOKEN, from_=FROM)

    assert not real._can_reach("http://localhost:8000/webhooks/twilio/status/x")
    assert real._can_reach("https://calls.example.com/webhooks/twilio/status/x")


@pytest.mark.parametrize(
    "base",
    [
        "http://api.twilio.com",
        "http://10.0.0.7:4010",
        "http://0.0.0.0:4010",
        "http://127.0.0.1@evil.example",
        "https://user:pw@api.twilio.com",
        "ftp://127.0.0.1",
        "127.0.0.1:4010",
        "https://",
    ],
)
def test_the_token_goes_nowhere_in_the_clear(base):
    with pytest.raises(ValueError, match="set TWILIO_API_BASE to https"):
        TwilioSender(ACCOUNT_SID, AUTH_TOKEN, from_=FROM, api_base=base)


def test_proxies_and_regions_of_the_machine_do_not_lead_the_text_astray(twilio, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    monkeypatch.setenv("TWILIO_EDGE", "dublin")

    sender(twilio).send(a_text(), NOW)

    assert len(twilio.ledger) == 1


def test_a_redirection_does_not_get_the_token(twilio):
    with FakeTwilio() as other:
        twilio.fail_next("redirect", to=other.base)
        failed = failure(twilio)

    assert (failed.outcome, failed.about) == (Outcome.REFUSED, About.CONFIGURATION)
    assert other.requests == []


@pytest.mark.parametrize(
    ("fault", "how", "outcome", "about", "code"),
    [
        ("status", {"status": 400, "code": 21211}, Outcome.REFUSED, About.NUMBER, "21211"),
        ("status", {"status": 400, "code": 21614}, Outcome.REFUSED, About.NUMBER, "21614"),
        ("status", {"status": 400, "code": 21610}, Outcome.REFUSED, About.CONSENT, "21610"),
        ("status", {"status": 400, "code": 21606}, Outcome.REFUSED, About.CONFIGURATION, "21606"),
        ("status", {"status": 400, "code": 21408}, Outcome.REFUSED, About.OTHER, "21408"),
        ("status", {"status": 400, "code": 99999}, Outcome.REFUSED, About.OTHER, "99999"),
        ("status", {"status": 403}, Outcome.REFUSED, About.CONFIGURATION, None),
        ("status", {"status": 429, "code": 21611}, Outcome.LATER, About.OTHER, "21611"),
        ("problem", {"status": 400, "code": 21610}, Outcome.REFUSED, About.CONSENT, "21610"),
        ("status", {"status": 500, "code": 20500}, Outcome.UNCLEAR, About.PROVIDER, "20500"),
        ("status", {"status": 500, "code": 21211}, Outcome.UNCLEAR, About.PROVIDER, "21211"),
        ("html_503", {}, Outcome.UNCLEAR, About.PROVIDER, None),
    ],
)
def test_an_answer_says_whether_it_went_out_and_whom_it_concerns(twilio, fault, how, outcome, about, code):
    twilio.fail_next(fault, **how)

    failed = failure(twilio)

    assert (failed.outcome, failed.about, failed.code) == (outcome, about, code)
    assert failed.http_status == how.get("status", 503)
    assert twilio.requests == ["POST create"]


def test_a_wrong_token_is_about_our_configuration(twilio):
    failed = failure(twilio, token="0" * 32)

    assert (failed.outcome, failed.about, failed.code) == (Outcome.REFUSED, About.CONFIGURATION, "20003")


@pytest.mark.parametrize(("after", "seconds"), [("7", 7.0), ("Tue, 12 Jan 2027 21:30:20 GMT", 20.0), ("soon", None)])
def test_the_pause_twilio_asks_for_is_handed_on(twilio, after, seconds):
    twilio.fail_next("rate_limit", retry_after=after)

    failed = failure(twilio)

    assert (failed.outcome, failed.retry_after) == (Outcome.LATER, seconds)


def test_a_certificate_we_do_not_trust_gets_neither_token_nor_text():
    with FakeTwilio(certificate=CERTIFICATE) as twilio:
        failed = failure(twilio)

    assert failed.outcome is Outcome.LATER
    assert (twilio.requests, twilio.ledger) == ([], [])


def test_texts_travel_encrypted(monkeypatch):
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", CERTIFICATE)
    with FakeTwilio(certificate=CERTIFICATE) as twilio:
        sender(twilio).send(a_text(), NOW)
        twilio.fail_next("accept_then_hang")
        failed = failure(twilio, timeout=(1.0, 5.0), budget=0.3)

    assert failed.outcome is Outcome.UNCLEAR
    assert len(twilio.ledger) == 2


def test_nobody_there_means_it_was_not_sent():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(SendFailed) as caught:
        TwilioSender(ACCOUNT_SID, AUTH_TOKEN, from_=FROM, api_base=f"http://127.0.0.1:{port}").send(a_text(), NOW)

    assert caught.value.outcome is Outcome.LATER


def test_neither_the_log_nor_the_failure_knows_the_number(twilio, caplog):
    caplog.set_level(logging.DEBUG)
    number = a_text().to.removeprefix("+")
    sender(twilio).send(a_text(), NOW)
    sender(twilio).find(a_text(), NOW)
    failed = failure(twilio, a_text(to=number))

    assert failed.code == "21211"
    assert number not in "".join(traceback.format_exception(failed))
    assert number not in caplog.text


def test_eight_threads_share_one_sender(twilio):
    shared = sender(twilio)
    threads = [threading.Thread(target=shared.send, args=(a_text(body=f"Ref {number}"), NOW)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(body for _, body in twilio.texts) == [f"Ref {number}" for number in range(8)]
