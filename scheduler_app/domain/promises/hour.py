"""One time of day: what the clock can show by it, and whether that is certain."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from scheduler_app.domain.promises.plain import Span

NOON, DAY = 12 * 60, 24 * 60
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


class Doubt(StrEnum):
    NONE = ""
    HALF = "am or pm"
    MIDNIGHT = "which midnight"


@dataclass(frozen=True)
class Hour(Span):
    """One time of day: minutes from midnight, likeliest first; 1440 is the midnight that ends the day."""

    minutes: tuple[int, ...]
    doubt: Doubt = Doubt.NONE


def in_half(hour: Hour, half: str) -> Hour:
    """The same time where the text says elsewhere that it is `am` or `pm`."""
    if hour.doubt is Doubt.MIDNIGHT:
        return replace(hour, minutes=(0 if half == "am" else DAY,), doubt=Doubt.NONE)
    kept = tuple(minutes for minutes in hour.minutes if (minutes >= NOON) == (half == "pm"))
    return replace(hour, minutes=kept, doubt=Doubt.NONE) if hour.doubt is Doubt.HALF and kept else hour


def said(match: re.Match[str], hour: int, minute: int, half: str | None, *, by_24: bool = False) -> Hour | None:
    """What an hour, a minute and perhaps `am` or `pm` say; `by_24` where they count to 24. None for 25 o'clock."""
    if hour > 24 or (hour == 24 and minute):
        return None
    clock = hour * 60 + minute
    early, late = clock % NOON, clock % NOON + NOON
    if half and hour <= 12 and hour:
        if hour == 12 and not minute and half.lower().startswith("a"):
            # People who write 12 am mean as different things as those who write midnight.
            return hour_at(match, (0, DAY), Doubt.MIDNIGHT)
        return hour_at(match, (late if half.lower().startswith("p") else early,))
    if half and half.lower().startswith("a") == (clock >= NOON):
        return hour_at(match, (late, early), Doubt.HALF)  # "14:30 am"
    if by_24 or half or hour == 0 or hour > 12:
        return hour_at(match, (clock,))
    likeliest = (early, late) if 7 <= hour < 12 else (late, early)  # nobody is phoned at half past two at night
    return hour_at(match, likeliest, Doubt.HALF)


def hour_at(match: re.Match[str], minutes: tuple[int, ...], doubt: Doubt = Doubt.NONE) -> Hour:
    return Hour(match.start(), match.end(), match[0].strip(), minutes, doubt)


def number(text: str) -> int:
    return int(text) if text.isdigit() else NUMBERS.index(text.lower()) + 1
