"""What an interview can be, what each side may say of it, and what follows from both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    SCHEDULED = "scheduled"
    LAPSED = "lapsed"  # the window closed and nobody has confirmed a call
    HELD = "held"
    MISSED = "missed"
    DISPUTED = "disputed"  # the sides say different things; a person has to look, and nobody is blamed
    CANCELLED = "cancelled"


class Side(StrEnum):
    CANDIDATE = "candidate"
    RECRUITER = "recruiter"


class Outcome(StrEnum):
    HELD = "held"
    NO_CALL = "no_call"  # the candidate: nobody has called
    NO_ANSWER = "no_answer"  # the recruiter: I called, nobody picked up
    MISSED = "missed"  # either: I missed it
    RUNNING_LATE = "running_late"


SAYABLE: dict[Side, frozenset[Outcome]] = {
    Side.RECRUITER: frozenset({Outcome.HELD, Outcome.NO_ANSWER, Outcome.MISSED, Outcome.RUNNING_LATE}),
    Side.CANDIDATE: frozenset({Outcome.HELD, Outcome.NO_CALL, Outcome.MISSED, Outcome.RUNNING_LATE}),
}

# Legal changes of state. A cancelled interview stays cancelled, and one whose call took place is never
# rescheduled or cancelled: who wants another call books another interview.
ALLOWED: dict[State, frozenset[State]] = {
    State.SCHEDULED: frozenset(State) - {State.DISPUTED},
    State.LAPSED: frozenset(State),
    State.HELD: frozenset({State.HELD, State.MISSED, State.DISPUTED}),
    State.MISSED: frozenset(State) - {State.LAPSED},
    State.DISPUTED: frozenset(State) - {State.LAPSED},
    State.CANCELLED: frozenset(),
}


@dataclass(frozen=True)
class Claim:
    """What one side's report says about the call: whether it took place and, if not, who missed it."""

    state: State
    missed_by: Side | None = None


def claim(by: Side, outcome: Outcome, *, closed: bool) -> Claim | None:
    """What a report claims, or None if it settles nothing ("no call yet", "running late")."""
    match outcome:
        case Outcome.HELD:
            return Claim(State.HELD)
        case Outcome.NO_ANSWER:
            return Claim(State.MISSED, Side.CANDIDATE)
        case Outcome.MISSED:
            return Claim(State.MISSED, by)
        case Outcome.NO_CALL if closed:
            return Claim(State.MISSED, Side.RECRUITER)
        case _:
            return None


def settle(recruiter: Claim | None, candidate: Claim | None) -> Claim | None:
    """What stands after each side's latest claim; None while neither has made one.

    Two sides that contradict each other are `disputed`, whoever spoke first.
    """
    if recruiter and candidate and recruiter != candidate:
        return Claim(State.DISPUTED)
    return recruiter or candidate
