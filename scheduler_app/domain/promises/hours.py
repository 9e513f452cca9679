"""Times of day as people write them: 2:30 p.m., 14h30, 1430 hrs, noon, half past two, at 2."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from scheduler_app.domain.promises.hour import DAY, NOON, NUMBERS, Doubt, Hour, hour_at, number, said
from scheduler_app.domain.promises.plain import blank

_NUMBER = "|".join(NUMBERS)
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
_ONE = re.compile(rf"(?P<hour>1[0-2]|[1-9]|{_NUMBER})(?:[:.](?P<minute>[0-5]\d))?", re.IGNORECASE)
_RANGE = re.compile(
    rf"{_EDGE}(?<!\d-)(?P<first>{_ONE.pattern.replace('?P<hour>', '?:').replace('?P<minute>', '?:')})"
    rf"\s?(?:-|to|until|till?)\s?(?P<last>{_ONE.pattern.replace('?P<hour>', '?:').replace('?P<minute>', '?:')})"
    r"\b(?![:.]\d|-\d|,\d|')",
    re.IGNORECASE,
)
_TO_DAY = re.compile(r"[ ,)]*(?:on )?(?:the )? *", re.IGNORECASE)
_MORE = re.compile(r"\s(?!(?:on|in|at|for|my|your|our|please|if|and|or|is|this|next|would|will|works?)\b)[a-z]{2,}")
_BARE = re.compile(rf"{_EDGE}(?<!\d-)(1\d|2[0-3]|[1-9]|{_NUMBER})\b(?![:.]\d|,\d|')", re.IGNORECASE)


def hours(text: str, *, by_24_from: int, before_places: Collection[int] = (), days: Collection[int] = ()) -> list[Hour]:
    """Every time of day, from left to right.

    From the hour `by_24_from` on the text counts to 24 without saying so; `before_places` is where cities were blanked,
    and `days` are the edges of the days that were.
    """
    found: list[Hour] = []
    for form, read in _FORMS:
        rest = blank(text, found)
        for match in form.finditer(rest):
            if hour := read(match, by_24_from, before_places):
                found.append(hour)
    found += _bare(text, found)
    found += _bare_ranges(blank(text, found), before_places, days)
    return sorted(found, key=lambda hour: hour.start)


Read = Callable[[re.Match[str], int, Collection[int]], Hour | None]


def _named(match: re.Match[str], _by_24_from: int, _places: Collection[int]) -> Hour | None:
    if match["name"].lower() == "midnight":
        return hour_at(match, (0, DAY), Doubt.MIDNIGHT)
    return hour_at(match, (NOON,))


def _past_or_to(match: re.Match[str], _by_24_from: int, _places: Collection[int]) -> Hour | None:
    minutes = _MINUTES[match["count"].lower().replace(" ", "-")]
    hour = number(match["to"])
    if match["way"].lower() not in ("past", "after"):
        hour, minutes = (hour - 1) or 12, 60 - minutes
    return said(match, hour, minutes, match["half"])


def _with_half(match: re.Match[str], _by_24_from: int, _places: Collection[int]) -> Hour | None:
    return said(match, int(match["hour"]), int(match["minute"] or 0), match["half"])


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
    return said(match, int(hour), minute, None, by_24=bool(sure))


def _four_digits(match: re.Match[str], _by_24_from: int, places: Collection[int]) -> Hour | None:
    year = 1900 <= int(match["hour"] + match["minute"]) < 2100
    at = re.search(r"(?:\bat|@)\s?\Z", match.string[max(0, match.start() - 4) : match.start()], re.IGNORECASE)
    if match["hrs"] or at or (not year and (_prepared(match) or _beside(match, places))):
        return said(match, int(match["hour"]), int(match["minute"]), None, by_24=True)
    return None


def _in_words(match: re.Match[str], _by_24_from: int, _places: Collection[int]) -> Hour | None:
    minutes = _MINUTES.get((match["tail"] or "").lower().replace(" ", "-"), 0)
    return said(match, number(match["hour"]), minutes, match["half"])


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
        (
            rf"{_EDGE}(?P<hour>1[0-2]|[1-9]|{_NUMBER})(?P<tail>)(?P<half>)"
            r"(?= (?:in the (?:morning|afternoon|evening)|at night)\b)",
            _in_words,
        ),
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
            if hour := said(match, number(match[1]), 0, None):
                ends.add(match.end())
                yield hour


def _bare_ranges(text: str, places: Collection[int], days: Collection[int]) -> Iterator[Hour]:
    """Both ends of "2-3" where only a day beside it says that they are times."""
    for match in _RANGE.finditer(text):
        before = len(text[: match.start()].rstrip(" ,(:"))
        after = _TO_DAY.match(text, match.end())
        beside = any(before <= day <= match.start() or (after and match.end() <= day <= after.end()) for day in days)
        if not beside or _COUNTED.match(text, match.end()) or _MORE.match(text, match.end()):
            continue
        for end in (match.span("first"), match.span("last")):
            one = _ONE.match(text, *end)
            if one and (hour := said(one, number(one["hour"]), int(one["minute"] or 0), None)):
                yield hour


def _prepared(match: re.Match[str]) -> bool:
    return bool(_PREPOSITION.search(match.string[max(0, match.start() - 9) : match.start()]))


def _beside(match: re.Match[str], places: Collection[int]) -> bool:
    return any(match.end() <= place <= match.end() + 2 for place in places)
