"""A country changes its clocks: calls booked by the old tables are read by the new ones, and both sides are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from scheduler_app.domain import walltime, zones
from scheduler_app.domain.interview import Outcome, Side, State
from scheduler_app.domain.rule_change import Kind
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import Message, MessageState
from tests import old_tables
from tests.office import ALI, DANA, LEE, Office
from tests.rule_office import ED, NINE_IN_VANCOUVER, VIC, asked, booked, changes, hires, in_november, url


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with in_november(database_url) as office:
        yield office


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # 600 calls; the database has no say in it
def test_of_all_zones_exactly_those_whose_rules_changed_are_moved(office: Office):
    names = sorted(zones.known())
    spaced = [(recruiter, day) for recruiter in range(60) for day in range(1, 29, 3)]  # apart, wherever they are
    for number in range(60):
        hires(office, f"r{number}@example.com", f"Recruiter {number}", "UTC")
    walls = {name: f"2026-12-{day:02}T09:00" for name, (_, day) in zip(names, spaced, strict=False)}
    made = old_tables.books(
        url(office),
        [
            asked(walls[name], name, "Europe/London", f"r{recruiter}@example.com")
            for name, (recruiter, _) in zip(names, spaced, strict=False)
        ],
        office.now,
    )
    with office.sessions.begin() as session:
        session.execute(update(Message).values(state=MessageState.DELIVERED))
    of = dict(zip(names, made, strict=True))
    expected = set()
    for name in names:
        wall = datetime.fromisoformat(walls[name])
        old, new = (wall.replace(tzinfo=info).astimezone(UTC) for info in (old_tables.zone(name), ZoneInfo(name)))
        if old != new:
            expected.add(name)
    assert {"America/Vancouver", "America/Edmonton", "America/Yellowknife", "America/Winnipeg"} < expected
    assert {"America/Inuvik", "America/Havana", "Canada/Pacific", "Africa/Casablanca"} < expected
    assert len(expected) == 13

    assert changes(office) == {of[name]: Kind.MOVED for name in expected}

    with reading(office.sessions) as session:
        for name in names:
            interview = session.get_one(Interview, of[name])
            moved = name in expected
            right = datetime.fromisoformat(walls[name]).replace(tzinfo=ZoneInfo(name))
            assert interview.starts_at == right, name
            assert (interview.wall, interview.zone) == (walls[name], name), "what was agreed is kept"
            assert (interview.generation, interview.sequence) == ((2, 1) if moved else (1, 0))
            assert interview.tz_release == walltime.tz_release()
            assert interview.closes_at == interview.starts_at + timedelta(minutes=30)
            assert interview.occupied_until == interview.closes_at
            assert interview.offset == right.utcoffset()
    assert office.heard() == sorted(["confirm: email to candidate", "confirm: email to recruiter"] * len(expected))
    assert changes(office) == {}
    assert office.heard() == []


@pytest.mark.parametrize(
    ("zone", "candidate", "recruiter", "to_candidate", "to_recruiter"),
    [
        (
            "America/Vancouver",
            "America/Vancouver",
            LEE,
            "The time zone rules of Vancouver have changed since your call with Lee Okafor was booked."
            " Your time is unchanged; for Lee it is now an hour earlier.",
            "For you the call is now an hour earlier; for Ali the time is unchanged.",
        ),
        (
            "America/Vancouver",
            "Europe/London",
            VIC,
            "For you the call is now an hour earlier; for Vic the time is unchanged.",
            "Your time is unchanged; for Ali it is now an hour earlier.",
        ),
        (
            "America/Vancouver",
            "America/Vancouver",
            ED,
            "The time zone rules of Vancouver and Edmonton have changed since your call with Ed Frost was booked."
            " Your time is unchanged, and so is Ed's.",
            "Your time is unchanged, and so is Ali's.",
        ),
        (
            "America/Vancouver",
            "Europe/London",
            DANA,
            "The time zone rules of Vancouver have changed since your call with Dana Reyes was booked."
            " For you and Dana the call is now an hour earlier.",
            "For you and Ali the call is now an hour earlier.",
        ),
        (
            "Africa/Casablanca",
            "Africa/Casablanca",
            VIC,
            "The time zone rules of Casablanca and Vancouver have changed since your call with Vic Wong was booked."
            " Your time is unchanged; for Vic it is now 2 hours later.",
            "For you the call is now 2 hours later; for Ali the time is unchanged.",
        ),
    ],
)
def test_each_side_is_told_what_became_of_its_own_clock(
    office: Office, zone: str, candidate: str, recruiter: str, to_candidate: str, to_recruiter: str
):
    (made,) = booked(office, asked("2026-12-15T09:00", zone, candidate, recruiter))

    assert changes(office) == {made: Kind.MOVED}

    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"]
    assert to_candidate in office.mail_to(ALI).text
    assert to_recruiter in office.mail_to(recruiter).text


def test_a_moved_call_is_told_on_both_clocks_with_an_invitation_that_replaces_the_first(office: Office):
    (made,) = booked(office, asked("2026-12-15T09:00", "America/Vancouver", "America/Vancouver", LEE))
    changes(office)

    mail = office.mail_to(ALI)
    assert mail.message["Subject"].startswith(
        "Your time is unchanged: your call with Lee, Tue 15 Dec 9:00 AM Vancouver"
    )
    assert "When: Tue 15 Dec 2026, 9:00 AM Vancouver (UTC-7), which is 4:00 PM London (UTC+0)" in mail.text
    assert "by the old rules: Tue 15 Dec 2026, 9:00 AM Vancouver (UTC-8), which is 5:00 PM London (UTC+0)" in mail.text
    assert office.mail_to(LEE).message["Subject"].startswith("Please note, an hour earlier: Ali Haddad, ")
    for address in (ALI, LEE):
        invite = office.mail_to(address).part("calendar")
        assert "METHOD:REQUEST" in invite
        assert "SEQUENCE:1" in invite
        assert "DTSTART:20261215T160000Z" in invite
        assert f"UID:{made}@" in invite
    interview = office.interview()
    assert (interview.changed_at, interview.booked_at) == (office.now, office.now)
    assert interview.watch.generation == 2


def test_what_is_to_come_comes_by_the_new_time_and_nothing_twice(office: Office):
    booked(office, asked("2026-12-15T09:00", "America/Vancouver", "America/Vancouver", LEE))
    changes(office)
    office.heard()
    office.until(NINE_IN_VANCOUVER - timedelta(seconds=1))
    assert office.heard() == [
        "prepare-10m: email to recruiter",
        "prepare-60m: email to recruiter",
        "remind-1h: email to candidate",
        "remind-24h: email to candidate",
    ]
    office.until(NINE_IN_VANCOUVER + timedelta(minutes=30))
    assert office.interview().state == State.LAPSED
    assert "9:30 AM Vancouver (UTC-7)" in office.mail_to(ALI).text


@pytest.mark.parametrize(
    ("candidate", "recruiter", "told", "sentence"),
    [
        ("America/Vancouver", DANA, "candidate", "For you the call is now an hour later; for Dana the time is unchang"),
        ("America/Phoenix", VIC, "recruiter", "For you the call is now an hour later; for Ali the time is unchanged."),
    ],
)
def test_a_clock_that_shows_the_same_moment_at_another_time_is_told_of_and_nothing_moves(
    office: Office, candidate: str, recruiter: str, told: str, sentence: str
):
    (made,) = booked(office, asked("2026-12-15T10:00", "America/Denver", candidate, recruiter))
    before = office.interview()

    assert changes(office) == {made: Kind.REREAD}

    assert office.heard() == [f"rules-{walltime.tz_release()}: email to {told}"]
    mail = office.mail_to(ALI if told == "candidate" else recruiter)
    assert sentence in " ".join(mail.text.split())
    assert "9:00 AM Vancouver (UTC-8)" in mail.text
    assert "10:00 AM Vancouver (UTC-7)" in mail.text
    assert "SEQUENCE:0" in mail.part("calendar")
    after = office.interview()
    assert (after.generation, after.sequence) == (1, 0)
    assert (after.starts_at, after.closes_at) == (before.starts_at, before.closes_at)
    assert (after.watch.next_due_at, after.tz_release) == (before.watch.next_due_at, walltime.tz_release())
    assert changes(office) == {}
    assert office.heard() == []


def test_calls_one_after_the_other_make_room_for_each_other(office: Office):
    mornings = [f"2026-12-15T{hour:02}:{minute:02}" for hour in (9, 10, 11) for minute in (0, 30)]
    earlier = [asked(wall, "America/Vancouver", "Europe/London", LEE) for wall in mornings]
    later = [asked(wall, "Africa/Casablanca", "Europe/London", DANA) for wall in mornings]
    made = booked(office, *earlier, *later)
    foreseen = changes(office, dry_run=True)

    assert changes(office) == foreseen == dict.fromkeys(made, Kind.MOVED)
    spans = sorted((row.recruiter_id, row.starts_at, row.occupied_until) for row in map(office.interview, made))
    for _, group in groupby(spans, key=lambda span: span[0]):
        calls = list(group)
        assert all(calls[n][2] <= calls[n + 1][1] for n in range(len(calls) - 1))


def test_who_said_to_run_late_stays_as_late_after_the_move(office: Office):
    booked(office, asked("2026-12-15T09:00", "America/Vancouver", "America/Vancouver", LEE))
    office.reports(Side.RECRUITER, Outcome.RUNNING_LATE, 15)
    changes(office)

    interview = office.interview()
    assert interview.closes_at == NINE_IN_VANCOUVER + timedelta(minutes=45)
    assert interview.occupied_until == interview.closes_at
    assert "until 9:45 AM Vancouver" in office.mail_to(ALI).text


@pytest.mark.parametrize("state", [State.CANCELLED, State.HELD, State.LAPSED, State.MISSED])
def test_a_settled_call_is_left_alone(office: Office, state: State):
    booked(office, asked("2026-12-15T09:00", "America/Vancouver", "America/Vancouver", LEE))
    with office.sessions.begin() as session:
        session.execute(update(Interview).values(state=state))

    assert changes(office) == {}
    assert office.interview().tz_release == old_tables.RELEASE


def test_a_process_that_still_has_the_old_tables_moves_nothing_back(office: Office):
    booked(office, asked("2026-12-15T09:00", "America/Vancouver", "America/Vancouver", LEE))
    changes(office)
    office.heard()

    assert old_tables.retz(url(office), office.now) == []
    office.rounds()
    assert office.interview().starts_at == NINE_IN_VANCOUVER
    assert office.heard() == []
