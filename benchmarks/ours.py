"""The service measured: its own watcher on the real clock, from due to every message durably queued."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select, update

from benchmarks import seeding
from benchmarks.lateness import Lateness
from benchmarks.seeding import Office
from scheduler_app import booking, diversion, watch
from scheduler_app.clock import utcnow
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.jobs import Watcher
from scheduler_app.messages.senders import Letter, Receipt
from scheduler_app.store.outbox import Message, MessageState
from scheduler_app.store.people import Organisation

FAR = timedelta(days=3)  # ahead, until a burst is set to its moment
LONE_EVERY = timedelta(seconds=0.4)
ANSWERS_AFTER = 0.1  # seconds
LOOKS = 30


class Provider:
    """Accepts everything, after a tenth of a second."""

    def __init__(self) -> None:
        self.taken = 0

    def send(self, letter: Letter, now: datetime) -> Receipt:
        time.sleep(ANSWERS_AFTER)
        self.taken += 1
        return Receipt(uuid4().hex, "accepted", 201)

    def find(self, letter: Letter, since: datetime) -> Receipt | None:
        return None


def arm(url: str, many: int) -> dict[str, Any]:
    """How many windows a second are booked, each in a transaction with both sides' confirmations."""
    with seeding.office(url, seeding.soon(FAR)) as at:
        began = time.perf_counter()
        for number in range(many):
            body = seeding.request(
                seeding.soon(FAR), f"r{number % seeding.RECRUITERS}@example.com", f"n{number}@example.com"
            )
            body["starts"]["wall"] = (seeding.soon(FAR) + timedelta(hours=number)).replace(tzinfo=None).isoformat()
            with at.sessions.begin() as session:
                booking.book(session, at.desk, read_wanted(body), seeding.API, utcnow())
        return {"rate": many / (time.perf_counter() - began)}


def burst(url: str, closes: datetime, many: int) -> dict[str, Any]:
    """This process's part of a burst that is due at `closes`; ends once nothing has been left for a while."""
    with watching(url, {}, closes) as (late, at):
        _wait(lambda: late.count >= many or _nothing_left(at, closes), 60 + many / 50)
    return late.told()  # now that the last batch, too, has come back


def lone(url: str, many: int) -> dict[str, Any]:
    """Windows that close one after the other; each one's lateness by itself."""
    first = utcnow() + timedelta(seconds=4)
    with seeding.opened(url) as at:
        seeding.spread(at, seeding.far(at), first, LONE_EVERY)
    told: list[tuple[float, int]] = []
    with watching(url, {}, first) as (late, _):
        _wait(lambda: late.count >= many, 60)
        for number, (seconds, count) in enumerate(late.told()["late"]):
            told.append((seconds - number * LONE_EVERY.total_seconds(), count))
    return {"late": told[1:]}  # the first one also compiles every statement


def idle(url: str) -> dict[str, Any]:
    """A round of the watcher while nothing is due, its sign of life included."""
    with seeding.opened(url) as at:
        watcher = Watcher(at.sessions, at.desk, {}, utcnow)
        watcher.round()
        return {"milliseconds": statistics.median(1000 * seconds(watcher.round) for _ in range(LOOKS))}


def visitor(url: str, closes: datetime, many: int) -> dict[str, Any]:
    """The longest wait of somebody who writes every 50 ms during the same burst."""
    waits, over = [0.0], threading.Event()
    with watching(url, {}, closes) as (late, at):

        def write() -> None:
            with at.sessions.begin() as session:
                session.execute(update(Organisation).values(name=Organisation.name))

        def visit() -> None:
            while not over.wait(0.05):
                waits.append(seconds(write))

        guest = threading.Thread(target=visit)
        guest.start()
        _wait(lambda: late.count >= many, 60 + many / 50)
        over.set()
        guest.join()
    return {"seconds": max(waits)}


def delivery(url: str) -> dict[str, Any]:
    """Messages a second on each channel, against a provider that answers in 100 ms."""
    senders = {"sms": Provider(), "email": Provider()}
    with watching(url, senders, utcnow()) as (_, at):
        began = time.perf_counter()
        _wait(lambda: not _unsent(at), 120)
        took = time.perf_counter() - began
    return {"rate": sum(provider.taken for provider in senders.values()) / took}


@contextmanager
def watching(url: str, senders: dict[str, Provider], due: datetime) -> Iterator[tuple[Lateness, Office]]:
    """A watcher at work; what each of its sweeps has durably written is counted as it returns."""
    late = Lateness()
    late.start(due)
    sweep = watch.sweep

    def counted(*arguments: Any, **more: Any) -> int:
        done = sweep(*arguments, **more)
        if done:
            late.note(done)
        return done

    with seeding.opened(url) as at:
        watcher = Watcher(at.sessions, at.desk, senders, utcnow)
        watch.sweep, diversion.HEAD_START = counted, FAR  # nobody gives the texts up meanwhile
        watcher.start()
        try:
            yield late, at
        finally:
            watcher.stop()
            watch.sweep = sweep


def seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _nothing_left(at: Office, closes: datetime) -> bool:
    return utcnow() > closes + timedelta(seconds=1) and seeding.due(at) == 0


def _unsent(at: Office) -> int:
    with at.sessions() as session:
        under_way = [MessageState.QUEUED, MessageState.SENDING]
        return session.scalar(select(func.count()).select_from(Message).where(Message.state.in_(under_way))) or 0


def _wait(until: Callable[[], bool], limit: float) -> None:
    end = time.monotonic() + limit
    while not until() and time.monotonic() < end:
        time.sleep(0.05)
