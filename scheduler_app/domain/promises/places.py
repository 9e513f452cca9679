"""Whose clock a promise names: a city, a zone's id, an offset, letters such as MST, "mountain time", "your time"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from scheduler_app.domain import zones
from scheduler_app.domain.promises.cities import LONGEST, RISKY, known
from scheduler_app.domain.promises.offsets import offsets, offsets_of_stamps
from scheduler_app.domain.promises.place import Kind, Place, after_time, is_clock
from scheduler_app.domain.promises.plain import blank
from scheduler_app.domain.promises.zone_names import letters, named_times, spoken_families

_ID = re.compile(r"\b[A-Za-z]{2,12}/[A-Za-z_+-]{2,24}(?:/[A-Za-z_]{2,20})?\b")
_PEOPLES = re.compile(
    r"\b(?P<whose>your|my|our|local|his|her|their)\s(?:own\s)?(?:local\s)?(?:time|clock|zone|timezone)\b", re.IGNORECASE
)
_SOMEWHERE = re.compile(r"(?<=\d |m )(?P<name>[A-Z][a-z]{2,20}(?: [A-Z][a-z]{2,20})?) time\b")
_NAME = re.compile(r"[A-Za-z][A-Za-z'.]*")


def places(text: str) -> list[Place]:
    """Every clock that is named, from left to right; none inside another."""
    found: list[Place] = []
    for search in (
        offsets_of_stamps, offsets, _ids, named_times, spoken_families, letters, _peoples, _cities, _unknown,
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


def _cities(text: str) -> Iterator[Place]:
    """The longest name that begins at each word, where it is plainly the name of a place."""
    words = list(_NAME.finditer(text))
    end = 0
    for index, first in enumerate(words):
        if first.start() >= end and (place := _city(text, words[index : index + LONGEST])):
            end = place.end
            yield place


def _city(text: str, words: list[re.Match[str]]) -> Place | None:
    start = words[0].start()
    for last in reversed(words):
        said = text[start : last.end()].rstrip(".'").removesuffix("'s")
        zone = known().get(" ".join(said.casefold().split()))
        if zone is None:
            continue
        firm = after_time(text, start) or is_clock(text, start + len(said))
        named = said[0].isupper() and (said.casefold() not in RISKY or text[:start].endswith((" in ", "(")))
        if firm or named:
            return Place(start, start + len(said), said, Kind.CITY, zone, firm=firm)
    return None


def _unknown(text: str) -> Iterator[Place]:
    for match in _SOMEWHERE.finditer(text):
        yield Place(match.start(), match.end(), match["name"], Kind.UNKNOWN)
