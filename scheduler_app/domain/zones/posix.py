"""POSIX strings such as `<+03>-3` and `GMT0BST`: a rule without a place, and the places whose clocks keep to it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache

from scheduler_app.domain.zones import gazetteer, picker, tables
from scheduler_app.domain.zones.said import UNIVERSAL

_NAME = r"(?:<[^>]*>|[A-Z]{3,5})"
_STRING = re.compile(
    rf"(?P<letters>{_NAME})(?P<sign>[-+]?)(?P<hours>\d{{1,2}})(?::(?P<minutes>\d\d))?(?P<summer>{_NAME}.*)?",
    re.ASCII | re.DOTALL,
)
_SHIFT = timedelta(hours=1)  # what summer time adds where the string does not say
_USUAL = datetime(2026, 1, 1, tzinfo=UTC)  # where no date is in question, the rules of this year are asked


def letters_of(text: str) -> str | None:
    """The letters that the string begins with, such as `EST`; None if it is no POSIX string."""
    found = _STRING.fullmatch(text)
    return found["letters"] if found else None


def places(text: str, on: datetime | None) -> list[str]:
    """The places with this offset at the aware instant `on`, the largest that keep the whole rule first.

    Without a date it is the offset of standard time that counts. The sign is POSIX's own: `<+03>-3` is ahead of UTC.
    """
    found = _STRING.fullmatch(text)
    if found is None:
        return []
    ahead = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    standard = ahead if found["sign"] == "-" else -ahead
    summer = standard + (_SHIFT if found["summer"] else timedelta())
    now = {option.id: option.offset for option in picker.options(on or _USUAL)}
    fitting = []
    for zone, seasons in _seasons((on or _USUAL).year).items():
        whole = seasons == (standard, summer)
        if now[zone] in (standard, summer) if on else seasons[0] == standard:
            fitting.append((not whole, -gazetteer.weight(zone), zone))
    found_places = [zone for *_, zone in sorted(fitting) if zone in tables.table()]
    return ["UTC", *found_places] if found["letters"] in UNIVERSAL and not ahead else found_places


@cache
def _seasons(year: int) -> dict[str, tuple[timedelta, timedelta]]:
    """For every place the smaller and the larger of its offsets in January and in July."""
    winter, summer = (picker.options(datetime(year, month, 15, tzinfo=UTC)) for month in (1, 7))
    offsets = ((one.id, sorted((one.offset, other.offset))) for one, other in zip(winter, summer, strict=True))
    return {zone: (low, high) for zone, (low, high) in offsets}
