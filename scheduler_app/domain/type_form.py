"""The settings of an interview type as an admin types them, read into values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scheduler_app.domain import text
from scheduler_app.domain.errors import Problem, Refused
from scheduler_app.domain.hours_form import read_whole
from scheduler_app.domain.turns import MOST_WEIGHT
from scheduler_app.domain.window import LONGEST, SHORTEST

# Least and most of each number; minutes, but for days and calls.
NUMBERS = {
    "call_minutes": (5, 240),
    "window_minutes": (SHORTEST, LONGEST),
    "slot_minutes": (5, 240),
    "notice_minutes": (0, 14 * 24 * 60),
    "horizon_days": (1, 366),
    "buffer_before_minutes": (0, 240),
    "buffer_after_minutes": (0, 240),
    "most_a_day": (0, 100),
    "most_a_week": (0, 500),
}
LONGEST_NAME = 80
DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class TypeSettings:
    """What an admin may set of a type: `numbers` by the names of NUMBERS, `weights` by recruiter who takes part."""

    name: str
    numbers: Mapping[str, int]
    may_overlap: bool
    weights: Mapping[int, int]


def read_type(form: Mapping[str, str], recruiters: Iterable[int]) -> TypeSettings:
    """The settings that a form holds. Raises `Refused` with every fault at once, each at its field."""
    problems: list[Problem] = []
    numbers = {name: read_whole(form, name, least, most, problems) for name, (least, most) in NUMBERS.items()}
    name = ""
    try:
        name = text.clean_line(form.get("name", ""), field="name", most=LONGEST_NAME)
    except Refused as refused:
        problems += refused.problems
    taking = [number for number in recruiters if f"takes-{number}" in form]
    weights = {number: read_whole(form, f"weight-{number}", 1, MOST_WEIGHT, problems) for number in taking}
    if not problems and numbers["notice_minutes"] >= numbers["horizon_days"] * DAY_MINUTES:
        words = "nothing could be booked: the notice is as long as the days ahead; change one of them"
        problems.append(Problem("invalid_request", words, "notice_minutes"))
    if problems:
        raise Refused(problems)
    return TypeSettings(name, numbers, "may_overlap" in form, weights)
