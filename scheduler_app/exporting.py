"""Everything that is kept about one candidate, as one document."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from scheduler_app import person as persons
from scheduler_app.desk import Desk
from scheduler_app.domain import tokens
from scheduler_app.person import Person, Row
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import OptOut
from scheduler_app.store.personal import SECRET, TABLES

FORMAT = 1  # rises when a name below changes its meaning; new names may come at any time
LINK = "[private link]"


def export(session: Session, desk: Desk, email: str, now: datetime) -> dict[str, Any]:
    """JSON: for each table that may tell of a candidate the rows that tell of this one, by their columns' names.

    Instants are UTC (`2027-01-12T21:30:00Z`); a private link is left out of the words that carried it. `interview` also
    has the names of its type and recruiter. Raises `Refused` if nothing is kept.
    """
    person = persons.find(session, email)
    document: dict[str, Any] = {"format": FORMAT, "about": person.email, "exported_at": _plain(now)}
    for name, kept in TABLES.items():
        if kept.by:
            document[name] = [_shown(row) for row in persons.rows_of(session, name, person)]
    for row in document["interview"]:
        interview = session.get_one(Interview, UUID(row["id"]))
        row["interview_type"], row["recruiter"] = interview.type.name, interview.recruiter.name
    document["opt_out"] += _hidden(session, desk, person)
    return document


def _hidden(session: Session, desk: Desk, person: Person) -> list[Row]:
    """Opt-outs that outlasted an earlier erasure of the same number."""
    found = (session.get(OptOut, (desk.hidden_number(number), "sms")) for number in sorted(person.numbers))
    return [{"channel": row.channel, "since": _plain(row.since), "source": row.source} for row in found if row]


def _shown(row: Row) -> Row:
    return {name: _plain(value) for name, value in row.items() if name not in SECRET}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case UUID() | time():
            return str(value)
        case str():
            return tokens.opened(value, LINK)
        case dict():
            return {name: _plain(inner) for name, inner in value.items()}
        case list():
            return [_plain(inner) for inner in value]
        case _:
            return value
