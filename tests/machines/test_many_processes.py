"""Faults 8, 36 and the killed worker of 38: real processes, kill -9, and the providers' own ledgers.

`FAULT_8_WINDOWS=1000` closes a thousand windows at once instead of a few.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from scheduler_app import booking, handover, staff, watch
from scheduler_app.clock import utcnow
from scheduler_app.domain.interview import State
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from scheduler_app.store.nodes import Node
from scheduler_app.store.outbox import Attempt, Message, MessageState
from tests.machines.fleet import Fleet, fleet
from tests.machines.test_handover import API
from tests.office import Office, opened, request
from tests.waiting import PAUSE, eventually

WINDOWS = int(os.environ.get("FAULT_8_WINDOWS", "12"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("ready_postgres"))
    return f"sqlite:///{tmp_path / 'office.db'}"


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """Two minutes ago by its own clock, so that windows which have just closed can be booked."""
    with opened(database_url, utcnow() - timedelta(minutes=2)) as office:
        handover.attach(office.sessions, utcnow)
        yield office


@pytest.fixture
def there(office: Office, tmp_path: Path) -> Iterator[Fleet]:
    with fleet(office, tmp_path) as there:
        yield there


def close_at_once(office: Office, crowd: int) -> None:
    """So many windows have closed, at one instant a moment ago; each candidate has a number of their own."""
    start = (utcnow() - timedelta(seconds=61)).replace(microsecond=0, tzinfo=None).isoformat()
    with office.sessions.begin() as session:
        for number in range(crowd):
            staff.add_recruiter(
                session,
                email=f"r{number}@example.com",
                name="R",
                zone="UTC",
                phone=None,
                role="recruiter",
                now=office.now,
            )
    with office.sessions.begin() as session:
        for number in range(crowd):
            wanted = request(
                start, "UTC", override_availability=True, callback_window_minutes=1, recruiter=f"r{number}@example.com",
                candidate={"email": f"c{number}@example.com", "phone": number_of(number)},
            )  # fmt: skip
            booking.book(session, office.desk, read_wanted(wanted), API, office.now)


def number_of(number: int) -> str:
    return f"+1602555{1000 + number}"


def lapsed(office: Office, least: int) -> bool:
    with reading(office.sessions) as session:
        return (session.scalar(select(func.count()).where(Interview.state == State.LAPSED)) or 0) >= least


def settles(office: Office) -> None:
    """What the dead held in their hands is picked up and looked up, once its lease is over."""
    office.now = utcnow()
    office.passes(minutes=4)


def texts(office: Office) -> Counter[str]:
    return Counter(to for to, _ in office.twilio.texts)


@pytest.mark.parametrize(("database_url", "watchers"), [("postgresql", 4), ("sqlite", 2)], indirect=["database_url"])
def test_8_watchers_killed_at_random_lapse_each_window_once_and_lose_none(office: Office, there: Fleet, watchers: int):
    chance = Random(8)
    close_at_once(office, WINDOWS)
    running = [there.start("watch") for _ in range(watchers)]
    for some in (WINDOWS // 5, WINDOWS // 2)[: watchers // 2]:
        eventually(partial(lapsed, office, some), seconds=120, what="some lapses")
        there.kill(running.pop(chance.randrange(len(running))))
    eventually(lambda: lapsed(office, WINDOWS), seconds=120, what="every lapse")
    eventually(lambda: texts(office).total() >= WINDOWS - 4, seconds=60, what="most texts")
    assert set(there.stop()) == {0}
    settles(office)

    assert texts(office) == {number_of(number): 1 for number in range(WINDOWS)}
    with reading(office.sessions) as session:
        tried_again = set(session.scalars(select(Message.to_address).join(Attempt).where(Attempt.n > 1)))
        rows = session.execute(select(Message.state, Message.channel).where(Message.name == "lapse"))
        told = Counter((state, channel) for state, channel in rows)
    assert told == {("accepted", "sms"): WINDOWS, ("accepted", "email"): 2 * WINDOWS}
    mails = Counter(mail.recipients[0] for mail in office.mailbox.mails if "closed" in mail.text)
    people = {f"{who}{number}@example.com" for number in range(WINDOWS) for who in "cr"}
    assert set(mails) == people
    assert {who for who in people if mails[who] > 1} <= tried_again, "only a mail whose answer died comes twice"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_36_every_role_twice_tells_the_same_as_one_would(office: Office, there: Fleet):
    roles = [there.start("watch"), there.start("watch"), there.start("worker"), there.start("worker")]

    def about() -> Counter[str]:
        with reading(office.sessions) as session:
            return Counter(session.scalars(select(Node.role)))

    eventually(lambda: about() == {"watch": 2, "worker": 2}, seconds=60, what="all of them")
    close_at_once(office, 6)
    people = [f"{who}{number}@example.com" for number in range(6) for who in "cr"]

    def told() -> set[str]:
        return {mail.recipients[0] for mail in office.mailbox.mails if "closed" in mail.text}

    eventually(lambda: texts(office).total() == 6 and told() == set(people), seconds=60, what="every word")
    PAUSE.wait(0.5)
    assert all(process.poll() is None for process in roles)
    assert there.stop() == [0] * 4
    assert texts(office) == {number_of(number): 1 for number in range(6)}
    mails = Counter(mail.recipients[0] for mail in office.mailbox.mails if "closed" in mail.text)
    assert mails == dict.fromkeys(people, 1)
    assert about() == {}, "nobody is counted on who has stopped"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_38_a_worker_that_is_killed_in_the_middle_of_a_text_has_sent_it_once(office: Office, there: Fleet):
    worker = there.start("worker")

    def about() -> bool:
        with reading(office.sessions) as session:
            return session.scalar(select(Node.id).where(Node.role == "worker")) is not None

    eventually(about, seconds=60, what="the worker")
    close_at_once(office, 1)
    office.twilio.fail_next("accept_then_hang", seconds=2)
    while watch.sweep(office.sessions, office.desk, utcnow()):
        pass
    eventually(lambda: texts(office).total() == 1, seconds=20, what="the text at the provider")
    there.kill(worker)
    settles(office)

    assert texts(office) == {number_of(0): 1}
    with reading(office.sessions) as session:
        text = session.scalars(select(Message).where(Message.channel == "sms")).one()
    assert (text.state, text.may_duplicate) == (MessageState.ACCEPTED, False), "found at the provider"
