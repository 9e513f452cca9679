"""Another watcher of the same office, in a process of its own that is killed or stopped at a chosen point.

The point is chosen here, by wrapping what the product calls; the product knows nothing of it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

from sqlalchemy import event

from scheduler_app import deliver, watch
from scheduler_app.messages.senders import Letter, Receipt
from scheduler_app.messages.sms import TwilioSender
from scheduler_app.messages.smtp import SmtpSender
from scheduler_app.store.db import connect, sessions_for
from tests import office
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, FROM
from tests.office import Office
from tests.waiting import eventually

# Made once, with everything imported: a process is then there in milliseconds, and without another's threads.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])


class Point(StrEnum):
    BEFORE_LAPSE = "before the lapse is committed"
    AFTER_LAPSE = "after the lapse is committed"
    BEFORE_SEND = "after the claim is committed, before the provider is asked"
    AFTER_SEND = "after the provider has it, before that is recorded"


@dataclass(frozen=True)
class Where:
    url: str
    twilio: str
    mail: str


def dies(at: Office, point: Point) -> None:
    """A watcher looks and delivers, at the office's time, and is gone by kill -9 once it comes to `point`."""
    with _watching(at, point, signal.SIGKILL) as (process, _):
        process.join(30)
        assert process.exitcode == -signal.SIGKILL, f"it came to its end with {process.exitcode}"


@contextmanager
def stopped(at: Office, point: Point) -> Iterator[Callable[[], None]]:
    """The same, stopped there by SIGSTOP; call what is yielded to let it go on, at the office's time by then."""
    with _watching(at, point, signal.SIGSTOP) as (process, moment):
        assert process.pid is not None
        state = Path(f"/proc/{process.pid}/stat")
        eventually(lambda: state.read_text().rpartition(")")[2].split()[0] == "T", seconds=30, what="the stop")

        def go_on() -> None:
            moment.value = at.now.timestamp()
            os.kill(process.pid or 0, signal.SIGCONT)
            process.join(30)
            assert process.exitcode == 0

        yield go_on


@contextmanager
def _watching(at: Office, point: Point, end: signal.Signals) -> Iterator[tuple[BaseProcess, Synchronized[float]]]:
    url = at.sessions.kw["bind"].url.render_as_string(hide_password=False)
    moment: Any = PROCESSES.Value("d", at.now.timestamp())
    where = Where(url, at.twilio.base, at.mailbox.url)
    process = PROCESSES.Process(target=_watch, args=(where, moment, point, end), daemon=True)
    process.start()
    try:
        yield process, moment
    finally:
        process.kill()
        process.join()


def _watch(where: Where, moment: Synchronized[float], point: Point, end: signal.Signals) -> None:
    """One look at everything, in the process that comes to its end."""

    def comes_to_it(*_: object) -> None:
        os.kill(os.getpid(), end)

    def clock() -> datetime:
        return datetime.fromtimestamp(moment.value, UTC)

    engine = connect(where.url)
    sessions, desk = sessions_for(engine), office.desk()
    text = TwilioSender(ACCOUNT_SID, AUTH_TOKEN, from_=FROM, api_base=where.twilio)
    mail = SmtpSender(where.mail, mail_from=desk.mail_from)
    if point is Point.BEFORE_LAPSE:
        event.listen(engine, "commit", comes_to_it)
    watch.sweep(sessions, desk, clock())
    if point is Point.AFTER_LAPSE:
        comes_to_it()
    for channel, sender in (("sms", _ending(text, point, comes_to_it)), ("email", mail)):
        while claimed := deliver.claim(sessions, desk, channel, "another watcher", clock):
            if point is Point.BEFORE_SEND and channel == "sms":
                comes_to_it()
            deliver.carry(sessions, desk, sender, claimed, clock)
    engine.dispose()


def _ending(sender: TwilioSender, point: Point, comes_to_it: Callable[[], None]) -> Any:
    really_send = sender.send

    def send(letter: Letter, now: datetime) -> Receipt:
        receipt = really_send(letter, now)
        if point is Point.AFTER_SEND:
            comes_to_it()
        return receipt

    sender.send = send  # type: ignore[method-assign]
    return sender
