"""Which places a name in a sentence can mean; namesakes are told apart by the state or country said with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from scheduler_app.domain.zones import gazetteer, said, tables
from scheduler_app.domain.zones.gazetteer import Kind, Name
from scheduler_app.domain.zones.spelling import plain

_MEANT = {Kind.CITY, Kind.ALIAS, Kind.TOWN, Kind.PART, Kind.COUNTRY}
_REGIONS = {Kind.PART, Kind.CODE, Kind.COUNTRY}
# Letters of a state by which addresses mean a country as well, as "Ontario, CA"; and a part said for the whole.
_ALSO_WRITTEN = {"ca": "canada", "de": "germany", "in": "india", "newfoundland": "newfoundland and labrador"}
SHORTENED = {
    "ala": "alabama", "ariz": "arizona", "ark": "arkansas", "calif": "california", "colo": "colorado",
    "conn": "connecticut", "del": "delaware", "fla": "florida", "ill": "illinois", "ind": "indiana", "kan": "kansas",
    "mass": "massachusetts", "mich": "michigan", "minn": "minnesota", "miss": "mississippi", "mont": "montana",
    "neb": "nebraska", "nev": "nevada", "okla": "oklahoma", "ont": "ontario", "ore": "oregon", "que": "quebec",
    "tenn": "tennessee", "tex": "texas", "wash": "washington", "wis": "wisconsin", "wyo": "wyoming",
}  # fmt: skip


@dataclass(frozen=True)
class Namesake:
    """One of the places of a name. `said` tells it from the others: `Birmingham, Alabama`; `main` is meant first."""

    zone: str
    said: str
    main: bool = False


def called(text: str) -> list[Name]:
    """The places of this name, likeliest first; letters such as AZ name a state where they name nothing else."""
    found = _by_name().get(plain(text), [])
    inhabited = [name for name in found if not name.zones[0].startswith("Antarctica/")] or found
    return [name for name in inhabited if name.kind in _MEANT] or inhabited


def regions(text: str) -> list[Name]:
    """The states, provinces and countries of this name, and those that are written with these letters."""
    wanted = plain(text)
    named = [*_by_name().get(wanted, []), *_by_name().get((SHORTENED | _ALSO_WRITTEN).get(wanted, ""), [])]
    return [name for name in named if name.kind in _REGIONS]


def lies_in(name: Name, found: Iterable[Name]) -> bool:
    """Whether a place lies in one of these regions, as far as the tables know."""
    return any(
        region.plain in name.within
        or (region.kind is Kind.PART and name.zones[0] in region.zones and not (_states(name) and _has_code(region)))
        for region in found
    )


def each(found: Iterable[Name], *, first: Iterable[Name] = ()) -> list[Namesake]:
    """The clocks of these places, each zone once; `first` those that are meant before them."""
    once: dict[str, Namesake] = {}
    for name, before in [*((name, True) for name in first), *((name, False) for name in found)]:
        for zone in name.zones:
            once.setdefault(tables.place_of(zone), Namesake(zone, _said(name, zone), before or is_main(name)))
    return list(once.values())


def is_main(name: Name) -> bool:
    """Whether it is a large zone's own city, whose name people say for the clock: "London time"."""
    return name.kind is Kind.CITY and gazetteer.weight(name.zones[0]) > 0


def _said(name: Name, zone: str) -> str:
    if name.kind is Kind.TOWN:
        return name.said_to("en", "")
    return said.city(zone) if name.kind in _REGIONS else said.place(zone)


def _states(name: Name) -> bool:
    """Whether the tables say in which state a place lies: of Melbourne they do not, of Denver they do."""
    return any(
        town.kind is Kind.TOWN and town.zones == name.zones and town.within & _codes()
        for town in _by_name().get(name.plain, [])
    )


def _has_code(region: Name) -> bool:
    return bool(region.within & _codes())


@cache
def _codes() -> frozenset[str]:
    return frozenset(name.plain for name in gazetteer.names() if name.kind is Kind.CODE)


@cache
def _by_name() -> dict[str, list[Name]]:
    found: dict[str, list[Name]] = {}
    for name in _likeliest_first():
        found.setdefault(name.plain, []).append(name)
    return found


def _likeliest_first() -> Iterator[Name]:
    known = [name for name in gazetteer.names() if name.kind in _MEANT | _REGIONS and not name.foreign]
    yield from sorted(known, key=lambda name: (not is_main(name), name.kind in (Kind.ALIAS, Kind.CODE)))
    yield from gazetteer.namesakes()
