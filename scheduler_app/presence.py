"""This process among the others on one PostgreSQL: its sign of life, and its clock set by the database's."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from scheduler_app.store import nodes
from scheduler_app.store.db import TROUBLE, Sessions, reading
from scheduler_app.store.nodes import Node

BEAT_SECONDS = 5
MEASURED_SECONDS = 60  # between two looks at the database's clock
FAR = timedelta(seconds=2)  # from the database's clock, from where on it is worth a word

log = structlog.get_logger()


class Presence:
    """A row of `node` that is kept fresh, and a clock that is measured at the start and each minute.

    `measure` takes a reader of the database's clock and returns what that is ahead of this machine's.
    """

    def __init__(
        self,
        sessions: Sessions,
        role: str,
        version: str,
        clock: Callable[[], datetime],
        measure: Callable[[Callable[[], datetime]], timedelta],
    ) -> None:
        self._sessions, self._role, self._version = sessions, role, version
        self._clock, self._measure = clock, measure
        self.id = nodes.new_id()
        self._ahead = timedelta()
        self._measured: float | None = None  # on the monotonic clock
        self._started: datetime | None = None
        self._stopping = threading.Event()
        self._beats = threading.Thread(target=self._keep_beating, name="presence", daemon=True)

    def set_clock(self) -> None:
        """Measure the database's clock; raises what the database raises."""
        with reading(self._sessions) as session:
            nodes.database_clock(session)  # so that connecting is not counted
            before, self._ahead = self._ahead, self._measure(lambda: nodes.database_clock(session))
        self._measured = time.monotonic()
        if self._ahead != before and abs(self._ahead) > FAR:
            log.warning(
                "this machine's clock is not the database's, which is the one that counts",
                seconds_behind=round(self._ahead.total_seconds(), 1),
            )

    def beat(self) -> None:
        """One sign of life, with a look at the database's clock when that is due; raises what the database raises."""
        if self._measured is None or time.monotonic() - self._measured > MEASURED_SECONDS:
            self.set_clock()
        now = self._clock()
        with self._sessions.begin() as session:
            if self._started is None:
                nodes.forget(session, now)
            self._started = self._started or now
            session.merge(
                Node(
                    id=self.id,
                    role=self._role,
                    version=self._version,
                    started_at=self._started,
                    last_beat_at=now,
                    wall_minus_db_ms=round(-self._ahead / timedelta(milliseconds=1)),
                )
            )

    def leave(self) -> None:
        """Nobody counts on this process from here on. A database that is away is left to notice by itself."""
        try:
            with self._sessions.begin() as session:
                nodes.leave(session, self.id)
        except TROUBLE:
            log.warning("the end of this process could not be noted")

    def start(self) -> None:
        """Set the clock, then beat in a thread of its own until `stop`. A database that is away is waited for there."""
        try:
            self.set_clock()
        except TROUBLE:
            log.warning("the database does not answer, so this machine's own clock counts until it does")
        self._beats.start()

    def stop(self) -> None:
        self._stopping.set()
        self._beats.join()
        self.leave()

    def _keep_beating(self) -> None:
        while not self._stopping.is_set():
            try:
                self.beat()
            except Exception:
                log.exception("a sign of life could not be given; the next is tried in a moment")
            self._stopping.wait(BEAT_SECONDS)
