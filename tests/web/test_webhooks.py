"""What Twilio tells us is believed only when it is signed, counts once, and moves a text only forward."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from scheduler_app.domain.interview import Outcome, Side
from scheduler_app.store.db import reading
from scheduler_app.store.outbox import Message, OptOut, ProviderEvent
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, FROM, FakeTwilio
from tests.fakes.twilio_webhooks import signature
from tests.office import ALIS_NUMBER, DANAS_NUMBER
from tests.web.staff import Service, opened

SMS = "/webhooks/twilio/sms"
OLD_TOKEN = "o" * 32
BASE = "https://calls.example.com"


@dataclass
class Carrier:
    """Twilio, as far as it calls us."""

    service: Service

    def posts(self, path: str, token: str = AUTH_TOKEN, *, signed_for: str | None = None, **form: str) -> TestResponse:
        form = {"AccountSid": ACCOUNT_SID, "ApiVersion": "2010-04-01", "MessageSid": f"SM{uuid4().hex}"} | form
        headers = {"X-Twilio-Signature": signature(f"{BASE}{signed_for or path}", form, token)}
        return self.service.app.test_client().post(
            path, data=urlencode(form), headers=headers, content_type="application/x-www-form-urlencoded"
        )

    def reports(self, message: Message, status: str, code: str = "", sid: str = "") -> TestResponse:
        form = {"MessageSid": sid or message.provider_id or f"SM{'0' * 32}", "MessageStatus": status}
        path = f"/webhooks/twilio/status/{self.service.desk.receipt_token(message.id)}"
        return self.posts(path, **form | ({"ErrorCode": code} if code else {}))

    def says(self, body: str, number: str = ALIS_NUMBER, **more: str) -> TestResponse:
        return self.posts(SMS, From=number, To=FROM, Body=body, **more)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with (
        FakeTwilio() as twilio,
        opened(
            tmp_path,
            SCHEDULER_BASE_URL=BASE,
            TWILIO_ACCOUNT_SID=ACCOUNT_SID,
            TWILIO_AUTH_TOKEN=AUTH_TOKEN,
            TWILIO_AUTH_TOKEN_PREVIOUS=OLD_TOKEN,
            TWILIO_FROM=FROM,
            TWILIO_API_BASE=twilio.base,
        ) as service,
    ):
        twilio.clock = service.clock
        yield service


@pytest.fixture
def carrier(service: Service) -> Carrier:
    return Carrier(service)


@pytest.fixture
def reminder(service: Service) -> Message:
    """The candidate's first text, which Twilio has accepted."""
    service.books()
    service.now = service.interview().starts_at - timedelta(hours=24)
    service.rounds()
    return found(service, "remind-24h", "sms")


def found(service: Service, name: str, channel: str) -> Message:
    return next(message for message in service.messages() if (message.name, message.channel) == (name, channel))


def again(service: Service, message: Message) -> Message:
    with reading(service.sessions) as session:
        return session.get_one(Message, message.id)


def events(service: Service) -> int:
    with reading(service.sessions) as session:
        return len(list(session.scalars(select(ProviderEvent))))


def opted_out(service: Service, number: str = ALIS_NUMBER) -> bool:
    with reading(service.sessions) as session:
        return session.get(OptOut, (number, "sms")) is not None


def test_a_receipt_moves_the_text_forward(service: Service, carrier: Carrier, reminder: Message):
    assert reminder.state == "accepted"
    for status, state in (("queued", "accepted"), ("sent", "sent"), ("delivered", "delivered")):
        answer = carrier.reports(reminder, status)
        assert answer.status_code == 200
        assert answer.content_type.startswith("text/xml")
        assert answer.get_data(as_text=True).endswith("<Response/>")
        assert again(service, reminder).state == state


def test_a_receipt_that_comes_late_or_again_never_moves_it_back(service: Service, carrier: Carrier, reminder: Message):
    for status in ("delivered", "sent", "delivered", "sending", "failed", "queued", "sent"):
        carrier.reports(reminder, status)
        assert again(service, reminder).state == "delivered"
    assert events(service) == 5, "each status once"


@pytest.mark.parametrize("status", ["failed", "undelivered"])
def test_a_text_that_did_not_arrive_goes_by_mail_once(
    service: Service, carrier: Carrier, reminder: Message, status: str
):
    carrier.reports(reminder, "sent")
    for _ in range(3):
        carrier.reports(reminder, status, "30003")
    lost = again(service, reminder)
    assert (lost.state, lost.provider_code) == ("failed", "30003")
    assert "the telephone could not be reached" in lost.reason
    mails = [message for message in service.messages() if (message.name, message.channel) == ("remind-24h", "email")]
    assert [mail.rank for mail in mails] == [1]
    assert service.interview().candidate.sms_refused == ""


def test_a_number_that_takes_no_texts_is_remembered(service: Service, carrier: Carrier, reminder: Message):
    carrier.reports(reminder, "undelivered", "30006")
    assert "landline" in service.interview().candidate.sms_refused


def test_no_mail_follows_once_the_call_is_confirmed(service: Service, carrier: Carrier, reminder: Message):
    service.now = service.interview().starts_at
    service.reports(Side.RECRUITER, Outcome.HELD)
    carrier.reports(reminder, "failed", "30003")
    assert again(service, reminder).state == "failed"
    assert not [message for message in service.messages() if message.name == "remind-24h" and message.rank]


def test_a_receipt_may_come_before_our_own_record(service: Service, carrier: Carrier, reminder: Message):
    with service.sessions.begin() as session:
        early = session.get_one(Message, reminder.id)
        sid, early.provider_id, early.provider_status, early.state = early.provider_id, None, "", "sending"
    assert sid
    carrier.reports(reminder, "sent", sid=sid)
    assert (again(service, reminder).state, again(service, reminder).provider_id) == ("sent", sid)


def test_an_earlier_copy_that_failed_does_not_fail_the_later_one(service: Service, carrier: Carrier, reminder: Message):
    other = f"SM{'a' * 32}"
    carrier.reports(reminder, "failed", "30003", sid=other)
    assert again(service, reminder).state == "accepted"
    carrier.reports(reminder, "delivered", sid=other)
    assert again(service, reminder).state == "delivered"
    assert again(service, reminder).provider_id == reminder.provider_id


def test_a_text_we_had_given_up_may_have_arrived_after_all(service: Service, carrier: Carrier, reminder: Message):
    with service.sessions.begin() as session:
        lost = session.get_one(Message, reminder.id)
        lost.state, lost.reason, lost.provider_id, lost.provider_status = "expired", "its fate is not known", None, ""
    carrier.reports(reminder, "delivered")
    assert again(service, reminder).state == "delivered"
    assert again(service, reminder).reason == "its fate is not known; the provider reported it delivered after all"


def test_a_status_nobody_knows_changes_nothing(service: Service, carrier: Carrier, reminder: Message):
    assert carrier.reports(reminder, "teleported").status_code == 200
    assert (again(service, reminder).state, events(service)) == ("accepted", 0)


def test_the_token_in_the_address_names_one_message(service: Service, carrier: Carrier, reminder: Message):
    good = service.desk.receipt_token(reminder.id)
    other = service.desk.receipt_token(uuid4())
    mixed = f"{UUID(other.partition('-')[0]).hex}-{good.partition('-')[2]}"
    for token in ("x", good[:-1], good + "A", mixed, good.partition("-")[0], "é"):
        answer = carrier.posts(f"/webhooks/twilio/status/{token}", MessageSid=f"SM{'0' * 32}", MessageStatus="sent")
        assert answer.status_code in (403, 404), token
    assert (
        carrier.posts(f"/webhooks/twilio/status/{other}", MessageSid=f"SM{'0' * 32}", MessageStatus="sent").status_code
        == 200
    )
    assert (again(service, reminder).state, events(service)) == ("accepted", 0)


def test_either_of_two_auth_tokens_may_sign_during_a_rotation(service: Service, carrier: Carrier):
    assert carrier.posts(SMS, OLD_TOKEN, From=ALIS_NUMBER, Body="STOP").status_code == 200
    assert opted_out(service)


@pytest.mark.parametrize("path", [f"{SMS}?a=%40&b=%C3%A9", f"{SMS}?x=1+1", f"{SMS}?tag=it's"])
def test_the_signature_is_over_the_bytes_that_were_asked_for(carrier: Carrier, path: str):
    assert carrier.posts(path, From=ALIS_NUMBER, Body="hello").status_code == 200


def test_what_is_not_signed_is_refused(service: Service, carrier: Carrier, reminder: Message):
    status = f"/webhooks/twilio/status/{service.desk.receipt_token(reminder.id)}"
    form = {"From": ALIS_NUMBER, "Body": "STOP"}
    stranger = service.app.test_client()
    refusals = [
        stranger.post(SMS, data=form),
        stranger.post(SMS, data=form, headers={"X-Twilio-Signature": "x"}),
        stranger.post(SMS, json=form),
        stranger.post(status, data={"MessageSid": f"SM{'0' * 32}", "MessageStatus": "failed"}),
        carrier.posts(SMS, "w" * 32, **form),
        carrier.posts(SMS, signed_for="/webhooks/twilio/other", **form),
        carrier.posts(f"{SMS}?more=1", signed_for=SMS, **form),
        carrier.posts(SMS, **form | {"AccountSid": "AC" + "0" * 32}),
    ]
    assert {answer.status_code for answer in refusals} == {403}
    assert not opted_out(service)
    assert (again(service, reminder).state, events(service)) == ("accepted", 0)


def test_a_host_header_does_not_decide_what_was_signed(service: Service):
    form = {"AccountSid": ACCOUNT_SID, "From": ALIS_NUMBER, "Body": "STOP", "MessageSid": f"SM{'0' * 32}"}
    signed = {"X-Twilio-Signature": signature(f"https://evil.example{SMS}", form, AUTH_TOKEN)}
    answer = service.app.test_client().post(SMS, data=form, headers=signed, base_url="https://evil.example")
    assert answer.status_code == 403


def test_without_an_auth_token_nothing_is_believed(tmp_path: Path):
    with opened(tmp_path, SCHEDULER_BASE_URL=BASE) as service:
        assert Carrier(service).posts(SMS, "", From=ALIS_NUMBER, Body="STOP").status_code == 403
        assert not opted_out(service)


@pytest.mark.parametrize("path", [SMS, "/webhooks/twilio/status/x"])
def test_they_are_only_posted_to(service: Service, path: str):
    assert service.app.test_client().get(path).status_code == 405


@pytest.mark.parametrize(
    "word",
    [
        "STOP",
        "stop",
        " Stop. ",
        "STOPALL",
        "unsubscribe",
        "CANCEL",
        "End",
        "QUIT",
        "Opt out",
        "\uff33\uff34\uff2f\uff30",
        "\u200bstop\u200d",
    ],
)
def test_a_stop_word_is_kept_once_and_a_start_word_lifts_it(service: Service, carrier: Carrier, word: str):
    carrier.says(word)
    carrier.says(word)
    assert opted_out(service)
    carrier.says("Start")
    assert not opted_out(service)


@pytest.mark.parametrize("words", ["please stop by at 3", "I cannot stop smiling", "", "1", "LATE 15", "stop stop"])
def test_other_words_are_for_people(service: Service, carrier: Carrier, words: str):
    assert carrier.says(words).status_code == 200
    assert not opted_out(service)


def test_twilios_own_reading_is_believed_before_the_words(service: Service, carrier: Carrier):
    carrier.says("please no more", OptOutType="STOP")
    assert opted_out(service)
    carrier.says("go on", OptOutType="START")
    assert not opted_out(service)
    carrier.says("stop", OptOutType="HELP")
    assert not opted_out(service)


@pytest.mark.parametrize("number", ["", "12345", "whatsapp:+16025550123", "+1602555012345678", "anonymous"])
def test_a_sender_that_is_no_number_is_not_kept(service: Service, carrier: Carrier, number: str):
    assert carrier.says("STOP", number).status_code == 200
    with reading(service.sessions) as session:
        assert list(session.scalars(select(OptOut))) == []


def test_who_opted_out_gets_the_next_step_by_mail(service: Service, carrier: Carrier):
    service.books("2027-01-13T14:30")
    carrier.says("STOP")
    carrier.says("STOP", DANAS_NUMBER)
    service.now = service.interview().starts_at - timedelta(hours=24)
    service.rounds()
    assert [message.channel for message in service.messages() if message.name == "remind-24h"] == ["email"]
