"""New rules leave a time in doubt: it stays, its recruiter is asked once, and the question ends with an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from scheduler_app import booking, staff
from scheduler_app.domain import walltime
from scheduler_app.domain.interview import Side, State
from scheduler_app.domain.rule_change import Kind
from scheduler_app.domain.walltime import Which
from scheduler_app.store.interviews import Interview
from tests import old_tables
from tests.office import ALI, COLE, LEE, Office
from tests.rule_office import NINE_IN_VANCOUVER, asked, booked, changes, in_november

ADVICE = " Nothing was moved: agree with Ali Haddad on the time and set it, even if it stays."
RELEASE = walltime.tz_release()
ASKED = f"rules-flag-{RELEASE}: email to recruiter"
AS_IT_STANDS = datetime(2026, 12, 15, 17, 0, tzinfo=UTC)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with in_november(database_url) as office:
        yield office


def nine_in_vancouver(recruiter: str = LEE) -> dict[str, object]:
    return asked("2026-12-15T09:00", "America/Vancouver", "America/Vancouver", recruiter)


def in_doubt(office: Office) -> None:
    """Ali's call at 9:00 in Vancouver, which new rules put onto another call of Lee's."""
    booked(office, asked("2026-12-15T16:00", "Europe/London", "Europe/London", LEE), nine_in_vancouver())
    assert changes(office) == {office.interviews[-1]: Kind.FLAGGED}
    assert office.heard() == [ASKED]


def moves(office: Office, wall: str, zone: str = "America/Vancouver") -> None:
    starts = walltime.agree(datetime.fromisoformat(wall), zone, None)
    with office.sessions.begin() as session:
        booking.reschedule(session, office.desk, office.interviews[-1], starts, office.now, override=True)
    office.rounds()


@pytest.mark.parametrize(
    ("wall", "zone", "doubt"),
    [
        (
            "2027-03-28T03:30",  # Moldova follows the EU's hour since 2026a: what was 3:30 there is skipped now
            "Europe/Chisinau",
            "By new time zone rules the clocks in Chisinau skip the agreed time; the next that exists is"
            " Sun 28 Mar 2027, 02:00 London (UTC+1), which is 04:00 Chisinau (UTC+3).",
        ),
        (
            "2027-10-31T03:30",
            "Europe/Chisinau",
            "By new time zone rules the clocks in Chisinau show the agreed time twice: Sun 31 Oct 2027, 01:30 London"
            " (UTC+1), which is 03:30 Chisinau (UTC+3); and Sun 31 Oct 2027, 01:30 London (UTC+0), which is"
            " 03:30 Chisinau (UTC+2).",
        ),
        (
            "2026-12-15T01:00",
            "America/Vancouver",
            "By new time zone rules the agreed time is now Tue 15 Dec 2026, 08:00 London (UTC+0), which is"
            " 01:00 Vancouver (UTC-7), but that is outside the recruiter's hours.",
        ),
    ],
)
def test_a_time_that_nobody_can_move_for_them_is_left_and_asked_about_once(
    office: Office, wall: str, zone: str, doubt: str
):
    (made,) = booked(office, asked(wall, zone, zone, LEE))
    before = office.interview()
    foreseen = changes(office, dry_run=True)

    assert changes(office) == foreseen == {made: Kind.FLAGGED}

    after = office.interview()
    assert after.rules_flag == doubt + ADVICE
    assert (after.starts_at, after.closes_at, after.generation, after.sequence, after.tz_release) == (
        before.starts_at,
        before.closes_at,
        1,
        0,
        old_tables.RELEASE,
    )
    assert office.heard() == [ASKED]
    assert changes(office) == {}
    assert office.heard() == []


def test_the_mail_names_both_times_and_leads_to_the_dashboard(office: Office):
    in_doubt(office)

    mail = office.mail_to(LEE)
    assert "is now Tue 15 Dec 2026, 16:00 London (UTC+0), which is 09:00 Vancouver (UTC-7), but" in mail.text
    assert "by the old rules: Tue 15 Dec 2026, 17:00 London (UTC+0), which is 09:00 Vancouver (UTC-8)" in mail.text
    assert "by the new rules: Tue 15 Dec 2026, 17:00 London (UTC+0), which is 10:00 Vancouver (UTC-7)" in mail.text
    assert f"https://calls.example.com/dashboard/{office.interviews[-1]}" in mail.text
    assert office.interview().starts_at == AS_IT_STANDS


@pytest.mark.parametrize(("ahead", "what"), [(0, Kind.FLAGGED), (1, Kind.MOVED)])
def test_a_call_within_a_day_is_for_a_person_to_move(office: Office, ahead: int, what: Kind):
    (made,) = booked(office, nine_in_vancouver())
    office.now = NINE_IN_VANCOUVER - timedelta(hours=24, seconds=ahead)

    assert changes(office) == {made: what}
    assert ("but the call is less than a day away." in office.interview().rules_flag) == (what is Kind.FLAGGED)


def test_a_call_that_was_outside_the_hours_already_moves(office: Office):
    (made,) = booked(office, asked("2026-12-15T00:30", "America/Vancouver", "America/Vancouver", LEE))

    assert changes(office) == {made: Kind.MOVED}


@pytest.mark.parametrize("wall", ["2026-12-15T10:00", "2026-12-16T09:00"])
def test_the_question_ends_with_a_time_even_if_it_is_the_same_moment(office: Office, wall: str):
    in_doubt(office)

    moves(office, wall)

    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"]
    interview = office.interview()
    assert (interview.rules_flag, interview.generation, interview.tz_release) == ("", 2, RELEASE)
    text = office.mail_to(ALI).text
    assert "no longer valid: Tue 15 Dec 2026, 9:00 AM Vancouver (UTC-8)" in text, "as it was told"
    assert f"{10 if wall.endswith('10:00') else 9}:00 AM Vancouver (UTC-7)" in text
    assert changes(office) == {}
    moves(office, wall)
    assert office.heard() == []


def test_a_cancelled_or_settled_call_asks_nothing_more(office: Office):
    in_doubt(office)
    with office.sessions.begin() as session:
        booking.cancel(session, office.desk, office.interviews[-1], Side.CANDIDATE, "", office.now)

    assert office.interview().open_flag == ""


def test_a_flagged_call_that_nobody_looks_at_is_kept_as_it_stands(office: Office):
    in_doubt(office)
    office.until(AS_IT_STANDS + timedelta(minutes=30))

    assert office.interview().state == State.LAPSED
    assert not [line for line in office.heard() if line.startswith("rules")]


def test_where_the_recruiter_is_gone_the_coordinators_are_asked(office: Office):
    booked(office, asked("2026-12-15T16:00", "Europe/London", "Europe/London", LEE), nine_in_vancouver())
    with office.sessions.begin() as session:
        staff.disable_recruiter(session, LEE, office.now)

    assert changes(office) == {office.interviews[-1]: Kind.FLAGGED}

    assert office.heard() == [ASKED.replace("recruiter", "coordinator")]
    assert "because Lee Okafor no longer takes calls" in " ".join(office.mail_to(COLE).text.split())


def test_the_next_release_asks_again_or_ends_the_question(office: Office):
    in_doubt(office)
    with office.sessions.begin() as session:  # as if a release before this one had asked
        session.execute(update(Interview).where(Interview.rules_flag != "").values(rules_checked="2025c"))
        booking.cancel(session, office.desk, office.interviews[-2], Side.CANDIDATE, "", office.now)
    office.rounds()
    office.heard()

    assert changes(office) == {office.interviews[-1]: Kind.MOVED}

    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"]
    assert office.interview().rules_flag == ""


def test_a_choice_that_was_made_in_a_repeated_hour_still_holds(office: Office):
    request = asked("2027-11-07T01:30", "America/Vancouver", "America/Vancouver", LEE)
    request["starts"]["which"] = Which.LATER  # by the old rules; the new ones show 1:30 once, an hour earlier
    other = asked("2027-11-07T01:30", "America/Denver", "America/Denver", "dana@example.com")
    other["starts"]["which"] = Which.LATER
    first, second = booked(office, request, other)

    assert changes(office) == {first: Kind.MOVED}
    assert office.interview(first).which is None
    assert (office.interview(second).which, office.interview(second).tz_release) == (Which.LATER, RELEASE)
