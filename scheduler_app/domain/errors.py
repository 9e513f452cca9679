"""What the product refuses, in words for the person who asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong: a stable code for programs, a fact and a remedy for people, and the field it is about."""

    code: str
    message: str
    field: str = ""


class Refused(Exception):
    """A request that cannot be done; nothing was stored and nothing was sent.

    `problems` has at least one entry and names every fault that could be found at once. `extras` are
    JSON-ready facts that help the next attempt (`choices`, `next_valid`, `earlier`, `later`, `alternatives`).
    """

    def __init__(self, problems: Sequence[Problem], **extras: object) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(problems)
        self.extras = extras

    @classmethod
    def because(cls, code: str, message: str, *, field: str = "", **extras: object) -> Refused:
        return cls([Problem(code, message, field)], **extras)

    @property
    def code(self) -> str:
        return self.problems[0].code

    @property
    def by_field(self) -> dict[str, str]:
        """The first message for each field, as a form shows them."""
        return {problem.field: problem.message for problem in reversed(self.problems)}
