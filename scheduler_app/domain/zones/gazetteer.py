"""Every name under which a zone can be found: cities, countries, their parts, aliases, zone ids, Windows' names.

Countries and cities are found by what Spanish, French and German speakers call them, too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import resources

from scheduler_app.domain.zones import abroad, letters, said, tables
from scheduler_app.domain.zones.spelling import both_ways, plain

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
_BETWEEN = {"de", "del", "la", "du", "le", "et", "und"}  # words of countries' names that name none


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


_WITHIN_COUNTRIES = {Kind.CITY, Kind.ALIAS, Kind.TOWN, Kind.PART, Kind.CODE}


@dataclass(frozen=True)
class Name:
    """A name, and the zones it stands for, likeliest first. `beside` are words that may be said with it: "Ohio".

    `within` are the names, in full, of what it lies in: its state, the state's code, its country.
    """

    plain: str
    words: frozenset[str]
    beside: frozenset[str]
    kind: Kind
    zones: tuple[str, ...]
    said: str
    foreign: bool = False  # what it is called in another language than English
    accents: tuple[str, ...] = ()  # "Pekín", "Pékin": all are the same when plain
    within: frozenset[str] = frozenset()

    def said_to(self, language: str, typed: str) -> str:
        """`said`, with the accents that were typed and the country where it needs one: `Mumbai, India`."""
        name = next((one for one in self.accents if one.casefold() == typed.casefold()), self.said)
        country = abroad.country(self.zones[0], language) if self.kind is Kind.TOWN and "," not in name else ""
        return f"{name}, {country}" if country else name


@cache
def names() -> list[Name]:
    native = [*_places(), *_towns(), *_parts(), *_countries(), *_windows(), *_ids()]
    beside = {_meaning(name): name.beside for name in native}
    news = (name for name in _foreign() if _meaning(name) not in beside or not name.beside <= beside[_meaning(name)])
    return [*native, *news]


def _meaning(name: Name) -> tuple[str, str]:
    return name.plain, tables.place_of(name.zones[0])


def begun(words: Iterable[str]) -> list[Name]:
    """The names of which a word begins with one of these, in the order of `names`."""
    listed, numbers = _by_word()
    found: set[int] = set()
    for word in words:
        for at in range(bisect_left(listed, word), len(listed)):
            if not listed[at].startswith(word):
                break
            found.update(numbers[at])
    return [names()[number] for number in sorted(found)]


@cache
def _by_word() -> tuple[list[str], list[list[int]]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names()):
        for word in name.words:
            found[word].append(number)
    listed = sorted(found)
    return listed, [found[word] for word in listed]


@cache
def weight(zone: str) -> int:
    """How much of the world reads this clock, roughly: the large cities found under it."""
    return _weights()[tables.place_of(zone)]


@cache
def namesakes() -> list[Name]:
    """Places that no picker offers, but that share their name with one that is found."""
    return list(_towns("namesakes.txt"))


def _name(
    text: str, kind: Kind, zones: tuple[str, ...], within: Sequence[str] = (), also: str = "", shown: str = ""
) -> Name:
    """With its country `beside` it, unless that is a name of the country itself."""
    simple, around = plain(text), frozenset(plain(" ".join((*within, also))).split())
    if kind in _WITHIN_COUNTRIES:
        around |= _country_words(tables.country_code(zones[0]))
    lies = frozenset(filter(None, map(plain, within)))
    return Name(simple, frozenset(simple.split()), around, kind, zones, shown, within=lies)


def _places() -> Iterator[Name]:
    """The zones' own cities, and former or other names of theirs."""
    for zone in ("UTC", *tables.table()):
        yield _city(zone, Kind.CITY)
    for alias in sorted(tables.known() - tables.table().keys()):
        if "/" in alias and tables.place_of(alias) in tables.table() and not said.region_first(alias):
            yield _city(alias, Kind.ALIAS)


def _city(zone: str, kind: Kind) -> Name:
    city, _, state = said.city(zone).partition(", ")
    return _name(city, kind, (zone,), (state, *_country_names(zone)), also=zone.partition("/")[0])


def _towns(file: str = "cities.txt") -> Iterator[Name]:
    parts = {code: name for _, name, code in entries("regions.txt") if code}
    for zones, name, code in entries(file):
        part = parts.get(code, "")
        within = (part, code, *_country_names(zones[0]))
        yield _name(name, Kind.TOWN, zones, within, shown=f"{name}, {part}" if part else name)


def _parts() -> Iterator[Name]:
    for zones, name, code in entries("regions.txt"):
        yield _name(name, Kind.PART, zones, (code, *_country_names(zones[0])), "state province", name)
        if code:
            yield _name(code, Kind.CODE, zones, _country_names(zones[0]), shown=name)


def _countries() -> Iterator[Name]:
    for code, zones in _zones_by_country().items():
        usual, listed = tables.country(zones[0]), tables.country_names()[code]
        called = {usual, *_ALSO_CALLED.get(code, "").split(";"), re.sub(r" \(.*\)", "", listed)}
        for name in sorted(filter(None, called)):
            yield _name(name, Kind.COUNTRY, zones, also=listed)


@cache
def _zones_by_country() -> dict[str, tuple[str, ...]]:
    """Country code -> its zones, likeliest first."""
    found: dict[str, list[str]] = {code: [] for code in tables.country_names()}
    for zone, code in tables.table().items():
        found[code].append(zone)
    return {code: tuple(sorted(zones, key=weight, reverse=True)) for code, zones in found.items() if zones}


def _windows() -> Iterator[Name]:
    for zones, name, _ in entries("windows.txt"):
        yield _name(name, Kind.WINDOWS, zones)


def _ids() -> Iterator[Name]:
    for zone in sorted(tables.known()):
        if not zone.startswith("Etc/"):
            yield _name(zone, Kind.ID, (zone,))


def _foreign() -> Iterable[Name]:
    """What Spanish, French and German speakers say: each name once for each place, with what any of them say beside."""
    found: dict[tuple[str, tuple[str, ...]], Name] = {}
    for written, name in _called_abroad():
        for spelt in both_ways(written):
            known = found.get((spelt, name.zones), name)
            words, beside = frozenset(spelt.split()), known.beside | name.beside
            accents = (*known.accents, written) if known.said else ()
            found[spelt, name.zones] = Name(spelt, words, beside, known.kind, name.zones, known.said, True, accents)
    return found.values()


def _called_abroad() -> Iterator[tuple[str, Name]]:
    for zone, city, beside in abroad.cities():
        yield city, _name(city, Kind.ALIAS, (zone,), also=beside, shown=city)
    for zones, town, _ in entries("abroad.txt"):
        yield town, _name(town, Kind.TOWN, zones, shown=town)
    for code, zones in _zones_by_country().items():
        for country in abroad.countries(code):
            yield country, _name(country, Kind.COUNTRY, zones)


@cache
def _country_words(code: str) -> frozenset[str]:
    """What may be said beside a place in this country: its names in every language."""
    usual = tables.country(_zones_by_country()[code][0]) if code else ""
    called = [usual, _ALSO_CALLED.get(code, ""), *abroad.countries(code)]
    return frozenset(plain(" ".join(called)).split()) - _BETWEEN


def _country_names(zone: str) -> tuple[str, ...]:
    code = tables.table().get(tables.place_of(zone), "")
    return tables.country(zone), *_ALSO_CALLED.get(code, "").split(";")


@cache
def _weights() -> Counter[str]:
    found = Counter(zone for zones, _, _ in entries("cities.txt") for zone in zones)
    found.update({zone for meant in letters.meanings().values() for zone in meant})
    return found


def entries(file: str) -> Iterator[tuple[tuple[str, ...], str, str]]:
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
