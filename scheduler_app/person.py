"""One candidate across all tables: who they are by their mail address, and which rows tell of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Table, func, or_, select
from sqlalchemy.orm import Session

from scheduler_app.domain.errors import Refused
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import Message
from scheduler_app.store.people import Candidate
from scheduler_app.store.personal import TABLES, Key
from scheduler_app.store.schema import METADATA

Row = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """Somebody who gave this mail address, however often; `names` and `numbers` as they gave them with it."""

    email: str  # in small letters
    candidates: tuple[int, ...]
    interviews: tuple[UUID, ...]
    messages: tuple[UUID, ...]
    names: frozenset[str]
    numbers: frozenset[str]


def find(session: Session, email: str) -> Person:
    """Everything that is kept under an address, capitals aside; raises `Refused` (`not_found`) if that is nothing."""
    wanted = email.strip().lower()
    rows = session.scalars(select(Candidate).where(func.lower(Candidate.email) == wanted).order_by(Candidate.id)).all()
    candidates = tuple(row.id for row in rows)
    interviews = tuple(
        session.scalars(select(Interview.id).where(Interview.candidate_id.in_(candidates)).order_by(Interview.id))
    )
    numbers = frozenset(row.phone for row in rows if row.phone)
    to_them = or_(func.lower(Message.to_address) == wanted, Message.to_address.in_(sorted(numbers)))
    of_no_call = Message.interview_id.is_(None) & to_them & Message.recipient.not_like("recruiter:%")
    theirs = or_(Message.interview_id.in_(interviews), of_no_call)
    person = Person(
        email=wanted,
        candidates=candidates,
        interviews=interviews,
        messages=tuple(session.scalars(select(Message.id).where(theirs).order_by(Message.created_at, Message.id))),
        names=frozenset(row.name for row in rows),
        numbers=numbers,
    )
    if not wanted or not any(rows_of(session, name, person) for name in TABLES):
        raise Refused.because("not_found", f"nothing is kept about {email.strip()!r}; check the address")
    return person


def rows_of(session: Session, name: str, person: Person) -> list[Row]:
    """The person's rows of one table as they are stored, oldest first where ids tell."""
    by = TABLES[name].by
    if not by:
        return []
    table = METADATA.tables[name]
    which = or_(*(_theirs(table, table.c[column], key, person) for column, key in by.items()))
    asked = select(table).where(which).order_by(*table.primary_key.columns)
    return [dict(row) for row in session.execute(asked).mappings()]


def _theirs(table: Table, column: Column[Any], key: Key, person: Person) -> ColumnElement[bool]:
    known: dict[Key, Sequence[Any]] = {
        Key.CANDIDATE: person.candidates,
        Key.INTERVIEW: person.interviews,
        Key.MESSAGE: person.messages,
    }
    match key:
        case Key.CANDIDATE | Key.INTERVIEW | Key.MESSAGE:
            return column.in_(known[key])
        case Key.ANSWER:
            found = column["id"].as_string().in_([str(which) for which in person.interviews])
            return cast(ColumnElement[bool], found)
        case Key.MAIL:
            theirs = func.lower(column) == person.email
        case Key.NUMBER:
            theirs = column.in_(sorted(person.numbers))
    return theirs & table.c.interview_id.is_(None) if "interview_id" in table.c else theirs
