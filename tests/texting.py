"""Telephones that answer our texts: Twilio posts what they type, signed by Twilio's own library."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask
from sqlalchemy import select
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from scheduler_app.app import create_app
from scheduler_app.config import load
from scheduler_app.store.people import Recruiter
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, FROM
from tests.office import ALIS_NUMBER, DANAS_NUMBER, LEE, Office

BASE = "https://calls.example.com"
SMS = "/webhooks/twilio/sms"
LEES_NUMBER = "+447700900123"


@dataclass
class Phones:
    """Everybody's telephone, on the network of the office's own database."""

    office: Office
    app: Flask

    def text(self, number: str, body: str, **more: str) -> str:
        """What Twilio texts back to the sender; the watcher has had its rounds after it."""
        said = words(self.posts(SMS, From=number, Body=body, **more))
        self.office.rounds()
        return said

    def dana(self, body: str, **more: str) -> str:
        return self.text(DANAS_NUMBER, body, **more)

    def ali(self, body: str, **more: str) -> str:
        return self.text(ALIS_NUMBER, body, **more)

    def lee(self, body: str, **more: str) -> str:
        return self.text(LEES_NUMBER, body, **more)

    def posts(self, path: str, token: str = AUTH_TOKEN, **form: str) -> TestResponse:
        known = {"AccountSid": ACCOUNT_SID, "To": FROM, "MessageSid": f"SM{uuid4().hex}", "NumMedia": "0"}
        form = known | form
        signature = RequestValidator(token).compute_signature(BASE + path, form)
        return self.app.test_client().post(
            path,
            data=urlencode(form),
            headers={"X-Twilio-Signature": signature},
            content_type="application/x-www-form-urlencoded",
        )


def phones_of(office: Office, folder: Path) -> Phones:
    url = office.sessions.kw["bind"].url.render_as_string(hide_password=False)
    settings = load(
        {
            "SCHEDULER_INSTANCE": str(folder),
            "SCHEDULER_DATABASE_URL": url.replace("postgresql+psycopg", "postgresql"),
            "SCHEDULER_BASE_URL": BASE,
            "SCHEDULER_SECRET_KEY": office.desk.secret,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_FROM": FROM,
        }
    )
    return Phones(office, create_app(settings, clock=office.clock))


@contextmanager
def connected(office: Office, folder: Path) -> Iterator[Phones]:
    """Ali is promised a call by Dana; Lee, who may be asked to help, has a telephone as well."""
    with office.sessions.begin() as session:
        session.scalars(select(Recruiter).where(Recruiter.email == LEE)).one().phone = LEES_NUMBER
    office.books()
    phones = phones_of(office, folder)
    yield phones
    phones.app.extensions["scheduler"].sessions.kw["bind"].dispose()


def words(answer: TestResponse) -> str:
    """The text in the TwiML, "" for none."""
    assert answer.status_code == 200, answer.get_data(as_text=True)
    said = re.search(r"<Response><Message>(.*)</Message></Response>$", answer.get_data(as_text=True), re.DOTALL)
    return html.unescape(said[1]) if said else ""
