"""`candidate export` and `candidate erase` as typed."""

from __future__ import annotations

import json

from scheduler_app import booking
from scheduler_app.app import connected
from scheduler_app.booking import Booker
from scheduler_app.clock import utcnow
from scheduler_app.config import load
from scheduler_app.domain.wanted import read_wanted
from tests.cli.conftest import Typed
from tests.office import request


def books() -> None:
    sessions, desk = connected(load())
    with sessions.begin() as session:
        wanted = read_wanted(request("2060-01-13T14:30", override_availability=True))
        booking.book(session, desk, wanted, Booker("api", True, "yes", "a test"), utcnow())
    sessions.kw["bind"].dispose()


def test_a_persons_data_comes_out_and_is_gone_once_that_is_really_meant(office: Typed):
    books()
    out = office("candidate", "export", "Ali@Example.com")
    assert (out.code, out.err) == (0, "")
    assert json.loads(out.out)["candidate"][0]["name"] == "Ali Haddad"

    asked = office("candidate", "erase", "ali@example.com")
    assert (asked.code, asked.out) == (1, "")
    assert "1 interviews and 2 messages, for good; export first if need be, then add --yes" in asked.err
    ahead = office("candidate", "erase", "ali@example.com", "--yes")
    assert (ahead.code, ahead.out) == (1, "")
    assert "Tue 13 Jan 2060, 2:30 PM Denver (UTC-7) is still to take place; add --cancel to call it off" in ahead.err

    gone = office("candidate", "erase", "ali@example.com", "--yes", "--cancel")
    assert gone.code == 0
    assert json.loads(gone.out)["interview"] == 1
    assert "ali@example.com is erased." in gone.err

    again = office("candidate", "export", "ali@example.com")
    assert (again.code, again.out) == (1, "")
    assert again.err == "scheduler-app: nothing is kept about 'ali@example.com'; check the address\n"
