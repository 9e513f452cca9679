"""Whose clock one of the times is read on, once everything that stands beside it is taken together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from scheduler_app.domain import zones
from scheduler_app.domain.promises.heard import Heard
from scheduler_app.domain.promises.moments import Clock, clocks
from scheduler_app.domain.promises.notes import About, Notes
from scheduler_app.domain.promises.place import Kind, Place
from scheduler_app.domain.promises.stretches import Stretch

_MINE = ("my", "our")
MOST_PLACES = 4  # that are weighed against each other for one time
_ASK = "which city's clock the time is on"


def places_for(heard: Heard, stretch: Stretch, notes: Notes) -> list[Place]:
    """The places that say a clock for this time, strongest first; empty, with a remark, where none does."""
    named = heard.places_of(stretch)
    if not named:
        named = heard.places_elsewhere(stretch)
        loose = [place for place in named if place.kind is Kind.CITY and not place.firm]
        if loose and len(loose) == len(named):
            said = " and ".join(f'"{place.said}"' for place in loose)
            notes.doubt(About.ZONE, f"{said} is named, but not as the clock of the time.", lacks=_ASK)
    if named and all(place.kind is Kind.WRITER and place.said.lower().startswith(_MINE) for place in named):
        named = heard.place_of_writer() or named
    different = {(place.kind, place.value, place.offset, place.spots): place for place in named}
    saying = sorted((place for place in different.values() if place.kind <= Kind.READER), key=lambda place: place.kind)
    if not saying:
        notes.doubt(About.ZONE, _nothing_said(named), lacks=_ASK)
    return saying[:MOST_PLACES]


def clocks_for(saying: Sequence[Place], wall: datetime, reader: str, notes: Notes) -> list[Clock]:
    """The clocks meant at a wall time, likeliest first; what a weaker word adds narrows down a stronger one."""
    if not saying:
        return [Clock(reader)]
    first = saying[0]
    found, clear, unclear = clocks(first, wall, reader)
    for place in saying[1:]:
        others, _, _ = clocks(place, wall, reader)
        if common := _instants(found, wall) & _instants(others, wall):
            named = others if first.kind is Kind.OFFSET else found  # a city says more than an offset
            found = [_at(clock, common, wall) for clock in named if clock.instants(wall) & common]
            if unclear and len(found) == 1:
                clear, unclear = (
                    clocks(Place(0, 0, place.said, place.kind, place.value, place.offset), wall, reader)[1],
                    "",
                )
        elif not _lists(place, found):
            found = [*found, *others]
            unclear = f'"{first.said}" and "{place.said}" are not the same clock on that day.'
    notes.know(About.ZONE, clear if not unclear else "")
    if unclear:
        notes.doubt(About.ZONE, unclear, which=_ASK)
    return found


def _nothing_said(named: Sequence[Place]) -> str:
    if not named:
        return "No city or time zone is named; below it is read on your own clock, which may be wrong."
    if named[0].kind is Kind.WRITER:
        return f'"{named[0].said}" does not say in which city; below it is read on your own clock, which may be wrong.'
    return f'No clock is known by the name "{named[0].said}"; below it is read on your own, which may be wrong.'


def _lists(place: Place, found: Sequence[Clock]) -> bool:
    """Whether letters are said of a city that people do use them for, as MST of Denver in July."""
    meanings = zones.meanings().get(place.value, []) if place.kind is Kind.LETTERS else []
    return any(zones.same(clock.zone, name) for clock in found for name in meanings)


def _instants(found: Sequence[Clock], wall: datetime) -> frozenset[datetime]:
    return frozenset().union(*(clock.instants(wall) for clock in found))


def _at(clock: Clock, common: frozenset[datetime], wall: datetime) -> Clock:
    """The clock with what was said beside it choosing one of two moments."""
    left = clock.instants(wall) & common
    return replace(clock, side=wall.replace(tzinfo=UTC) - min(left)) if len(left) == 1 else clock
