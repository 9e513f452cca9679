"""Signs of life for machines: alive, able to work, and numbers to watch that name nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text, update

from scheduler_app import __version__
from scheduler_app.store.outbox import Heartbeat, Message
from tests.office import ALI, ALIS_NUMBER
from tests.web.staff import Service, opened


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


def ready(service: Service) -> tuple[int, Any]:
    answer = service.app.test_client().get("/readyz")
    return answer.status_code, answer.get_json()["reasons"]


def breaks(service: Service) -> None:
    """The database is there, and nothing in it can be read any more."""
    bound = service.app.extensions["scheduler"].sessions.kw["bind"]
    bound.dispose()
    service.sessions.kw["bind"].dispose()
    for file in Path(bound.url.database).parent.glob("scheduler.db*"):
        file.write_bytes(b"nonsense" * 600)


def numbers(service: Service) -> dict[str, float]:
    answer = service.app.test_client().get("/metrics")
    assert answer.status_code == 200
    lines = [line for line in answer.get_data(as_text=True).splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_alive(service: Service):
    answer = service.app.test_client().get("/healthz")
    assert answer.status_code == 200
    assert answer.get_json() == {"ok": True, "version": __version__, "tz_release": "2026f", "database": "reachable"}
    assert "Set-Cookie" not in answer.headers


def test_alive_without_a_database(service: Service):
    breaks(service)
    answer = service.app.test_client().get("/healthz")
    assert (answer.status_code, answer.get_json()["ok"], answer.get_json()["database"]) == (200, False, "unreachable")


def test_ready_while_the_watcher_gives_signs_of_life(service: Service):
    assert ready(service) == (200, [])
    service.now += timedelta(seconds=90)
    assert ready(service) == (200, [])
    service.now += timedelta(microseconds=1)
    status, (reason,) = ready(service)
    assert status == 503
    assert reason.startswith("nothing is watching since 2027-01-11T16:00:00Z")


@pytest.mark.parametrize("what", ["an interview", "a message", "an unknown fate"])
def test_not_ready_when_what_is_due_is_not_done_although_the_watcher_beats(service: Service, what: str):
    service.books()
    if what != "a message":
        service.rounds()
    due = service.now
    if what == "an interview":
        due = service.interview().starts_at - timedelta(days=1)
    elif what == "an unknown fate":
        with service.sessions.begin() as session:
            session.execute(update(Message).values(state="unknown", reconcile_at=due))

    def seconds_later(seconds: float) -> tuple[int, Any]:
        service.now = due + timedelta(seconds=seconds)
        with service.sessions.begin() as session:
            session.merge(Heartbeat(role="watch", at=service.now))
        return ready(service)

    assert seconds_later(60) == (200, [])
    status, (reason,) = seconds_later(60.001)
    assert status == 503
    assert "has not been done yet" in reason


def test_not_ready_before_anything_has_watched(service: Service):
    with service.sessions.begin() as session:
        session.execute(delete(Heartbeat))
    assert ready(service)[0] == 503


def test_not_ready_with_another_schema(service: Service):
    with service.sessions.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    status, (reason,) = ready(service)
    assert status == 503
    assert "scheduler-app db upgrade" in reason


def test_beside_a_newer_version_it_is_not_ready_and_a_page_that_fails_for_it_says_that_it_is_soon_over(
    service: Service,
):
    with service.sessions.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        session.execute(text("ALTER TABLE interview_type RENAME TO kind_of_interview"))
    (reason,) = ready(service)[1]
    assert "start the version that migrated it" in reason
    page = service.app.test_client().get("/book/phone-screen")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "60")
    assert "A newer version of this service is being put in place." in page.text


def test_not_ready_without_a_database(service: Service):
    breaks(service)
    assert ready(service) == (503, ["the database does not answer"])
    assert service.app.test_client().get("/metrics").status_code == 503


def test_the_numbers_say_what_waits(service: Service):
    calm = numbers(service)
    assert calm['scheduler_messages{channel="email",state="queued"}'] == 0
    assert calm["scheduler_watch_due"] == 0
    assert calm["scheduler_watch_tick_age_seconds"] == 0

    service.books()
    service.now += timedelta(seconds=30)
    busy = numbers(service)
    assert busy['scheduler_messages{channel="email",state="queued"}'] == 2
    assert busy["scheduler_message_overdue_seconds"] == 30
    assert busy["scheduler_watch_tick_age_seconds"] == 30

    service.now = service.interview().closes_at
    late = numbers(service)
    assert late["scheduler_watch_due"] == 1
    assert late["scheduler_watch_overdue_seconds"] > 0
    service.rounds()
    assert numbers(service)["scheduler_watch_due"] == 0


def test_the_numbers_name_nobody(service: Service):
    service.books()
    told = service.app.test_client().get("/metrics").get_data(as_text=True)
    for private in (ALI, ALIS_NUMBER, "Ali", "Dana", "dana@example.com"):
        assert private not in told


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_they_are_fresh_and_only_read(service: Service, path: str):
    http = service.app.test_client()
    assert http.get(path).headers["Cache-Control"] == "no-store"
    assert http.post(path).status_code == 405
