"""What is kept of Ali, looked for in every cell of the database, and a past in which all that may be kept is kept."""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import inspect, select, text

from scheduler_app import access, booking, erasing, exporting
from scheduler_app.domain.interview import Outcome, Side
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from tests.office import ALI, Office, request
from tests.texting import Phones

TELLS = re.compile(r"haddad|\bali\b", re.IGNORECASE)


def erases(office: Office, **how: bool) -> dict[str, int]:
    with office.sessions.begin() as session:
        return erasing.erase(session, office.desk, "ALI@example.com", office.now, **how)


def exports(office: Office) -> dict[str, Any]:
    with reading(office.sessions) as session:
        document = exporting.export(session, office.desk, ALI, office.now)
    read: dict[str, Any] = json.loads(json.dumps(document))
    return read


def where_told(office: Office) -> list[str]:
    """Every cell of the database that tells of Ali."""
    found = []
    with office.sessions.kw["bind"].connect() as connection:
        for table in inspect(connection).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
                for column, value in row.items():
                    told = value if isinstance(value, str) else json.dumps(value, default=str)
                    if TELLS.search(told) or "6025550123" in re.sub(r"[\s()./-]", "", told):
                        found.append(f"{table}.{column}: {told[:80]}")
    return found


def everything_happens(office: Office, phones: Phones) -> None:
    """Two calls, one of them lapsed and one cancelled, with all that may be said and sent about them."""
    with office.sessions.begin() as session:
        key = access.add_api_key(session, "ats", "write", office.now)
    booked = phones.app.test_client().post(
        "/api/v1/interviews", json=request(), headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "k1"}
    )
    assert booked.status_code == 201
    with reading(office.sessions) as session:
        office.interviews.extend(session.scalars(select(Interview.id)))
    office.passes(days=1, hours=5, minutes=30)  # the window opens
    phones.ali("I am Ali Haddad, at 602-555-0123, running late")
    office.passes(minutes=36)  # it has closed, and a colleague was asked
    office.reports(Side.CANDIDATE, Outcome.NO_CALL, interview=office.interviews[0])
    phones.dana("1")
    office.books("2027-01-14T14:30", candidate={"name": "Ali B. Haddad"})
    with office.sessions.begin() as session:
        reason = "Ali Haddad is ill; ring (602) 555-0123"
        booking.cancel(session, office.desk, office.interviews[-1], Side.CANDIDATE, reason, office.now)
    office.rounds()
    phones.ali("STOP")
