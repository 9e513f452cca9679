"""What is promised, as moments and stretches: "2:30 pm", "between 2 and 2:30", "from 14:00 to 14:30", "until 3 pm"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scheduler_app.domain.promises.hour import DAY, NOON, Doubt, Hour
from scheduler_app.domain.promises.plain import Span

_TO = re.compile(r"[\s,()]*(?:-|\bto\b|\buntil\b|\btill?\b|\bthrough\b)[\s,(]*", re.IGNORECASE)
_AND = re.compile(r"[\s,]*\band\b[\s,]*", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till?|no later than|end(?:s|ing)?(?: at)?|closes(?: at)?)\s{0,3}\Z", re.IGNORECASE)
_BY = re.compile(r"\b(?:by|before|no later than)\s{0,3}\Z", re.IGNORECASE)
_VAGUE = re.compile(r"(?:\b(?:around|about|approx(?:imately)?\.?|roughly|circa)|~)\s{0,3}\Z", re.IGNORECASE)
_ISH = re.compile(r"\s?-?ish\b|\s(?:or so|or thereabouts|roughly|approximately)\b", re.IGNORECASE)
_AGAIN = re.compile(r"[\s,(]*(?:/|\bwhich is\b|=)[\s,(]*(?:also )?\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Stretch(Span):
    """A time of day, and the one that ends the window if the text names it."""

    starts: Hour
    ends: Hour | None = None
    vague: bool = False  # "around 2"
    only_end: bool = False  # "by 3 pm"

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


def stretches(text: str, hours: Sequence[Hour]) -> list[Stretch]:
    """Each time with its end; `text` has everything else that was found in it blanked."""
    found: list[Stretch] = []
    for hour in hours:
        before = text[max(0, hour.start - 20) : hour.start]
        last = found[-1] if found else None
        between = text[last.end : hour.start] if last else ""
        if last and last.ends and _AGAIN.search(between):
            continue  # the end once more, on another clock
        if last and last.ends is None and _ends(text, last, between, before):
            found[-1] = Stretch(last.start, hour.end, last.said, last.starts, hour, last.vague)
            continue
        vague = bool(_VAGUE.search(before) or hour.said.endswith("ish") or _ISH.match(text, hour.end))
        only_end = bool(_UNTIL.search(before) or _BY.search(before))
        found.append(Stretch(hour.start, hour.end, hour.said, hour, None, vague, only_end))
    return found


def _ends(text: str, last: Stretch, between: str, before: str) -> bool:
    if _TO.fullmatch(between):
        return True
    if _AND.fullmatch(between):
        return bool(re.search(r"\bbetween\s{0,3}(?:the hours of )?\Z", text[: last.start], re.IGNORECASE))
    return bool(_UNTIL.search(before))
