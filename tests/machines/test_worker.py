"""Fault 38: whatever becomes of a job, each message is sent once. The oracle is the mail server's own ledger."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select, text

from scheduler_app import handover
from scheduler_app.clock import utcnow
from scheduler_app.messages.senders import Letter, Receipt, Sender
from scheduler_app.store.db import reading
from scheduler_app.store.nodes import Node
from scheduler_app.store.outbox import Message, MessageState
from tests.machines.jobs_kept import jobs, worker_about
from tests.machines.roles import watching, working
from tests.machines.test_handover import books
from tests.office import ALI, DANA, Office
from tests.waiting import PAUSE, eventually

BOTH = {ALI: 1, DANA: 1}


def mailed(office: Office) -> Counter[str]:
    return Counter(mail.recipients[0] for mail in office.mailbox.mails)


def settled(office: Office) -> bool:
    """Whether our own rows have caught up with the ledger, and no job is left."""
    with reading(office.sessions) as session:
        states = set(session.scalars(select(Message.state)))
    return states == {MessageState.ACCEPTED} and jobs(office.sessions) == []


def defer_again(office: Office, ids: list[str], channel: str = "email") -> None:
    """The same job once more, as a queue that was repaired by hand has it."""
    with office.sessions.begin() as session:
        driver = session.connection().connection.driver_connection
        task = handover.job_app().configure_task(handover.TASK, queue=handover.QUEUE, connection=driver)
        task.defer(channel=channel, messages=[*ids])


def ids(office: Office) -> list[str]:
    with reading(office.sessions) as session:
        return [row.hex for row in session.scalars(select(Message.id))]


def test_a_worker_alone_sends_what_is_handed_over_and_its_job_is_gone_and_so_is_it_after_its_end(office: Office):
    with working(office):
        books(office)
        eventually(lambda: settled(office), seconds=15, what="both mails, by the worker")
        assert mailed(office) == BOTH
        defer_again(office, ids(office))  # for messages that are long sent
        defer_again(office, [*ids(office), "0" * 32], channel="sms")  # nor is there such a text
        eventually(lambda: not jobs(office.sessions), seconds=15, what="the needless jobs")
    assert mailed(office) == BOTH
    with reading(office.sessions) as session:
        assert list(session.scalars(select(Node.id).where(Node.role == "worker"))) == []


def test_one_job_twice_and_the_same_messages_at_a_watcher_send_each_once(office: Office):
    worker_about(office, utcnow())
    books(office)
    for _ in range(4):
        defer_again(office, ids(office))
    with working(office), watching(office):
        eventually(lambda: settled(office), seconds=20, what="both mails")
    assert mailed(office) == BOTH


def test_while_a_worker_is_about_the_watcher_waits_two_seconds_and_then_sends_by_itself(office: Office):
    worker_about(office, utcnow())  # and dead since
    with watching(office) as watcher:
        books(office)
        watcher.poke()
        eventually(lambda: mailed(office) == BOTH, seconds=15, what="both mails, by the watcher")
        with reading(office.sessions) as session:
            due = session.scalars(select(Message.due_at)).first()
    assert due is not None
    assert timedelta(seconds=2) <= utcnow() - due


def test_truncated_job_tables_lose_nothing_and_the_worker_goes_on(office: Office):
    worker_about(office, utcnow())
    books(office)
    with office.sessions.begin() as session:
        session.execute(text("TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_workers CASCADE"))
    assert jobs(office.sessions) == []
    with watching(office), working(office):
        eventually(lambda: mailed(office) == BOTH, seconds=15, what="both mails, by the tick")
        with office.sessions.begin() as session:
            session.execute(text("TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_workers CASCADE"))
        books(office, days=4)
        eventually(lambda: mailed(office).total() == 4 and settled(office), seconds=20, what="two mails more")
        PAUSE.wait(0.5)
    assert mailed(office).total() == 4


def test_a_worker_that_is_stopped_finishes_the_mail_in_its_hands_and_starts_no_other(office: Office):
    slow = Slow(office.senders["email"])
    office.senders["email"] = slow
    with working(office) as worker:
        books(office)
        assert slow.sending.wait(10)
        worker.stop()
        slow.go_on.set()
    assert mailed(office).total() == 1
    with reading(office.sessions) as session:
        assert sorted(session.scalars(select(Message.state))) == [MessageState.ACCEPTED, MessageState.QUEUED]


class Slow:
    """A sender that has the mail in its hands until it is told to go on."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self.sending, self.go_on = threading.Event(), threading.Event()

    def send(self, letter: Letter, now: datetime) -> Receipt:
        self.sending.set()
        self.go_on.wait(10)
        return self._sender.send(letter, now)

    def find(self, letter: Letter, since: datetime) -> Receipt | None:
        return self._sender.find(letter, since)
