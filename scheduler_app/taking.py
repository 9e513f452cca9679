"""A colleague takes over a call that did not take place: nobody else is asked, and everybody concerned knows."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from scheduler_app import planning
from scheduler_app.desk import Desk
from scheduler_app.domain import default_plan
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import Side, State
from scheduler_app.domain.window import Phase
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Recruiter

TOLD_WITHIN = timedelta(days=1)


def take(session: Session, desk: Desk, interview_id: UUID, person: Recruiter, now: datetime) -> Interview:
    """`person` handles this call from now on; the recruiter who promised it is told, in the same transaction.

    The state stays as it is until somebody says that they spoke. Whoever is first gets it, and again changes nothing.
    Raises `Refused`: `wrong_state` before the close and once it is settled, `taken` when a colleague has it.
    """
    interview = planning.locked(session, interview_id)
    if interview.window.phase(now) is Phase.CLOSED:
        planning.look(session, desk, interview, now)  # a window nobody has swept yet still lapses first
    if interview.taken_by_id == person.id:
        return interview
    if interview.taken_by is not None:
        raise Refused.because("taken", f"{interview.taken_by.name} has taken this call over already")
    if interview.recruiter_id == person.id:
        raise Refused.because("wrong_state", "this call is yours already; call, and say how it went")
    if not open_to_take(interview):
        raise Refused.because("wrong_state", "this call needs nobody to take it over")
    interview.taken_by, interview.taken_at, interview.changed_at = person, now, now
    session.flush()
    planning.settle_rest(session, interview, f"{person.name} has taken it over", now)
    planning.announce(session, desk, interview, default_plan.TAKEN_OVER, now, expires_at=now + TOLD_WITHIN)
    return interview


def open_to_take(interview: Interview) -> bool:
    """Whether the call did not take place, the candidate still waits for help, and nobody has taken it over."""
    forgotten = interview.state == State.MISSED and interview.missed_by == Side.RECRUITER
    waits = interview.state == State.LAPSED or forgotten
    return waits and interview.superseded_by is None and interview.taken_by_id is None
