"""The date of one of the times, counted on the reader's clock, and on the writer's where that shows another date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from scheduler_app.domain import walltime, zones
from scheduler_app.domain.promises.dates import Day, said
from scheduler_app.domain.promises.heard import Heard, hear
from scheduler_app.domain.promises.notes import About, Notes
from scheduler_app.domain.promises.stretches import Stretch

MOST_DATES = 4
_ASK = "which date you mean"


def dates_for(heard: Heard, stretch: Stretch, writer: str, reader: str, now: datetime, notes: Notes) -> list[date]:
    """The dates meant, likeliest first; empty where no day is named."""
    named = heard.days_of(stretch)
    found = _taken_together(named, notes)
    theirs = walltime.local(now, writer).date()
    if any(day.relative for day in named) and theirs != walltime.local(now, reader).date():
        again = {day.start: day for day in hear(heard.text, theirs).days}
        other = _taken_together([again.get(day.start, day) for day in named], Notes())
        if other and found and other[0] != found[0]:
            words = " and ".join(f'"{day.said}"' for day in named if day.relative)
            notes.doubt(
                About.DAY,
                f"{words} is {said(found[0])} counted on your calendar, and {said(other[0])} on the one in"
                f" {zones.city(writer)}, where the date is another one now.",
                which=_ASK,
            )
            found += [day for day in other if day not in found]
    if len(found) == 1:
        counted = [day.said for day in named if day.relative]
        notes.know(About.DAY, f'"{counted[0]}" is {said(found[0])}.' if counted else f"The day is {said(found[0])}.")
    return found[:MOST_DATES]


def _taken_together(named: Sequence[Day], notes: Notes) -> list[date]:
    """A second day narrows down what the first can be; where they do not meet, both are kept."""
    if not named:
        return []
    found, unclear = list(named[0].dates), named[0].unclear
    for day in named[1:]:
        if common := [one for one in found if one in day.dates]:
            unclear = "" if len(common) == 1 else unclear
            found = common
        else:
            found += [one for one in day.dates if one not in found]
            unclear = " ".join(filter(None, [unclear, f'"{named[0].said}" and "{day.said}" are different days.']))
    if unclear:
        notes.doubt(About.DAY, unclear, which=_ASK)
    return found
