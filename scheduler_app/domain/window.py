"""The callback window: half-open, and always elapsed minutes from its start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SHORTEST, LONGEST = 1, 240  # minutes


class Phase(StrEnum):
    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Window:
    """The time in which the call was promised: `opens <= now < closes`, both UTC."""

    opens: datetime
    closes: datetime

    @classmethod
    def lasting(cls, opens: datetime, minutes: int) -> Window:
        return cls(opens, opens + timedelta(minutes=minutes))

    def phase(self, now: datetime) -> Phase:
        if now < self.opens:
            return Phase.UPCOMING
        return Phase.OPEN if now < self.closes else Phase.CLOSED

    def occupied_until(self, call_minutes: int) -> datetime:
        """When the recruiter is free again: the later of the window's end and a call begun at its start."""
        return max(self.closes, self.opens + timedelta(minutes=call_minutes))
