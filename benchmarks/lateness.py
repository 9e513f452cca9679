"""How late after one instant each of many was done."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from scheduler_app.clock import utcnow


class Lateness:
    """Counts what is durably done, from whichever thread, and when."""

    def __init__(self) -> None:
        self._due = datetime.max.replace(tzinfo=UTC)
        self._late: list[tuple[float, int]] = []
        self._lock = threading.Lock()
        self.count = 0

    def start(self, due: datetime) -> None:
        self._due, self._late, self.count = due, [], 0

    def note(self, done: int) -> None:
        """So many more are done as of now; what was due before does not count."""
        late = (utcnow() - self._due) / timedelta(seconds=1)
        if late < 0:
            return
        with self._lock:
            self._late.append((late, done))
            self.count += done

    def told(self) -> dict[str, Any]:
        return {"late": list(self._late)}


def summary(found: list[dict[str, Any]]) -> dict[str, float]:
    """p50, p99 and maximum in seconds, and how many a second, of one or several processes together."""
    late = sorted(pair for one in found for pair in one["late"])
    total = sum(count for _, count in late)
    if not total:
        return {"count": 0, "p50": 0.0, "p99": 0.0, "max": 0.0, "rate": 0.0, "megabytes": 0.0}
    return {
        "count": total,
        "p50": _at(late, total * 0.50),
        "p99": _at(late, total * 0.99),
        "max": late[-1][0],
        "rate": total / late[-1][0],
        "megabytes": max(one["megabytes"] for one in found),
    }


def _at(late: list[tuple[float, int]], wanted: float) -> float:
    seen = 0
    for seconds, count in late:
        seen += count
        if seen >= wanted:
            return seconds
    return late[-1][0]
