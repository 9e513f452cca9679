"""A clock that a promise names, and the words around a name that say it is one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from scheduler_app.domain.promises.plain import Span
from scheduler_app.domain.zones import Namesake

_BACK = 64  # characters before a name that are looked at
_AFTER_TIME = re.compile(
    r"(?:\d|\d ?[ap]m?|\b[ap]m|ish|noon|midday|midnight|o'clock|hrs|hours|morning|afternoon|evening|night|sharp)"
    r"[\s,()\[\]/-]{0,4}(?:in |the |us |u\.s\. )*\Z",
    re.IGNORECASE,
)
# A day between the time and its clock, as in "2 pm Tuesday (Eastern)".
_DAY_AT_END = re.compile(
    r"[\s,()\[\]/-]+(?:(?:on|the|of|this|next|coming|to|or|and) )*"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:r|rs)?|fri|sat(?:ur)?|sun|tomorrow|today|tonight|week|\d{1,2}(?:st|nd|rd|th)"
    r"|jan(?:uary)?|feb(?:ruary)?|march|mar|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)(?:day)?\.?[\s,()\[\]/-]{0,4}(?:in |the |us |u\.s\. )*\Z",
    re.IGNORECASE,
)
_TIME_NEXT = re.compile(r"[ ,:]{1,2}(?:at |@ ?)?\d{1,2}(?:[:.]\d\d)?(?: ?[ap]m\b|(?<=:\d\d))", re.IGNORECASE)
_MOST_WORDS_OF_DAYS = 4
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
    spots: tuple[Namesake, ...] = ()  # of a city, every place it can be, likeliest first
    aside: tuple[Namesake, ...] = ()  # namesakes that are not meant, as London in Ontario by "London time"

    @property
    def zones(self) -> list[str]:
        return [spot.zone for spot in self.spots] or [self.value]


def after_time(text: str, at: int) -> bool:
    """Whether a time of day ends right before this place in the text, or right before the day in between."""
    before = text[max(0, at - _BACK) : at]
    for _ in range(_MOST_WORDS_OF_DAYS):
        if _AFTER_TIME.search(before):
            return True
        before = _DAY_AT_END.sub("", before)
    return bool(_AFTER_TIME.search(before))


def before_time(text: str, start: int, end: int) -> bool:
    """Whether a time of day follows what stands at the beginning or after a day: "Tuesday ET 2 pm"."""
    before = text[max(0, start - _BACK) : start]
    first = not before.strip() or before.rstrip()[-1] in ".,;:(" or bool(_DAY_AT_END.search(f" {before}"))
    return first and bool(_TIME_NEXT.match(text, end))


def zone_is(text: str, at: int) -> bool:
    """Whether "all times are", "time zone:" or the like stands right before."""
    return bool(_ZONE_IS.search(text[max(0, at - _BACK) : at]))


def is_clock(text: str, at: int) -> bool:
    """Whether "time", "clock" or an offset follows right here."""
    return bool(_IS_CLOCK.match(text, at))
