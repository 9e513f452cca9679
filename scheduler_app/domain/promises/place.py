"""A clock that a promise names, and the words around a name that say it is one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from scheduler_app.domain.promises.plain import Span

_BACK = 24  # characters before a name that are looked at
_AFTER_TIME = re.compile(
    r"(?:\d|\d ?[ap]m?|\b[ap]m|ish|noon|midday|midnight|o'clock|hrs|hours|morning|afternoon|evening)[\s,(/]{0,3}"
    r"(?:in |the )?\Z",
    re.IGNORECASE,
)
_ZONE_IS = re.compile(r"\b(?:times? (?:are|is)(?: in)?|zone:?(?: is)?|tz:?|in) \Z", re.IGNORECASE)
_IS_CLOCK = re.compile(r"(?:'s)?[\s(]{0,2}(?:local |office )?(?:time|clock|\(?UTC)\b", re.IGNORECASE)


class Kind(IntEnum):
    """The stronger the word, the smaller the number: a city decides what letters beside it mean."""

    CITY = 1
    OFFSET = 2
    LETTERS = 3
    READER = 4  # "your time"
    WRITER = 5  # "my time", "local time": somebody's, but whose?
    UNKNOWN = 6  # "Springfield time"


@dataclass(frozen=True)
class Place(Span):
    kind: Kind
    value: str = ""  # a zone, or letters
    offset: timedelta = timedelta()
    firm: bool = True  # said of a time and not only mentioned


def after_time(text: str, at: int) -> bool:
    """Whether a time of day ends right before this place in the text."""
    return bool(_AFTER_TIME.search(text[max(0, at - _BACK) : at]))


def zone_is(text: str, at: int) -> bool:
    """Whether "all times are", "time zone:" or the like stands right before."""
    return bool(_ZONE_IS.search(text[max(0, at - _BACK) : at]))


def is_clock(text: str, at: int) -> bool:
    """Whether "time", "clock" or an offset follows right here."""
    return bool(_IS_CLOCK.match(text, at))
