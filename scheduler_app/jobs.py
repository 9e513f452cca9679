"""The timetable: an alarm for the next due moment, a tick as the safety net, and the rounds they start."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler_app import channels, deliver, diversion, reconcile, selfwatch, watch
from scheduler_app.clock import Clock
from scheduler_app.desk import Desk
from scheduler_app.messages.senders import Sender
from scheduler_app.patterns import Patterns
from scheduler_app.steadiness import Steadiness
from scheduler_app.store import nodes, outbox, schema
from scheduler_app.store.db import Sessions, reading
from scheduler_app.store.outbox import Message
from scheduler_app.wakeup import Ear

ROLE = "watch"
TICK_SECONDS = 5
ROUND_SECONDS = 2  # after which a round lets the others have a turn
OTHERS_SECONDS = 0.01  # between two batches; a visitor who waits for SQLite's write lock asks more often than that
BATCH_SECONDS = 0.25  # a visitor who writes on SQLite waits for one batch
SMALLEST_BATCH, LARGEST_BATCH = 100, 500  # below, what every batch costs outweighs its interviews
DRIFT_SECONDS = 2
AUDIT_SECONDS = 60
SILENT_SECONDS = 90  # without a round that went well, after which nobody outside is told that all is well
CARRIERS = 8  # messages under way at once on each channel
HEAD_START = timedelta(seconds=2)  # for the workers, while any are about, before a watcher delivers by itself

log = structlog.get_logger()


class Watcher:
    """Watches every window and delivers every message, until stopped. Any number may run on one database.

    The rows are the schedule: nothing is lost if this stops at any moment, and nothing repeats when it starts again.
    `on_the_wall` says what this machine's own clock shows at a moment of `clock`.
    """

    def __init__(
        self,
        sessions: Sessions,
        desk: Desk,
        senders: Mapping[str, Sender],
        clock: Clock,
        *,
        on_the_wall: Callable[[datetime], datetime] = lambda moment: moment,
        errands: Sequence[Callable[[], object]] = (),
        heartbeat_url: str | None = None,
    ) -> None:
        """`errands` are done beside the rounds, at each tick, one after the other however long they take."""
        self.heartbeat_url = heartbeat_url
        self.sessions, self.desk, self.senders, self.clock = sessions, desk, senders, clock
        self._on_the_wall = on_the_wall  # which APScheduler goes by
        self.owner = nodes.new_id()
        self._timetable = BackgroundScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._due = threading.Event()
        self._rounds = threading.Thread(target=self._keep_looking, name="rounds", daemon=True)
        self._pools = {name: ThreadPoolExecutor(CARRIERS, thread_name_prefix=name) for name in senders}
        self._carrying = dict.fromkeys(senders, 0)
        self._carrying_lock = threading.Lock()
        self._errands = errands
        self._errand_runner = ThreadPoolExecutor(1, thread_name_prefix="errands")
        self._running_errands = threading.Lock()
        self._batch, self._patterns = watch.BATCH, Patterns()
        self._stopping = threading.Event()
        self._guard = threading.Thread(target=self._mind_the_clock, name="clock-guard", daemon=True)
        self._auditor = threading.Thread(target=self._keep_auditing, name="auditor", daemon=True)
        self._steadiness = Steadiness(clock, TICK_SECONDS)
        self._went_well: float | None = None  # by the monotonic clock
        self._ear = Ear(sessions, self.poke)
        self._stood_down = False

    def start(self) -> None:
        self._try_paused_channels()
        gc.freeze()  # what the program is made of is no garbage, and to look through it again and again took a tenth
        self._timetable.start()
        self._set_off()
        self._rounds.start()
        self._guard.start()
        self._auditor.start()
        self._ear.start()

    def stop(self) -> None:
        """Let what is under way finish, start nothing more."""
        self._stopping.set()
        self._due.set()
        self._ear.stop()
        self._timetable.shutdown(wait=True)
        self._rounds.join()
        self._auditor.join()
        for pool in (*self._pools.values(), self._errand_runner):
            pool.shutdown(wait=True, cancel_futures=True)

    def poke(self) -> None:
        """Something may be due now: look at once. The alarm and the tick do no more than this either."""
        self._due.set()

    def round(self) -> None:
        """One look at everything: dead senders, due interviews, due messages; then the alarm for the next moment."""
        try:
            if not self._steadiness.leapt():
                self._look()
            self._stood_down = False
        except schema.NotOurs as other:
            self._stand_down(other)
        except Exception:
            log.exception("a round failed; the next tick tries again")

    def _stand_down(self, other: schema.NotOurs) -> None:
        """A newer version has taken over: decide and send nothing, and say so once."""
        if not self._stood_down:
            log.error("nothing is watched or sent from here any more; start the new version", why=str(other))
        self._stood_down = True

    def _keep_looking(self) -> None:
        while not self._stopping.is_set():
            self._due.wait()
            self._due.clear()
            if not self._stopping.is_set():
                self.round()

    def _look(self) -> None:
        began = time.monotonic()
        with reading(self.sessions) as session:
            schema.check(session)
            waited = HEAD_START if nodes.workers_about(session, self.clock()) else timedelta()
        deliver.reap(self.sessions, self.clock)
        more, now = True, self.clock()
        while more and time.monotonic() - began < ROUND_SECONDS:
            more, full = self._sweep(now)
            if not full:  # a burst is decided as of one moment, so that its batches share what they have in common,
                now = self.clock()  # and before any of it is delivered, so that carriers do not hold it up
                self._carry_due(waited)
            if more:
                self._stopping.wait(OTHERS_SECONDS)
        self._carry_due(waited)
        for channel in diversion.CHANNELS:
            if channel not in self.senders:
                diversion.divert(self.sessions, self.desk, channel, self.clock)
        self._run_errands()
        self._set_alarm(waited)
        self._beat()  # last, so that it tells of a round that went well
        self._went_well = time.monotonic()
        if more:
            self.poke()

    def _sweep(self, now: datetime) -> tuple[bool, bool]:
        """One batch, of as many interviews as this machine has lately done in `BATCH_SECONDS`.

        Whether any was due, and whether the batch was full.
        """
        began, most = time.monotonic(), self._batch
        done = watch.sweep(self.sessions, self.desk, now, most, self._patterns)
        if done == most:
            pace = BATCH_SECONDS / max(time.monotonic() - began, 0.001)
            self._batch = min(max(int(self._batch * pace), SMALLEST_BATCH), LARGEST_BATCH)
        return done > 0, done == most

    def _beat(self) -> None:
        with self.sessions.begin() as session:
            outbox.beat(session, ROLE, self.clock())

    def _carry_due(self, waited: timedelta) -> None:
        for channel, pool in self._pools.items():
            with self._carrying_lock:
                free = CARRIERS - self._carrying[channel]
                self._carrying[channel] += free
            for _ in range(free):
                pool.submit(self._carry, channel, waited)

    def _carry(self, channel: str, waited: timedelta) -> None:
        """One carrier's turn: deliver this channel's due messages one after the other until none is left."""
        try:
            while not self._stopping.is_set():
                claimed = deliver.claim(self.sessions, self.desk, channel, self.owner, self.clock, waited=waited)
                if claimed is None:
                    break
                deliver.carry(self.sessions, self.desk, self.senders[channel], claimed, self.clock)
            if diversion.divert_paused(self.sessions, self.desk, channel, self.clock):
                self.poke()
            reconcile.reconcile(self.sessions, self.desk, self.senders[channel], channel, self.clock)
        except schema.NotOurs:
            self.poke()  # the round says so
        except Exception:
            log.exception("a carrier failed; the next round starts another", channel=channel)
        finally:
            with self._carrying_lock:
                self._carrying[channel] -= 1

    def _run_errands(self) -> None:
        if self._errands and not self._stopping.is_set() and self._running_errands.acquire(blocking=False):
            self._errand_runner.submit(self._do_errands)

    def _do_errands(self) -> None:
        try:
            for errand in self._errands:
                errand()
        except Exception:
            log.exception("an errand failed; it is done again at the next tick")
        finally:
            self._running_errands.release()

    def _try_paused_channels(self) -> None:
        """Whoever has mended the settings restarts the service, and waits for no probe."""
        try:
            with self.sessions.begin() as session:
                for channel in diversion.CHANNELS:
                    channels.started_anew(session, channel, self.clock(), has_sender=channel in self.senders)
        except Exception:
            log.exception("paused channels wait for their next probe")

    def _keep_auditing(self) -> None:
        pause = TICK_SECONDS  # soon after the first good round, so that a wrong heartbeat URL shows when it is set
        while not self._stopping.wait(pause):
            last_good = self._went_well  # asked once: a first good round during this audit is for the next one to tell
            well = last_good is not None and time.monotonic() - last_good < SILENT_SECONDS
            try:
                selfwatch.round_of_audit(
                    self.sessions, self.clock, rounds_go_well=well, heartbeat_url=self.heartbeat_url
                )
            except Exception:
                log.exception("the audit failed; the next one tries again")
            pause = TICK_SECONDS if last_good is None else AUDIT_SECONDS

    def _set_alarm(self, waited: timedelta) -> None:
        """For the next moment ahead; what is due already is in the carriers' hands, or comes with the tick."""
        now = self.clock()
        with reading(self.sessions) as session:
            moments = [
                watch.next_look(session),
                session.scalar(select(func.min(Message.due_at)).where(deliver.WAITING, Message.due_at > now)),
                _left_to_workers(session, now, waited),
                session.scalar(select(func.min(Message.lease_until)).where(deliver.SENDING)),
                session.scalar(select(func.min(Message.reconcile_at)).where(reconcile.UNKNOWN)),
            ]
        ahead = [moment for moment in moments if moment is not None and moment > now]
        if ahead:
            self._alarm(min(ahead))

    def _alarm(self, moment: datetime) -> None:
        if not self._stopping.is_set():
            wall = self._on_the_wall(moment)
            self._timetable.add_job(self.poke, "date", run_date=wall, id="alarm", replace_existing=True)

    def _set_off(self) -> None:
        self._timetable.add_job(
            self.poke,
            "interval",
            seconds=TICK_SECONDS,
            id="tick",
            replace_existing=True,
            next_run_time=self._on_the_wall(self.clock()),
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


def _left_to_workers(session: Session, now: datetime, waited: timedelta) -> datetime | None:
    """When the first message that is due now, and left to the workers, is no longer left to them."""
    oldest = session.scalar(
        select(func.min(Message.due_at)).where(deliver.WAITING, Message.due_at <= now, Message.due_at > now - waited)
    )
    return oldest and oldest + waited
