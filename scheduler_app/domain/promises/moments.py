"""From what a promise says to instants: every combination of day, time and clock, each resolved by the one resolver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from scheduler_app.domain import clockface, walltime, zones
from scheduler_app.domain.promises.letters import listed, meant, offset_at
from scheduler_app.domain.promises.offsets import zone_for
from scheduler_app.domain.promises.place import Kind, Place
from scheduler_app.domain.walltime import Gap, Overlap, Unique


@dataclass(frozen=True)
class Clock:
    """A clock that a wall time may be read on: a zone, or an offset that no zone always has.

    `side` is the offset that was said beside the zone: of a time shown twice it chooses one.
    """

    zone: str
    offset: timedelta | None = None
    side: timedelta | None = None

    def resolve(self, wall: datetime) -> Unique | Overlap | Gap:
        if self.offset is not None:
            return walltime.resolve(wall - self.offset, "UTC")
        found = walltime.resolve(wall, self.zone)
        if isinstance(found, Overlap) and self.side is not None:
            chosen = wall.replace(tzinfo=UTC) - self.side
            return Unique(chosen) if chosen in (found.earlier, found.later) else found
        return found

    def instants(self, wall: datetime) -> frozenset[datetime]:
        """The moments that this clock shows a wall time at; for one that it skips, what it would have been."""
        found = self.resolve(wall)
        if isinstance(found, Gap):
            return frozenset({(found.next_valid - found.after_offset).replace(tzinfo=UTC)})
        return frozenset({found.utc} if isinstance(found, Unique) else {found.earlier, found.later})


@dataclass(frozen=True)
class Moment:
    """One way to read the promise. `closes` is None without a window; `change` says what the clocks do at it."""

    zone: str
    starts: datetime
    closes: datetime | None
    change: str = ""


def clocks(place: Place, wall: datetime, reader: str) -> tuple[list[Clock], str, str]:
    """The clocks that a place stands for at a wall time, likeliest first, and why in words: clear, or unclear."""
    if place.kind is Kind.LETTERS:
        found = meant(place.value, place.said, wall, reader)
        return [Clock(zone, side=found.word) for zone in found.zones], found.clear, found.unclear
    if place.kind is Kind.OFFSET:
        zone = zone_for(place.offset)
        why = f'"{place.said}" is an exact offset: it says the moment, whatever the city.'
        return [Clock(zone) if zone else Clock("UTC", place.offset)], why, ""
    if place.kind is Kind.READER:
        return [Clock(reader)], f'"{place.said}" is your own clock, that of {zones.city(reader)}.', ""
    return _of_namesakes(place, wall, reader)


def _of_namesakes(place: Place, wall: datetime, reader: str) -> tuple[list[Clock], str, str]:
    """The clocks of all places of a name; where none is the main one, those of the reader's country come first."""
    home, spots = zones.country_code(reader), list(place.spots)
    if not any(spot.main for spot in spots):
        spots.sort(key=lambda spot: zones.country_code(spot.zone) != home)
    found: dict[timedelta, tuple[str, str]] = {}
    for spot in spots:
        found.setdefault(offset_at(wall, spot.zone), (spot.zone, spot.said))
    if len(found) < 2:
        return [Clock(place.value)], _of_city(place, wall), ""
    choices = listed([f"{said} ({zones.offset_label(offset)})" for offset, (_, said) in found.items()], "or")
    unclear = f'"{place.said}" can mean the clock of {choices} on that day.'
    return [Clock(zone) for zone, _ in found.values()], "", unclear


def _of_city(place: Place, wall: datetime) -> str:
    city, once = zones.city(place.value), isinstance(walltime.resolve(wall, place.value), Unique)
    mine = offset_at(wall, place.value)
    if place.value == "UTC":
        return "The clock is UTC, the same everywhere."
    known = "/" in place.said or place.said.casefold().startswith(city.casefold().partition(", ")[0])
    whose = f"The clock is that of {city}" if known else f"{place.said} keeps the clock of {city}"
    words = f"{whose}, {zones.offset_label(mine)} on that day." if once else f"{whose}."
    others = [(spot.said, offset_at(wall, spot.zone)) for spot in place.aside]
    if other := [f"{said} ({zones.offset_label(offset)})" for said, offset in others if offset != mine][:3]:
        words += f" Clocks in {listed(other, 'and')} show another, in case the writer is there."
    return words


def moments(day: date, start: int, end: int | None, minutes: int | None, clock: Clock) -> list[Moment]:
    """The readings of one day, time and clock: two where the clocks show the time twice, at most one otherwise."""
    wall = wall_at(day, start)
    found = clock.resolve(wall)
    if isinstance(found, Gap):
        after = walltime.resolve(found.next_valid, clock.zone)
        starts = [after.utc if isinstance(after, Unique) else after.earlier] if not isinstance(after, Gap) else []
        change = f"Clocks in {zones.city(clock.zone)} skip this time on that day; the next one that exists is "
        change += "".join(clockface.say_time(moment, clock.zone) + "." for moment in starts)
    elif isinstance(found, Overlap):
        starts, change = [found.earlier, found.later], _twice(found, clock.zone)
    else:
        starts, change = [found.utc], ""
    return [Moment(clock.zone, moment, _closes(moment, day, end, minutes, clock), change) for moment in starts]


def wall_at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minutes)


def distinct(found: Sequence[Moment], now: datetime) -> list[Moment]:
    """Each moment once, as its likeliest reading; those that are still to come first."""
    first: dict[tuple[datetime, datetime | None], Moment] = {}
    for moment in found:
        first.setdefault((moment.starts, moment.closes), moment)
    return sorted(first.values(), key=lambda moment: over(moment, now))


def over(moment: Moment, now: datetime) -> bool:
    return (moment.closes or moment.starts) <= now


def _closes(starts: datetime, day: date, end: int | None, minutes: int | None, clock: Clock) -> datetime | None:
    if end is None:
        return starts + timedelta(minutes=minutes) if minutes else None
    for instant in _instants(clock, wall_at(day, end)):
        if instant > starts:
            return instant
    return None


def _instants(clock: Clock, wall: datetime) -> Iterator[datetime]:
    """Of an end that the clocks show twice the later one: nobody stops waiting too early."""
    found = clock.resolve(wall)
    if isinstance(found, Gap):
        found = walltime.resolve(found.next_valid, clock.zone)
    if isinstance(found, Unique):
        yield found.utc
    elif isinstance(found, Overlap):
        yield found.later


def _twice(found: Overlap, zone: str) -> str:
    first, second = (clockface.say_time(instant, zone) for instant in (found.earlier, found.later))
    return f"Clocks in {zones.city(zone)} show this time twice on that day: {first}, then {second}."
