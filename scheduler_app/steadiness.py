"""Whether the wall clock has leapt ahead: then nothing is decided until it has been read once more."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

LEAP = timedelta(seconds=60)

log = structlog.get_logger()


class Steadiness:
    """Compares the wall clock with one that only runs forward, from look to look.

    A leap ahead closes every window at once, and a clock that is set wrong is often set right a moment later. After a
    suspend it is true, and costs one look.
    """

    def __init__(self, clock: Callable[[], datetime], pause: float, running: Callable[[], float] = time.monotonic):
        self._clock, self._pause, self._running = clock, pause, running
        self._apart = self._now_apart()
        self._waits_until = running()

    def leapt(self) -> bool:
        """True from the look that finds the clock more than a minute ahead until `pause` seconds have gone by."""
        apart = self._now_apart()
        ahead, self._apart = apart - self._apart, apart
        if ahead > LEAP.total_seconds():
            log.error("the clock has leapt ahead; nothing is decided for a moment", seconds=round(ahead))
            self._waits_until = self._running() + self._pause
        elif ahead < -LEAP.total_seconds():
            self._waits_until = self._running()  # it was set right again
        return self._running() < self._waits_until

    def _now_apart(self) -> float:
        return self._clock().timestamp() - self._running()
