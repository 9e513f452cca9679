"""The tables: what is sure, what may be tried again, and whom it concerns."""

from __future__ import annotations

import pytest

from scheduler_app.messages.policy import judge, judge_mail, judge_receipt
from scheduler_app.messages.senders import About, Outcome

REFUSED, LATER, UNCLEAR = Outcome.REFUSED, Outcome.LATER, Outcome.UNCLEAR


@pytest.mark.parametrize(
    ("code", "about"),
    [
        ("21211", About.NUMBER),
        ("21614", About.NUMBER),
        ("21635", About.NUMBER),
        ("21610", About.CONSENT),
        ("21212", About.CONFIGURATION),
        ("21606", About.CONFIGURATION),
        ("21659", About.CONFIGURATION),
        ("21660", About.CONFIGURATION),
        ("21703", About.CONFIGURATION),
        ("21705", About.CONFIGURATION),
        ("30034", About.CONFIGURATION),
        ("20003", About.CONFIGURATION),
        ("63038", About.CONFIGURATION),
        ("21408", About.OTHER),
        ("21612", About.OTHER),
        ("21617", About.CONTENT),
    ],
)
def test_a_known_code_says_whom_a_refusal_concerns(code, about):
    verdict = judge(400, code)

    assert (verdict.outcome, verdict.about) == (REFUSED, about)


@pytest.mark.parametrize("status", [400, 403, 404, 422])
def test_an_unknown_code_of_a_refusal_is_a_refusal(status):
    assert judge(status, "99999").outcome is REFUSED


@pytest.mark.parametrize(("status", "code"), [(429, None), (429, "99999"), (429, "20429"), (400, "21611")])
def test_too_much_at_once_can_be_tried_again(status, code):
    assert judge(status, code).outcome is LATER


@pytest.mark.parametrize("code", [None, "20500", "21211", "21611", "99999"])
@pytest.mark.parametrize("status", [500, 502, 503, 504, 599])
def test_nothing_a_broken_server_says_makes_it_sure(status, code):
    verdict = judge(status, code)

    assert (verdict.outcome, verdict.about) == (UNCLEAR, About.PROVIDER)


@pytest.mark.parametrize("status", [200, 201, 204, 408])
def test_neither_an_unreadable_success_nor_a_slow_proxy_makes_it_sure(status):
    assert judge(status, None).outcome is UNCLEAR


def test_every_answer_has_some_meaning():
    for status in range(100, 1000):
        failed = judge(status, None).failure("text", http_status=status)
        assert failed.reason.startswith("the text ")
        assert failed.http_status == status


@pytest.mark.parametrize("status", [401, 403, 404])
def test_an_account_that_may_not_is_about_our_configuration(status):
    assert judge(status, None).about is About.CONFIGURATION


@pytest.mark.parametrize(
    ("code", "outcome", "about"),
    [
        ("30001", LATER, About.OTHER),
        ("30003", LATER, About.OTHER),
        ("30008", LATER, About.OTHER),
        ("30004", REFUSED, About.OTHER),
        ("30005", REFUSED, About.NUMBER),
        ("30006", REFUSED, About.NUMBER),
        ("30007", REFUSED, About.CONTENT),
        ("30023", LATER, About.OTHER),
        ("30032", REFUSED, About.CONFIGURATION),
        ("30034", REFUSED, About.CONFIGURATION),
        ("39999", REFUSED, About.OTHER),
        (None, REFUSED, About.OTHER),
    ],
)
def test_a_text_reported_undelivered_is_never_unclear(code, outcome, about):
    verdict = judge_receipt(code)

    assert (verdict.outcome, verdict.about) == (outcome, about)


@pytest.mark.parametrize(
    ("reply", "enhanced", "stage", "outcome", "about"),
    [
        (550, None, "recipient", REFUSED, About.NUMBER),
        (550, "5.7.1", "recipient", REFUSED, About.OTHER),
        (552, "5.2.2", "whole mail", REFUSED, About.NUMBER),
        (554, None, "whole mail", REFUSED, About.OTHER),
        (550, None, "sender", REFUSED, About.CONFIGURATION),
        (450, "4.1.1", "recipient", LATER, About.OTHER),
        (421, None, "whole mail", LATER, About.PROVIDER),
        (451, None, "recipient", LATER, About.OTHER),
        (451, None, "sender", LATER, About.PROVIDER),
        (-1, None, "recipient", LATER, About.PROVIDER),
        (250, None, "start", LATER, About.PROVIDER),
        (-1, None, "whole mail", UNCLEAR, About.PROVIDER),
        (354, None, "whole mail", UNCLEAR, About.PROVIDER),
    ],
)
def test_a_mail_servers_first_digit_decides(reply, enhanced, stage, outcome, about):
    verdict = judge_mail(reply, enhanced, stage=stage)

    assert (verdict.outcome, verdict.about) == (outcome, about)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (403, "the text was not sent: Twilio does not allow it (Twilio 403)"),
        (429, "the text could not be sent yet: Twilio is getting more requests than it allows (Twilio 429)"),
        (503, "the text may or may not have been sent: Twilio has a fault and did not say whether it went out "
              "(Twilio 503)"),
    ],
)  # fmt: skip
def test_a_failure_is_a_sentence_for_people(status, sentence):
    assert judge(status, None).failure("text", answer=f"Twilio {status}").reason == sentence
