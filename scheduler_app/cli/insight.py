"""`scheduler-app simulate` and `doctor`: looking without touching."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Sequence
from uuid import UUID

from scheduler_app import doctor as examination
from scheduler_app import simulate as simulation
from scheduler_app.cli.opening import opened
from scheduler_app.clock import utcnow
from scheduler_app.config import load
from scheduler_app.doctor import Level
from scheduler_app.domain.errors import Refused
from scheduler_app.simulate import Row

TITLES = ("when", "step", "to", "by", "what", "why")


def simulate(asked: Namespace) -> None:
    """A table on standard output, oldest line first; with a speed, each line when its moment has come."""
    now = utcnow().replace(microsecond=0)
    with opened() as office:
        if asked.policy is not None:
            played = simulation.of_policy(office.sessions, office.desk, asked.policy, now)
        else:
            played = simulation.of_interview(office.sessions, office.desk, _id(asked.interview), now)
    for line in played.heading:
        print(line)
    widths = [max(map(len, column)) for column in zip(TITLES, *map(_cells, played.rows), strict=True)]
    print(_line(TITLES, widths))
    for row in simulation.paced(played.rows, now, asked.speed, time.sleep):
        print(_line(_cells(row), widths), flush=True)


def doctor(_asked: Namespace) -> int:
    """One line for each check; 1 if anything would fail."""
    worst = 0
    for finding in examination.examine(load(), utcnow):
        print(finding, flush=True)
        worst = max(worst, finding.level is Level.FAIL)
    return worst


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused.because(
            "not_found", f"{text!r} is no interview id; an id looks like {UUID(int=0)}, and --policy takes a name"
        ) from None


def _cells(row: Row) -> tuple[str, ...]:
    return row.when, row.step, row.to, row.by, row.state, row.why


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
