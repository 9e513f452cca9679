"""Flask: parse, call, answer. Views find what `create_app` left them through the functions here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app

from scheduler_app.clock import Clock
from scheduler_app.desk import Desk
from scheduler_app.store.db import Sessions

KEY = "scheduler"


@dataclass(frozen=True)
class Front:
    """What a view may use. `poke` tells a watcher in this process that something may be due now."""

    sessions: Sessions
    desk: Desk
    clock: Clock
    poke: Callable[[], None]
    simulates: bool  # whether messages may be simulated, and so /outbox shown
    twilio_tokens: tuple[str, ...]  # the auth tokens that may sign webhooks, newest first
    account_sid: str


def front() -> Front:
    return cast(Front, current_app.extensions[KEY])


def sessions() -> Sessions:
    return front().sessions


def desk() -> Desk:
    return front().desk


def now() -> datetime:
    return front().clock()
