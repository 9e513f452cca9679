"""A time that new time zone rules put in doubt is on top of the board until somebody sets it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update

from scheduler_app.domain import walltime
from scheduler_app.store.interviews import Interview
from tests.office import DANA
from tests.web.staff import Service, opened, plain

FLAG = "By new time zone rules the agreed time is now another. Nothing was moved: agree with Ali Haddad on the time."


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


@pytest.fixture
def flagged(service: Service) -> UUID:
    interview = service.books()
    service.rounds()
    with service.sessions.begin() as session:
        values = {
            "rules_flag": FLAG,
            "rules_checked": walltime.tz_release(),
            "tz_release": "2025b",
            "offset_seconds": -6 * 3600,
        }
        session.execute(update(Interview).values(**values))
    return interview


def part(page: str, name: str) -> str:
    found = re.search(rf'<section[^>]*aria-labelledby="{name}">(.*?)</section>', page, re.DOTALL)
    assert found
    return plain(found[1])


def test_it_needs_action_and_is_not_listed_as_ahead(service: Service, flagged: UUID):
    page = service.signed_in(DANA).opens("/dashboard")

    needs = part(page, "needs-action")
    assert needs.startswith("Needs action 1 Ali Haddad Check the time Tue 12 Jan 2027, 2:30 PM Denver")
    assert FLAG in needs
    assert "Set the time for Ali Haddad" in needs
    assert "No call is booked" in part(page, "ahead")


def test_its_page_says_what_is_in_doubt_with_the_form_open(service: Service, flagged: UUID):
    page = service.signed_in(DANA).opens(f"/dashboard/{flagged}")

    assert f"{FLAG} Agree on a new time" in plain(page)
    assert re.search(r"<details open>\s*<summary>Agree on a new time", page)


def test_while_the_window_is_open_the_doubt_is_still_said(service: Service, flagged: UUID):
    dana = service.signed_in(DANA)
    service.now = service.interview().starts_at + timedelta(minutes=1)

    page = dana.opens("/dashboard")
    assert FLAG in part(page, "open-now")
    assert "Nothing waits for you" in part(page, "needs-action")


@pytest.mark.parametrize("time", ["14:30", "15:00"])
def test_setting_the_time_ends_it_even_if_it_stays(service: Service, flagged: UUID, time: str):
    dana = service.signed_in(DANA)
    path = f"/dashboard/{flagged}"
    chosen = {"starts__date": "2027-01-12", "starts__time": time, "starts__zone": "America/Denver", "confirmed": "1"}

    assert dana.sends(f"{path}/reschedule", at=path, **chosen).status_code == 303

    assert FLAG not in dana.opens(path)
    assert "Nothing waits for you" in part(dana.opens("/dashboard"), "needs-action")
    assert service.interview().generation == 2


def test_a_cancelled_call_asks_nothing_more(service: Service, flagged: UUID):
    dana = service.signed_in(DANA)
    dana.sends(f"/dashboard/{flagged}/cancel", at=f"/dashboard/{flagged}", reason="")

    assert FLAG not in dana.opens(f"/dashboard/{flagged}")
    assert "Nothing waits for you" in part(dana.opens("/dashboard"), "needs-action")
