"""What the pinned tzdata package says of names; the machine's own tables are never read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources

from scheduler_app.domain.zones.letters import meanings

# These are in the tables, but are an offset or a POSIX rule spelled as a name.
_NOT_PLACES = {"Factory", "posixrules", "localtime", "GMT+0", "GMT-0", "GMT0"}
# Where the plain name differs from the tz database's own ("Britain (UK)").
_COUNTRIES = {
    "AS": "American Samoa", "CD": "DR Congo", "CF": "Central African Republic", "CG": "Congo",
    "GB": "United Kingdom", "KP": "North Korea", "KR": "South Korea", "MM": "Myanmar", "SZ": "Eswatini",
    "WS": "Samoa",
}  # fmt: skip


@cache
def known() -> frozenset[str]:
    """Exactly the names `check` accepts: every place and alias of tzdata, without abbreviations and rules."""
    return frozenset(_lines("zones")) - _NOT_PLACES - meanings().keys()


def same(a: str, b: str) -> bool:
    """Whether two names are one place: Asia/Calcutta and Asia/Kolkata are, Oslo and Berlin are not.

    Zones that merely agree differ, even where the tz database links them: a link counts only from a name that
    zone.tab does not list as a place of its own.
    """
    return place_of(a) == place_of(b)


def place_of(name: str) -> str:
    """The name that zone.tab lists for this place; the name itself where it lists none."""
    return name if is_place(name) else links().get(name, name)


def is_place(name: str) -> bool:
    """Whether zone.tab lists this very name."""
    return name in table()


def country_code(name: str) -> str:
    """The ISO country of a zone (`US`), aliases included; "" for UTC and other zones of no country."""
    return table().get(place_of(name), "")


def country(name: str) -> str:
    """The country of a zone in plain words, or "" for UTC and fixed offsets."""
    code = country_code(name)
    return _COUNTRIES.get(code, country_names()[code]) if code else ""


@cache
def table() -> dict[str, str]:
    """Zone -> country code, in the order of zone.tab."""
    rows = (line.split("\t") for line in _lines("zoneinfo/zone.tab"))
    return {row[2]: row[0] for row in rows}


@cache
def links() -> dict[str, str]:
    """Alias -> the zone whose rules it has."""
    found = dict(line.split()[:0:-1] for line in _lines("zoneinfo/tzdata.zi") if line.startswith("L "))
    for alias, target in found.items():
        while target in found:
            target = found[target]
        found[alias] = target
    return found


@cache
def country_names() -> dict[str, str]:
    """Country code -> the tz database's name for it."""
    return dict(line.split("\t") for line in _lines("zoneinfo/iso3166.tab"))


def _lines(path: str) -> Iterator[str]:
    text = resources.files("tzdata").joinpath(path).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
