"""Times in free text that name no city: whoever reads them elsewhere reads another time."""

from __future__ import annotations

import re
from datetime import date

from scheduler_app.domain.promises.heard import hear
from scheduler_app.domain.promises.place import Kind
from scheduler_app.domain.promises.stretches import Stretch

MOST_APART = 30  # characters of a range that is quoted as it stands
_ANY_DAY = date(2000, 1, 1)  # which times are named does not depend on the day
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_CLOCKS = (Kind.CITY, Kind.OFFSET, Kind.LETTERS)


def bare_times(text: str) -> list[str]:
    """The times, as they were written, that have no city, zone or offset beside them.

    Of each paragraph as much is read as `check` reads of a promise.
    """
    found = []
    for heard in (hear(paragraph, _ANY_DAY) for paragraph in _PARAGRAPH.split(text)):
        for stretch in heard.stretches:
            if not any(place.kind in _CLOCKS for place in heard.places_of(stretch)):
                found += _as_written(heard.text, stretch)
    return found


def _as_written(text: str, stretch: Stretch) -> list[str]:
    """`2 and 2:30 pm` in one piece; an end that the text names later on its own."""
    if stretch.ends is None or stretch.end - stretch.start <= MOST_APART:
        return [text[stretch.start : stretch.end]]
    return [stretch.starts.said, stretch.ends.said]
