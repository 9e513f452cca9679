"""Offices on PostgreSQL as the processes of a deployment see it: what they commit is handed over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scheduler_app import handover
from scheduler_app.clock import utcnow
from tests.office import Office, opened


@pytest.fixture
def office(ready_postgres: str) -> Iterator[Office]:
    """A staffed office on the clock of the machine."""
    with opened(ready_postgres, utcnow()) as office:
        handover.attach(office.sessions, utcnow)
        yield office
