"""`scheduler-app candidate`: everything that is kept about a person, out or gone."""

from __future__ import annotations

import json
from argparse import Namespace

from scheduler_app import erasing, exporting, logs, person
from scheduler_app.cli.opening import note, opened
from scheduler_app.clock import utcnow
from scheduler_app.domain.errors import Refused
from scheduler_app.store.db import reading


def export(asked: Namespace) -> None:
    with opened() as office, reading(office.sessions) as session:
        document = exporting.export(session, office.desk, asked.email, utcnow())
    print(json.dumps(document, indent=2, ensure_ascii=False))


def erase(asked: Namespace) -> None:
    """Standard output has one JSON object: how many rows of each table told of the person."""
    logs.set_up()  # to standard error
    with opened() as office, office.sessions.begin() as session:
        if not asked.yes:
            found = person.find(session, asked.email)
            raise Refused.because(
                "not_confirmed",
                f"this would erase who {found.email} was from {len(found.interviews)} interviews and"
                f" {len(found.messages)} messages, for good; export first if need be, then add --yes",
            )
        counts = erasing.erase(session, office.desk, asked.email, utcnow(), cancel=asked.cancel)
    note(f"{asked.email} is erased. Backups, providers and mailboxes still have what they had.")
    print(json.dumps(counts))
