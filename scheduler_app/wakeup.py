"""A watcher's ear on PostgreSQL: what another process commits wakes it at once instead of with the next tick."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from sqlalchemy import Engine

from scheduler_app import handover
from scheduler_app.store.db import Sessions

ATTENTION_SECONDS = 0.5  # between two looks at whether to stop
PROBE_SECONDS = 15  # after so much silence the connection is tried
PAUSE_SECONDS = (1, 30)  # before it is made anew: the first time, and at most

log = structlog.get_logger()


class Ear:
    """Calls `poke` on every word of another process, with a connection of its own. On SQLite it does nothing.

    A word may be missed while the connection is down, so nobody may rely on it: the tick finds the same.
    """

    def __init__(self, sessions: Sessions, poke: Callable[[], None]) -> None:
        self._engine: Engine = sessions.kw["bind"]
        self._ours, self._poke = handover.origin(sessions), poke
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep_listening, name="ear", daemon=True)

    def start(self) -> None:
        if self._engine.dialect.name == "postgresql":
            self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _keep_listening(self) -> None:
        from psycopg import Error

        pause = PAUSE_SECONDS[0]
        while not self._stopping.is_set():
            try:
                self._listen()
                return
            except Error as fault:
                log.warning("the ear for other processes is deaf; the tick finds what they write", why=str(fault))
            self._stopping.wait(pause)
            pause = min(2 * pause, PAUSE_SECONDS[1])

    def _listen(self) -> None:
        import psycopg

        address = self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"LISTEN {handover.CHANNEL}".encode())
            self._poke()  # for what was written before anybody listened
            silent = 0.0
            while not self._stopping.is_set():
                words = [notice.payload for notice in connection.notifies(timeout=ATTENTION_SECONDS, stop_after=1)]
                if any(word != self._ours for word in words):
                    self._poke()
                silent = 0.0 if words else silent + ATTENTION_SECONDS
                if silent >= PROBE_SECONDS:
                    connection.execute("SELECT 1")
                    silent = 0.0
