"""How somebody wishes to read times, as they said it themselves."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from scheduler_app import planning
from scheduler_app.domain.manner import Manner
from scheduler_app.store.people import Recruiter


def candidate_reads(session: Session, interview_id: UUID, manner: Manner) -> None:
    """From now on pages, messages and invitations say times to the candidate in this manner; nobody is told."""
    candidate = planning.locked(session, interview_id).candidate
    candidate.language, candidate.clock_hours = manner.language, manner.hours


def recruiter_reads(session: Session, recruiter_id: int, manner: Manner) -> None:
    """The same for somebody who signs in, and for their feeds."""
    recruiter = session.get_one(Recruiter, recruiter_id)
    recruiter.language, recruiter.clock_hours = manner.language, manner.hours
