"""An interview's plan as a person or a program reads it: what is to come, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from scheduler_app.domain import plan
from scheduler_app.domain.plan import Audience
from scheduler_app.planning import PLANNED, STOPPED
from scheduler_app.store.interviews import Interview


@dataclass(frozen=True)
class Line:
    """One line of the plan as a person or a program reads it: what is to come and what was decided."""

    step: str
    audience: str
    channels: tuple[str, ...]
    together: bool
    due_at: datetime | None  # None if what it waits for has not happened
    state: str
    reason: str


def outlook(interview: Interview) -> Iterator[Line]:
    """The whole plan of the present generation, in the plan's order."""
    at = interview.situation()
    rows = {(row.name, Audience(row.audience)): row for row in interview.present_steps()}
    for step in interview.watch.steps():
        row = rows.get(step.key)
        if row is not None and (row.state != STOPPED or not plan.alive(step, at)):
            never = row.state == STOPPED and plan.moment(step.at, at) is None
            due_at = None if never else row.due_at
            yield Line(step.name, step.audience, step.channels, step.together, due_at, row.state, row.reason)
            continue
        due_at = plan.moment(step.at, at) if plan.alive(step, at) or not plan.waits_for_the_call(step) else None
        reason = "" if due_at else "only once the call is confirmed"
        yield Line(step.name, step.audience, step.channels, step.together, due_at, PLANNED, reason)
