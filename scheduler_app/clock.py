"""The only reader of the wall clock; everyone else is handed `now`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utcnow() -> datetime:
    """The present instant, aware, in UTC, to the microsecond."""
    return datetime.now(UTC)
