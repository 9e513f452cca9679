"""Everything a promise says, and which city and day belong to which of its times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scheduler_app.domain.promises.dates import Day
from scheduler_app.domain.promises.days import days
from scheduler_app.domain.promises.durations import Length, lengths
from scheduler_app.domain.promises.hour import in_half
from scheduler_app.domain.promises.hours import hours
from scheduler_app.domain.promises.place import Kind, Place
from scheduler_app.domain.promises.places import places
from scheduler_app.domain.promises.plain import MOST, Span, beside, blank, plain, sentence
from scheduler_app.domain.promises.stretches import MOVES, Stretch, stretches

_ISO_DATE = re.compile(r"\b\d{4}-\d\d-\d\d")
_PART_OF_DAY = re.compile(r"\b(morning|afternoon|evening|tonight|night)\b", re.IGNORECASE)
_LINK = re.compile(r"\b(?:to|and|or)\b|[-=]>", re.IGNORECASE)
_I_AM_IN = re.compile(
    r"\b(?:I'?m|I am|we'?re|we are|I live|I work|I sit|(?:I'?m |we'?re |I am |we are )?(?:based|located))"
    r"(?: (?:now|currently|here|based|located))? (?:in|at) \Z",
    re.IGNORECASE,
)

MOST_TIMES = 10
NEVER, _MORNING = 25, 7
_BY_12 = {"Europe/London", "Europe/Dublin"}
_CONTINENTAL = {"CET", "CEST", "MET", "MEST", "MEZ", "MESZ", "EET", "EEST", "WET", "WEST", "MSK"}


@dataclass(frozen=True)
class Heard:
    """What was found, from left to right. `rest` is the text with all of it blanked."""

    text: str
    rest: str
    stretches: Sequence[Stretch]
    places: Sequence[Place]
    days: Sequence[Day]
    lengths: Sequence[Length]
    part_of_day: str  # "morning"; "" where none is named
    cut: bool  # whether there was more than is read

    def places_of(self, stretch: Stretch) -> list[Place]:
        """The cities beside a time: those after it, those inside it, or else those before it."""
        after = self._chain(stretch.end, [place for place in self.places if place.start >= stretch.end])
        inside = [place for place in self.places if stretch.start < place.start < stretch.end]
        if found := [*inside, *after]:
            return found
        free = [place for place in self.places if place.end <= stretch.start and not self._taken(place, stretch)]
        return [place for place in free[-1:] if beside(self.rest, place.end, stretch.start)]

    def place_of_writer(self) -> list[Place]:
        """The one city in which the writer says to be: "(I'm in Chicago)"."""
        cities = [place for place in self.places if place.kind is Kind.CITY]
        said = [place for place in cities if _I_AM_IN.search(self.text[: place.start])]
        return said if len({place.value for place in said}) == 1 else []

    def places_elsewhere(self, stretch: Stretch) -> list[Place]:
        """The cities of the same sentence, or else of the whole text, that are beside no other time."""
        taken = {place for other in self.stretches for place in self.places_of(other)}
        free = [place for place in self.places if place not in taken]
        near = [place for place in free if _within(place, sentence(self.text, stretch.start))]
        return near or free or sorted(taken, key=lambda place: place.start)

    def days_of(self, stretch: Stretch) -> list[Day]:
        """The days beside a time, or else of its sentence, or else of the whole text; the nearest first."""
        near = sorted(self.days, key=lambda day: max(day.start - stretch.end, stretch.start - day.end))
        touching = [day for day in near if self._touches(day, stretch)]
        inside = [day for day in near if _within(day, sentence(self.text, stretch.start))]
        if len(touching) > 1 and self._is_moved(*sorted(touching[:2], key=lambda day: day.start)):
            touching[:2] = sorted(touching[:2], key=lambda day: -day.start)
        return touching + [day for day in inside if day not in touching and len(self.stretches) == 1] or inside or near

    def has_own_day(self, stretch: Stretch) -> bool:
        return any(self._touches(day, stretch) for day in self.days)

    def _touches(self, day: Day, stretch: Stretch) -> bool:
        if not (beside(self.rest, day.end, stretch.start) or beside(self.rest, stretch.end, day.start)):
            return False
        others = [other for other in self.stretches if other is not stretch]
        return not any(_between(other, day, stretch) or self._is_of(other, day, stretch) for other in others)

    def _is_moved(self, earlier: Day, later: Day) -> bool:
        """Whether the second day is the new one, as in "moved from Tuesday to Wednesday"."""
        start, end = sentence(self.text, earlier.start)
        between = self.rest[earlier.end : later.start]
        return bool(MOVES.search(self.text[start:end])) and between.strip().lower() == "to"

    def _is_of(self, other: Stretch, day: Day, stretch: Stretch) -> bool:
        """Whether a day between two times is the other's, as Wednesday in "2 pm to Wednesday 3 pm"."""
        if stretch.end <= day.start < other.start:
            mine, theirs = self.rest[stretch.end : day.start], self.rest[day.end : other.start]
        elif other.end <= day.start < stretch.start:
            mine, theirs = self.rest[day.end : stretch.start], self.rest[other.end : day.start]
        else:
            return False
        return bool(_LINK.search(mine)) and not _LINK.search(theirs) and beside(theirs, 0, len(theirs))

    def _chain(self, end: int, following: Sequence[Place]) -> list[Place]:
        found = []
        for place in following:
            if any(end < other.start < place.start for other in self.stretches) or not beside(
                self.rest, end, place.start
            ):
                break
            found.append(place)
            end = place.end
        return found

    def _taken(self, place: Place, stretch: Stretch) -> bool:
        earlier = [other for other in self.stretches if other.end <= place.start and other is not stretch]
        return any(
            place in self._chain(other.end, [p for p in self.places if p.start >= other.end]) for other in earlier
        )


def hear(text: str, today: date) -> Heard:
    """`text` as it came; days are counted from `today`."""
    whole = plain(text)
    named = places(whole)
    rest = blank(whole, named)
    spans = lengths(rest)
    rest = blank(rest, spans)
    named_days = days(rest, today)
    rest = blank(rest, named_days)
    by_24_from = 0 if _ISO_DATE.search(whole) else min((_by_24_from(place) for place in named), default=NEVER)
    times = hours(
        rest,
        by_24_from=by_24_from,
        before_places=[place.start for place in named],
        days=[edge for day in named_days for edge in (day.start, day.end)],
    )
    times = [in_half(time, half) if (half := _half(whole, time)) else time for time in times]
    found = stretches(rest, times, named_days)
    part = _PART_OF_DAY.search(whole)
    return Heard(
        text=whole,
        rest=blank(rest, times),
        stretches=found[:MOST_TIMES],
        places=named,
        days=named_days,
        lengths=spans,
        part_of_day=part[0].lower() if part else "",
        cut=len(text) > MOST or len(found) > MOST_TIMES,
    )


def _by_24_from(place: Place) -> int:
    """The hour from which a time beside this place counts to 24: on the continent 10:00 is in the morning."""
    if place.kind is Kind.OFFSET or place.value == "UTC" or "/" in place.said:
        return 0
    continental = all(zone.startswith("Europe/") and zone not in _BY_12 for zone in place.zones)
    return _MORNING if continental or place.value in _CONTINENTAL else NEVER


def _half(text: str, time: Span) -> str:
    start, end = sentence(text, time.start)
    said = {word.lower() for word in _PART_OF_DAY.findall(text[start:end])}
    return "" if len(said) != 1 else "am" if said == {"morning"} else "pm"


def _within(span: Span, bounds: tuple[int, int]) -> bool:
    return bounds[0] <= span.start < bounds[1]


def _between(span: Span, one: Span, other: Span) -> bool:
    return min(one.end, other.end) <= span.start < max(one.start, other.start)
