"""Every place a person can pick from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from scheduler_app.domain.zones import said, tables


@dataclass(frozen=True)
class ZoneOption:
    """One line of the picker. `offset` holds at the instant asked about.

    `also` are other names for the place, as a device may report it. UTC and offsets are nobody's place: they
    are not among them.
    """

    id: str
    city: str
    country: str
    offset: timedelta
    also: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        return said.place(self.id)


def options(on: datetime) -> list[ZoneOption]:
    """Every place of zone.tab (also Oslo) and UTC, by city; offsets are those at the aware instant `on`."""
    return [option(zone, on) for zone in _places()]


def option(zone: str, on: datetime) -> ZoneOption:
    """One place, under the name it is given."""
    offset = on.astimezone(info(zone)).utcoffset() or timedelta()
    return ZoneOption(zone, said.city(zone), tables.country(zone), offset, _aliases().get(zone, ()))


@cache
def info(zone: str) -> ZoneInfo:
    """The rules of a zone, kept: zoneinfo itself remembers only eight and reads the others from disk again."""
    return ZoneInfo(zone)


@cache
def _places() -> list[str]:
    return sorted(["UTC", *tables.table()], key=lambda zone: (said.city(zone).casefold(), tables.country(zone)))


@cache
def _aliases() -> dict[str, tuple[str, ...]]:
    found = defaultdict(list)
    for alias, target in tables.links().items():
        if alias in tables.known() and alias not in tables.table() and said.city(alias) != "UTC":
            found[target].append(alias)
    return {zone: tuple(sorted(names)) for zone, names in found.items() if zone in tables.table()}
