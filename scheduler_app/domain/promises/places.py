"""Whose clock a promise names: a city, a zone's id, an offset, letters such as MST, "mountain time", "your time"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from scheduler_app.domain import zones
from scheduler_app.domain.promises.cities import LONGEST
from scheduler_app.domain.promises.offsets import offsets, offsets_of_stamps
from scheduler_app.domain.promises.place import Kind, Place, after_time
from scheduler_app.domain.promises.plain import blank
from scheduler_app.domain.promises.towns import NAME, town
from scheduler_app.domain.promises.zone_names import letters, named_times, spoken_families

_ID = re.compile(r"\b[A-Za-z]{2,12}/[A-Za-z_+-]{2,24}(?:/[A-Za-z_]{2,20})?\b")
_PEOPLES = re.compile(
    r"\b(?P<whose>your|my|our|local|his|her|their)\s(?:own\s)?(?:local\s)?(?:time|clock|zone|timezone)\b", re.IGNORECASE
)
_SOMEWHERE = re.compile(
    r"\b(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December|Tomorrow|Today|Tonight|Local|Same|Standard|Daylight|Summer|Next|This|Any|Your|My|Our)\b)"
    r"(?P<name>[A-Z][a-z]{2,20}(?: [A-Z][a-z]{2,20})?) time\b"
)


def places(text: str) -> list[Place]:
    """Every clock that is named, from left to right; none inside another."""
    found: list[Place] = []
    for search in (
        offsets_of_stamps, offsets, _ids, named_times, _sure_towns, spoken_families, letters, _peoples, _towns,
        _unknown,
    ):  # fmt: skip
        found += search(blank(text, found))
    return sorted(found, key=lambda place: place.start)


def _ids(text: str) -> Iterator[Place]:
    for match in _ID.finditer(text):
        if name := _by_lower_case().get(match[0].lower()):
            yield Place(match.start(), match.end(), match[0], Kind.CITY, name)


@cache
def _by_lower_case() -> dict[str, str]:
    return {name.lower(): name for name in zones.known() if "/" in name}


def _peoples(text: str) -> Iterator[Place]:
    for match in _PEOPLES.finditer(text):
        kind = Kind.READER if match["whose"].lower() == "your" else Kind.WRITER
        yield Place(match.start(), match.end(), match[0], kind)


def _sure_towns(text: str) -> Iterator[Place]:
    """Names of several words and those with their state, as in "Mountain View" and "Hartford, CT" no clock is named."""
    yield from _towns(text, certain=True)


def _towns(text: str, *, certain: bool = False) -> Iterator[Place]:
    words = list(NAME.finditer(text))
    end = 0
    for index, first in enumerate(words):
        if first.start() >= end and (place := town(text, words[index : index + LONGEST], certain=certain)):
            end = place.end
            yield place


def _unknown(text: str) -> Iterator[Place]:
    for match in _SOMEWHERE.finditer(text):
        if after_time(text, match.start()):
            yield Place(match.start(), match.end(), match["name"], Kind.UNKNOWN)
