"""Many windows that close at one instant: looked at together, and each as if it were alone."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from scheduler_app import booking, planning, staff, watch
from scheduler_app.domain.interview import Outcome, Side, State
from scheduler_app.messages.facts import Facts
from scheduler_app.messages.render import Cut, Renderer
from scheduler_app.messages.scripting import WordsMissing
from scheduler_app.store.batch import Batch
from scheduler_app.store.db import reading
from scheduler_app.store.editions import CalendarEdition
from scheduler_app.store.interviews import Interview, StepRow, Watch
from scheduler_app.store.outbox import Message, OptOut
from tests.office import MONDAY, Office, opened

CROWD = 4
CLOSED = "2027-01-12T14:30", "America/Denver"
UNKNOWN_NUMBER = "+16025550199"
TOLD = (
    "name", "audience", "recipient", "to_address", "channel", "state", "reason", "due_at", "expires_at",
    "subject", "body", "html", "falls_back", "link_kind",
)  # fmt: skip


def crowd(office: Office, **changes: Any) -> list[UUID]:
    """As many recruiters, each with a candidate of their own at the same time; it is the moment before the close."""
    with office.sessions.begin() as session:
        for number in range(CROWD):
            staff.add_recruiter(
                session,
                email=f"r{number}@example.com",
                name=f"Robin Day {number}",
                zone="Europe/London",
                phone=f"+4477009001{number:02}" if number % 2 else None,
                role="recruiter",
                now=office.now,
            )
    for number in range(CROWD):
        person = {"name": f"Kim Berg {number}", "email": f"c{number}@example.com", "phone": f"+160255501{number:02}"}
        office.books(
            *CLOSED,
            recruiter=f"r{number}@example.com",
            candidate=person | changes.get("candidate", {}),
            override_availability=True,
        )
    office.sleeps_until(office.interview().closes_at)
    office.heard()
    return office.interviews


def lapse_messages(office: Office) -> list[Message]:
    with reading(office.sessions) as session:
        rows = select(Message).where(Message.name == "lapse").order_by(Message.to_address, Message.channel)
        return list(session.scalars(rows))


def states(office: Office) -> list[str]:
    return [office.interview(which).state for which in office.interviews]


def the_watch(office: Office, which: UUID) -> Watch:
    with reading(office.sessions) as session:
        return session.get_one(Watch, which)


def test_a_crowd_lapses_in_one_batch_and_everybody_is_told_once(office: Office):
    crowd(office)
    assert watch.sweep(office.sessions, office.desk, office.now) == CROWD
    assert states(office) == [State.LAPSED] * CROWD
    assert watch.sweep(office.sessions, office.desk, office.now) == 0
    office.rounds()
    assert office.heard() == sorted(
        ["lapse: email to candidate", "lapse: sms to candidate"] * CROWD
        + ["lapse: email to recruiter", "lapse: sms to recruiter"] * (CROWD // 2)
    )
    office.rounds()
    assert office.heard() == []


def test_those_who_are_alike_are_decided_once_and_each_is_told_by_name(office: Office, monkeypatch):
    stumbled, looked_at = list[object](), list[UUID]()
    one_by_one, look = watch._one_by_one, planning.look

    def noted(*arguments: Any) -> int:
        stumbled.append(arguments)
        return one_by_one(*arguments)

    def counted(session: Any, desk: Any, interview: Interview, *arguments: Any, **more: Any) -> None:
        looked_at.append(interview.id)
        look(session, desk, interview, *arguments, **more)

    monkeypatch.setattr(watch, "_one_by_one", noted)
    monkeypatch.setattr(planning, "look", counted)
    crowd(office)
    looked_at.clear()
    before = calendar_editions(office)
    assert watch.sweep(office.sessions, office.desk, office.now) == CROWD
    assert len(looked_at) == 2, "one whose recruiter has a number, and one whose has none"
    assert stumbled == [], "nor has any batch of reminders"

    mails = {row.to_address: row for row in lapse_messages(office) if row.channel == "email"}
    for number in range(CROWD):
        mail = mails[f"c{number}@example.com"]
        named = {other for other in range(CROWD) if f"Robin Day {other}" in mail.body + mail.html}
        assert named == {number}
    after = calendar_editions(office)
    recruiters = [office.interview(which).recruiter_id for which in office.interviews]
    assert all(after[key] > before.get(key, 0) for key in recruiters), "their feeds have something new"


def calendar_editions(office: Office) -> dict[int, int]:
    with reading(office.sessions) as session:
        return {row.recruiter_id: row.number for row in session.scalars(select(CalendarEdition))}


def test_a_bad_row_in_a_batch_is_parked_and_the_others_go_on(office: Office, monkeypatch: pytest.MonkeyPatch):
    bad = crowd(office)[2]
    render = Renderer.render

    def broken(words: Renderer, script: str, audience: str, channel: str, told: Facts) -> Any:
        if told.candidate == "Kim Berg 2":
            raise WordsMissing("a hole in the words")
        return render(words, script, audience, channel, told)

    words_of = Cut.words

    def broken_too(cut: Cut, personal: Any) -> Any:
        if personal["candidate"] == "Kim Berg 2":
            raise WordsMissing("a hole in the words")
        return words_of(cut, personal)

    monkeypatch.setattr(Renderer, "render", broken)
    monkeypatch.setattr(Cut, "words", broken_too)
    office.rounds()
    assert states(office) == [State.LAPSED] * CROWD, "a step that cannot be written does not hold up the lapse"
    assert {row.to_address for row in lapse_messages(office)}.isdisjoint({"c2@example.com", "+16025550102"})
    assert office.heard().count("lapse: sms to candidate") == CROWD - 1
    parked = the_watch(office, bad)
    assert (parked.failures, "a hole in the words" in parked.parked) == (1, True)

    monkeypatch.undo()
    office.passes(minutes=1)
    assert office.heard().count("lapse: sms to candidate") == 1
    assert the_watch(office, bad).failures == 0


def test_a_row_that_cannot_be_stored_is_parked_and_the_others_go_on(office: Office):
    bad = crowd(office)[1]
    with office.sessions.begin() as session:  # in the way of the lapse, where no rule sees it
        values = {"name": "lapse", "audience": "candidate", "script": "lapse", "state": "taken"}
        row = StepRow(interview_id=bad, generation=1, planned=False, **values)
        row.due_at = row.decided_at = office.now
        session.add(row)
    office.rounds()
    assert office.heard().count("lapse: sms to candidate") == CROWD - 1
    assert "IntegrityError" in the_watch(office, bad).parked
    assert states(office).count(State.LAPSED) == CROWD - 1


def test_a_number_that_two_of_a_batch_share_is_told_once_how_to_opt_out(office: Office, monkeypatch):
    crowd(office, candidate={"sms_consent": True})
    with office.sessions.begin() as session:
        for message in session.scalars(select(Message).where(Message.channel == "sms")):
            session.delete(message)
        for number in (0, 1):
            found = office.interview(office.interviews[number]).candidate
            session.merge(found).phone = UNKNOWN_NUMBER
    watch.sweep(office.sessions, office.desk, office.now)
    shared = [row.body for row in lapse_messages(office) if row.to_address == UNKNOWN_NUMBER]
    assert (len(shared), sum("STOP" in body for body in shared)) == (2, 1)


def test_a_batch_writes_what_is_written_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    ids = count(1)
    monkeypatch.setattr(booking, "uuid4", lambda: UUID(int=next(ids)))  # the order in which colleagues are asked
    together = mixed_crowd(f"sqlite:///{tmp_path / 'together.db'}")
    ids = count(1)

    def refuse(*_: object) -> None:
        raise RuntimeError("no batches today")

    monkeypatch.setattr(Batch, "_load", refuse)
    assert mixed_crowd(f"sqlite:///{tmp_path / 'alone.db'}") == together
    assert len(together) > 40


def mixed_crowd(url: str) -> list[tuple[object, ...]]:
    """All that was decided and written about people in every situation that the batch asks about, two days long."""
    with opened(url, MONDAY) as office:
        first = crowd(office)
        with office.sessions.begin() as session:
            session.add(OptOut(address="+16025550100", channel="sms", since=office.now, source="a test"))
            staff.disable_recruiter(session, "r1@example.com", office.now)
        office.reports(Side.RECRUITER, Outcome.NO_ANSWER, interview=first[2])
        office.books("2027-01-13T14:30", candidate={"email": "c2@example.com"}, override_availability=True)
        office.sleeps_until(office.now.replace(minute=20))  # the backup is due too
        while watch.sweep(office.sessions, office.desk, office.now):
            pass
        office.passes(days=2)
        with reading(office.sessions) as session:
            steps = [
                (row.name, row.audience, row.due_at, row.state, row.reason, str(row.interview_id))
                for row in session.scalars(select(StepRow))
            ]
            messages = [tuple(getattr(row, name) for name in TOLD) for row in session.scalars(select(Message))]
        names = {str(which): f"interview {number}" for number, which in enumerate(office.interviews)}
        return sorted((tuple(_told(value, names) for value in row) for row in [*steps, *messages]), key=repr)


def _told(value: object, names: dict[str, str]) -> object:
    if isinstance(value, datetime) or not isinstance(value, str):
        return value
    for which, name in names.items():
        value = value.replace(which, name)
    return re.sub(r"Ref \w{4}", "Ref", value)
