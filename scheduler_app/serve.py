"""Processes: Granian with the web in its workers, the watcher beside it in one of them or alone.

Granian cannot embed WSGI, so `run` is a parent that only minds its one worker, and the worker that serves and watches.
"""

from __future__ import annotations

import errno
import multiprocessing
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import util

import structlog
from flask import Flask
from granian.constants import Interfaces, RuntimeModes
from granian.log import LogLevels
from granian.server import Server

from scheduler_app import __version__, guard, keeping, logs, lost_links, other_calendars
from scheduler_app.app import connected, create_app, senders_for
from scheduler_app.clock import SharedClock
from scheduler_app.config import Settings
from scheduler_app.desk import Desk
from scheduler_app.domain.errors import Refused
from scheduler_app.fetching import Fetcher
from scheduler_app.jobs import Watcher
from scheduler_app.presence import Presence
from scheduler_app.stopping import Attentive, belong_to_parent
from scheduler_app.store.db import Sessions
from scheduler_app.web import KEY

THREADS = 8  # requests at once in a worker
STOP_SECONDS = 60  # the longest a stopping worker may take; a mail under way may need 55
LOG = {
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {"_granian": {"handlers": [], "propagate": True}},
}
WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}

log = structlog.get_logger()


def address(host: str, port: int) -> str:
    """The URL under which a person on this machine opens what is served there."""
    shown = WILDCARDS.get(host, host)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


@contextmanager
def reserved(host: str, port: int) -> Iterator[None]:
    """Keep the port while things are made ready; raises `Refused` if something listens there already.

    Granian's workers share their port with anybody who asks for that (SO_REUSEPORT), so a second service beside a
    running one would not fail by itself.
    """
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise Refused.because("no_address", f"there is no address {host!r} on this machine; use --host") from None
    with socket.socket(family, kind, protocol) as keeper:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # or connections just closed would count
        try:
            keeper.bind(place)
            keeper.listen()
        except OSError as fault:
            raise Refused.because("no_address", _why_not(fault, host, port)) from None
        yield


_STOPPING = Attentive()  # set by Granian's handlers; a worker made by fork has a copy of it


def web(settings: Settings, host: str, port: int, *, workers: int = 1, watching: bool = False) -> None:
    """Serve until SIGINT, SIGTERM or the terminal's end; returns once the workers have finished what was under way.

    A worker that dies is started again; one that dies at once, twice, ends this with `SystemExit` 1. Nothing is
    logged of requests, since their paths hold private tokens.
    """
    server = Server(
        "scheduler_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        # Its other mode ends by waiting for a condition variable without a look at its flag first; this one joins.
        runtime_mode=RuntimeModes.st,
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig=LOG,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    )
    _STOPPING.clear()
    server.main_loop_interrupt = _STOPPING
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # not started by nohup
        # Granian takes it for "reload"; closing the terminal shall end the service instead.
        server.on_startup(lambda: signal.signal(signal.SIGHUP, server.signal_handler_interrupt))
    load = partial(worker, settings, watching=watching)
    try:
        server.serve(target_loader=load, wrap_loader=False)
    except SystemExit:
        # A supervisor may signal the worker too; that it was gone before us is no failure then.
        if not server.interrupt_signal:
            raise


def watch(settings: Settings) -> None:
    """Watch and deliver until SIGINT or SIGTERM; returns once what was under way is finished."""
    ended = Attentive()
    _on_ending(ended.set)
    node = _joined(settings, "watch")
    watcher = node.watcher(settings)
    watcher.start()
    log.info("watching")
    ended.wait()
    watcher.stop()
    node.close()


def work(settings: Settings) -> None:
    """Deliver what is handed over, on PostgreSQL, until SIGINT or SIGTERM; returns as `watch` does."""
    from scheduler_app.worker import Worker  # needs what only the extra for PostgreSQL installs

    node = _joined(settings, "worker", beating=False)
    worker = Worker(node.sessions, node.desk, senders_for(settings), node.clock, node.presence)
    _on_ending(worker.stop)
    log.info("delivering what is handed over")
    worker.run()
    node.close()


def worker(settings: Settings, *, watching: bool) -> Flask:
    """The application of one worker process, called in it; with `watching`, its watcher is running."""
    if multiprocessing.parent_process() is not None:
        belong_to_parent(_STOPPING)
    logs.set_up()
    node = _joined(settings, "run" if watching else "web")
    watcher = node.watcher(settings) if watching else None
    app = create_app(settings, clock=node.clock, poke=watcher.poke if watcher else _nobody_here)
    if watcher:
        watcher.start()
    # Not atexit, which a process made by multiprocessing never comes to.
    util.Finalize(None, _close, args=(app, watcher, node), exitpriority=1)
    return app


def _nobody_here() -> None:
    """No watcher in this process to poke; one elsewhere hears of a commit on PostgreSQL, or finds it with its tick."""


@dataclass(frozen=True)
class _Node:
    """One process of this service: its database, its clock, and on PostgreSQL its place among the others."""

    sessions: Sessions
    desk: Desk
    clock: SharedClock
    presence: Presence
    beating: bool

    def watcher(self, settings: Settings) -> Watcher:
        calendars = partial(other_calendars.refresh_due, self.sessions, Fetcher(), self.clock)
        old_holds = partial(keeping.purge, self.sessions, self.clock)
        links = partial(lost_links.answer, self.sessions, self.desk, self.clock)
        return Watcher(
            self.sessions,
            self.desk,
            senders_for(settings),
            self.clock,
            on_the_wall=self.clock.on_the_wall,
            errands=[links, calendars, old_holds, partial(guard.forget, self.sessions, self.clock)],
            heartbeat_url=settings.heartbeat_url,
        )

    def close(self) -> None:
        if self.beating:
            self.presence.stop()
        self.sessions.kw["bind"].dispose()


def _joined(settings: Settings, role: str, *, beating: bool = True) -> _Node:
    """On SQLite all processes are on one machine: its clock is right for all, and nobody asks who is about."""
    clock = SharedClock()
    sessions, desk = connected(settings, clock)
    shared = sessions.kw["bind"].dialect.name == "postgresql"
    presence = Presence(sessions, role, __version__, clock, clock.measure)
    if shared and beating:
        presence.start()
    elif shared:
        presence.set_clock()
    return _Node(sessions, desk, clock, presence, shared and beating)


def _on_ending(end: Callable[[], None]) -> None:
    for wish in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wish, lambda *_: end())


def _close(app: Flask, watcher: Watcher | None, node: _Node) -> None:
    """Finish what is under way and let the database go, so that SQLite leaves one file with everything in it."""
    if watcher:
        watcher.stop()
    app.extensions[KEY].sessions.kw["bind"].dispose()
    node.close()


def _why_not(fault: OSError, host: str, port: int) -> str:
    if fault.errno == errno.EADDRINUSE:
        return f"port {port} is in use: is the service running already? use --port for another one"
    if fault.errno == errno.EACCES:
        return f"port {port} is not open to this user; use --port with one above 1023"
    return f"it is not possible to listen on {host}, port {port} ({fault.strerror}); use --host and --port"
