"""A time in words, as clockface says it."""

from __future__ import annotations

from html import escape

from scheduler_app.domain.manner import UNSAID


class Said(str):
    """A text that knows its language and, where it says a time, what that is made of.

    `own` is the reader's clock and `place` the city at its end; `turn` leads over to `other`, both "" where only one
    clock is said. Put into HTML by a template it marks its language, unless that is the language `around` it.
    """

    language: str
    own: str
    place: str
    turn: str
    other: str
    around: str

    def __new__(
        cls, own: str, language: str, *, place: str = "", turn: str = "", other: str = "", around: str = UNSAID
    ) -> Said:
        said = super().__new__(cls, own + turn + other)
        said.language, said.own, said.place, said.turn, said.other = language, own, place, turn, other
        said.around = around
        return said

    def within(self, language: str) -> Said:
        """The same in the midst of sentences in a language."""
        if language == self.around:
            return self
        return Said(self.own, self.language, place=self.place, turn=self.turn, other=self.other, around=language)

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
        """The language, or "" if it is that of the sentences around it."""
        return "" if self.language == self.around else self.language

    @property
    def plain(self) -> str:
        """The words alone, for where no markup can be."""
        return str(self)

    def __html__(self) -> str:
        text = escape(self)
        return f'<span lang="{self.foreign}">{text}</span>' if self.foreign else text
