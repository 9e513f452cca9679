"""Due interviews as plain rows: whom each is about, and all that may decide what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import JSON, Column, ColumnElement, Table, Text, select, type_coerce
from sqlalchemy import cast as turned
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from scheduler_app.store.among import among
from scheduler_app.store.interviews import Interview, Watch
from scheduler_app.store.people import Candidate, InterviewType, Recruiter

# What differs from one interview to the next like it. Of these only counts whether they are there; every other column
# counts as it stands, and so does any that is added.
OWN = {
    "interview": {"id", "recruiter_id", "candidate_id", "link_digest", "link_version"}
    | {"created_at", "booked_at", "changed_at"},
    "watch": {"interview_id", "next_due_at"},
    "candidate": {"id", "name", "email", "phone", "sms_consent_at", "sms_consent_wording", "sms_consent_from"}
    | {"number_vouched_at"},
    "recruiter": {"id", "name", "email", "phone", "created_at"},
    "interview_type": set[str](),
}
TABLES = INTERVIEW, WATCH, CANDIDATE, RECRUITER, TYPE = [
    cast(Table, model.__table__) for model in (Interview, Watch, Candidate, Recruiter, InterviewType)
]
COLUMNS = [column for table in TABLES for column in table.columns]
AT = {(column.table.name, column.name): place for place, column in enumerate(COLUMNS)}
_alike = itemgetter(*(place for (table, name), place in AT.items() if name not in OWN[table]))
_own = itemgetter(*(place for (table, name), place in AT.items() if name in OWN[table]))
_candidate = itemgetter(*(AT["candidate", name] for name in ("id", "name", "email", "phone")))
_recruiter = itemgetter(*(AT["recruiter", name] for name in ("id", "name", "email", "phone")))
_places = itemgetter(AT["candidate", "zone"], AT["recruiter", "zone"], AT["interview", "zone"])
_rest = itemgetter(*(AT[place] for place in (("interview", "id"), ("interview", "generation"), ("watch", "plan_id"))))
_booked_at = itemgetter(AT["interview", "booked_at"])


class Person(NamedTuple):
    id: int
    name: str
    email: str
    phone: str | None


class Line(NamedTuple):
    """`shape` is what it shares with those like it; `key` is the id, and `booked_at`, as the driver has them."""

    id: UUID
    key: Any
    generation: int
    plan_id: int
    booked_at: Any
    candidate: Person
    recruiter: Person
    zones: tuple[str, str, str]  # the candidate's, the recruiter's, the booking's
    shape: tuple[Any, ...]


def read(session: Session, ids: Sequence[UUID]) -> Iterator[Line]:
    for row in _fetched(session, ids):
        key, generation, plan_id = _rest(row)
        yield Line(
            key if isinstance(key, UUID) else UUID(key),
            key,
            generation,
            plan_id,
            _booked_at(row),
            Person(*_candidate(row)),
            Person(*_recruiter(row)),
            _places(row),
            (_alike(row), tuple(map(bool, _own(row)))),
        )


def _fetched(session: Session, ids: Sequence[UUID]) -> Iterable[Sequence[Any]]:
    return session.connection().execute(LINES, {"ids": list(ids)}).all()


def _as_it_is(column: Column[Any]) -> ColumnElement[Any]:
    """Without what SQLAlchemy makes of its values: they are compared and not read."""
    return turned(column, Text) if isinstance(column.type, JSON) else type_coerce(column, NullType())


LINES = (
    select(*map(_as_it_is, COLUMNS))
    .select_from(INTERVIEW)
    .join(WATCH, WATCH.c.interview_id == INTERVIEW.c.id)
    .join(CANDIDATE, CANDIDATE.c.id == INTERVIEW.c.candidate_id)
    .join(RECRUITER, RECRUITER.c.id == INTERVIEW.c.recruiter_id)
    .join(TYPE, TYPE.c.id == INTERVIEW.c.type_id)
    # Of both, as PostgreSQL does not conclude it, and would go through everybody's watches.
    .where(among(INTERVIEW.c.id), among(WATCH.c.interview_id))
)
