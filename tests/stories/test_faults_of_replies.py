"""Receipts and texts as a network really brings them: twice, late, out of order, forged, at the same moment."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import func, select

from scheduler_app import deliver, watch
from scheduler_app.domain.interview import State
from scheduler_app.messages.senders import Letter, Receipt
from scheduler_app.store.db import reading
from scheduler_app.store.inbound import Inbound
from scheduler_app.store.outbox import Message, OptOut, ProviderEvent
from tests.office import DANAS_NUMBER, Office
from tests.texting import LEES_NUMBER, SMS, Phones, connected, words

CLOSE = datetime(2027, 1, 12, 22, 0, tzinfo=UTC)  # Tuesday 3:00 PM in Denver
MORE_DAYS = (13, 14)


@pytest.fixture
def phones(office: Office, tmp_path: Path) -> Iterator[Phones]:
    with connected(office, tmp_path) as phones:
        yield phones


def lapsed_calls(office: Office) -> Iterator[int]:
    """One call after the other, each a day later, at the moment when a colleague is about to be asked.

    What is yielded is how many texts had been taken by Twilio before.
    """
    for day in (12, *MORE_DAYS):
        if day != 12:
            office.books(f"2027-01-{day}T14:30")
        office.until(CLOSE.replace(day=day))
        office.now += timedelta(minutes=5)
        yield len(office.twilio.texts)


def test_an_answer_before_between_and_after_what_the_sender_does(office: Office, phones: Phones):
    """Fault 17, in every order: claimed before the answer it goes out, and after it never does."""

    def sweep() -> None:
        watch.sweep(office.sessions, office.desk, office.now)

    def claim() -> None:
        claimed.append(deliver.claim(office.sessions, office.desk, "sms", "racer", office.clock))

    def carry() -> None:
        for found in filter(None, claimed):
            deliver.carry(office.sessions, office.desk, office.senders["sms"], found, office.clock)

    def answer() -> None:
        assert "noted" in words(phones.posts(SMS, From=DANAS_NUMBER, Body="1"))

    orders: list[list[Callable[[], None]]] = [
        [answer, sweep, claim, carry],
        [sweep, answer, claim, carry],
        [sweep, claim, answer, carry],
    ]
    for order, before in zip(orders, lapsed_calls(office), strict=False):
        claimed: list[deliver.Claimed | None] = []
        for act in order:
            act()
        office.rounds()
        sent = [to for to, _ in office.twilio.texts[before:]]
        assert sent == ([LEES_NUMBER] if order.index(claim) < order.index(answer) else [])
        assert office.interview().state == State.HELD


def test_an_answer_at_the_very_moment_of_the_claim(office: Office, phones: Phones):
    """Fault 17 with two threads: no claim that begins after the answer was taken in ends in a text."""
    chance, pause = random.Random(17), Event()
    for before in lapsed_calls(office):
        moments, seen = count(), dict[str, int]()
        waits = [chance.uniform(0, 0.02) for _ in range(2)]

        def answer(wait: float = waits[0], seen: dict[str, int] = seen, moments: Iterator[int] = moments) -> None:
            pause.wait(wait)
            phones.posts(SMS, From=DANAS_NUMBER, Body="1")
            seen["answered"] = next(moments)

        def send(wait: float = waits[1], seen: dict[str, int] = seen, moments: Iterator[int] = moments) -> None:
            watch.sweep(office.sessions, office.desk, office.now)
            pause.wait(wait)
            seen["claims"] = next(moments)
            if claimed := deliver.claim(office.sessions, office.desk, "sms", "racer", office.clock):
                deliver.carry(office.sessions, office.desk, office.senders["sms"], claimed, office.clock)

        with ThreadPoolExecutor(2) as racers:
            for racer in [racers.submit(act) for act in (answer, send)]:
                racer.result(timeout=60)
        sent = [to for to, _ in office.twilio.texts[before:]]
        assert sent in ([], [LEES_NUMBER])
        assert not (sent and seen["answered"] < seen["claims"])
        assert office.interview().state == State.HELD
        office.rounds()
        assert [to for to, _ in office.twilio.texts[before:]] == sent, "nothing follows"


def test_receipts_twice_out_of_order_forged_and_of_unknown_texts(office: Office, phones: Phones):
    """Fault 29."""
    office.until(CLOSE - timedelta(minutes=30))
    texts = [message for message in office.messages() if message.channel == "sms"]
    chance = random.Random(29)
    for message in texts:
        told = ["queued", "sending", "sent", "delivered", "sent", "delivered", "queued"]
        chance.shuffle(told)
        for status in told:
            assert receipt(office, phones, message, status).status_code == 200
            assert receipt(office, phones, message, "failed", token="w" * 32).status_code == 403
        assert receipt(office, phones, message, "failed", sid=f"SM{'0' * 32}").status_code == 200
    assert {message.state for message in office.messages() if message.channel == "sms"} == {"delivered"}
    with reading(office.sessions) as session:
        assert session.scalar(select(func.count()).select_from(ProviderEvent)) == 4 * len(texts) + 1
    office.heard()
    office.rounds()
    assert office.heard() == [], "no receipt made anything go out again"


def test_a_receipt_overtakes_our_own_record(office: Office, phones: Phones):
    """Fault 29: it comes while our sender still waits for the answer to its request."""

    class Hasty:
        def __init__(self, sender: Any) -> None:
            self.sender = sender

        def send(self, letter: Letter, now: datetime) -> Receipt:
            made: Receipt = self.sender.send(letter, now)
            path = (letter.receipt_url or "").removeprefix("https://calls.example.com")
            phones.posts(path, MessageSid=made.provider_id, MessageStatus="delivered")
            return made

        def find(self, letter: Letter, since: datetime) -> Receipt | None:
            raise AssertionError("nothing is unclear here")

    office.until(CLOSE - timedelta(minutes=31))
    claimed = _claimed_at(office, CLOSE - timedelta(minutes=30))
    deliver.carry(office.sessions, office.desk, Hasty(office.senders["sms"]), claimed, office.clock)
    (call_now,) = [message for message in office.messages() if message.name == "open"]
    assert (call_now.state, call_now.provider_id) == ("delivered", office.twilio.ledger[-1]["sid"])


def test_a_text_that_is_posted_again_does_nothing_and_gets_the_same_answer(office: Office, phones: Phones):
    """Fault 30: replayed one after the other and at once."""
    office.until(CLOSE)
    sid = "SM" + "ab" * 16
    first = words(phones.posts(SMS, From=DANAS_NUMBER, Body="1", MessageSid=sid))
    assert "noted" in first
    phones.dana("2")
    assert words(phones.posts(SMS, From=DANAS_NUMBER, Body="1", MessageSid=sid)) == first
    assert office.interview().missed_by == "candidate", "the replay has not undone the correction"

    def post(_: int) -> str:
        return words(phones.posts(SMS, From=DANAS_NUMBER, Body="1", MessageSid="SM" + "cd" * 16))

    with ThreadPoolExecutor(4) as posting:
        answers = set(posting.map(post, range(4)))
    assert len(answers) == 1
    assert [row.outcome for row in office.interview().reports] == ["held", "no_answer", "held"]
    with reading(office.sessions) as session:
        assert session.scalar(select(func.count()).select_from(Inbound)) == 3


def test_strangers_and_guesses_change_nothing(office: Office, phones: Phones):
    """Faults 30 and 31: a bad signature, the right word from the wrong telephone, and many tries."""
    office.until(CLOSE)
    office.heard()
    assert phones.posts(SMS, token="w" * 32, From=DANAS_NUMBER, Body="1").status_code == 403
    for body in ("1", "TAKE", "A", "HELP", "LATE 15"):
        assert phones.text("+13035550199", body) == "", "a number that we have never texted gets no answer"
    said = [phones.dana(f"{number}") for number in range(4, 10)] + [phones.dana("TAKE"), phones.dana("B")]
    assert len(list(filter(None, said))) == 5
    assert office.interview().state == State.LAPSED
    assert office.interview().reports == []
    assert office.heard() == []
    with reading(office.sessions) as session:
        assert session.scalars(select(OptOut)).all() == []


def receipt(office: Office, phones: Phones, message: Message, status: str, **changed: str) -> Any:
    path = f"/webhooks/twilio/status/{office.desk.receipt_token(message.id)}"
    sid = changed.pop("sid", message.provider_id or "")
    return phones.posts(path, MessageSid=sid, MessageStatus=status, **changed)


def _claimed_at(office: Office, moment: datetime) -> deliver.Claimed:
    office.now = moment
    watch.sweep(office.sessions, office.desk, office.now)
    claimed = deliver.claim(office.sessions, office.desk, "sms", "the test", office.clock)
    assert claimed is not None
    return claimed
