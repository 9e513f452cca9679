"""A commit elsewhere wakes a watcher at once; fault 39: with its ear cut off, the tick finds the same."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from scheduler_app import jobs, wakeup
from tests.machines.roles import watching
from tests.machines.test_handover import books
from tests.machines.test_worker import BOTH, mailed
from tests.office import Office
from tests.waiting import eventually

EARS = text(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle'"
)


def ears(office: Office) -> list[int]:
    with office.sessions() as session:
        return list(session.scalars(EARS))


def cut_off(office: Office) -> None:
    with office.sessions.begin() as session:
        for pid in ears(office):
            session.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})


@pytest.fixture
def rare_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "TICK_SECONDS", 600)


def test_a_booking_in_another_process_is_told_of_without_a_tick(office: Office, rare_ticks: None):
    with watching(office):
        eventually(lambda: ears(office), seconds=10, what="an ear")
        books(office)
        eventually(lambda: mailed(office) == BOTH, seconds=30, what="both mails, by the ear")


def test_with_its_ear_cut_off_a_watcher_is_late_by_a_tick_at_most_and_listens_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(wakeup, "PAUSE_SECONDS", (15, 15))
    monkeypatch.setattr(jobs, "TICK_SECONDS", 1)
    with watching(office):
        eventually(lambda: ears(office), seconds=10, what="an ear")
        cut_off(office)
        books(office)
        eventually(lambda: mailed(office) == BOTH, seconds=30, what="both mails")
        assert ears(office) == [], "by the tick, as there is no ear yet"
        eventually(lambda: ears(office), seconds=30, what="another ear")
