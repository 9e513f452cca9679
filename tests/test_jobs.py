"""The watcher with its real threads, real clock and real senders."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler_app import jobs, selfwatch, staff, watch
from scheduler_app.clock import utcnow
from scheduler_app.domain.interview import State
from scheduler_app.jobs import Watcher
from scheduler_app.store.db import reading
from scheduler_app.store.outbox import Heartbeat, MessageState
from tests.fakes.listener import Listener
from tests.office import Office, opened
from tests.waiting import eventually


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(f"sqlite:///{tmp_path / 'office.db'}", utcnow()) as office:
        yield office


@pytest.fixture
def watchers(office: Office) -> Iterator[list[Watcher]]:
    with ExitStack() as stack:
        made = [Watcher(office.sessions, office.desk, office.senders, utcnow) for _ in range(2)]
        for watcher in made:
            watcher.start()
            stack.callback(watcher.stop)
        yield made


def closing_in(office: Office, seconds: float, **changes: object) -> datetime:
    """A one-minute window that opened a little while ago and closes in so many seconds; when it closes."""
    office.now = utcnow()
    start = (office.now + timedelta(seconds=seconds - 60)).replace(microsecond=0)
    office.books(
        start.replace(tzinfo=None).isoformat(),
        "UTC",
        override_availability=True,
        callback_window_minutes=1,
        **changes,
    )
    return start + timedelta(minutes=1)


def test_a_window_lapses_the_moment_it_closes_and_once_with_two_watchers(office: Office, watchers: list[Watcher]):
    closes = closing_in(office, 3)
    watchers[0].poke()
    eventually(lambda: office.interview().state == State.LAPSED, seconds=10, what="the lapse")
    lapsed_at = office.interview().lapsed_at
    assert lapsed_at is not None
    assert timedelta() <= lapsed_at - closes < timedelta(seconds=jobs.TICK_SECONDS), "by the alarm, not the tick"
    eventually(lambda: all_accepted(office), seconds=20, what="every message being accepted, and noted as such")
    for watcher in watchers:
        watcher.round()
    assert office.heard() == [
        "confirm: email to candidate",
        "confirm: email to recruiter",
        "lapse: email to candidate",
        "lapse: sms to candidate",
        "lapse: sms to recruiter",
    ]


def all_accepted(office: Office) -> bool:
    """Whether our own record has caught up with the providers', who hear of a message a moment before it does."""
    return {message.state for message in office.messages()} == {MessageState.ACCEPTED}


def test_what_another_process_wrote_is_found_by_the_tick(office: Office, watchers: list[Watcher]):
    closing_in(office, 1)  # nobody pokes
    eventually(lambda: office.interview().state == State.LAPSED, seconds=10, what="the lapse")


def test_many_windows_closing_together_lapse_once_each(office: Office, watchers: list[Watcher]):
    crowd = 24
    hire(office, crowd)
    start = utcnow().replace(microsecond=0, tzinfo=None) - timedelta(seconds=42)
    for number in range(crowd):
        office.books(
            start.isoformat(),
            "UTC",
            override_availability=True,
            callback_window_minutes=1,
            recruiter=f"r{number}@example.com",
            candidate={"email": f"c{number}@example.com"},
        )

    def mails_to_candidates() -> Counter[str]:
        everybody = (mail.recipients[0] for mail in office.mailbox.mails)
        return Counter(address for address in everybody if address.startswith("c"))

    eventually(lambda: mails_to_candidates().total() >= 2 * crowd, seconds=60, what="every lapse mail")
    for watcher in watchers:
        watcher.round()
    candidates = {f"c{number}@example.com": 2 for number in range(crowd)}
    assert {who: n for who, n in mails_to_candidates().items() if who in candidates} == candidates


def hire(office: Office, crowd: int) -> None:
    with office.sessions.begin() as session:
        for number in range(crowd):
            staff.add_recruiter(
                session,
                email=f"r{number}@example.com",
                name=f"Recruiter {number}",
                zone="Europe/London",
                phone=None,
                role="recruiter",
                now=office.now,
            )


def test_a_clock_that_is_set_starts_the_timetable_afresh(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(jobs, "TICK_SECONDS", 0.2)
    shift = timedelta()
    watcher = Watcher(office.sessions, office.desk, office.senders, lambda: utcnow() + shift)
    looked = threading.Event()
    monkeypatch.setattr(watcher, "_set_off", looked.set)
    watcher.start()
    try:
        looked.clear()
        shift = timedelta(hours=-1)
        assert looked.wait(10)
    finally:
        watcher.stop()


def test_a_stopped_watcher_looks_at_nothing_more(office: Office):
    watcher = Watcher(office.sessions, office.desk, office.senders, utcnow)
    watcher.start()
    eventually(lambda: beat(office), seconds=10, what="a sign of life")
    watcher.stop()
    last = beat(office)
    closes = closing_in(office, 2)
    watcher.poke()
    eventually(lambda: utcnow() > closes, seconds=10, what="the close")
    assert office.interview().state == State.SCHEDULED
    assert beat(office) == last


def test_a_watcher_whose_rounds_all_fail_gives_no_sign_of_life(office: Office, monkeypatch: pytest.MonkeyPatch):
    looked = threading.Event()

    def broken(*_: object) -> int:
        looked.set()
        raise RuntimeError("every sweep fails")

    monkeypatch.setattr(watch, "sweep", broken)
    watcher = Watcher(office.sessions, office.desk, office.senders, utcnow)
    watcher.start()
    try:
        assert looked.wait(10)
        watcher.round()
        assert beat(office) is None
        monkeypatch.undo()
        eventually(lambda: beat(office), seconds=15, what="a sign of life once the rounds go well")
    finally:
        watcher.stop()


def test_a_watcher_whose_rounds_go_well_tells_the_outside(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(jobs, "TICK_SECONDS", 0.1)
    with Listener() as listener, watching(office, listener):
        eventually(lambda: listener.heard, seconds=30, what="a sign of life outside")


def test_a_first_good_round_during_an_audit_is_told_by_the_next_audit_and_not_a_minute_later(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(jobs, "TICK_SECONDS", 0.1)
    auditing = threading.Event()
    sweep, audit = watch.sweep, selfwatch.round_of_audit

    def no_round_before_the_audit(*given: Any) -> int:
        auditing.wait(30)
        return sweep(*given)

    def audit_that_takes_two_rounds(*given: Any, **named: Any) -> bool:
        first = not auditing.is_set()
        auditing.set()
        if first:
            seen = eventually(lambda: beat(office), seconds=30, what="a round")
            eventually(lambda: beat(office) != seen, seconds=30, what="another round")
        return audit(*given, **named)

    monkeypatch.setattr(watch, "sweep", no_round_before_the_audit)
    monkeypatch.setattr(selfwatch, "round_of_audit", audit_that_takes_two_rounds)
    with Listener() as listener, watching(office, listener):
        eventually(lambda: listener.heard, seconds=30, what="a sign of life outside")


@contextmanager
def watching(office: Office, listener: Listener) -> Iterator[None]:
    watcher = Watcher(office.sessions, office.desk, office.senders, utcnow, heartbeat_url=listener.url)
    watcher.start()
    try:
        yield
    finally:
        watcher.stop()


def beat(office: Office) -> datetime | None:
    with reading(office.sessions) as session:
        row = session.get(Heartbeat, jobs.ROLE)
        return row.at if row else None
