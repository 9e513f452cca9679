"""What is promised, as moments and stretches: "2:30 pm", "between 2 and 2:30", "from 14:00 to 14:30", "until 3 pm"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scheduler_app.domain.promises.hour import DAY, NOON, Doubt, Hour
from scheduler_app.domain.promises.plain import Span, sentence

_TO = re.compile(r"[\s,()]*(?:-|\bto\b|\buntil\b|\btill?\b|\bthrough\b)[\s,(]*", re.IGNORECASE)
_AND = re.compile(r"[\s,]*\band\b[\s,]*", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till?|no later than|end(?:s|ing)?(?: at)?|closes(?: at)?)\s{0,3}\Z", re.IGNORECASE)
_BY = re.compile(r"\b(?:by|before|no later than)\s{0,3}\Z", re.IGNORECASE)
_VAGUE = re.compile(r"(?:\b(?:around|about|approx(?:imately)?\.?|roughly|circa)|~)\s{0,3}\Z", re.IGNORECASE)
_ISH = re.compile(r"\s?-?ish\b|\s(?:or so|or thereabouts|roughly|approximately)\b", re.IGNORECASE)
_AT = r"[\s,(]*(?:(?:at|on)\b[\s,(]*)*"
_BECOMES = re.compile(rf"[\s,()]*(?:(?:at|on)\s+)*(?:\bto\b|[-=]>|\u2192){_AT}", re.IGNORECASE)
_ARROW = re.compile(r"[-=]>|\u2192")
_NEW_ONLY = re.compile(r"\b(?:to(?: be)?|for|now|between)\s*(?:from\s*)?\Z", re.IGNORECASE)
MOVES = re.compile(
    r"\b(?:mov(?:e[ds]?|ing)|chang(?:e[ds]?|ing)|push(?:e[ds]|ing)?|reschedul(?:e[ds]?|ing)|postpon(?:e[ds]?|ing)"
    r"|shift(?:ed|s|ing)?|switch(?:ed|es|ing)?|bump(?:ed|s|ing)?|delay(?:ed|s|ing)?|brought forward|bring(?:ing)?"
    r"|slid(?:e|ing)?|swap(?:ped)?|transfer(?:red)?|instead|no longer)\b",
    re.IGNORECASE,
)
_IS_NOW = re.compile(rf".{{0,60}}(?:{MOVES.pattern}.{{0,20}}\bto\b|\bis now\b){_AT}", re.IGNORECASE)
_AGAIN = re.compile(r"[\s,(]*(?:/|\bwhich is\b|=)[\s,(]*(?:also )?\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Stretch(Span):
    """A time of day, and the one that ends the window if the text names it."""

    starts: Hour
    ends: Hour | None = None
    vague: bool = False  # "around 2"
    only_end: bool = False  # "by 3 pm"
    moved_to: str = ""  # the new time, if this is the one that held before

    @property
    def doubt(self) -> Doubt:
        return self.starts.doubt if len({start for start, _ in self.minutes()}) > 1 else Doubt.NONE

    def minutes(self) -> list[tuple[int, int | None]]:
        """Starts and ends in minutes from midnight, likeliest first; an end past midnight is above 1440.

        What is written for one end serves the other: in "11-1pm" and "10:00-14:30" the start is in the morning.
        """
        if self.ends is None:
            return [(start, None) for start in self.starts.minutes]
        lengths = {start: min((end - start) % DAY or DAY for end in self.ends.minutes) for start in self.starts.minutes}
        if self.ends.doubt is Doubt.NONE:
            shortest = min(lengths.values())
            lengths = {start: length for start, length in lengths.items() if length == shortest}
        elif self.starts.doubt is Doubt.HALF:
            lengths = {start: length % NOON or NOON for start, length in lengths.items()}
        return [(start, start + length) for start, length in lengths.items()]


def stretches(text: str, hours: Sequence[Hour], days: Sequence[Span] = ()) -> list[Stretch]:
    """Each time with its end; `text` has everything else that was found in it blanked.

    One that is moved "from 2 pm to 4 pm" comes after the new one.
    """
    found: list[Stretch] = []
    for hour in hours:
        before = text[max(0, hour.start - 20) : hour.start]
        last = found[-1] if found else None
        between = text[last.end : hour.start] if last else ""
        if last and last.ends and _AGAIN.search(between):
            continue  # the end once more, on another clock
        if last and last.ends is None and _is_moved(text, last, between):
            found[-1] = replace(last, moved_to=hour.said)
        elif last and last.ends is None and _ends(text, last, between, before, hour, days):
            found[-1] = Stretch(last.start, hour.end, last.said, last.starts, hour, last.vague)
            continue
        vague = bool(_VAGUE.search(before) or hour.said.endswith("ish") or _ISH.match(text, hour.end))
        only_end = bool(_UNTIL.search(before) or _BY.search(before))
        found.append(Stretch(hour.start, hour.end, hour.said, hour, None, vague, only_end))
    return sorted(found, key=lambda stretch: bool(stretch.moved_to))


def _is_moved(text: str, last: Stretch, between: str) -> bool:
    """Whether "2 pm to 4 pm" are the old time and the new one, and no window."""
    if _IS_NOW.fullmatch(between):
        return True
    if not _BECOMES.fullmatch(between):
        return False
    start, end = sentence(text, last.start)
    moves = MOVES.search(text[start:end]) and not _NEW_ONLY.search(text[start : last.start])
    return bool(moves or _ARROW.search(between))


def _is_on_a_day_of_its_own(text: str, last: Stretch, hour: Hour, days: Sequence[Span]) -> bool:
    """Whether "Tuesday 2 pm to Wednesday 3 pm" can be no window of one day, nor of one night."""
    if max(hour.minutes) <= min(last.starts.minutes):
        return False
    inside = [day for day in days if last.end < day.start < hour.start]
    after = any(day.start >= hour.end and not text[hour.end : day.start].strip(" ,(") for day in days)
    return any(after or _TO.fullmatch(text[last.end : day.start]) for day in inside)


def _ends(text: str, last: Stretch, between: str, before: str, hour: Hour, days: Sequence[Span]) -> bool:
    if _TO.fullmatch(between):
        return not _is_on_a_day_of_its_own(text, last, hour, days)
    if _AND.fullmatch(between):
        return bool(re.search(r"\bbetween\s{0,3}(?:the hours of )?\Z", text[: last.start], re.IGNORECASE))
    return bool(_UNTIL.search(before))
