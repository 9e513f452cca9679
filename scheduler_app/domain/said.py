"""A time in words, as clockface says it."""

from __future__ import annotations

from html import escape

from scheduler_app.domain.manner import UNSAID


class Said(str):
    """A text that knows its language and, where it says a time, what that is made of.

    `own` is the reader's clock and `place` the city at its end; `turn` leads over to `other`, both "" where only one
    clock is said. Put into HTML by a template it marks its language, unless that is the page's.
    """

    language: str
    own: str
    place: str
    turn: str
    other: str

    def __new__(cls, own: str, language: str, *, place: str = "", turn: str = "", other: str = "") -> Said:
        said = super().__new__(cls, own + turn + other)
        said.language, said.own, said.place, said.turn, said.other = language, own, place, turn, other
        return said

    @property
    def clock(self) -> str:
        """The reader's own time without its place: `Tue 12 Jan 2027, 2:30 PM`, or `2:30 PM`."""
        return self.own.removesuffix(self.place).rstrip()

    @property
    def joint(self) -> tuple[str, str]:
        """`turn` for two lines: what ends the first, "," or " /", and what begins the second, "which is " or ""."""
        return self.turn[:2].rstrip(), self.turn[2:].lstrip()

    @property
    def foreign(self) -> str:
        """The language, or "" if it is that of pages and mails."""
        return "" if self.language == UNSAID else self.language

    @property
    def plain(self) -> str:
        """The words alone, for where no markup can be."""
        return str(self)

    def __html__(self) -> str:
        text = escape(self)
        return f'<span lang="{self.foreign}">{text}</span>' if self.foreign else text
