"""The timetable: an alarm for the next due moment, a tick as the safety net, and the rounds they start."""

from __future__ import annotations

import gc
import os
import socket
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import func, select

from scheduler_app import deliver, diversion, reconcile, watch
from scheduler_app.clock import Clock
from scheduler_app.desk import Desk
from scheduler_app.messages.senders import Sender
from scheduler_app.store.db import Sessions, reading
from scheduler_app.store.outbox import Heartbeat, Message

ROLE = "watch"
TICK_SECONDS = 5
ROUND_SECONDS = 2  # after which a round lets the others have a turn
OTHERS_SECONDS = 0.01  # between two batches; a visitor who waits for SQLite's write lock asks more often than that
BATCH_SECONDS = 0.1  # a visitor who writes on SQLite waits for one batch
SMALLEST_BATCH, LARGEST_BATCH = 50, 400  # below, what every batch costs outweighs its interviews
DRIFT_SECONDS = 2
CARRIERS = 4  # messages under way at once on each channel

log = structlog.get_logger()


class Watcher:
    """Watches every window and delivers every message, until stopped. Any number may run on one database.

    The rows are the schedule: nothing is lost if this stops at any moment, and nothing repeats when it starts again.
    """

    def __init__(self, sessions: Sessions, desk: Desk, senders: Mapping[str, Sender], clock: Clock) -> None:
        self.sessions, self.desk, self.senders, self.clock = sessions, desk, senders, clock
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._timetable = BackgroundScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._due = threading.Event()
        self._rounds = threading.Thread(target=self._keep_looking, name="rounds", daemon=True)
        self._pools = {name: ThreadPoolExecutor(CARRIERS, thread_name_prefix=name) for name in senders}
        self._carrying = dict.fromkeys(senders, 0)
        self._carrying_lock = threading.Lock()
        self._batch = watch.BATCH
        self._stopping = threading.Event()
        self._guard = threading.Thread(target=self._mind_the_clock, name="clock-guard", daemon=True)

    def start(self) -> None:
        gc.freeze()  # what the program is made of is no garbage, and to look through it again and again took a tenth
        self._timetable.start()
        self._set_off()
        self._rounds.start()
        self._guard.start()

    def stop(self) -> None:
        """Let what is under way finish, start nothing more."""
        self._stopping.set()
        self._due.set()
        self._timetable.shutdown(wait=True)
        self._rounds.join()
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)

    def poke(self) -> None:
        """Something may be due now: look at once. The alarm and the tick do no more than this either."""
        self._due.set()

    def round(self) -> None:
        """One look at everything: dead senders, due interviews, due messages; then the alarm for the next moment."""
        try:
            self._look()
        except Exception:
            log.exception("a round failed; the next tick tries again")

    def _keep_looking(self) -> None:
        while not self._stopping.is_set():
            self._due.wait()
            self._due.clear()
            if not self._stopping.is_set():
                self.round()

    def _look(self) -> None:
        began = time.monotonic()
        deliver.reap(self.sessions, self.clock)
        more = True
        while more and time.monotonic() - began < ROUND_SECONDS:
            more = self._sweep()
            self._carry_due()
            if more:
                self._stopping.wait(OTHERS_SECONDS)
        for channel in diversion.CHANNELS:
            if channel not in self.senders:
                diversion.divert(self.sessions, self.desk, channel, self.clock)
        self._set_alarm()
        self._beat()  # last, so that it tells of a round that went well
        if more:
            self.poke()

    def _sweep(self) -> bool:
        """One batch, of as many interviews as this machine has lately done in `BATCH_SECONDS`; whether any was due."""
        began = time.monotonic()
        done = watch.sweep(self.sessions, self.desk, self.clock(), self._batch)
        if done == self._batch:
            pace = BATCH_SECONDS / max(time.monotonic() - began, 0.001)
            self._batch = min(max(int(self._batch * pace), SMALLEST_BATCH), LARGEST_BATCH)
        return done > 0

    def _beat(self) -> None:
        with self.sessions.begin() as session:
            session.merge(Heartbeat(role=ROLE, at=self.clock()))

    def _carry_due(self) -> None:
        for channel, pool in self._pools.items():
            with self._carrying_lock:
                free = CARRIERS - self._carrying[channel]
                self._carrying[channel] += free
            for _ in range(free):
                pool.submit(self._carry, channel)

    def _carry(self, channel: str) -> None:
        """One carrier's turn: deliver this channel's due messages one after the other until none is left."""
        try:
            while not self._stopping.is_set():
                claimed = deliver.claim(self.sessions, self.desk, channel, self.owner, self.clock)
                if claimed is None:
                    break
                deliver.carry(self.sessions, self.desk, self.senders[channel], claimed, self.clock)
            reconcile.reconcile(self.sessions, self.desk, self.senders[channel], channel, self.clock)
        except Exception:
            log.exception("a carrier failed; the next round starts another", channel=channel)
        finally:
            with self._carrying_lock:
                self._carrying[channel] -= 1

    def _set_alarm(self) -> None:
        """For the next moment ahead; what is due already is in the carriers' hands, or comes with the tick."""
        now = self.clock()
        with reading(self.sessions) as session:
            moments = [
                watch.next_look(session),
                session.scalar(select(func.min(Message.due_at)).where(deliver.WAITING, Message.due_at > now)),
                session.scalar(select(func.min(Message.lease_until)).where(deliver.SENDING)),
                session.scalar(select(func.min(Message.reconcile_at)).where(reconcile.UNKNOWN)),
            ]
        ahead = [moment for moment in moments if moment is not None and moment > now]
        if ahead:
            self._alarm(min(ahead))

    def _alarm(self, moment: datetime) -> None:
        if not self._stopping.is_set():
            self._timetable.add_job(self.poke, "date", run_date=moment, id="alarm", replace_existing=True)

    def _set_off(self) -> None:
        self._timetable.add_job(
            self.poke,
            "interval",
            seconds=TICK_SECONDS,
            id="tick",
            replace_existing=True,
            next_run_time=self.clock(),
        )
        self.poke()

    def _mind_the_clock(self) -> None:
        """APScheduler's intervals follow the wall clock: after a step back no tick would come for as long as that."""
        drift = self.clock().timestamp() - time.monotonic()
        while not self._stopping.wait(TICK_SECONDS):
            seen = self.clock().timestamp() - time.monotonic()
            if abs(seen - drift) > DRIFT_SECONDS:
                log.warning("the clock was set; the timetable starts afresh", seconds=round(seen - drift))
                self._set_off()
            drift = seen
