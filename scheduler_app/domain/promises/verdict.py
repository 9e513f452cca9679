"""The verdict on a promise: what it says for certain, what it leaves open, every reading, and the question to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler_app.domain import walltime, zones
from scheduler_app.domain.promises.dates import said
from scheduler_app.domain.promises.heard import MOST_TIMES, Heard, hear
from scheduler_app.domain.promises.hours import NOON, Doubt
from scheduler_app.domain.promises.moments import Moment, distinct, moments, over, wall_at
from scheduler_app.domain.promises.notes import About, Notes, Remark
from scheduler_app.domain.promises.place import Place
from scheduler_app.domain.promises.plain import MOST
from scheduler_app.domain.promises.stretches import Stretch
from scheduler_app.domain.promises.which_day import dates_for
from scheduler_app.domain.promises.whose import clocks_for, places_for
from scheduler_app.domain.promises.windows import window
from scheduler_app.domain.promises.wording import question, sentence

MOST_READINGS = 6


@dataclass(frozen=True)
class Reading:
    """One moment that the promise may mean. `closes` is None without a window; `text` says it on the reader's clock."""

    zone: str
    starts: datetime
    closes: datetime | None
    text: str


@dataclass(frozen=True)
class Check:
    """`readings` are the likeliest first, and empty if no time could be read; `question` is "" when all is clear."""

    clear: tuple[Remark, ...]
    unclear: tuple[Remark, ...]
    readings: tuple[Reading, ...]
    question: str


def check(text: str, *, now: datetime, zone: str) -> Check:
    """What a promise in people's own words means for a reader in `zone`, a name that `zones.check` accepted.

    `now` is an aware instant of the years 1900 to 2999. Never raises for any text.
    """
    notes = Notes()
    heard = hear(text, walltime.local(now, zone).date())
    if heard.cut:
        read = f"Only the first {MOST:,} characters and {MOST_TIMES} times were read"
        notes.doubt(About.TEXT, f"{read}; paste the sentence with the time alone.")
    found = _read(heard, zone, now, notes) if heard.stretches else []
    if not heard.stretches:
        _without_a_time(heard, notes)
    for moment in found:
        if moment.change:
            notes.doubt(About.CLOCKS, moment.change, which="which time you mean, as the clocks change then")
    if found and all(over(moment, now) for moment in found):
        notes.doubt(About.PAST, "That time has passed.", lacks="when you would like to call instead")
    elif found and not notes.unclear and found[0].starts <= now:
        notes.know(About.TIME, "That time has come: the call may come now.")
    if len(found) > MOST_READINGS:
        notes.doubt(About.TEXT, f"More than {MOST_READINGS} readings are possible; these are the likeliest.")
        found = found[:MOST_READINGS]
    readings = tuple(Reading(m.zone, m.starts, m.closes, sentence(m.starts, m.closes, zone, m.zone)) for m in found)
    asked = question(notes, [(moment.starts, moment.zone) for moment in found])
    return Check(_sorted(notes.clear), _sorted(notes.unclear), readings, asked)


def _sorted(remarks: list[Remark]) -> tuple[Remark, ...]:
    return tuple(sorted(remarks, key=lambda remark: list(About).index(remark.about)))


def _read(heard: Heard, zone: str, now: datetime, notes: Notes) -> list[Moment]:
    """The moments of all times in the text; times in other cities that say the same moment confirm it."""
    minutes = window(heard, notes)
    first, *others = heard.stretches
    found = _moments(heard, first, minutes, zone, now, notes)
    for other in others:
        aside = Notes()
        same = _moments(heard, other, minutes, zone, now, aside, around=1)
        instants = {moment.starts for moment in same}
        if agreed := [moment for moment in found if moment.starts in instants]:
            if len(agreed) < len(found):
                notes.unclear = [remark for remark in notes.unclear if remark.about not in (About.ZONE, About.TIME)]
                notes.choices.clear()
                notes.know(About.ZONE, f"Both times together fit the clock of {zones.city(agreed[0].zone)}.")
                found = agreed
            closes = {moment.starts: moment.closes for moment in same if moment.closes}
            found = [replace(moment, closes=moment.closes or closes.get(moment.starts)) for moment in found]
            notes.know(About.TIME, "All times named are the same moment, read on different clocks.")
            continue
        found += _moments(heard, other, minutes, zone, now, notes)
        notes.doubt(
            About.TIME, f'"{first.said}" and "{other.said}" are different moments.', which="which of the times you mean"
        )
    return distinct(found, now)


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


def _without_a_time(heard: Heard, notes: Notes) -> None:
    if not heard.text:
        notes.doubt(About.TEXT, "There is no text: paste the sentence in which the call was promised.")
        return
    part = f'; "{heard.part_of_day}" is only a part of the day' if heard.part_of_day else ""
    notes.doubt(About.TIME, f"No time of day is named{part}.", lacks="at what time you will call")
    for day in heard.days[:1]:
        if len(day.dates) == 1:
            notes.know(About.DAY, f"The day is {said(day.dates[0])}.")
        else:
            notes.doubt(About.DAY, day.unclear, lacks="on which day")
    if not heard.days:
        notes.doubt(About.DAY, "No day is named.", lacks="on which day")
    known = [place for place in heard.places if place.value in zones.known()]
    for place in known[:1]:
        notes.know(About.ZONE, f"The clock is that of {zones.city(place.value)}.")
    if not heard.places:
        notes.doubt(About.ZONE, "No city or time zone is named.", lacks="which city's clock the time is on")
