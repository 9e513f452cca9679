"""`retz` may be killed, repeated, doubled, and run beside a watcher; what cannot be read stops nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from scheduler_app import deliver, retz, watch
from scheduler_app.domain.rule_change import Kind
from scheduler_app.messages.render import AnyFacts, Renderer, Words
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview, Watch
from scheduler_app.store.people import Organisation
from tests import old_tables
from tests.office import LEE, WORDS, Office
from tests.rule_office import VIC, asked, booked, changes, in_november

DAYS = (1, 2, 3, 4, 7, 8, 9, 10)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with in_november(database_url) as office:
        yield office


class Killed(BaseException):
    pass


class Failing(Renderer):
    """Breaks at the nth message that has to be written."""

    def __init__(self, at: int, fault: type[BaseException]) -> None:
        self.left, self.fault = at, fault

    def render(self, script: str, audience: str, channel: str, facts: AnyFacts) -> Words:
        self.left -= 1
        if self.left == 0:
            raise self.fault
        return WORDS.render(script, audience, channel, facts)


def mornings(office: Office) -> list[UUID]:
    walls = [f"2026-12-{day:02}T09:00" for day in DAYS]
    return booked(office, *(asked(wall, "America/Vancouver", "America/Vancouver", LEE) for wall in walls))


def told_of(calls: int) -> list[str]:
    return sorted(["confirm: email to candidate", "confirm: email to recruiter"] * calls)


def everything(office: Office) -> list[tuple[object, ...]]:
    with reading(office.sessions) as session:
        tables = ("interview", "watch", "step", "message", "attempt", "recruiter", "type_recruiter")
        return [(name, *row) for name in tables for row in session.execute(text(f"SELECT * FROM {name} ORDER BY 1, 2"))]


@pytest.mark.parametrize("at", [1, 2, 6, 16])
def test_killed_in_the_middle_of_one_it_is_completed_by_the_next_run(office: Office, at: int):
    made = mornings(office)
    desk = replace(office.desk, words=Failing(at, Killed))
    with pytest.raises(Killed):
        list(retz.retz(office.sessions, desk, office.clock))
    done = {key for key in made if office.interview(key).generation == 2}
    assert len(done) == (at - 1) // 2, "half of one is none"

    assert changes(office) == dict.fromkeys(set(made) - done, Kind.MOVED)

    assert {office.interview(key).sequence for key in made} == {1}
    assert office.heard() == told_of(len(made))


def test_given_up_between_two_it_is_completed_by_the_next_run(office: Office):
    made = mornings(office)
    run = retz.retz(office.sessions, office.desk, office.clock)
    first = next(run).interview
    run.close()

    assert changes(office) == dict.fromkeys(set(made) - {first}, Kind.MOVED)
    assert office.heard() == told_of(len(made))


def test_one_that_fails_is_left_for_the_next_run_and_stops_no_other(office: Office):
    made = mornings(office)
    office.desk = replace(office.desk, words=Failing(3, ValueError))

    assert sorted(changes(office).values()) == [retz.FAILED, *[Kind.MOVED] * (len(made) - 1)]
    office.heard()
    office.desk = replace(office.desk, words=WORDS)
    assert list(changes(office).values()) == [Kind.MOVED]
    assert office.heard() == told_of(1)


def test_a_row_that_cannot_be_read_stops_no_other(office: Office):
    made = mornings(office)
    with office.sessions.begin() as session:
        session.execute(update(Interview).where(Interview.id == made[2]).values(zone="Nowhere/Atall"))

    assert changes(office) == dict.fromkeys(made, Kind.MOVED) | {made[2]: retz.FAILED}


def test_a_dry_run_says_the_same_and_writes_nothing(office: Office):
    mornings(office)
    booked(
        office,
        asked("2026-12-15T16:00", "Europe/London", "Europe/London", LEE),
        asked("2026-12-15T09:00", "America/Vancouver", "Europe/London", LEE),
        asked("2026-12-16T10:00", "America/Denver", "America/Vancouver", VIC),
        asked("2026-12-17T10:00", "America/Denver", "Europe/London", LEE),
    )
    before = everything(office)

    foreseen = list(retz.retz(office.sessions, office.desk, office.clock, dry_run=True))

    assert everything(office) == before
    assert list(retz.retz(office.sessions, office.desk, office.clock)) == foreseen
    assert {change.what for change in foreseen} == set(Kind)


def test_more_than_a_batch_is_done_whatever_moves_where(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(retz, "BATCH", 3)
    made = mornings(office)

    assert changes(office) == dict.fromkeys(made, Kind.MOVED)


def test_two_runs_beside_two_watchers_move_and_tell_each_once(office: Office):
    made = mornings(office)
    with office.sessions.begin() as session:
        session.execute(update(Watch).values(next_due_at=office.now))  # so that each sweep wants the same rows
    together = threading.Barrier(4)
    over = threading.Event()

    def run(_: int) -> list[str]:
        together.wait()
        found = list(retz.retz(office.sessions, office.desk, office.clock))
        return [change.what for change in found if change.what != Kind.UNCHANGED]

    def look(number: int) -> None:
        together.wait()
        while not over.is_set():
            watch.sweep(office.sessions, office.desk, office.now)
            claimed = deliver.claim(office.sessions, office.desk, "email", f"watcher {number}", office.clock)
            if claimed:
                deliver.carry(office.sessions, office.desk, office.senders["email"], claimed, office.clock)

    with ThreadPoolExecutor(4) as threads:
        watchers = [threads.submit(look, number) for number in range(2)]
        runs = [threads.submit(run, number) for number in range(2)]
        try:
            moved = [what for found in runs for what in found.result(timeout=60)]
        finally:
            over.set()
        for watcher in watchers:
            watcher.result(timeout=60)
    office.rounds()

    assert moved == [Kind.MOVED] * len(made)
    assert {(office.interview(key).generation, office.interview(key).sequence) for key in made} == {(2, 1)}
    assert office.heard() == told_of(len(made))


def test_a_recruiter_who_wants_no_invitations_is_told_without_one(office: Office):
    with office.sessions.begin() as session:
        session.scalars(select(Organisation)).one().invites_recruiters = False
    booked(office, asked("2026-12-15T09:00", "America/Vancouver", "America/Vancouver", LEE))
    changes(office)

    assert office.heard() == told_of(1)
    assert "text/calendar" not in [part.get_content_type() for part in office.mail_to(LEE).message.walk()]


def test_what_was_booked_by_these_tables_already_is_not_looked_at(office: Office):
    office.books("2026-12-15T09:00", "America/Vancouver", override_availability=True)
    assert list(retz.retz(office.sessions, office.desk, office.clock)) == []
    assert office.interview().tz_release != old_tables.RELEASE
