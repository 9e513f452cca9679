"""Fault 37: old and new versions together over a migration. The old one stops deciding and sending, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from scheduler_app import deliver, watch, worker
from scheduler_app.clock import utcnow
from scheduler_app.jobs import Watcher
from scheduler_app.store import nodes, schema
from scheduler_app.store.db import reading
from scheduler_app.store.outbox import Heartbeat
from tests.machines.fleet import fleet
from tests.machines.roles import working
from tests.machines.test_handover import books
from tests.machines.test_worker import BOTH, mailed
from tests.office import Office, opened
from tests.waiting import eventually


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    if request.param == "postgresql":
        url = str(request.getfixturevalue("ready_postgres"))
    with opened(url, utcnow()) as office:
        yield office


def migrates(office: Office, revision: str = "9999") -> None:
    """What a newer version does to the database."""
    with office.sessions.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})


def beats(office: Office) -> bool:
    with reading(office.sessions) as session:
        return session.get(Heartbeat, "watch") is not None


def test_the_old_process_stands_down_and_the_new_one_sends_each_message_once(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with fleet(office, tmp_path) as there, ExitStack() as ends:
        old = there.start("watch")
        eventually(lambda: beats(office), seconds=30, what="the old version watching")
        migrates(office)
        books(office)
        eventually(lambda: "start the new version" in there.log.read_text(), seconds=20, what="the old version's word")
        assert "the database is at revision 9999" in there.log.read_text()
        assert mailed(office) == {}

        monkeypatch.setattr(schema, "head", lambda: "9999")
        new = Watcher(office.sessions, office.desk, office.senders, utcnow)
        new.start()
        ends.callback(new.stop)
        eventually(lambda: mailed(office) == BOTH, seconds=20, what="both mails, by the new version")
        assert old.poll() is None, "it stays, for whoever wants to know"
        assert there.stop() == [0]
        assert there.log.read_text().count("start the new version") == 1
        assert mailed(office) == BOTH


def test_neither_a_claim_nor_a_sweep_is_made_between_a_migration_and_the_next_round(office: Office):
    books(office)
    office.now = utcnow()
    migrates(office)
    with pytest.raises(schema.NotOurs, match="at revision 9999"):
        deliver.claim(office.sessions, office.desk, "email", "old", office.clock)
    with office.sessions.begin() as session:
        session.execute(text("UPDATE watch SET next_due_at = (SELECT created_at FROM message LIMIT 1)"))
    with pytest.raises(schema.NotOurs, match="at revision 9999"):
        watch.sweep(office.sessions, office.desk, office.now)
    assert mailed(office) == {}

    migrates(office, schema.head())  # the migration is taken back
    office.rounds()
    assert mailed(office) == BOTH


@pytest.mark.parametrize("office", ["postgresql"], indirect=True)
def test_an_old_worker_is_not_counted_on_any_more(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(worker, "BEAT_SECONDS", 0.1)
    with working(office) as old:
        migrates(office)

        def counted_on() -> bool:
            with reading(office.sessions) as session:
                return nodes.workers_about(session, utcnow())

        eventually(lambda: not counted_on(), seconds=10, what="its leaving")
        books(office)
        with reading(office.sessions) as session:
            ids = [row.hex for row in session.scalars(text("SELECT id FROM message"))]
        old.deliver("email", ids)
    assert mailed(office) == {}
