"""Waiting for something real to happen: as short as it can be, and never longer than the deadline."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 4  # times: others may be at work on this machine, and only a failure waits so long
PAUSE = threading.Event()


def eventually(look: Callable[[], T], *, seconds: float, what: str) -> T:
    """The first true answer of `look`, asked again and again; AssertionError when the deadline is past.

    `seconds` is ample on an idle machine; a busy one gets several times that.
    """
    deadline = time.monotonic() + PATIENCE * seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        PAUSE.wait(0.02)
    raise AssertionError(f"{what} did not happen within {PATIENCE * seconds} seconds")
