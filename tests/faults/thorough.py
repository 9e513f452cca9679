"""How much of what can be done any number of times is done: all of it in `make soak`, a sample in `make test`."""

from __future__ import annotations

import os

from scheduler_app.domain.limits import CAPS
from scheduler_app.store.people import Organisation
from tests.office import Office

THOROUGH = os.environ.get("SOAK_THOROUGH") == "1"
RACES = int(os.environ.get("SOAK_RACES", "500")) if THOROUGH else 8  # of two who act at one moment, on each database


def uncapped(office: Office) -> None:
    """So many calls of the same few people are about other things than caps, which have tests of their own."""
    with office.sessions.begin() as session:
        organisation = session.get_one(Organisation, 1)
        for cap in CAPS:
            setattr(organisation, cap, 1_000_000)
