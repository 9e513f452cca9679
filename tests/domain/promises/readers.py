"""Who reads a promise and when, and what comes of it in a form that a table can hold."""

from __future__ import annotations

from datetime import datetime

from scheduler_app.domain.promises import Check, check

JANUARY = "2027-01-11T16:00Z"  # Monday, 9:00 in Phoenix and in Denver, 11:00 in New York
JULY = "2027-07-12T16:00Z"  # Monday, 9:00 in Phoenix, 10:00 in Denver
DECEMBER = "2026-12-14T18:00Z"  # Monday, after the changes of 2026
PHOENIX, DENVER, CHICAGO, NEW_YORK = "America/Phoenix", "America/Denver", "America/Chicago", "America/New_York"
LOS_ANGELES, VANCOUVER, EDMONTON = "America/Los_Angeles", "America/Vancouver", "America/Edmonton"
LONDON, BERLIN, KOLKATA = "Europe/London", "Europe/Berlin", "Asia/Kolkata"

Row = tuple[str, str, str, str, list[str]]  # now, reader, the promise, what is unclear, the readings


def says(text: str, now: str = JANUARY, reader: str = PHOENIX) -> Check:
    return check(text, now=datetime.fromisoformat(now), zone=reader)


def doubts(found: Check) -> str:
    """What is unclear, in the order of the page: `day zone`."""
    return " ".join(dict.fromkeys(remark.about for remark in found.unclear))


def readings(found: Check) -> list[str]:
    """`America/Denver 2027-01-12T21:30Z` each, and `/22:00Z` where the window ends."""
    return [
        f"{reading.zone} {_utc(reading.starts)}" + (f"/{_utc(reading.closes)[11:]}" if reading.closes else "")
        for reading in found.readings
    ]


def holds(row: Row) -> None:
    """The whole row, that a question is there just where something is unclear, and that each time has both clocks."""
    now, reader, text, unclear, expected = row
    found = says(text, now, reader)
    assert (doubts(found), readings(found)) == (unclear, expected)
    assert bool(found.question) == bool(found.unclear)
    for reading in found.readings:
        assert reading.text.count("(UTC") in (1, 2, 4)


def _utc(instant: datetime) -> str:
    return f"{instant.replace(tzinfo=None).isoformat(timespec='minutes')}Z"
