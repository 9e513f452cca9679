"""The service's pages as staff use them: a fresh database, a clock that the test moves, and people in browsers."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from scheduler_app import access, booking, deliver, reports, staff, watch
from scheduler_app.app import connected, create_app, senders_for
from scheduler_app.booking import Booker
from scheduler_app.config import load
from scheduler_app.desk import Desk
from scheduler_app.domain.interview import Outcome, Side
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.store.db import Sessions, reading
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import Heartbeat, Message
from tests.office import MONDAY, STAFF, next_due, request
from tests.ready import migrated

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Service:
    """The application with Dana in Denver, Lee in London and Cole who coordinates; `now` is Monday morning."""

    app: Flask
    sessions: Sessions
    desk: Desk
    senders: dict[str, Any]
    now: datetime = MONDAY
    poked: int = 0
    interviews: list[UUID] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now

    def poke(self) -> None:
        self.poked += 1

    def books(self, wall: str = "2027-01-12T14:30", zone: str = "America/Denver", **changes: Any) -> UUID:
        vouched = changes.pop("vouched", True)
        with self.sessions.begin() as session:
            booker = Booker("api", vouched, "said yes", "a test")
            made = booking.book(session, self.desk, read_wanted(request(wall, zone, **changes)), booker, self.now)
        self.interviews.append(made.id)
        return made.id

    def reports(self, by: Side, outcome: Outcome, interview: UUID | None = None) -> None:
        with self.sessions.begin() as session:
            reports.report(
                session, self.desk, interview or self.interviews[-1], by, outcome, self.now, via="api", minutes=None
            )

    def passes(self, **span: float) -> None:
        """Time goes by, with the watcher at its rounds at each moment at which something is due."""
        until = self.now + timedelta(**span)
        while (due := next_due(self.sessions, self.now)) is not None and due <= until:
            self.now = due
            self.rounds()
        self.now = until
        self.rounds()

    def rounds(self) -> None:
        while watch.sweep(self.sessions, self.desk, self.now):
            pass
        for channel, sender in self.senders.items():
            while claimed := deliver.claim(self.sessions, self.desk, channel, "the test", self.clock):
                deliver.carry(self.sessions, self.desk, sender, claimed, self.clock)
        with self.sessions.begin() as session:
            session.merge(Heartbeat(role="watch", at=self.now))

    def interview(self, which: UUID | None = None) -> Interview:
        with reading(self.sessions) as session:
            found = session.get_one(Interview, which or self.interviews[-1])
            _ = found.candidate, found.recruiter, found.steps, found.reports
            return found

    def all_interviews(self) -> list[Interview]:
        with reading(self.sessions) as session:
            return list(session.scalars(select(Interview)))

    def messages(self) -> list[Message]:
        with reading(self.sessions) as session:
            return list(session.scalars(select(Message).order_by(Message.created_at)))

    def visitor(self) -> Person:
        return Person(self, self.app.test_client())

    def signed_in(self, email: str) -> Person:
        """Somebody who has used a sign-in link."""
        with self.sessions.begin() as session:
            recruiter = access.recruiter_by_email(session, email)
            assert recruiter is not None
            link = access.sign_in_link(session, self.desk, recruiter, self.now, minutes=15)
        person = self.visitor()
        path = link.removeprefix(self.desk.base_url)
        assert person.sends(path, at=path).status_code == 303
        return person


@dataclass
class Person:
    service: Service
    browser: FlaskClient

    def opens(self, path: str, status: int = 200, **headers: str) -> str:
        """The page as text, with entities read."""
        answer = self.browser.get(path, headers=headers)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return html.unescape(answer.get_data(as_text=True))

    def reads(self, path: str) -> str:
        """The words of the page alone, on one line."""
        return plain(self.opens(path))

    def sends(self, path: str, at: str = "/signin", **typed: Any) -> TestResponse:
        """A form of the page at `at`, sent with that page's own token; `__` in a name stands for a dot."""
        found = TOKEN.search(self.browser.get(at).get_data(as_text=True))
        assert found, f"{at} has no form"
        data = {name.replace("__", "."): value for name, value in typed.items()}
        return self.browser.post(path, data=data | {"csrf_token": found[1]})


@contextmanager
def opened(folder: Path, **environ: str) -> Iterator[Service]:
    settings = load({"SCHEDULER_INSTANCE": str(folder), "SCHEDULER_BASE_URL": "http://127.0.0.1:8000"} | environ)
    sessions, desk = connected(settings)
    engine = sessions.kw["bind"]
    migrated(settings.database_url).dispose()
    with sessions.begin() as session:
        for email, name, zone, phone, role in STAFF:
            staff.add_recruiter(session, email=email, name=name, zone=zone, phone=phone, role=role, now=MONDAY)
    service: Service
    app = create_app(settings, clock=lambda: service.clock(), poke=lambda: service.poke())
    service = Service(app, sessions, desk, dict(senders_for(settings)))
    service.rounds()
    yield service
    engine.dispose()
    app.extensions["scheduler"].sessions.kw["bind"].dispose()


def plain(markup: str) -> str:
    shown = re.sub(r"<(script|style|datalist).*?</\1>", " ", markup, flags=re.DOTALL)
    return re.sub(r" ([,.])", r"\1", " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split()))


def words(answer: TestResponse) -> str:
    return html.unescape(answer.get_data(as_text=True))
