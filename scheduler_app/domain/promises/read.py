"""All times of a promise taken together: each on its own day and clock, and what they make clear about each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler_app.domain import walltime, zones
from scheduler_app.domain.promises.heard import Heard
from scheduler_app.domain.promises.hour import NOON, Doubt
from scheduler_app.domain.promises.moments import Moment, distinct, moments, over, wall_at
from scheduler_app.domain.promises.notes import About, Notes
from scheduler_app.domain.promises.place import Place
from scheduler_app.domain.promises.stretches import Stretch
from scheduler_app.domain.promises.which_day import dates_for
from scheduler_app.domain.promises.whose import clocks_for, places_for
from scheduler_app.domain.promises.windows import window


def read(heard: Heard, zone: str, now: datetime, notes: Notes) -> list[Moment]:
    """The moments of all times in the text; times in other cities that say the same moment confirm it."""
    minutes = window(heard, notes)
    first, *others = heard.stretches
    found = _moments(heard, first, minutes, zone, now, notes)
    for other in others:
        aside = Notes()
        same = _moments(heard, other, minutes, zone, now, aside, around=0 if heard.has_own_day(other) else 1)
        instants = {moment.starts for moment in same}
        if agreed := [moment for moment in found if moment.starts in instants]:
            _settle(found, agreed, notes)
            closes = {moment.starts: moment.closes for moment in same if moment.closes}
            found = [replace(moment, closes=moment.closes or closes.get(moment.starts)) for moment in agreed]
            notes.know(About.TIME, "All times named are the same moment, read on different clocks.")
            continue
        found += _moments(heard, other, minutes, zone, now, notes)
        words = f'"{first.said}" and "{other.said}" are different moments'
        if other.moved_to:
            words = f'"{other.said}" seems to be the time before, and "{other.moved_to}" the new one'
        notes.doubt(About.TIME, f"{words}.", which="which of the times you mean")
    return distinct(found, now)


def _settle(found: Sequence[Moment], agreed: Sequence[Moment], notes: Notes) -> None:
    """What the second time of day makes clear about the first."""
    cities = {moment.zone for moment in agreed}
    if len(cities) == 1 and len({moment.zone for moment in found}) > 1:
        notes.settle(About.ZONE)
        notes.know(About.ZONE, f"Both times together fit the clock of {zones.city(agreed[0].zone)}.")
    if len(agreed) == 1:
        notes.settle(About.TIME)


def _moments(
    heard: Heard, stretch: Stretch, minutes: int | None, reader: str, now: datetime, notes: Notes, around: int = 0
) -> list[Moment]:
    """Every combination for one of the times, likeliest first; with `around`, also on the days beside."""
    _time(heard, stretch, notes)
    saying = places_for(heard, stretch, notes)
    writer = _writer(saying, reader, now)
    named = dates_for(heard, stretch, writer, reader, now, notes)
    dates = named or [walltime.local(now, writer).date()]
    if not named:
        notes.doubt(About.DAY, "No day is named; below it is read as the next time that comes.", lacks="on which day")
    dates += [day + timedelta(days=n) for day in dates for n in range(-around, around + 1) if n]
    ranked: list[tuple[int, Moment]] = []
    for late, day in enumerate(dates):
        for rank, (start, end) in enumerate(stretch.minutes()):
            for place, clock in enumerate(clocks_for(saying, wall_at(day, start), reader, notes)):
                found = moments(day, start, end, minutes, clock)
                if not named and all(over(moment, now) for moment in found):
                    found = moments(day + timedelta(days=1), start, end, minutes, clock)
                ranked += [(late + rank + place, moment) for moment in found]
    return [moment for _, moment in sorted(ranked, key=lambda one: one[0])]


def _time(heard: Heard, stretch: Stretch, notes: Notes) -> None:
    words = stretch.said
    if stretch.doubt is Doubt.HALF:
        ask = f"whether {words} is in the morning or after noon"
        notes.doubt(About.TIME, f'"{words}" does not say whether it is a.m. or p.m.', which=ask)
    elif stretch.doubt is Doubt.MIDNIGHT:
        ask = "whether that midnight begins or ends the day"
        notes.doubt(
            About.TIME, f'"{words}" can be the midnight that begins the day or the one that ends it.', which=ask
        )
    else:
        noon = (
            ", which is 12:00 in the middle of the day"
            if stretch.starts.minutes == (NOON,) and "0" not in words
            else ""
        )
        notes.know(About.TIME, f'The time is "{words}"{noon}.')
    if stretch.only_end:
        notes.doubt(
            About.WINDOW,
            f'"{words}" is only the latest time; nothing says from when on.',
            lacks="from when on I should be ready",
        )


def _writer(saying: Sequence[Place], reader: str, now: datetime) -> str:
    """The zone whose calendar the writer most likely looks at."""
    wall = walltime.local(now, reader).replace(tzinfo=None)
    return clocks_for(saying, wall, reader, Notes())[0].zone
