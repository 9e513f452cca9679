"""One soak: a fleet, people and trouble for a while; then calm, and the reckoning."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from scheduler_app import access, database, deliver, reconcile, settling, staff
from scheduler_app.store.db import Sessions, connect, reading, sessions_for
from scheduler_app.store.interviews import StepRow, Watch
from scheduler_app.store.outbox import Message
from scheduler_app.store.people import Organisation
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, FROM
from tests.service import bare_environment
from tests.soak import databases
from tests.soak.account import Account, Notebook, Row, reckon
from tests.soak.clock import SharedClock
from tests.soak.fleet import Fleet
from tests.soak.people import Api, People
from tests.soak.providers import Mails, Texts
from tests.soak.trouble import Trouble, World
from tests.waiting import PAUSE, eventually

RECRUITERS = 250  # each takes one call in three quarters of an hour, and gets few texts
LADDER = timedelta(minutes=17)  # after a close, until the coordinators have been told
LONGEST_WAIT = timedelta(seconds=max(settling.BACKOFF_SECONDS))
CROWD = 3  # people who act at the same time
SETTLING_SECONDS = 150.0
STUCK_SECONDS = 3.0  # a message "being sent" for longer than that, in the calm, has no sender any more
STRIDE_SECONDS = 30.0  # the least by which time goes by then
STALE_SECONDS = 12.0  # what is due for longer than two ticks, in the calm, nobody sees


@dataclass(frozen=True)
class Wanted:
    kind: str
    seconds: float
    seed: int
    folder: Path
    booking_seconds: float = 0.5  # between two bookings
    trouble_seconds: float = 0.8  # between two troubles


@dataclass(frozen=True)
class Result:
    account: Account
    troubles: Counter[str]
    refused: Counter[str]
    starts: int


def soak(wanted: Wanted) -> Result:
    """Run it to its end; what is wrong is in the account, and only a soak that cannot be held raises."""
    chance = Random(wanted.seed)
    clock = SharedClock(wanted.folder / "clock")
    with ExitStack() as stack:
        place = stack.enter_context(databases.opened(wanted.kind, wanted.folder))
        engine = connect(place.url)
        stack.callback(engine.dispose)
        database.upgrade(engine)
        sessions = sessions_for(engine)
        recruiters, key = _staffed(sessions, clock.now())
        texts = stack.enter_context(Texts(clock=clock.now))
        mails = stack.enter_context(Mails())
        environment = _environment(wanted.folder, place.url, texts, mails)
        fleet = stack.enter_context(Fleet(wanted.kind, wanted.folder / "clock", environment, wanted.folder))
        api = Api(fleet.ports, key, Random(chance.random()))
        people = [
            People(
                api, clock, sessions, recruiters[one::CROWD], Random(chance.random()), CROWD * wanted.booking_seconds
            )
            for one in range(CROWD)
        ]
        world = World(fleet, clock, texts, mails, place, sessions, Random(chance.random()))
        trouble = Trouble(world, wanted.trouble_seconds)
        eventually(lambda: fleet.answer(), seconds=60, what="every web process answering")
        _mix(wanted.seconds, people, trouble)
        trouble.calm()
        book = _together(people)
        _settle(sessions, clock, max(book.closes.values(), default=clock.now()) + LADDER)
        book.lapses(clock.now())
        rows, steps, references = _read(sessions, clock.now())
        copies = [*texts.copies(references), *mails.copies(row.id for row in rows)]
        return Result(
            reckon(book, rows, copies, steps),
            trouble.made,
            sum((one.refused for one in people), Counter()),
            fleet.starts,
        )


def _together(people: list[People]) -> Notebook:
    book = Notebook()
    for one in people:
        book.closes |= one.book.closes
        book.ended += one.book.ended
    return book


def _mix(seconds: float, people: list[People], trouble: Trouble) -> None:
    """The people outlive the trouble by as long as it takes them to get their last answer."""
    over = threading.Event()
    with ThreadPoolExecutor(CROWD + 1) as threads:
        making = threads.submit(trouble.make, over)
        living = [threads.submit(one.live, over) for one in people]
        over.wait(seconds)
        over.set()
        making.result()
        trouble.calm()
        for life in living:
            life.result()


def _settle(sessions: Sessions, clock: SharedClock, until: datetime) -> None:
    """Let time go by in steps, to the next moment whenever nothing is due, until the last ladder is climbed."""
    deadline = time.monotonic() + SETTLING_SECONDS
    busy_since = time.monotonic()
    while time.monotonic() < deadline:
        due, ahead, sending = _outlook(sessions, clock.now())
        waited = time.monotonic() - busy_since
        if (due and waited < STALE_SECONDS) or (sending and waited < STUCK_SECONDS):
            PAUSE.wait(0.05)
            continue
        if not ahead or (ahead > until and not sending):
            if clock.now() >= until or not ahead:
                return
            ahead = until
        clock.step(max(STRIDE_SECONDS, (min(ahead, until) - clock.now()).total_seconds()))
        busy_since = time.monotonic()
    # What is left now is counted as lost or unknown.


def _outlook(sessions: Sessions, now: datetime) -> tuple[int, datetime | None, int]:
    """How much is due, the next moment ahead, and how many messages are being sent."""
    moments = (
        select(Watch.next_due_at).where(Watch.next_due_at.is_not(None)),
        select(Message.due_at).where(deliver.WAITING),
        select(Message.reconcile_at).where(reconcile.UNKNOWN),
        select(Message.lease_until).where(deliver.SENDING),
    )
    with reading(sessions) as session:
        found = [moment for wanted in moments for moment in session.scalars(wanted) if moment is not None]
        sending = session.scalar(select(func.count()).select_from(Message).where(deliver.SENDING)) or 0
    due = sum(moment <= now for moment in found)
    return due, min((moment for moment in found if moment > now), default=None), sending


def _staffed(sessions: Sessions, now: datetime) -> tuple[list[str], str]:
    """Recruiters with a number each, one coordinator, and a write key."""
    people = [(f"r{number}@example.com", f"+1303{2000000 + number}", "recruiter") for number in range(RECRUITERS)]
    with sessions.begin() as session:
        # One coordinator hears of everything here; that mails are bundled then has tests of its own.
        session.get_one(Organisation, 1).mails_an_hour = 1_000_000
        for email, phone, role in [*people, ("cole@example.com", None, "coordinator")]:
            staff.add_recruiter(
                session, email=email, name=email, zone="America/Denver", phone=phone, role=role, now=now
            )
        return [email for email, _, _ in people], access.add_api_key(session, "soak", "write", now)


def _environment(folder: Path, url: str, texts: Texts, mails: Mails) -> Mapping[str, str]:
    return bare_environment() | {
        "SCHEDULER_INSTANCE": str(folder / "instance"),
        "SCHEDULER_DATABASE_URL": url,
        "SCHEDULER_SECRET_KEY": "s" * 40,
        "SCHEDULER_BASE_URL": "http://127.0.0.1:8000",
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_FROM": FROM,
        "TWILIO_API_BASE": texts.base,
        "SMTP_URL": mails.url,
        "MAIL_FROM": "calls@example.com",
    }


def _read(sessions: Sessions, now: datetime) -> tuple[list[Row], dict[str, int], dict[tuple[str, str], str]]:
    """Our record at the end: the messages, the decisions by state, and whose words carry which reference."""
    with reading(sessions) as session:
        found = session.scalars(select(Message).options(selectinload(Message.tries))).all()
        decided = session.scalars(select(StepRow)).all()
        scripts = {step.id: step.script for step in decided}
        steps = dict(Counter(step.state for step in decided))
        steps["due"] = session.scalar(select(func.count()).select_from(Watch).where(Watch.next_due_at <= now)) or 0
    rows = [
        Row(
            id=row.id.hex,
            interview=str(row.interview_id),
            generation=row.generation,
            step=row.name,
            script=scripts.get(row.step_id or 0, ""),
            audience=row.audience,
            recipient=row.recipient,
            channel=row.channel,
            rank=row.rank,
            state=row.state,
            may_duplicate=row.may_duplicate,
            useless=_useless(row),
            record=_record(row),
        )
        for row in found
    ]
    return rows, steps, {(row.to_address, row.ref): row.id.hex for row in found if row.ref}


def _useless(row: Message) -> bool:
    """Given up in the last second in which it helped, or as the next try would have come after that."""
    if row.state != "failed" or row.settled_at is None or not row.tries:
        return False
    room = LONGEST_WAIT if row.tries[-1].outcome == "later" else timedelta(seconds=2)
    return row.settled_at + room >= row.expires_at


def _record(row: Message) -> str:
    tries = [f"{one.started_at:%H:%M:%S} {one.outcome or 'no end'}" for one in row.tries]
    return f"{row.reason or row.state}; until {row.expires_at:%H:%M:%S}; {', '.join(tries) or 'never tried'}"
