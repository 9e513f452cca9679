"""The worker on PostgreSQL: Procrastinate carries what was due as it was written, and each message is claimed as ever.

A job is a list of message ids and a hint. Whatever becomes of it, done twice, lost, or done by a worker taken for
dead, the rows decide: a message is sent by whoever claims it, and a watcher delivers what nobody has claimed.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ProcrastinateException
from psycopg import Error
from sqlalchemy import URL

from scheduler_app import deliver, handover
from scheduler_app.desk import Desk
from scheduler_app.messages.senders import Sender
from scheduler_app.presence import BEAT_SECONDS, Presence
from scheduler_app.store import job_tables, nodes, schema
from scheduler_app.store.db import TROUBLE, Sessions, reading

JOBS = 8  # at once; each sends its messages one after the other
POLL_SECONDS = 2  # for jobs whose NOTIFY was missed, as at the start; then the watcher would take them
PAUSE_SECONDS = (1, 15)  # before a worker that lost its database tries again: the first time, and at most
TIDY_SECONDS = 3600  # between two looks for jobs that workers have left behind

log = structlog.get_logger()


class Worker:
    """Delivers what is handed over, until stopped. Any number may run beside any number of watchers."""

    def __init__(
        self,
        sessions: Sessions,
        desk: Desk,
        senders: Mapping[str, Sender],
        clock: Callable[[], datetime],
        presence: Presence,
    ) -> None:
        self.sessions, self.desk, self.senders, self.clock = sessions, desk, senders, clock
        self._presence = presence
        self.owner = nodes.new_id()
        self._stopping = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._working: asyncio.Task[None] | None = None
        self._stood_down = False
        self._tidied: float | None = None  # on the monotonic clock

    def run(self) -> None:
        """Work until `stop`; a database that goes away is waited for."""
        with asyncio.Runner() as runner:
            loop = runner.get_loop()
            loop.set_default_executor(ThreadPoolExecutor(JOBS + 1, thread_name_prefix="deliveries"))
            runner.run(self._keep_working())

    def stop(self) -> None:
        """From any thread: finish the messages under way and start nothing more."""
        self._stopping.set()
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._interrupt)

    def deliver(self, channel: str, messages: list[str]) -> None:
        """The job: send of these messages what is still due and unclaimed."""
        sender = self.senders.get(channel)
        if sender is None:
            return  # a watcher diverts it
        ids = [UUID(hex=message) for message in messages]
        try:
            while not self._stopping.is_set():
                claimed = deliver.claim(self.sessions, self.desk, channel, self.owner, self.clock, among=ids)
                if claimed is None:
                    return
                deliver.carry(self.sessions, self.desk, sender, claimed, self.clock)
        except schema.NotOurs:
            return  # said by the next beat
        except TROUBLE:
            log.warning("a delivery met trouble with the database; the watcher takes over", exc_info=True)

    async def _keep_working(self) -> None:
        self._loop = asyncio.get_running_loop()
        pause = PAUSE_SECONDS[0]
        while not self._stopping.is_set():
            self._working = asyncio.create_task(self._work())
            try:
                await self._working
                pause = PAUSE_SECONDS[0]
            except asyncio.CancelledError:
                pass  # stopped
            except (ProcrastinateException, Error, *TROUBLE, OSError) as fault:
                log.warning("the worker lost its database and tries again", why=str(fault), seconds=pause)
            if not self._stopping.is_set():
                self._working = asyncio.create_task(asyncio.sleep(pause))
                await asyncio.wait([self._working])
                pause = min(2 * pause, PAUSE_SECONDS[1])

    async def _work(self) -> None:
        app = App(connector=PsycopgConnector(conninfo=_address(self.sessions), min_size=1, max_size=2))
        app.task(name=handover.TASK, queue=handover.QUEUE)(self.deliver)
        async with app.open_async():
            beats = asyncio.create_task(self._keep_beating())
            try:
                await app.run_worker_async(
                    queues=[handover.QUEUE],
                    concurrency=JOBS,
                    fetch_job_polling_interval=POLL_SECONDS,
                    delete_jobs="always",
                    install_signal_handlers=False,
                )
            finally:
                beats.cancel()
                await asyncio.to_thread(self._presence.leave)

    async def _keep_beating(self) -> None:
        """In the loop that fetches jobs, so that nobody counts on a worker whose loop stands still."""
        while True:
            await asyncio.to_thread(self._beat)
            await asyncio.sleep(BEAT_SECONDS)

    def _beat(self) -> None:
        try:
            with reading(self.sessions) as session:
                schema.check(session)
            self._presence.beat()
            self._stood_down = False
            self._tidy()
        except schema.NotOurs as other:
            if not self._stood_down:
                log.error("nothing is sent from here any more; start the new version", why=str(other))
                self._presence.leave()
            self._stood_down = True
        except TROUBLE:
            log.warning("a sign of life could not be given", exc_info=True)

    def _tidy(self) -> None:
        if self._tidied is None or time.monotonic() - self._tidied > TIDY_SECONDS:
            with self.sessions.begin() as session:
                job_tables.remove_left(session, handover.QUEUE)
            self._tidied = time.monotonic()

    def _interrupt(self) -> None:
        if self._working is not None:
            self._working.cancel()


def _address(sessions: Sessions) -> str:
    url: URL = sessions.kw["bind"].url
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
