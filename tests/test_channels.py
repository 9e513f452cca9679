"""What pauses a channel, what does not, and what proves that it is in use again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scheduler_app import channels
from scheduler_app.messages.senders import About, Outcome, Receipt, SendFailed
from scheduler_app.store.channels import Cause, Channel
from scheduler_app.store.db import reading
from tests.office import MONDAY, Office, opened

TAKEN = Receipt("SM1", "accepted")
DOWN = SendFailed("the text may or may not have been sent: it is down", outcome=Outcome.UNCLEAR, about=About.PROVIDER)
WRONG_NUMBER = SendFailed("no such number", outcome=Outcome.REFUSED, about=About.NUMBER, http_status=400, code="21211")
BUSY = SendFailed("busy", outcome=Outcome.LATER, http_status=429, code="20429")
TOO_LATE = SendFailed("too late", outcome=Outcome.REFUSED, about=About.CONTENT)
OUR_FAULT = SendFailed("the sender broke", outcome=Outcome.UNCLEAR)
LOCKED_OUT = SendFailed("refused: our login", outcome=Outcome.REFUSED, about=About.CONFIGURATION, code="20003")

Result = Receipt | SendFailed


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(f"sqlite:///{tmp_path / 'office.db'}") as office:
        yield office


def after(office: Office, *results: tuple[float, Result], started: datetime | None = None) -> Channel:
    """The channel once attempts have ended so, each so many seconds after Monday morning."""
    for seconds, result in results:
        now = MONDAY + timedelta(seconds=seconds)
        with office.sessions.begin() as session:
            channels.met(session, office.desk, "sms", result, started or now, now)
    with reading(office.sessions) as session:
        return session.get_one(Channel, "sms")


def may_use(office: Office, seconds: float) -> bool:
    with office.sessions.begin() as session:
        return channels.may_use(session, "sms", MONDAY + timedelta(seconds=seconds))


def down(*seconds: float) -> list[tuple[float, Result]]:
    return [(second, DOWN) for second in seconds]


@pytest.mark.parametrize(
    ("results", "paused"),
    [
        (down(0, 1, 2, 3), False),
        (down(0, 15, 30, 45, 59), True),
        (down(0, 15, 30, 45, 60), False),
        (down(0, 15, 30, 45, 60, 61), True),
        ([*down(0, 1, 2, 3), (4, TAKEN), *down(5, 6, 7, 8)], False),
        ([*down(0, 1, 2, 3), (4, WRONG_NUMBER), *down(5)], False),
        ([*down(0, 1, 2, 3), (4, BUSY), *down(5)], False),
        ([*down(0, 1, 2, 3), (4, TOO_LATE), *down(5)], True),
        ([*down(0, 1, 2, 3), (4, OUR_FAULT), *down(5)], True),
        ([(second, result) for second in range(9) for result in (WRONG_NUMBER, BUSY, OUR_FAULT)], False),
    ],
)
def test_five_failures_of_the_provider_within_a_minute_pause(
    office: Office, results: list[tuple[float, Result]], paused: bool
):
    row = after(office, *results)
    assert (row.paused_at is not None) == paused
    assert may_use(office, 100) or paused


def test_a_probe_goes_each_half_minute_until_the_provider_speaks(office: Office):
    after(office, *down(0, 1, 2, 3, 4))
    assert [may_use(office, second) for second in (4, 33.9, 34, 35, 63.9, 64)] == [
        False, False, True, False, False, True,
    ]  # fmt: skip
    assert after(office, (65, DOWN)).paused_at is not None
    assert after(office, (70, WRONG_NUMBER)).paused_at is None, "whoever says that is up"
    assert may_use(office, 71)


def test_an_outage_that_nobody_has_tried_since_is_not_complained_of(office: Office):
    def known(seconds: float) -> list[str]:
        with reading(office.sessions) as session:
            return [row.name for row in channels.paused(session, MONDAY + timedelta(seconds=seconds))]

    after(office, *down(0, 1, 2, 3, 4))
    assert [known(second) for second in (4, 94, 94.1)] == [["sms"], ["sms"], []]
    assert may_use(office, 3600), "the next message is the probe"
    assert not may_use(office, 3600)
    after(office, (3601, DOWN))
    assert known(3601) == ["sms"]


def test_an_answer_to_a_message_that_set_out_before_the_pause_proves_nothing(office: Office):
    after(office, *down(0, 1, 2, 3, 4))
    assert after(office, (5, TAKEN), started=MONDAY).paused_at is not None
    assert after(office, (5, TAKEN)).paused_at is None


def test_refused_settings_pause_at_once_and_only_a_message_that_is_taken_ends_that(office: Office):
    row = after(office, (0, LOCKED_OUT), (0.1, LOCKED_OUT))
    assert (row.paused_at, row.cause, row.code) == (MONDAY, Cause.CONFIGURATION, "20003")
    assert after(office, (5, WRONG_NUMBER), (6, BUSY), *down(7, 8, 9, 10, 11)).cause == Cause.CONFIGURATION
    assert after(office, (12, TAKEN)).paused_at is None


def test_probes_of_refused_settings_come_at_ever_longer_intervals_up_to_an_hour(office: Office):
    waits = []
    second: float = 0
    for _ in range(6):
        row = after(office, (second, LOCKED_OUT))
        assert row.probe_at is not None
        second = (row.probe_at - MONDAY).total_seconds()
        waits.append(round((row.probe_at - MONDAY).total_seconds() / 60))
        assert may_use(office, second)
    assert waits == [10, 30, 70, 130, 190, 250]


def test_a_provider_that_is_down_and_then_refuses_us_is_our_settings_fault(office: Office):
    row = after(office, *down(0, 1, 2, 3, 4), (34, LOCKED_OUT))
    assert (row.cause, row.paused_at) == (Cause.CONFIGURATION, MONDAY + timedelta(seconds=4))
    office.now += timedelta(seconds=34)
    office.rounds()
    assert office.heard() == ["paused: email to coordinator"]


def test_the_alarm_is_given_once_for_the_same_fault_in_six_hours(office: Office):
    hour = 3600
    after(office, (0, LOCKED_OUT), (1, LOCKED_OUT), (700, TAKEN), (800, LOCKED_OUT), (1500, TAKEN))
    office.rounds()
    assert office.heard() == ["paused: email to coordinator"]
    after(office, (7 * hour, LOCKED_OUT))
    office.now = MONDAY + timedelta(hours=7)
    office.rounds()
    assert office.heard() == ["paused: email to coordinator"]
