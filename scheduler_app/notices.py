"""Which notices, told of what no plan foresees, are still of use."""

from __future__ import annotations

from scheduler_app.domain import default_plan
from scheduler_app.domain.interview import State
from scheduler_app.store.interviews import Interview, StepRow


def helps(interview: Interview, row: StepRow) -> bool:
    """Whether this notice of the present generation may still start: none that a later one of its kind has replaced."""
    if row.script in default_plan.REPLACED:
        present = (other for other in interview.steps if other.generation == interview.generation)
        if any(other.script == row.script and other.id > row.id for other in present):
            return False
    if row.script in default_plan.WHILE_CALLING:
        return interview.state not in (State.CANCELLED, State.HELD)
    return row.script in default_plan.OF_ANY_STATE or interview.state == State.SCHEDULED
