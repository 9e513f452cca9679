"""Times of day as people write them: 2:30 p.m., 14h30, 1430 hrs, noon, half past two, at 2."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from scheduler_app.domain.promises.plain import Span, blank

NOON, DAY = 12 * 60, 24 * 60
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER = "|".join(_NUMBERS)
_MINUTES = {
    "five": 5,
    "ten": 10,
    "quarter": 15,
    "fifteen": 15,
    "twenty": 20,
    "twenty-five": 25,
    "half": 30,
    "thirty": 30,
}
_MINUTES |= {"forty-five": 45}
_EDGE = r"(?:(?<=[\d\s]T)|(?<![\w.:$#])(?<!\d/))"
_HALF = r"(?:\s?(?P<half>[ap]m)\b)?"
_PREPOSITION = re.compile(r"(?:\b(?:at|from|between|around|about|by|before|until|till?|say)|@|~)\s?\Z", re.IGNORECASE)
_AND = re.compile(r"\s?(?:-|to|and|or|until|till?|/)\s?", re.IGNORECASE)
_COUNTED = re.compile(
    r"\s?(?:%|[:/]\d|(?:locations?|sites?|people|min(?:ute)?s?|hours?|days?|weeks?|candidates?|of|percent|years?)\b)",
    re.IGNORECASE,
)
_BARE = re.compile(rf"{_EDGE}(?<!\d-)(1\d|2[0-3]|[1-9]|{_NUMBER})\b(?![:.]\d|,\d|')", re.IGNORECASE)


class Doubt(StrEnum):
    NONE = ""
    HALF = "am or pm"
    MIDNIGHT = "which midnight"


@dataclass(frozen=True)
class Hour(Span):
    """One time of day: minutes from midnight, likeliest first; 1440 is the midnight that ends the day."""

    minutes: tuple[int, ...]
    doubt: Doubt = Doubt.NONE


def hours(text: str, *, by_24_from: int, before_places: Collection[int] = ()) -> list[Hour]:
    """Every time of day, from left to right.

    From the hour `by_24_from` on the text counts to 24 without saying so; `before_places` is where cities were blanked.
    """
    found: list[Hour] = []
    for form, read in _FORMS:
        rest = blank(text, found)
        for match in form.finditer(rest):
            if hour := read(match, by_24_from, before_places):
                found.append(hour)
    found += _bare(text, found)
    return sorted(found, key=lambda hour: hour.start)


def in_half(hour: Hour, half: str) -> Hour:
    """The same time where the text says elsewhere that it is `am` or `pm`."""
    if hour.doubt is Doubt.MIDNIGHT:
        return replace(hour, minutes=(0 if half == "am" else DAY,), doubt=Doubt.NONE)
    kept = tuple(minutes for minutes in hour.minutes if (minutes >= NOON) == (half == "pm"))
    return replace(hour, minutes=kept, doubt=Doubt.NONE) if hour.doubt is Doubt.HALF and kept else hour


Read = Callable[[re.Match[str], int, Collection[int]], Hour | None]


def _named(match: re.Match[str], _by_24_from: int, _places: Collection[int]) -> Hour | None:
    if match["name"].lower() == "midnight":
        return _hour(match, (0, DAY), Doubt.MIDNIGHT)
    return _hour(match, (NOON,))


def _past_or_to(match: re.Match[str], _by_24_from: int, _places: Collection[int]) -> Hour | None:
    minutes = _MINUTES[match["count"].lower().replace(" ", "-")]
    hour = _number(match["to"])
    if match["way"].lower() not in ("past", "after"):
        hour, minutes = (hour - 1) or 12, 60 - minutes
    return _said(match, hour, minutes, match["half"])


def _with_half(match: re.Match[str], _by_24_from: int, _places: Collection[int]) -> Hour | None:
    return _said(match, int(match["hour"]), int(match["minute"] or 0), match["half"])


def _to_24(match: re.Match[str], by_24_from: int, places: Collection[int]) -> Hour | None:
    hour, minute = match["hour"], int(match["minute"] or 0)
    if match["sep"] in (".", "h") and not match["minute"] and not _prepared(match):
        return None
    if match["sep"] == "." and not (match["hrs"] or _prepared(match) or _beside(match, places)):
        return None
    sure = (
        int(hour) >= by_24_from
        or match["hrs"]
        or match["sep"] == "h"
        or hour.startswith("0")
        or match.string[match.start() - 1] == "T"
    )
    return _said(match, int(hour), minute, None, by_24=bool(sure))


def _four_digits(match: re.Match[str], _by_24_from: int, places: Collection[int]) -> Hour | None:
    year = 1900 <= int(match["hour"] + match["minute"]) < 2100
    at = re.search(r"(?:\bat|@)\s?\Z", match.string[max(0, match.start() - 4) : match.start()], re.IGNORECASE)
    if match["hrs"] or at or (not year and (_prepared(match) or _beside(match, places))):
        return _said(match, int(match["hour"]), int(match["minute"]), None, by_24=True)
    return None


def _in_words(match: re.Match[str], _by_24_from: int, _places: Collection[int]) -> Hour | None:
    minutes = _MINUTES.get((match["tail"] or "").lower().replace(" ", "-"), 0)
    return _said(match, _number(match["hour"]), minutes, match["half"])


_FORMS: list[tuple[re.Pattern[str], Read]] = [
    (re.compile(form, re.IGNORECASE | re.ASCII), read)
    for form, read in (
        (r"\b(?:12 )?(?P<name>noon|midday|midnight)\b", _named),
        (
            rf"\b(?P<count>half|quarter|five|ten|twenty[ -]five|twenty)(?: minutes)?"
            rf" (?P<way>past|to|after|before|till?) (?P<to>{_NUMBER}|1[0-2]|[1-9])\b(?![:.]\d){_HALF}",
            _past_or_to,
        ),
        (rf"{_EDGE}(?P<hour>\d{{1,2}})(?:[:.]?(?P<minute>[0-5]\d)(?::[0-5]\d)?)?\s?(?P<half>[ap]m)\b", _with_half),
        (rf"{_EDGE}(?P<hour>\d{{1,2}})(?::(?P<minute>[0-5]\d))?(?P<half>[ap])\b", _with_half),
        (
            rf"{_EDGE}(?P<hour>\d{{1,2}})(?P<sep>:|\.|h)(?P<minute>[0-5]\d)(?::[0-5]\d(?:\.\d{{1,9}})?)?(?![\d.]\d|\d)"
            r"(?P<hrs>\s?(?:hrs?|hours|uhr|h)\b)?",
            _to_24,
        ),
        (rf"{_EDGE}(?P<hour>\d{{1,2}})(?P<sep>h)(?P<minute>)(?P<hrs>)\b", _to_24),
        (rf"{_EDGE}(?<!\d[ -])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?![\d:]|[.,-]\d)"
         r"(?P<hrs>\s?(?:hrs?|hours|h)\b)?",
         _four_digits),
        (
            rf"\b(?P<hour>{_NUMBER})(?:[ -](?P<tail>fifteen|thirty|forty[ -]five)| ?o'? ?clock|(?= [ap]m\b)){_HALF}",
            _in_words,
        ),
        (rf"{_EDGE}(?P<hour>1[0-2]|[1-9])(?P<tail>)(?: ?o'? ?clock|ish)\b{_HALF}", _in_words),
    )
]  # fmt: skip


def _bare(text: str, found: Collection[Hour]) -> Iterator[Hour]:
    """Numbers that are times only by what stands beside them: at 2, between 2 and 3, 2-2:30pm."""
    starts, ends = {hour.start for hour in found}, {hour.end for hour in found}
    for match in _BARE.finditer(blank(text, found)):
        if _COUNTED.match(text, match.end()):
            continue
        link = _AND.match(text, match.end())
        before = re.search(r"(?:\s?(?:-|to|and|or|until|till?)\s?)\Z", text[max(0, match.start() - 8) : match.start()])
        follows = before is not None and match.start() - len(before[0]) in ends
        if _prepared(match) or follows or (link and link.end() in starts):
            if follows and before and before[0].strip() == "and" and "between" not in text[: match.start()].lower():
                continue
            if hour := _said(match, _number(match[1]), 0, None):
                ends.add(match.end())
                yield hour


def _said(match: re.Match[str], hour: int, minute: int, half: str | None, *, by_24: bool = False) -> Hour | None:
    if hour > 24 or (hour == 24 and minute):
        return None
    clock = hour * 60 + minute
    early, late = clock % NOON, clock % NOON + NOON
    if half and hour <= 12 and hour:
        if hour == 12 and not minute and half.lower().startswith("a"):
            return _hour(
                match, (0, DAY), Doubt.MIDNIGHT
            )  # people who write 12 am differ as those who write midnight do
        return _hour(match, (late if half.lower().startswith("p") else early,))
    if half and half.lower().startswith("a") == (clock >= NOON):
        return _hour(match, (late, early), Doubt.HALF)  # "14:30 am"
    if by_24 or half or hour == 0 or hour > 12:
        return _hour(match, (clock,))
    likeliest = (early, late) if 7 <= hour < 12 else (late, early)  # nobody is phoned at half past two at night
    return _hour(match, likeliest, Doubt.HALF)


def _hour(match: re.Match[str], minutes: tuple[int, ...], doubt: Doubt = Doubt.NONE) -> Hour:
    return Hour(match.start(), match.end(), match[0].strip(), minutes, doubt)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS.index(text.lower()) + 1


def _prepared(match: re.Match[str]) -> bool:
    return bool(_PREPOSITION.search(match.string[max(0, match.start() - 9) : match.start()]))


def _beside(match: re.Match[str], places: Collection[int]) -> bool:
    return any(match.end() <= place <= match.end() + 2 for place in places)
