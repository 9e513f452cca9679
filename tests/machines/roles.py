"""Watchers and workers in threads of the test, each as a process would have it: a database and a clock of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from scheduler_app import handover
from scheduler_app.clock import SharedClock
from scheduler_app.jobs import Watcher
from scheduler_app.presence import Presence
from scheduler_app.store import nodes
from scheduler_app.store.db import Sessions, connect, reading, sessions_for
from scheduler_app.worker import Worker
from tests.office import Office
from tests.waiting import eventually


@contextmanager
def own_sessions(office: Office, clock: SharedClock) -> Iterator[Sessions]:
    engine = connect(office.sessions.kw["bind"].url.render_as_string(hide_password=False))
    sessions = sessions_for(engine)
    handover.attach(sessions, clock)
    yield sessions
    engine.dispose()


@contextmanager
def watching(office: Office) -> Iterator[Watcher]:
    clock = SharedClock()
    with own_sessions(office, clock) as sessions:
        watcher = Watcher(sessions, office.desk, office.senders, clock)
        watcher.start()
        try:
            yield watcher
        finally:
            watcher.stop()


@contextmanager
def working(office: Office) -> Iterator[Worker]:
    """A worker that is about, as far as its own sign of life says."""
    clock = SharedClock()
    with own_sessions(office, clock) as sessions:
        presence = Presence(sessions, nodes.WORKER, "0", clock, clock.measure)
        worker = Worker(sessions, office.desk, office.senders, clock, presence)
        thread = threading.Thread(target=worker.run)
        thread.start()

        def about() -> bool:
            with reading(office.sessions) as session:
                return nodes.workers_about(session, clock())

        try:
            eventually(about, seconds=15, what="the worker's sign of life")
            yield worker
        finally:
            worker.stop()
            thread.join()
