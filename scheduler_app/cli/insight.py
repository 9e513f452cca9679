"""`scheduler-app simulate`, `why-not` and `doctor`: looking without touching."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Sequence
from uuid import UUID

from scheduler_app import doctor as examination
from scheduler_app import openings
from scheduler_app import simulate as simulation
from scheduler_app.access import recruiter_by_email
from scheduler_app.cli.opening import opened
from scheduler_app.clock import utcnow
from scheduler_app.config import load
from scheduler_app.doctor import Level
from scheduler_app.domain import clockface, walltime
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.walltime import Which
from scheduler_app.simulate import Row
from scheduler_app.store.db import reading

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


def why_not(asked: Namespace) -> int:
    """The time in words, then each reason for which candidates cannot book it; 1 if there is any."""
    wall = walltime.parse_wall(asked.at, field="at")
    with opened() as office, reading(office.sessions) as session:
        kind = openings.find_type(session, asked.type, field="type")
        recruiter = recruiter_by_email(session, asked.recruiter)
        if recruiter is None or recruiter not in openings.recruiters_of(kind):
            raise Refused.because("not_found", f"{asked.recruiter} takes no bookings for {kind.name}")
        starts = walltime.agree(wall, recruiter.zone, Which(asked.which) if asked.which else None, field="at").utc
        reasons = openings.explain(session, kind, recruiter, starts, utcnow())
    print(f"{recruiter.name}, {clockface.say(starts, recruiter.zone)}: {'not offered' if reasons else 'offered'}")
    for reason in reasons:
        print(f"- {reason.words}")
    return 1 if reasons else 0


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
