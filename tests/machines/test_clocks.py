"""However wrong the clocks of the machines are, all go by the database's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from scheduler_app.clock import SharedClock, utcnow
from scheduler_app.doctor import nodes as doctor
from scheduler_app.jobs import Watcher
from scheduler_app.presence import Presence
from scheduler_app.store import nodes
from scheduler_app.store.db import reading
from scheduler_app.store.nodes import Node
from scheduler_app.web import node_metrics
from tests.machines.test_handover import books
from tests.office import ALI, Office
from tests.waiting import eventually

NOON = datetime(2027, 1, 12, 12, 0, tzinfo=UTC)


class Hands:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def slow_answers(wall: Hands, ahead: timedelta, seconds: list[float]) -> Iterator[datetime]:
    """A database's clock whose answers are read in the middle of so long a way."""
    for way in seconds:
        wall.now += timedelta(seconds=way / 2)
        told = wall.now + ahead
        wall.now += timedelta(seconds=way / 2)
        yield told


def test_the_offset_is_taken_in_the_middle_of_the_quickest_of_three_answers():
    wall = Hands(NOON)
    answers = slow_answers(wall, timedelta(seconds=40), [1.0, 0.01, 0.3])
    shared = SharedClock(wall)

    assert shared.measure(lambda: next(answers)) == timedelta(seconds=40)
    assert shared() == wall.now + timedelta(seconds=40)
    assert shared.on_the_wall(shared()) == wall.now


def test_what_measuring_itself_may_be_wrong_by_moves_no_clock():
    wall = Hands(NOON)
    shared = SharedClock(wall)

    assert shared.measure(lambda: wall.now + timedelta(milliseconds=20)) == timedelta()
    assert shared.measure(lambda: wall.now + timedelta(milliseconds=21)) == timedelta(milliseconds=21)


@pytest.mark.parametrize("wrong", [timedelta(minutes=-3), timedelta(minutes=3)], ids=["behind", "ahead"])
def test_a_machine_whose_clock_is_minutes_off_acts_at_the_databases_time_and_the_doctor_tells(
    office: Office, wrong: timedelta
):
    with time_machine.travel(utcnow() + wrong, tick=True), ExitStack() as ends:
        shared = SharedClock()
        presence = Presence(office.sessions, "watch", "0", shared, shared.measure)
        presence.start()
        ends.callback(presence.stop)
        watcher = Watcher(office.sessions, office.desk, office.senders, shared, on_the_wall=shared.on_the_wall)
        watcher.start()
        ends.callback(watcher.stop)
        due = shared() + timedelta(seconds=1)
        books(office, clock=lambda: due)
        watcher.poke()
        eventually(lambda: [mail for mail in office.mailbox.mails if ALI in mail.recipients], seconds=8, what="a mail")
        assert timedelta() <= shared() - due < timedelta(seconds=3), "by the alarm, not the tick"
        beating = eventually(lambda: node(office, shared()), seconds=5, what="the row of this process")
        with reading(office.sessions) as session:
            assert abs(shared() - nodes.database_clock(session)) < timedelta(seconds=1)
            measured = {metric.name: metric.samples for metric in node_metrics.measured(session, shared())}
        found = [str(finding) for finding in doctor.examine(office.sessions)]
    assert beating is not None
    assert round(beating.wall_minus_db_ms / 1000) == wrong.total_seconds()
    assert measured["scheduler_nodes"][0].labels == {"role": "watch", "version": "0"}
    assert round(measured["scheduler_node_clock_ahead_seconds"][0].value) == wrong.total_seconds()
    side = "behind" if wrong < timedelta() else "ahead of"
    assert found[0] == "ok    nodes: 1 watch about, all of version 0"
    assert f"is 180.0 seconds {side} the database's" in found[1]
    assert node(office, utcnow()) is None, "who has stopped is not counted on"


def node(office: Office, now: datetime) -> Node | None:
    with reading(office.sessions) as session:
        return next(iter(nodes.about(session, now)), None)
