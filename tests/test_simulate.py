"""Simulating: what would happen is told, and nothing happens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from scheduler_app import simulate
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import Outcome, Side
from scheduler_app.simulate import Simulation
from scheduler_app.store import schema
from tests.office import MONDAY, Office, opened


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(f"sqlite:///{tmp_path / 'office.db'}") as office:
        yield office


def everything(office: Office) -> dict[str, list[object]]:
    """Every row of every table."""
    with office.sessions() as session:
        names = schema.METADATA.tables
        return {name: [tuple(row) for row in session.execute(text(f"SELECT * FROM {name}"))] for name in names}


def told(simulation: Simulation) -> list[str]:
    return [f"{row.step}: {row.by or '-'} to {row.to}, {row.state}" for row in simulation.rows]


def test_a_booked_interview_is_played_to_its_end(office: Office):
    interview = office.books()
    before = everything(office)

    played = simulate.of_interview(office.sessions, office.desk, interview, office.now)

    assert told(played) == [
        "confirm: email to candidate Ali Haddad, accepted",
        "confirm: email to recruiter Dana Reyes, accepted",
        "remind-24h: sms to candidate Ali Haddad, would be sent",
        "remind-1h: sms to candidate Ali Haddad, would be sent",
        "prepare-60m: email to recruiter Dana Reyes, would be sent",
        "prepare-10m: sms to recruiter Dana Reyes, would be sent",
        "open: sms to recruiter Dana Reyes, would be sent",
        "nudge: sms to recruiter Dana Reyes, would be sent",
        "lapse: sms to candidate Ali Haddad, would be sent",
        "lapse: sms to recruiter Dana Reyes, would be sent",
        "lapse: email to candidate Ali Haddad, would be sent",
        "backup: email to backup Lee Okafor, would be sent",
        "coordinator: email to coordinator Cole Winter, would be sent",
        "next-day: email to candidate Ali Haddad, would be sent",
        "last: email to candidate Ali Haddad, would be sent",
        "thank-you: - to candidate, planned",
        "answer-by: - to recruiter, planned",
    ]
    assert "scheduled" in played.heading[-1]
    assert played.rows[-1].when == "2 business days after the call is confirmed"
    assert everything(office) == before


def test_times_are_in_both_clocks_and_the_reader_comes_first(office: Office):
    office.books(candidate={"zone": "America/New_York"})
    rows = simulate.of_interview(office.sessions, office.desk, office.interviews[-1], office.now).rows

    when = {(row.step, row.to.partition(" ")[0], row.by): row.when for row in rows}
    assert when["lapse", "candidate", "sms"] == "Tue 12 Jan 5:00 PM New York (UTC-5) / 3:00 PM Denver (UTC-7)"
    assert when["lapse", "recruiter", "sms"] == "Tue 12 Jan 3:00 PM Denver (UTC-7) / 5:00 PM New York (UTC-5)"
    assert when["backup", "backup", "email"].startswith("Tue 12 Jan 22:05 London (UTC+0) / 17:05 New York")


def test_what_is_skipped_or_goes_another_way_says_why(office: Office):
    office.books("2027-01-11T09:40", override_availability=True, candidate={"phone": None})
    rows = simulate.of_interview(office.sessions, office.desk, office.interviews[-1], office.now).rows

    why = {(row.step, row.to.partition(" ")[0]): (row.state, row.why) for row in rows}
    past = "its time was already past when this was booked"
    assert why["remind-24h", "candidate"] == why["prepare-60m", "recruiter"] == ("skipped", past)
    assert why["lapse", "candidate"] == ("would be sent", "by mail, not by text: no number on file")
    assert why["thank-you", "candidate"] == ("planned", "only once the call is confirmed")


def test_an_interview_that_is_over_has_only_what_is_left(office: Office):
    office.books()
    office.passes(days=1, hours=5, minutes=45)
    office.reports(Side.RECRUITER, Outcome.HELD)
    rows = simulate.of_interview(office.sessions, office.desk, office.interviews[-1], office.now).rows

    left = [(row.step, row.by) for row in rows if row.state == "would be sent"]
    assert left == [("thank-you", "email"), ("answer-by", "email")]
    assert {row.why for row in rows if row.state == "stopped"} == {"the recruiter confirmed the call"}


def test_a_policy_is_played_for_a_booking_made_now(office: Office):
    before = everything(office)
    played = simulate.of_policy(office.sessions, office.desk, "phone-screen", office.now)

    assert played.heading[0] == "Phone screen: Dana Reyes calls Example Candidate"
    assert "Mon 11 Jan 2027, 1:00 PM Denver" in played.heading[1], "four hours ahead, the first slot"
    assert "remind-24h: - to candidate, skipped" in told(played)
    assert "lapse: sms to candidate Example Candidate, would be sent" in told(played)
    assert everything(office) == before


def test_a_policy_needs_nobody_to_be_there(office: Office):
    with office.sessions.begin() as session:
        session.execute(text("UPDATE recruiter SET role = 'admin'"))
    before = everything(office)
    played = simulate.of_policy(office.sessions, office.desk, "phone-screen", office.now)

    assert played.heading[0] == "Phone screen: Example Recruiter calls Example Candidate"
    why = {row.step: row.why for row in played.rows if row.state == "skipped"}
    assert why["coordinator"] == "nobody has the role of coordinator"
    assert everything(office) == before


def test_what_is_not_there_is_refused(office: Office):
    with pytest.raises(Refused, match="no such interview"):
        simulate.of_interview(office.sessions, office.desk, UUID(int=1), office.now)
    with pytest.raises(Refused, match="no interview type 'x'"):
        simulate.of_policy(office.sessions, office.desk, "x", office.now)


def test_with_a_speed_each_line_waits_for_its_moment(office: Office):
    interview = office.books("2027-01-11T10:00", override_availability=True)
    office.now = MONDAY + timedelta(minutes=20)
    rows = simulate.of_interview(office.sessions, office.desk, interview, office.now).rows
    pauses: list[float] = []

    shown = list(simulate.paced(rows, office.now, 60, pauses.append))
    assert shown == list(rows)
    assert pauses[:4] == [30.0, 10.0, 20.0, 10.0], "to 10 minutes before, the start, two thirds and the close"
    pauses.clear()
    assert list(simulate.paced(rows, office.now, 0, pauses.append)) == list(rows)
    assert pauses == []


def test_a_text_that_waits_for_the_morning_is_shown_then_with_the_reason(office: Office):
    office.books("2027-01-13T23:00", override_availability=True)
    rows = simulate.of_interview(office.sessions, office.desk, office.interviews[-1], office.now).rows

    (waits,) = [row for row in rows if row.step == "remind-24h"]
    assert (waits.by, waits.state) == ("sms", "would be sent")
    assert waits.when == "Wed 13 Jan 8:00 AM Phoenix (UTC-7) / 8:00 AM Denver (UTC-7)"
    assert waits.why == "deferred until Wed 13 Jan 2027, 8:00 AM Phoenix (UTC-7): quiet hours in Phoenix"
