"""What is noted while a promise is read: what is clear, what is not and why, and what to ask the writer."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class About(StrEnum):
    TEXT = "text"
    TIME = "time"
    DAY = "day"
    ZONE = "zone"
    WINDOW = "window"
    CLOCKS = "clocks"  # they change at that very time
    PAST = "past"


@dataclass(frozen=True)
class Remark:
    about: About
    words: str


@dataclass
class Notes:
    clear: list[Remark] = field(default_factory=list)
    unclear: list[Remark] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # what only the writer can add, as it is asked
    choices: list[str] = field(default_factory=list)  # what the readings differ in, as it is asked

    def know(self, about: About, words: str) -> None:
        _once(self.clear, Remark(about, words))

    def doubt(self, about: About, words: str, *, lacks: str = "", which: str = "") -> None:
        """Something unclear; `lacks` asks for what is not there, `which` for one of what is."""
        _once(self.unclear, Remark(about, words))
        if lacks and lacks not in self.missing:
            self.missing.append(lacks)
        if which and which not in self.choices:
            self.choices.append(which)


def _once(remarks: list[Remark], remark: Remark) -> None:
    if remark.words and remark not in remarks:
        remarks.append(remark)
