"""The nights on which clocks change, by an hour, by half of one and by two; and one place where they never do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler_app.domain import walltime


@dataclass(frozen=True)
class Night:
    """At `at`, before a Sunday's dawn in `zone`, the clocks go forward by `shift`, or back if it is negative."""

    zone: str
    at: datetime
    shift: timedelta

    @property
    def sunday(self) -> date:
        return walltime.local(self.at, self.zone).date()

    def reads(self, instant: datetime) -> str:
        """What a clock there shows, such as `01:30`."""
        return f"{walltime.local(instant, self.zone):%H:%M}"

    def __str__(self) -> str:
        return f"{self.zone.rpartition('/')[2]} {self.shift // timedelta(minutes=1):+}"


def night(zone: str, at: str, minutes: int) -> Night:
    return Night(zone, datetime.fromisoformat(at), timedelta(minutes=minutes))


NIGHTS = (
    night("America/Denver", "2027-03-14T09:00Z", 60),
    night("America/Denver", "2027-11-07T08:00Z", -60),
    night("Europe/London", "2027-03-28T01:00Z", 60),
    night("Europe/London", "2027-10-31T01:00Z", -60),
    night("Australia/Lord_Howe", "2027-04-03T15:00Z", -30),
    night("Australia/Lord_Howe", "2027-10-02T15:30Z", 30),
    night("Pacific/Chatham", "2027-04-03T14:00Z", -60),
    night("Pacific/Chatham", "2027-09-25T14:00Z", 60),
    night("Antarctica/Troll", "2027-03-28T01:00Z", 120),
    night("Antarctica/Troll", "2027-10-31T01:00Z", -120),
    night("Africa/Casablanca", "2026-03-22T02:00Z", 60),  # the last Ramadan with changes,
    night("Africa/Casablanca", "2026-09-20T01:00Z", -60),  # and the last change of all
    night("Asia/Kathmandu", "2027-03-27T20:15Z", 0),
)
BACK = tuple(night for night in NIGHTS if night.shift < timedelta())
FORWARD = tuple(night for night in NIGHTS if night.shift > timedelta())
