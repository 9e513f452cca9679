"""Offices with any number of windows, written by bulk SQL from one window that was booked and lived through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, func, select, text, update

from scheduler_app import booking, database, staff, watch
from scheduler_app.booking import Booker
from scheduler_app.clock import utcnow
from scheduler_app.config import templates_folder
from scheduler_app.desk import Desk
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.messages.render import Renderer
from scheduler_app.store.db import EPOCH, MICROSECOND, Sessions, connect, sessions_for
from scheduler_app.store.interviews import Interview, StepRow, Watch
from scheduler_app.store.outbox import Message, MessageState
from scheduler_app.store.people import Candidate

NONE = UUID(int=0)
API = Booker("api", True, "consent", "benchmark")
RECRUITERS = 50
ZONES = ("America/Phoenix", "America/New_York", "Europe/London", "Europe/Berlin", "Asia/Kolkata", "Australia/Sydney")
WINDOW = timedelta(minutes=30)
EARLIER = timedelta(seconds=2)
LONG_BEFORE = timedelta(days=2)
MONTH = timedelta(days=30)
SERIES = "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < :many) "


@dataclass(frozen=True)
class Office:
    sessions: Sessions
    desk: Desk
    engine: Engine
    model: UUID  # the window that all others are copies of, brought up to the moment before it closes


@contextmanager
def office(url: str, closes: datetime) -> Iterator[Office]:
    """A migrated database with recruiters and one window that is about to close at `closes`."""
    engine = connect(url)
    database.upgrade(engine)
    engine.dispose()
    with opened(url, given=False) as at:
        booked = closes - LONG_BEFORE
        with at.sessions.begin() as session:
            _hire(session, booked)
            wanted = read_wanted(request(closes - WINDOW, "r1@example.com", "ali@example.com"))
            model = booking.book(session, at.desk, wanted, API, booked).id
        _live_up_to(at.sessions, at.desk, model, closes)
        yield replace(at, model=model)


@contextmanager
def opened(url: str, *, given: bool = True) -> Iterator[Office]:
    """An office that is there already."""
    engine = connect(url)
    try:
        sessions = sessions_for(engine)
        desk = Desk("https://calls.example.com", "calls@example.com", Renderer(templates_folder()), True, "s" * 40)
        with sessions() as session:
            model = (
                session.scalars(select(Interview.id).order_by(Interview.candidate_id).limit(1)).one() if given else NONE
            )
        yield Office(sessions, desk, engine, model)
    finally:
        engine.dispose()


def soon(ahead: timedelta) -> datetime:
    """A whole minute about so far ahead."""
    return utcnow().replace(second=0, microsecond=0) + ahead


def far(at: Office) -> datetime:
    """When the windows of `closing` close, until they are set to another moment."""
    with at.engine.connect() as connection:
        return connection.execute(select(Interview.closes_at).where(Interview.id == at.model)).scalar_one()


def set_off(at: Office, ahead: timedelta) -> datetime:
    """Let the windows of `closing` close at a whole second about so soon; returns which.

    The model closes two seconds earlier: a watcher that has been at work for a while has asked everything before.
    """
    closes = utcnow().replace(microsecond=0) + ahead
    ids = select(Interview.id).where(Interview.closes_at == far(at))
    with at.engine.begin() as connection:
        connection.execute(update(Watch).where(Watch.interview_id.in_(ids)).values(next_due_at=closes))
        connection.execute(update(Interview).where(Interview.id.in_(ids)).values(_promise(closes)))
        early = update(Watch).where(Watch.interview_id == at.model)
        connection.execute(early.values(next_due_at=closes - EARLIER))
        connection.execute(update(Interview).where(Interview.id == at.model).values(_promise(closes - EARLIER)))
    return closes


def spread(at: Office, closes: datetime, first: datetime, apart: timedelta) -> None:
    """Let those windows close one after the other instead."""
    with at.sessions.begin() as session:
        rows = session.scalars(select(Interview).where(Interview.closes_at == closes).order_by(Interview.candidate_id))
        for number, interview in enumerate(rows):
            interview.watch.next_due_at = first + number * apart
            for name, moment in _promise(first + number * apart).items():
                setattr(interview, name, moment)


def _promise(closes: datetime) -> dict[str, datetime]:
    """The columns of an interview whose window closes then: nobody keeps the recruiter's time any longer."""
    return {"starts_at": closes - WINDOW, "closes_at": closes, "occupied_until": closes}


def due(at: Office) -> int:
    with at.engine.connect() as connection:
        return connection.scalar(select(func.count()).where(Watch.next_due_at <= utcnow())) or 0


def closing(at: Office, many: int, closes: datetime) -> None:
    """So many more windows that close at that instant, each with all that the plan has done before."""
    with at.engine.begin() as connection:
        _copy(connection, at.model, many, closes, apart=0)
        _copy_past(connection, at.model)


def pending(at: Office, many: int, closes: datetime) -> None:
    """So many more windows that close from a month later on, one a second.

    Not at once, as these few recruiters would have thousands of calls a day, and new times are sought between them.
    """
    with at.engine.begin() as connection:
        _copy(connection, at.model, many, closes + MONTH, apart=1)


def analyzed(at: Office) -> None:
    """The database's statistics as they are after a while in service."""
    with at.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _hire(session: Any, now: datetime) -> None:
    for number in range(RECRUITERS):
        staff.add_recruiter(
            session,
            email=f"r{number}@example.com",
            name=f"Dana Reyes {number}",
            zone="America/Denver",
            phone=f"+1303555{number:04}" if number % 2 else None,
            role="recruiter",
            now=now,
        )


def request(starts: datetime, recruiter: str, candidate: str) -> dict[str, Any]:
    """A booking as the API gets it."""
    return {
        "interview_type": "phone-screen",
        "recruiter": recruiter,
        "candidate": {
            "name": "Ali Haddad",
            "email": candidate,
            "phone": "+16025550123",
            "zone": "America/Phoenix",
            "sms_consent": True,
        },
        "starts": {"wall": starts.replace(tzinfo=None, microsecond=0).isoformat(), "zone": "UTC"},
        "override_availability": True,
    }


def _live_up_to(sessions: Sessions, desk: Desk, model: UUID, closes: datetime) -> None:
    while (due := _next_due(sessions, model)) < closes:
        watch.sweep(sessions, desk, due)
    with sessions.begin() as session:
        session.execute(update(Message).values(state=MessageState.ACCEPTED, settled_at=Message.due_at))


def _next_due(sessions: Sessions, model: UUID) -> datetime:
    with sessions() as session:
        return session.get_one(Watch, model).next_due_at or datetime.max.replace(tzinfo=EPOCH.tzinfo)


def _copy(connection: Connection, model: UUID, many: int, closes: datetime, *, apart: int) -> None:
    """Candidates, interviews and watches; `apart` says how many seconds lie between two closes."""
    lite = connection.dialect.name == "sqlite"
    _hurry(connection, lite)
    key = model.hex if lite else model
    first = connection.scalar(text("SELECT coalesce(max(id), 0) FROM candidate")) or 0
    zones = " ".join(f"WHEN {number} THEN '{zone}'" for number, zone in enumerate(ZONES))
    person = {
        "id": f"{first} + n",
        "name": "name || ' ' || n",
        "email": f"'c' || ({first} + n) || '@example.com'",
        "phone": f"'+1602' || (2000000 + {first} + n)",
        "zone": f"CASE n % {len(ZONES)} {zones} END",
    }
    source = select(Interview.candidate_id).where(Interview.id == model)
    known = {"many": many, "candidate": connection.scalar(source), "model": key}
    connection.execute(text(_series_into(Candidate.__table__, person, "candidate.id = :candidate")), known)
    promise = {
        "id": "lower(hex(randomblob(16)))" if lite else "gen_random_uuid()",
        "link_digest": "lower(hex(randomblob(32)))" if lite else "md5(random()::text) || n",
        "candidate_id": f"{first} + n",
        "recruiter_id": f"1 + n % {RECRUITERS}",
        "booked_at": "booked_at - n * 1000000" if lite else "booked_at - n * interval '1 s'",
        "starts_at": _moment(lite, closes - WINDOW, apart),
        "closes_at": _moment(lite, closes, apart),
        "occupied_until": _moment(lite, closes, apart),
    }
    connection.execute(text(_series_into(Interview.__table__, promise, "interview.id = :model")), known)
    connection.execute(
        text(
            "INSERT INTO watch (interview_id, generation, next_due_at, plan_id, failures, parked)"
            " SELECT i.id, 1, i.closes_at, w.plan_id, 0, '' FROM interview i CROSS JOIN watch w"
            " WHERE w.interview_id = :model AND i.candidate_id > :first"
        ),
        {"model": key, "first": first},
    )
    if not lite:
        connection.exec_driver_sql("SELECT setval('candidate_id_seq', (SELECT max(id) FROM candidate))")


def _hurry(connection: Connection, lite: bool) -> None:
    """A million random keys want memory, and rows that follow from others in the same statement no further check."""
    connection.exec_driver_sql(
        "PRAGMA cache_size = -500000" if lite else "SET LOCAL session_replication_role = replica"
    )


def _copy_past(connection: Connection, model: UUID) -> None:
    """What was decided and said before, for all who have no such past yet."""
    lite = connection.dialect.name == "sqlite"
    fresh = "i.id <> :model AND NOT EXISTS (SELECT 1 FROM step t WHERE t.interview_id = i.id)"
    rows = _into(StepRow.__table__, {"interview_id": "i.id"}, leave=("id",), alias="s")
    source = f" FROM interview i CROSS JOIN step s WHERE s.interview_id = :model AND {fresh} AND i.closes_at = :closes"
    closes = connection.scalar(select(Interview.closes_at).where(Interview.id == model))
    known = {
        "model": model.hex if lite else model,
        "closes": (closes - EPOCH) // MICROSECOND if lite and closes else closes,
    }
    connection.execute(text(rows + source), known)
    changes = {
        "id": "lower(hex(randomblob(16)))" if lite else "gen_random_uuid()",
        "interview_id": "t.interview_id",
        "step_id": "t.id",
        "to_address": "CASE WHEN m.audience = 'candidate' AND m.channel = 'sms' THEN c.phone ELSE m.to_address END",
    }
    rows = _into(Message.__table__, changes, alias="m")
    connection.execute(
        text(
            rows + " FROM message m JOIN step s ON s.id = m.step_id"
            " JOIN step t ON t.name = s.name AND t.audience = s.audience AND t.id <> s.id"
            " JOIN interview i ON i.id = t.interview_id JOIN candidate c ON c.id = i.candidate_id"
            " WHERE m.interview_id = :model"
        ),
        {"model": known["model"]},
    )


def _series_into(table: Any, changes: dict[str, str], where: str) -> str:
    columns = [column.name for column in table.columns]
    values = ", ".join(changes.get(name, f'{table.name}."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    insert = f"INSERT INTO {table.name} ({names}) "
    return f"{insert}{SERIES}SELECT {values} FROM {table.name} CROSS JOIN series WHERE {where}"


def _into(table: Any, changes: dict[str, str], *, alias: str, leave: tuple[str, ...] = ()) -> str:
    columns = [column.name for column in table.columns if column.name not in leave]
    values = ", ".join(changes.get(name, f'{alias}."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table.name} ({names}) SELECT {values}"


def _moment(lite: bool, first: datetime, apart: int) -> str:
    if lite:
        return f"{(first - EPOCH) // MICROSECOND} + n * {apart * 1_000_000}"
    return f"timestamptz '{first.isoformat()}' + n * interval '{apart} s'"
