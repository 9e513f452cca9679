"""The deciding transaction hands its due messages to the workers and a word to the watchers, or neither."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, text

from scheduler_app import booking, handover, staff
from scheduler_app.app import connected
from scheduler_app.booking import Booker
from scheduler_app.clock import Clock, utcnow
from scheduler_app.config import load
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.store.outbox import Message
from tests.machines.jobs_kept import jobs, listening, words_heard, worker_about
from tests.office import Office, request

API = Booker("api", True, "said yes", "a test")


def books(office: Office, *, days: int = 3, clock: Clock = utcnow, then: type[Exception] | None = None) -> None:
    """One booking in one transaction, with two mails that are due at once; `then` undoes it."""
    start = (clock() + timedelta(days=days)).replace(tzinfo=None, microsecond=0)
    with office.sessions.begin() as session:
        wanted = read_wanted(request(start.isoformat(), "UTC", override_availability=True))
        booking.book(session, office.desk, wanted, API, clock())
        if then is not None:
            raise then


def test_without_a_worker_nothing_is_enqueued_and_watchers_are_told(office: Office):
    with listening(office.sessions, handover.CHANNEL) as ear:
        books(office)
        assert words_heard(ear) == [handover.origin(office.sessions)], "once, however many rows"
    assert jobs(office.sessions) == []


def test_with_a_worker_about_one_job_holds_the_due_messages_of_a_channel(office: Office):
    worker_about(office, utcnow())
    books(office)
    (job,) = jobs(office.sessions)
    with office.sessions() as session:
        written = {row.hex for row in session.scalars(text("SELECT id FROM message"))}
    assert (job["channel"], set(job["messages"])) == ("email", written)


def test_a_transaction_that_is_undone_leaves_no_job_and_no_word(office: Office):
    worker_about(office, utcnow())
    with listening(office.sessions, handover.CHANNEL) as ear:
        with pytest.raises(LookupError):
            books(office, then=LookupError)
        assert words_heard(ear) == []
    assert jobs(office.sessions) == []


def test_a_worker_that_has_been_silent_is_not_counted_on(office: Office):
    worker_about(office, utcnow() - timedelta(seconds=16))
    books(office)
    assert jobs(office.sessions) == []


def test_what_is_written_in_bulk_is_handed_over_in_batches_and_what_is_due_later_is_not(office: Office):
    now = utcnow()
    worker_about(office, now)
    rows: list[dict[str, Any]] = [
        dict.fromkeys(("name", "audience", "recipient", "to_address", "body"), "x")
        | {"id": uuid4(), "channel": "sms", "created_at": now, "expires_at": now, "due_at": now + late}
        for late in [timedelta()] * 23 + [timedelta(minutes=1)]
    ]
    with office.sessions.begin() as session:
        session.execute(insert(Message), rows)
    handed = jobs(office.sessions)
    assert [len(job["messages"]) for job in handed] == [10, 10, 3]
    assert rows[-1]["id"].hex not in {one for job in handed for one in job["messages"]}


def test_dropped_job_tables_undo_nothing_that_was_decided(office: Office):
    worker_about(office, utcnow())
    with office.sessions.begin() as session:
        session.execute(text("DROP TABLE procrastinate_jobs CASCADE"))
    books(office)
    office.now = utcnow()
    office.rounds()
    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"]


def test_what_concerns_no_watcher_wakes_none(office: Office):
    with listening(office.sessions, handover.CHANNEL) as ear:
        with office.sessions.begin() as session:
            staff.add_recruiter(
                session, email="x@example.com", name="X", zone="UTC", phone=None, role="recruiter", now=utcnow()
            )
        assert words_heard(ear) == []


def test_on_sqlite_nothing_is_hooked_in(tmp_path: Path):
    sessions, _ = connected(load({"SCHEDULER_INSTANCE": str(tmp_path / "instance")}))
    with sessions() as session:
        hooked = {listener.__module__ for listener in session.dispatch.before_commit}
        assert handover.__name__ not in hooked
    assert handover.origin(sessions) == ""
    sessions.kw["bind"].dispose()
