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
    missing: dict[str, About] = field(default_factory=dict)  # what only the writer can add, as it is asked
    choices: dict[str, About] = field(default_factory=dict)  # what the readings differ in, as it is asked

    def know(self, about: About, words: str) -> None:
        _once(self.clear, Remark(about, words))

    def doubt(self, about: About, words: str, *, lacks: str = "", which: str = "") -> None:
        """Something unclear; `lacks` asks for what is not there, `which` for one of what is."""
        _once(self.unclear, Remark(about, words))
        if lacks:
            self.missing.setdefault(lacks, about)
        if which:
            self.choices.setdefault(which, about)

    def settle(self, about: About) -> None:
        """Take back every doubt about this, as something else in the text has answered it."""
        self.unclear = [remark for remark in self.unclear if remark.about is not about]
        self.missing = {asked: of for asked, of in self.missing.items() if of is not about}
        self.choices = {asked: of for asked, of in self.choices.items() if of is not about}


def _once(remarks: list[Remark], remark: Remark) -> None:
    if remark.words and remark not in remarks:
        remarks.append(remark)
