"""The fake signs as Twilio does, by the judgement of Twilio's own library."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl

import pytest
from twilio.request_validator import RequestValidator

from scheduler_app.messages.sms import TwilioSender
from tests.fakes.letters import NOW, a_text
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, FROM, FakeTwilio
from tests.fakes.twilio_webhooks import signature


def test_a_report_reaches_the_callback_with_a_valid_signature():
    heard: list[tuple[dict[str, str], str]] = []

    class Product(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard.append((dict(parse_qsl(body, keep_blank_values=True)), self.headers["X-Twilio-Signature"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Product) as product, FakeTwilio() as twilio:
        thread = threading.Thread(target=product.handle_request)
        thread.start()
        url = f"http://127.0.0.1:{product.server_address[1]}/webhooks/twilio/status/row-token_1"
        sender = TwilioSender(ACCOUNT_SID, AUTH_TOKEN, from_=FROM, api_base=twilio.base)
        sid = sender.send(a_text(receipt_url=url), NOW).provider_id
        assert twilio.report(sid, "undelivered", "30005") == 204
        thread.join()

    [(form, signed)] = heard
    assert (form["MessageSid"], form["MessageStatus"], form["ErrorCode"]) == (sid, "undelivered", "30005")
    assert RequestValidator(AUTH_TOKEN).validate(url, form, signed)
    assert not RequestValidator("0" * 32).validate(url, form, signed)


def test_the_recipe_agrees_with_twilios_library_on_awkward_forms():
    url, form = "https://calls.example.com/webhooks/twilio/sms", {"Body": "Łódź & co", "From": "+16025550123", "A": ""}

    assert signature(url, form, AUTH_TOKEN) == RequestValidator(AUTH_TOKEN).compute_signature(url, form)


def test_a_fault_nobody_knows_is_a_mistake_of_the_test():
    with FakeTwilio() as twilio, pytest.raises(ValueError, match="no fault is called"):
        twilio.fail_next("explode")
