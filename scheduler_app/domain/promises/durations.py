"""Lengths of time in a promise: how long the call may take to come, how long it lasts, or how far away it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from scheduler_app.domain.promises.plain import Span

LONGEST = 12 * 60  # minutes; "24 hours" is notice, not a window
_COUNTS = {
    "a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "ten": 10.0, "fifteen": 15.0,
    "twenty": 20.0, "thirty": 30.0, "forty": 40.0, "forty-five": 45.0, "sixty": 60.0, "ninety": 90.0, "half": 0.5,
    "half a": 0.5, "half an": 0.5, "a half": 0.5, "1/2": 0.5, "quarter of an": 0.25, "a quarter of an": 0.25,
    "three quarters of an": 0.75, "a couple of": 2.0,
}  # fmt: skip
_COUNT = r"\d{1,3}(?:\.\d)?(?: 1/2)?|" + "|".join(sorted(map(re.escape, _COUNTS), key=len, reverse=True))
_LENGTH = re.compile(
    rf"(?<![\w.:/])(?:(?:{_COUNT})(?: ?- ?| to | or ))?(?P<count>{_COUNT})[\s-]?"
    r"(?P<unit>minutes?|mins?\b\.?|hours?|hrs?\b\.?|(?<=\d)[hm])\b"
    r"(?:(?P<half> and a half)|(?: and)? ?(?P<more>[0-5]?\d) ?(?:minutes?|mins?|m)\b)?",
    re.IGNORECASE | re.ASCII,
)
_KIND = r"(?:(?:phone|video|zoom|telephone|screening|quick|introductory|initial|brief|short|long|first) ?-?)*"
_TALK = rf"{_KIND}(?:call|interview|screen(?:ing)?|chat|conversation|meeting|discussion|session|talk)s?\b"
_CALL_AFTER = re.compile(
    rf"[\s-]*(?:long )?{_TALK}(?! ?-?(?:back )?window)|\s(?:for|in) (?:the|our|this|a|your) {_TALK}", re.IGNORECASE
)
_CALL_BEFORE = re.compile(
    r"\b(?:takes?|taking|lasts?|lasting|duration(?: is)?|for|expect|runs?)"
    r"(?: (?:about|around|up to|roughly|approximately|only))?:? ~?\Z",
    re.IGNORECASE,
)
_AWAY_AFTER = re.compile(
    r"\s?(?:'s?)?\s?(?:notice|before|prior|ahead|ago|earlier|beforehand|in advance|from now)\b", re.IGNORECASE
)
_AWAY_BEFORE = re.compile(r"\b(?:in|after)(?: (?:about|around|another))? \Z", re.IGNORECASE)
_WINDOW_BEFORE = re.compile(
    r"(?:\b(?:allow(?:ing)?|within|window of|window:?|up to|give (?:me|us|them|her|him)|wait|grace(?: period)?(?: of)?"
    r"|leeway(?: of)?|buffer(?: of)?|margin(?: of)?|as much as|at most|no (?:more|later) than|keep|give or take"
    r"|plus or minus|available for|around for)|\+/?-)"
    r"(?: (?:a|an|the|for|me|us|about|around|up to|next|first|following|another|at least|roughly|of)){0,3} ?\Z",
    re.IGNORECASE,
)
_WINDOW_AFTER = re.compile(
    r"[\s-]*(?:(?:call ?-?(?:back)? ?)?(?:window|leeway|grace|buffer|margin|time ?frame|slot|range)\b"
    r"|either (?:side|way)\b|give or take|(?:of|from|after) (?:the|that|this|then|your|our|it)\b"
    r"|to (?:reach|call|ring)\b|late\b|call ?-?back\b)",
    re.IGNORECASE,
)
_BOTH_WAYS = re.compile(r"(?:\+/?-|plus or minus|give or take) ?\Z", re.IGNORECASE)
_BOTH_AFTER = re.compile(r"\s?(?:window )?(?:either (?:side|way)|give or take)\b", re.IGNORECASE)


class Role(StrEnum):
    WINDOW = "window"
    CALL = "call"
    AWAY = "away"
    UNSAID = "unsaid"


@dataclass(frozen=True)
class Length(Span):
    minutes: int
    role: Role
    both_ways: bool = False  # "give or take 10 minutes": it may also come earlier


def lengths(text: str) -> list[Length]:
    return [_length(match, text) for match in _LENGTH.finditer(text)]


def _length(match: re.Match[str], text: str) -> Length:
    minutes = _minutes(match)
    before, end = text[max(0, match.start() - 60) : match.start()], match.end()
    both = bool(_BOTH_WAYS.search(before) or _BOTH_AFTER.match(text, end))
    if minutes > LONGEST or minutes < 1 or _AWAY_AFTER.match(text, end):
        role = Role.AWAY
    elif _WINDOW_AFTER.match(text, end) or both:
        role = Role.WINDOW
    elif _CALL_AFTER.match(text, end):
        role = Role.CALL
    elif _WINDOW_BEFORE.search(before):
        role = Role.WINDOW
    elif _CALL_BEFORE.search(before):
        role = Role.CALL
    else:
        role = Role.AWAY if _AWAY_BEFORE.search(before) else Role.UNSAID
    return Length(match.start(), end, match[0].strip(), minutes, role, both)


def _minutes(match: re.Match[str]) -> int:
    words, _, half = match["count"].lower().partition(" 1/2")
    count = _COUNTS[words] if words in _COUNTS else float(words)
    if match["half"] or (not half and match["count"].lower().endswith(" 1/2")):
        count += 0.5
    unit = match["unit"].lower()
    return int(count * (60 if unit[0] == "h" else 1)) + int(match["more"] or 0)
