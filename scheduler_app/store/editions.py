"""How often what a calendar shows of a recruiter has changed: what tells a feed that nothing is new.

The number rises in the transaction that changes an interview, whoever writes it and however, so that a feed need not
look at a single interview to know that its last answer still holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import ForeignKey, event, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, mapped_column

from scheduler_app.store.db import Base
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Candidate, InterviewType, Recruiter

CHANGED = "calendars that changed"
# What a calendar shows of each; the other columns may change without a word.
SHOWN: dict[type[Base], tuple[str, ...]] = {
    Interview: (
        "recruiter_id",
        "type_id",
        "state",
        "changed_at",
        "sequence",
        "starts_at",
        "closes_at",
        "occupied_until",
    ),
    Recruiter: ("name", "zone", "language", "clock_hours"),
    Candidate: ("name", "zone", "phone", "language", "clock_hours"),
    InterviewType: ("name",),
}


class CalendarEdition(Base):
    """The number of a recruiter's calendar; without a row it is 0."""

    __tablename__ = "calendar_edition"

    recruiter_id: Mapped[int] = mapped_column(ForeignKey("recruiter.id"), primary_key=True)
    number: Mapped[int]


@event.listens_for(Session, "after_flush")
def _remember(session: Session, _flush: object) -> None:
    """Keep in mind what this transaction has changed, until it commits."""
    for row in (*session.new, *session.dirty, *session.deleted):
        columns = SHOWN.get(type(row))
        if columns and (row in session.deleted or _differs(row, columns)):
            _changes(session).update(_marks(row))


@event.listens_for(Session, "do_orm_execute")
def _remember_in_bulk(asked: ORMExecuteState) -> None:
    """A statement that writes many rows at once does not say which: all calendars count as changed."""
    mapper = asked.bind_mapper
    if mapper is not None and mapper.class_ in SHOWN and (asked.is_update or asked.is_delete or asked.is_insert):
        _changes(asked.session).add((InterviewType, 0))


def changed(session: Session, recruiters: Iterable[int]) -> None:
    """For whoever writes interviews in a way that is not seen here, and knows whose they are."""
    _changes(session).update((Recruiter, key) for key in recruiters)


@event.listens_for(Session, "before_commit")
def _raise(session: Session) -> None:
    """Last of all and in order, so that transactions about the same recruiters never wait for each other in a ring."""
    if session.in_nested_transaction():
        return
    session.flush()  # what is still to be written is part of it
    changes = session.info.pop(CHANGED, None)
    if not changes:
        return
    if rows := [{"recruiter_id": recruiter_id, "number": 1} for recruiter_id in _recruiters(session, changes)]:
        session.connection().execute(_one_more(session.connection().dialect.name), rows)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, ended: SessionTransaction) -> None:
    """What was rolled back has not happened; a savepoint's end leaves the rest of its transaction as it is."""
    if ended.parent is None:
        session.info.pop(CHANGED, None)


def _differs(row: Base, columns: tuple[str, ...]) -> bool:
    attributes = inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in columns)


def _recruiters(session: Session, changes: set[tuple[type[Base], int]]) -> list[int]:
    if any(kind is InterviewType for kind, _ in changes):
        return list(session.scalars(select(Recruiter.id).order_by(Recruiter.id)))
    found = {key for kind, key in changes if kind is Recruiter}
    if candidates := [key for kind, key in changes if kind is Candidate]:
        found |= set(session.scalars(select(Interview.recruiter_id).where(Interview.candidate_id.in_(candidates))))
    return sorted(found)


def _marks(row: Any) -> set[tuple[type[Base], int]]:
    """Whose calendars a changed row is part of."""
    if not isinstance(row, Interview):
        return {(type(row), row.id)}
    moved = inspect(row).attrs.recruiter_id.history
    return {(Recruiter, key) for key in (row.recruiter_id, *(moved.deleted or ())) if key is not None}


def _changes(session: Session) -> set[tuple[type[Base], int]]:
    changes: set[tuple[type[Base], int]] = session.info.setdefault(CHANGED, set())
    return changes


@lru_cache
def _one_more(dialect: str) -> Any:
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = insert(CalendarEdition.__table__)
    return row.on_conflict_do_update(index_elements=["recruiter_id"], set_={"number": CalendarEdition.number + 1})
