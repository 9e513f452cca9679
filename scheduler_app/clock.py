"""The only reader of the wall clock; everyone else is handed `now`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]

ASKED = 3  # times; the quickest answer says it best
NEAR = timedelta(milliseconds=20)  # what a measurement may be wrong by without being taken for a difference


def utcnow() -> datetime:
    """The present instant, aware, in UTC, to the microsecond."""
    return datetime.now(UTC)


class SharedClock:
    """The database's clock as this machine knows it: its own, plus what the database's was ahead when last measured.

    All processes of one database agree by it, however wrong the clocks of their machines are.
    """

    def __init__(self, wall: Clock = utcnow) -> None:
        self._wall = wall
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return self._wall() + self.ahead

    def on_the_wall(self, moment: datetime) -> datetime:
        """What this machine's own clock shows at a moment of the shared one."""
        return moment - self.ahead

    def measure(self, theirs: Clock) -> timedelta:
        """Ask the database's clock; returns what it is ahead of this machine's. What `theirs` raises is passed on."""
        best, doubt = timedelta(), timedelta.max
        for _ in range(ASKED):
            asked = self._wall()
            told = theirs()
            half = (self._wall() - asked) / 2
            if half < doubt:
                best, doubt = told - (asked + half), half
        if abs(best - self.ahead) > max(NEAR, doubt):
            self.ahead = best
        return self.ahead
