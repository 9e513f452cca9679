"""What a person pasted, made plain enough to be read: one spelling of spaces, dashes, quotes, letters, am and pm."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

MOST = 2000  # characters that are read; a promise is shorter, and a whole thread of mails says many other times
_ALIKE = {
    **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212), "-"),
    **dict.fromkeys((0x2018, 0x2019, 0x02BC, 0x00B4, 0x0060), "'"),
    **dict.fromkeys((0x201C, 0x201D), '"'),
    0x2044: "/", 0x00B1: "+/-", 0x00BD: " 1/2", 0x00B7: ",", ord("|"): "/",
}  # fmt: skip
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_HALF = re.compile(r"(?<![a-z])([ap])\. ?m(?![a-z])\.?", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+|[^\sA-Za-z]")
_BREAK = re.compile(r"[.!?;]\s+(?=[A-Z\"'(])")
# What may stand between a time and the city, day or window that belongs to it.
_FILLERS = {
    "a", "an", "and", "are", "at", "back", "by", "call", "clock", "exactly", "for", "i", "in", "is", "it", "local",
    "my", "of", "on", "our", "phone", "please", "s", "sharp", "that", "the", "this", "time", "times", "to", "tz",
    "will", "with", "you", "your", "zone", "timezone", ",", "(", ")", "[", "]", "/", "-", ":", "'", "@", ".", "*",
    "=",
}  # fmt: skip


@dataclass(frozen=True)
class Span:
    """Where something stands in the plain text, and how it was written."""

    start: int
    end: int
    said: str


def plain(text: str) -> str:
    """At most `MOST` characters on one line, without accents, control characters and typographic variants."""
    alike = _BLANK_LINE.sub(". ", text[:MOST].replace("\r\n", "\n")).translate(_ALIKE)
    bare = (char for char in unicodedata.normalize("NFKD", alike) if unicodedata.category(char) != "Mn")
    shown = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in bare)
    return " ".join(_HALF.sub(r"\1m ", shown).split())[:MOST]


def blank(text: str, spans: Iterable[Span]) -> str:
    """The text with these stretches made spaces, so that what was read once is not read as something else."""
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def sentence(text: str, at: int) -> tuple[int, int]:
    """Where the sentence around a place in the text begins and ends."""
    ends = [match.end() for match in _BREAK.finditer(text)]
    start = max((end for end in ends if end <= at), default=0)
    return start, min((end for end in ends if end > at), default=len(text))


def beside(text: str, start: int, end: int) -> bool:
    """Whether nothing of weight stands between two places in a text whose other findings are blanked."""
    return start <= end and all(word.lower() in _FILLERS for word in _WORD.findall(text[start:end]))
