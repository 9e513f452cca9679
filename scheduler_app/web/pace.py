"""How often a caller may come, counted in this process on the clock that is handed in."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from datetime import datetime, timedelta
from threading import Lock

MOST_KEYS = 10_000  # remembered at once, where strangers choose the key


class Pace:
    """`at_once` requests for each key, then one every `every`.

    Keep keys to what exists (a feed's id, not what a stranger sent), as each is remembered.
    """

    def __init__(self, at_once: int, every: timedelta) -> None:
        self._every = every
        self._slack = (at_once - 1) * every
        self._free_again: dict[Hashable, datetime] = {}
        self._lock = Lock()

    def wait(self, key: Hashable, now: datetime) -> timedelta:
        """Count a request; zero if it may go on, else how long until one may (which is then not counted)."""
        with self._lock:
            free = max(self._free_again.get(key, now), now)
            over = free - now - self._slack
            if over > timedelta():
                return over
            self._free_again[key] = free + self._every
            return timedelta()


class Quota:
    """Never more than `most` requests for each key within any stretch of `span`.

    Keys may come from strangers: past `MOST_KEYS` the ones with nothing left to count are forgotten, and then all.
    """

    def __init__(self, most: int, span: timedelta) -> None:
        self._most, self._span = most, span
        self._seen: dict[Hashable, deque[datetime]] = {}
        self._lock = Lock()

    def wait(self, key: Hashable, now: datetime) -> timedelta:
        """As `Pace.wait`."""
        with self._lock:
            if key not in self._seen and len(self._seen) >= MOST_KEYS:
                self._forget(now)
            seen = self._seen.setdefault(key, deque())
            while seen and seen[0] <= now - self._span:
                seen.popleft()
            if len(seen) >= self._most:
                return seen[0] + self._span - now
            seen.append(now)
            return timedelta()

    def _forget(self, now: datetime) -> None:
        self._seen = {key: seen for key, seen in self._seen.items() if seen and seen[-1] > now - self._span}
        if len(self._seen) >= MOST_KEYS:
            self._seen.clear()
