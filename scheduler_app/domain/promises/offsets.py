"""Offsets as people and machines write them: UTC-7, GMT+5:30, 2027-01-12T14:30-07:00, Z."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from scheduler_app.domain import zones
from scheduler_app.domain.promises.place import Kind, Place

_HOURS = r"(?P<sign>[+-])\s?(?P<hours>1[0-4]|0?\d)(?::?(?P<minutes>[0-5]\d))?(?![\d:])"
_OFFSET = re.compile(rf"\b(?:UTC|GMT)\s?{_HOURS}", re.IGNORECASE)
_UNIVERSAL = re.compile(rf"\bUTC\b(?!\s?{_HOURS})|(?<=\d)Z\b|\bZulu\b")
_STAMP = re.compile(
    r"\b\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?|\s\d\d:\d\d(?::\d\d)?(?=Z|\s))\s?"
    rf"(?P<offset>Z\b|{_HOURS})"
)


def offsets(text: str) -> Iterator[Place]:
    for match in _OFFSET.finditer(text):
        yield _offset(match, match.start())
    for match in _UNIVERSAL.finditer(text):
        yield Place(match.start(), match.end(), match[0], Kind.CITY, "UTC")


def offsets_of_stamps(text: str) -> Iterator[Place]:
    """The end of a machine's date and time, which elsewhere would be a time of day or the end of a range."""
    for match in _STAMP.finditer(text):
        yield _offset(match, match.start("offset"))


def zone_for(offset: timedelta) -> str:
    """The zone that always has this offset; "" where the tz database has none, as for halves of an hour."""
    if not offset:
        return "UTC"
    hours, rest = divmod(offset, timedelta(hours=1))
    name = f"Etc/GMT{'-' if hours > 0 else '+'}{abs(hours)}"  # its sign is turned around, as POSIX has it
    return "" if rest or name not in zones.known() else name


def _offset(match: re.Match[str], start: int) -> Place:
    span = timedelta(hours=int(match["hours"] or 0), minutes=int(match["minutes"] or 0))
    said = match.string[start : match.end()]
    return Place(start, match.end(), said, Kind.OFFSET, offset=-span if match["sign"] == "-" else span)
