"""Faults 16 and 18: confirmed, moved or cancelled while messages are queued and on their way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import delete, event

from scheduler_app import booking, deliver, reports, watch
from scheduler_app.domain import walltime
from scheduler_app.domain.interview import Outcome, Side, State
from scheduler_app.store.outbox import MessageState
from scheduler_app.store.people import WeeklyHours
from tests.faults.thorough import RACES, uncapped
from tests.office import ALI, Office
from tests.stories.reminders import claim_the_reminder, reminder, up_to_the_reminder


def moves(office: Office) -> None:
    starts = walltime.agree(datetime.fromisoformat("2027-01-14T10:00"), "America/Denver", None)
    with office.sessions.begin() as session:
        booking.reschedule(session, office.desk, office.interviews[-1], starts, office.now)


def cancels(office: Office) -> None:
    with office.sessions.begin() as session:
        booking.cancel(session, office.desk, office.interviews[-1], Side.CANDIDATE, "", office.now)


@pytest.mark.parametrize("overtakes", [moves, cancels])
def test_what_is_queued_when_the_call_is_moved_or_cancelled_never_starts(office: Office, overtakes):
    up_to_the_reminder(office)
    office.now += timedelta(seconds=1)
    watch.sweep(office.sessions, office.desk, office.now)
    assert reminder(office).state == MessageState.QUEUED
    overtakes(office)
    office.rounds()
    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"]
    old = next(row for row in office.messages() if row.name == "remind-24h" and row.generation == 1)
    assert (old.state, old.attempts) == (MessageState.SUPPRESSED, 0)
    assert old.reason


@pytest.mark.parametrize(
    ("overtakes", "answer"), [(moves, "drop"), (cancels, "rate_limit"), (moves, "accept_then_drop")]
)
def test_what_is_on_its_way_when_the_call_is_moved_or_cancelled_is_not_tried_again(office: Office, overtakes, answer):
    up_to_the_reminder(office)
    claimed = claim_the_reminder(office)
    overtakes(office)
    office.twilio.fail_next(answer)
    deliver.carry(office.sessions, office.desk, office.senders["sms"], claimed, office.clock)
    office.passes(minutes=10)
    assert len(office.twilio.ledger) == (answer == "accept_then_drop"), "it had started, and is not repeated"
    assert [mail.recipients for mail in office.mailbox.mails].count([ALI]) == 2, "booked, and moved or cancelled"


@contextmanager
def unevenly(office: Office, chance: Random):
    """Each thread waits for a moment before some of its statements: another order of events for each seed."""
    waits = {name: Random(chance.random()) for name in ("confirms", "watches")}

    def wait(*_: object) -> None:
        mine = waits.get(threading.current_thread().name)
        if mine is not None and mine.random() < 0.2:
            time.sleep(mine.uniform(0, 0.002))

    engine = office.sessions.kw["bind"]
    event.listen(engine, "before_cursor_execute", wait)
    yield
    event.remove(engine, "before_cursor_execute", wait)


def both(confirms: Callable[[], None], watches: Callable[[], None]) -> None:
    failed: list[BaseException] = []

    def told(act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as fault:
            failed.append(fault)

    threads = [
        threading.Thread(target=told, args=(act,), name=name)
        for name, act in (("confirms", confirms), ("watches", watches))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []


def test_confirmed_at_the_moment_of_the_lapse_no_message_starts_after_the_confirmation(office: Office):
    uncapped(office)
    with office.sessions.begin() as session:
        session.execute(delete(WeeklyHours))  # no new times to look for, between hundreds of calls of one recruiter
    orders: set[int] = set()
    watched = 0.03  # seconds
    for seed in range(5 * RACES):
        if seed >= RACES and len(orders) > 1:
            break
        started, watched = _one_race(office, Random(seed), seed, watched)
        orders.add(started)
    assert len(orders) > 1, "the races do not all end in the same way"


def _one_race(office: Office, chance: Random, seed: int, within: float) -> tuple[int, float]:
    """How many messages had started before the confirmation, which comes `within` seconds; how long watching took."""
    opens = (office.now + timedelta(minutes=1)).replace(second=30, microsecond=0)  # when nothing of another call is due
    who = {"email": f"c{seed}@example.com", "phone": f"+1602{2000000 + seed}"}
    key = office.books(
        opens.replace(tzinfo=None).isoformat(),
        "UTC",
        candidate=who,
        override_availability=True,
        callback_window_minutes=1,
    )
    closes = office.interview(key).closes_at
    office.sleeps_until(closes - timedelta(seconds=1))
    office.rounds()
    office.sleeps_until(closes)
    office.heard()
    known: list[float] = []
    started: list[float] = []
    took: list[float] = []

    def confirms() -> None:
        time.sleep(chance.uniform(0, within))
        with office.sessions.begin() as session:
            reports.report(session, office.desk, key, Side.RECRUITER, Outcome.HELD, office.now, via="api")
        known.append(time.monotonic())

    def watches() -> None:
        began = time.monotonic()
        watch.sweep(office.sessions, office.desk, office.now)
        for channel, sender in office.senders.items():
            while True:
                looked = time.monotonic()
                claimed = deliver.claim(office.sessions, office.desk, channel, "the race", office.clock)
                if claimed is None:
                    break
                started.append(looked)
                deliver.carry(office.sessions, office.desk, sender, claimed, office.clock)
        took.append(time.monotonic() - began)

    with unevenly(office, chance):
        both(confirms, watches)
    assert [moment for moment in started if moment > known[0]] == [], f"seed {seed}: claimed after the confirmation"
    heard = office.heard()
    assert len(heard) == len(started), f"seed {seed}: {heard}"
    settled = office.interview(key)
    assert settled.state == State.HELD
    assert {row.state for row in office.messages(key)} <= {
        MessageState.ACCEPTED,
        MessageState.SUPPRESSED,
        MessageState.EXPIRED,
    }
    office.sleeps_until(closes + timedelta(minutes=45))  # the recruiter is free again
    office.rounds()
    ladder = [line for line in office.heard() if not line.startswith(("thank-you", "answer-by"))]
    assert ladder == [], f"seed {seed}: after a call that took place nobody else is asked"
    return len(started), took[0]
