"""How processes stop: soon, quietly, and never leaving an orphan behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread, main_thread
from typing import Any

ATTENTION_SECONDS = 0.5


class Attentive(Event):
    """An event that is waited for in short stretches.

    CPython runs a signal's handler once the main thread wakes up. A signal that arrives just as that thread goes to
    sleep on a lock wakes nobody (seen here in one of fifteen stops right after the start).
    """

    def wait(self, timeout: float | None = None) -> bool:
        if timeout is not None:
            return super().wait(timeout)
        while not super().wait(ATTENTION_SECONDS):
            pass
        return True


@contextmanager
def stopping_quietly() -> Iterator[None]:
    """Until a server has its own way to stop, SIGINT and SIGTERM end the process at once, and with success.

    Nothing is lost by that: all that is written is written in whole transactions.
    """
    before = {wish: signal.signal(wish, lambda *_: os._exit(0)) for wish in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for wish, handler in before.items():
            signal.signal(wish, handler)


def belong_to_parent(stopping: Event) -> None:
    """In a worker: stop when the parent says so, and end at once when it is gone, or an orphan would hold the port.

    `stopping` is what the parent's own handlers set; a worker made by fork has them, and a copy of it.
    """
    # Until Granian sets its own: it was inherited from the parent, where it does something else.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if stopping.is_set():  # the word has come already, to a handler that was not ours
        os._exit(0)
    signal.signal(signal.SIGUSR2, lambda *_: None)
    # Ctrl-C reaches parent and worker alike; the parent passes it on as SIGTERM, once it knows.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    Thread(target=_mind_the_parent, name="parent-guard", daemon=True).start()


def _mind_the_parent() -> None:
    """Also wakes the main thread now and then: see `Attentive`, which Granian's workers cannot be given."""
    parent: Any = multiprocessing.parent_process()
    main = main_thread().ident or 0
    while parent.is_alive():
        signal.pthread_kill(main, signal.SIGUSR2)
        parent.join(ATTENTION_SECONDS)
    os._exit(1)
