"""The verdict on a promise: what it says for certain, what it leaves open, every reading, and the question to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scheduler_app.domain import walltime, zones
from scheduler_app.domain.promises.dates import said
from scheduler_app.domain.promises.heard import MOST_TIMES, Heard, hear
from scheduler_app.domain.promises.letters import listed
from scheduler_app.domain.promises.moments import clocks, over
from scheduler_app.domain.promises.notes import About, Notes, Remark
from scheduler_app.domain.promises.plain import MOST
from scheduler_app.domain.promises.read import read
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
        words = f"Only the first {MOST:,} characters and {MOST_TIMES} times were read"
        notes.doubt(About.TEXT, f"{words}; paste the sentence with the time alone.")
    found = read(heard, zone, now, notes) if heard.stretches else []
    if not heard.stretches:
        _without_a_time(heard, walltime.local(now, zone).replace(tzinfo=None), zone, notes)
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


def _without_a_time(heard: Heard, wall: datetime, reader: str, notes: Notes) -> None:
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
    ask = "which city's clock the time is on"
    for place in known[:1]:
        if len(clocks(place, wall, reader)[0]) > 1:
            several = listed([spot.said for spot in place.spots], "or")
            notes.doubt(About.ZONE, f'"{place.said}" can mean {several}.', lacks=ask)
        else:
            notes.know(About.ZONE, f"The clock is that of {zones.city(place.value)}.")
    if not heard.places:
        notes.doubt(About.ZONE, "No city or time zone is named.", lacks=ask)
