"""Every name under which a zone can be found: cities, countries, their parts, aliases, zone ids, Windows' names."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import resources

from scheduler_app.domain.zones import letters, said, tables

_ALSO_CALLED = {
    "US": "United States of America; USA; US; America",
    "GB": "UK; Great Britain; Britain",
    "AE": "UAE; Emirates",
    "NL": "Holland",
    "CZ": "Czechia",
    "TR": "Turkiye",
    "CI": "Ivory Coast",
    "KR": "Korea",
    "CV": "Cabo Verde",
    "MM": "Burma",
    "SZ": "Swaziland",
    "TL": "Timor-Leste",
}


class Kind(IntEnum):
    """What a name is a name of; the kinds that come first are meant more often."""

    CITY = 0
    ALIAS = 1
    TOWN = 2
    PART = 3
    COUNTRY = 4
    CODE = 5
    WINDOWS = 6
    ID = 7


@dataclass(frozen=True)
class Name:
    """A name, and the zones it stands for, likeliest first. `beside` are words that may be said with it: "Ohio"."""

    plain: str
    words: frozenset[str]
    beside: frozenset[str]
    kind: Kind
    zones: tuple[str, ...]
    said: str


@cache
def names() -> list[Name]:
    return [*_places(), *_towns(), *_parts(), *_countries(), *_windows(), *_ids()]


@cache
def weight(zone: str) -> int:
    """How much of the world reads this clock, roughly: the large cities found under it."""
    return _weights()[tables.place_of(zone)]


def plain(text: str) -> str:
    """Lower case without accents and punctuation, single-spaced; "Saint" is "St"."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    words = re.sub(r"[^\w]|_", " ", re.sub(r"[.'\u2019]", "", bare.casefold())).split()
    return " ".join("st" if word == "saint" else word for word in words)


def _name(text: str, kind: Kind, zones: tuple[str, ...], beside: str = "", shown: str = "") -> Name:
    simple = plain(text)
    return Name(simple, frozenset(simple.split()), frozenset(plain(beside).split()), kind, zones, shown)


def _places() -> Iterator[Name]:
    """The zones' own cities, and former or other names of theirs."""
    for zone in ("UTC", *tables.table()):
        yield _city(zone, Kind.CITY)
    for alias in sorted(tables.known() - tables.table().keys()):
        if "/" in alias and tables.place_of(alias) in tables.table() and not said.region_first(alias):
            yield _city(alias, Kind.ALIAS)


def _city(zone: str, kind: Kind) -> Name:
    city, _, state = said.city(zone).partition(", ")
    return _name(city, kind, (zone,), f"{state} {_country_words(zone)} {zone.partition('/')[0]}")


def _towns() -> Iterator[Name]:
    parts = {code: name for _, name, code in _entries("regions.txt") if code}
    for zones, name, code in _entries("cities.txt"):
        part, country = parts.get(code, ""), tables.country(zones[0])
        yield _name(name, Kind.TOWN, zones, f"{part} {code} {_country_words(zones[0])}", f"{name}, {part or country}")


def _parts() -> Iterator[Name]:
    for zones, name, code in _entries("regions.txt"):
        yield _name(name, Kind.PART, zones, f"{code} {_country_words(zones[0])} state province", name)
        if code:
            yield _name(code, Kind.CODE, zones, _country_words(zones[0]), name)


def _countries() -> Iterator[Name]:
    for code, listed in tables.country_names().items():
        within = (zone for zone, theirs in tables.table().items() if theirs == code)
        zones = tuple(sorted(within, key=weight, reverse=True))
        if zones:
            usual = tables.country(zones[0])
            called = {usual, *_ALSO_CALLED.get(code, "").split(";"), re.sub(r" \(.*\)", "", listed)}
            for name in sorted(filter(None, called)):
                yield _name(name, Kind.COUNTRY, zones, listed)


def _windows() -> Iterator[Name]:
    for zones, name, _ in _entries("windows.txt"):
        yield _name(name, Kind.WINDOWS, zones)


def _ids() -> Iterator[Name]:
    for zone in sorted(tables.known()):
        if not zone.startswith("Etc/"):
            yield _name(zone, Kind.ID, (zone,))


def _country_words(zone: str) -> str:
    code = tables.table().get(tables.place_of(zone), "")
    return f"{tables.country(zone)} {_ALSO_CALLED.get(code, '')}"


@cache
def _weights() -> Counter[str]:
    found = Counter(zone for zones, _, _ in _entries("cities.txt") for zone in zones)
    found.update({zone for meant in letters.meanings().values() for zone in meant})
    return found


def _entries(file: str) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """(zones, name, code) of a file next to this one; a line that begins with a space goes on with the one before."""
    text = resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
    for row in re.sub(r"\n\s+", " ", text).splitlines():
        if row.startswith("#"):
            continue
        zones, _, listed = row.partition(" | ")
        for entry in listed.split("; "):
            found = re.fullmatch(r"(.+?)(?: ([A-Z]{2,3}))?", entry)
            if found:
                yield tuple(zones.split()), found[1], found[2] or ""
