"""What a check says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"  # works, and somebody should know
    FAIL = "fail"  # would not work


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at and found, and, unless all is well, what to do about it."""

    level: Level
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"{self.level.ljust(4)}  {self.what}"
        return f"{line} - {self.remedy}" if self.remedy else line


def ok(what: str) -> Finding:
    return Finding(Level.OK, what)


def warn(what: str, remedy: str) -> Finding:
    return Finding(Level.WARN, what, remedy)


def fail(what: str, remedy: str) -> Finding:
    return Finding(Level.FAIL, what, remedy)
