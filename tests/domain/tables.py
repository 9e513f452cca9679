"""The pinned tables read a second time, by RFC 8536 alone: no zoneinfo, so that a fault there or in `resolve` shows.

The second block of a TZif file lists changes in 64-bit seconds; the footer, a POSIX rule, goes on after the last.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_YEAR = 2100  # until which a footer's rule is written out
HEADER = struct.Struct(">4sc15x6l")
NAME, OFFSET = r"(?:[A-Za-z]{3,}|<[-+\w]+>)", r"[-+]?\d{1,3}(?::\d\d){0,2}"
RULE = re.compile(
    rf"{NAME}(?P<standard>{OFFSET})(?:{NAME}(?P<summer>{OFFSET})?,(?P<begins>[^,]+),(?P<ends>[^,]+))?", re.ASCII
)


@dataclass(frozen=True)
class Change:
    """`at` is the first moment of the offset `after`; where only a name changed, both offsets are one."""

    at: datetime
    before: timedelta
    after: timedelta

    @property
    def edges(self) -> tuple[datetime, datetime]:
        """The first wall time that is skipped or repeated, and the first that no longer is."""
        at = self.at.replace(tzinfo=None)
        low, high = sorted((at + self.before, at + self.after))
        return low, high


@dataclass(frozen=True)
class Table:
    """The offset from the beginning of time, and every change until `LAST_YEAR`."""

    first: timedelta
    changes: tuple[Change, ...]

    def offset(self, instant: datetime) -> timedelta:
        place = bisect_right(self.changes, instant, key=lambda change: change.at)
        return self.changes[place - 1].after if place else self.first

    def instants(self, wall: datetime) -> list[datetime]:
        """When clocks show `wall`: every offset the zone ever has is tried, and those that are in force then kept."""
        offsets = {self.first, *(change.after for change in self.changes)}
        tried = ((wall - offset).replace(tzinfo=UTC) for offset in offsets)
        return sorted(instant for instant in tried if wall - self.offset(instant) == instant.replace(tzinfo=None))

    def next_shown(self, wall: datetime) -> datetime:
        """The first wall time after a skipped one that clocks show: one of those that a change nearby sets them to."""
        around = wall.replace(tzinfo=UTC) - timedelta(days=2)
        place = bisect_right(self.changes, around, key=lambda change: change.at)
        shown = [(change.at + change.after).replace(tzinfo=None) for change in self.changes[place : place + 4]]
        return min(time for time in shown if time > wall and self.instants(time))


def raw(zone: str) -> bytes:
    return resources.files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()


@cache
def table(zone: str) -> Table:
    return read(raw(zone))


def read(tzif: bytes) -> Table:
    magic, version, *counts = HEADER.unpack_from(tzif)
    assert magic == b"TZif"
    assert version >= b"2", "it has no 64-bit block"
    isut, isstd, leap, changes, types, letters = counts
    old_block = HEADER.size + changes * 5 + types * 6 + letters + leap * 8 + isstd + isut
    _, _, isut, isstd, leap, changes, types, letters = HEADER.unpack_from(tzif, old_block)
    assert leap == 0, "the tables of the right/ kind count leap seconds"
    place = old_block + HEADER.size
    moments = struct.unpack_from(f">{changes}q", tzif, place)
    kinds = struct.unpack_from(f">{changes}B", tzif, place + changes * 8)
    place += changes * 9
    offsets = [timedelta(seconds=struct.unpack_from(">l", tzif, place + kind * 6)[0]) for kind in range(types)]
    footer = tzif[place + types * 6 + letters + isstd + isut :].decode("ascii")
    assert footer.startswith("\n")
    assert footer.endswith("\n")
    before, listed = offsets[0], []
    for moment, kind in zip(moments, kinds, strict=True):
        if moment > -(2**40):  # zic may write the Big Bang
            listed.append(Change(EPOCH + timedelta(seconds=moment), before, offsets[kind]))
        before = offsets[kind]
    ruled = footer_changes(footer.strip("\n"), after=listed[-1].at if listed else None, before=before)
    return Table(offsets[0], (*listed, *ruled))


def footer_changes(rule: str, *, after: datetime | None, before: timedelta) -> Iterator[Change]:
    """What a rule such as `MST7MDT,M3.2.0,M11.1.0` brings after the last listed change."""
    if not rule:
        return
    found = RULE.fullmatch(rule)
    assert found, rule
    standard = -seconds(found["standard"])
    if not found["begins"]:
        assert standard == before, rule
        return
    summer = -seconds(found["summer"]) if found["summer"] else standard + timedelta(hours=1)
    moments = []
    for year in range(after.year if after else 1970, LAST_YEAR + 1):
        moments.append((moment(found["begins"], year) - standard, summer))
        moments.append((moment(found["ends"], year) - summer, standard))
    for at, becomes in sorted(moments):
        if (after is None or at > after) and becomes != before:
            yield Change(at, before, becomes)
            before = becomes


def moment(text: str, year: int) -> datetime:
    """The wall time of `M3.2.0/2`, `J60` or `59`, as if it were UTC."""
    day, _, clock = text.partition("/")
    if day.startswith("M"):
        month, week, weekday = map(int, day[1:].split("."))
        first = date(year, month, 1)
        found = first + timedelta(days=(weekday - first.isoweekday()) % 7, weeks=week - 1)
        if found.month != month:  # the fifth means the last
            found -= timedelta(weeks=1)
    elif day.startswith("J"):  # 1 to 365, without 29 February
        found = date(year, 1, 1) + timedelta(days=int(day[1:]) - 1)
        if found >= date(year, 3, 1) - timedelta(days=1) and (date(year, 3, 1) - timedelta(days=1)).day == 29:
            found += timedelta(days=1)
    else:  # 0 to 365, with it
        found = date(year, 1, 1) + timedelta(days=int(day))
    return datetime(found.year, found.month, found.day, tzinfo=UTC) + (seconds(clock) if clock else timedelta(hours=2))


def seconds(text: str) -> timedelta:
    hours, minutes, rest = ([int(part) for part in text.lstrip("+-").split(":")] + [0, 0])[:3]
    length = timedelta(hours=hours, minutes=minutes, seconds=rest)
    return -length if text.startswith("-") else length


def compiled(rule: str) -> bytes:
    """A TZif file that holds nothing but this rule, for all time; its first offset is the rule's standard one."""
    found = RULE.fullmatch(rule)
    assert found, rule
    standard = round(-seconds(found["standard"]).total_seconds())
    block = HEADER.pack(b"TZif", b"2", 0, 0, 0, 0, 1, 4) + struct.pack(">lBB", standard, 0, 0) + b"XXX\0"
    return block + block + b"\n" + rule.encode("ascii") + b"\n"
