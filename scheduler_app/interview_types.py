"""The settings of interview types: read and changed. Calls that are booked keep their length, window and plan."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app import hours
from scheduler_app.domain.type_form import TypeSettings
from scheduler_app.store.people import InterviewType, Recruiter, TypeRecruiter


def every(session: Session) -> list[InterviewType]:
    return list(session.scalars(select(InterviewType).order_by(InterviewType.name, InterviewType.id)))


def weights(session: Session, kind: InterviewType) -> list[tuple[Recruiter, int]]:
    """Everyone who takes bookings, with their share of this type's calls; 0 for whoever has no part in it."""
    parts = {part.recruiter_id: part.weight for part in kind.parts}
    return [(recruiter, parts.get(recruiter.id, 0)) for recruiter in hours.everyone(session)]


def change(session: Session, kind: InterviewType, wanted: TypeSettings) -> None:
    """Obeyed by the next slot that is offered. Whoever is left out keeps the calls that are booked with them."""
    kind.name, kind.may_overlap = wanted.name, wanted.may_overlap
    for name, number in wanted.numbers.items():
        setattr(kind, name, number)
    parts = {part.recruiter_id: part for part in kind.parts}
    for recruiter in hours.everyone(session):
        weight, part = wanted.weights.get(recruiter.id), parts.get(recruiter.id)
        if weight is None:
            if part is not None:
                session.delete(part)
        elif part is None:
            session.add(TypeRecruiter(type_id=kind.id, recruiter_id=recruiter.id, weight=weight))
        else:
            part.weight = weight
