"""A recruiter's other calendars: added, read again and again, and kept free of our calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from scheduler_app import calendar_reading, feed
from scheduler_app.calendar_reading import Reading, Unreadable
from scheduler_app.domain import text
from scheduler_app.domain.errors import Refused
from scheduler_app.fetching import LARGEST, Fetched, Fetcher, FetchFailed, read_address
from scheduler_app.store.calendars import BusyTime, OtherCalendar
from scheduler_app.store.db import Sessions, reading
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Recruiter

EVERY = timedelta(minutes=15)
AFTER_FAILURES = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6))
UNDER_WAY = timedelta(minutes=5)  # until somebody else tries what a process that died was fetching
BACK, AHEAD = timedelta(days=1), timedelta(days=400)  # what is kept of a calendar
STILL_AHEAD = timedelta(days=200)  # when less than this is left, it is read afresh though nothing changed
STALE = timedelta(hours=24)  # without news, after which its owner is told
MOST = 10  # calendars of one recruiter
LONGEST_NAME = 80

log = structlog.get_logger()


def add_address(session: Session, recruiter: Recruiter, name: str, address: str, now: datetime) -> OtherCalendar:
    """Have the calendar at an address read from now on. Raises `Refused`."""
    made = _new(session, recruiter, name, now)
    made.address, made.next_fetch_at = read_address(address), now
    session.add(made)
    session.flush()
    return made


def add_file(session: Session, recruiter: Recruiter, name: str, body: bytes, now: datetime) -> OtherCalendar:
    """Take the busy times of a file as it is today; it is not read again. Raises `Refused`."""
    made = _new(session, recruiter, name, now)
    if len(body) > LARGEST:
        raise Refused.because(
            "invalid_request", f"the file is larger than {LARGEST // 1_000_000} MB; export fewer months", field="file"
        )
    try:
        found = _read(session, recruiter, body, now)
    except Unreadable as why:
        raise Refused.because("invalid_request", f"{why}; export it again as an .ics file", field="file") from None
    session.add(made)
    session.flush()
    _keep(session, made, found, now)
    return made


def remove(session: Session, recruiter: Recruiter, calendar_id: int) -> None:
    """Forget a calendar and its busy times; one that is not this recruiter's is `not_found`."""
    found = _own(session, recruiter, calendar_id)
    session.execute(delete(BusyTime).where(BusyTime.calendar_id == found.id))
    session.delete(found)


def ask_again(session: Session, recruiter: Recruiter, calendar_id: int, now: datetime) -> None:
    """Have it read at once, if it is one that can be."""
    found = _own(session, recruiter, calendar_id)
    if found.address:
        found.next_fetch_at, found.failures = now, 0


def of(session: Session, recruiter: Recruiter) -> list[tuple[OtherCalendar, int]]:
    """The recruiter's calendars, each with how many busy times are known."""
    counts = select(BusyTime.calendar_id, func.count()).where(BusyTime.recruiter_id == recruiter.id)
    known = dict[int, int](iter(session.execute(counts.group_by(BusyTime.calendar_id))))
    rows = select(OtherCalendar).where(OtherCalendar.recruiter_id == recruiter.id).order_by(OtherCalendar.id)
    return [(row, known.get(row.id, 0)) for row in session.scalars(rows)]


def is_stale(row: OtherCalendar, now: datetime) -> bool:
    """Whether its busy times may be out of date: they still count, and their owner is told."""
    return bool(row.address) and now - (row.read_at or row.added_at) > STALE


def next_due(session: Session) -> datetime | None:
    """When the next calendar is to be fetched."""
    return session.scalar(select(func.min(OtherCalendar.next_fetch_at)).where(OtherCalendar.next_fetch_at.is_not(None)))


def refresh_due(sessions: Sessions, fetcher: Fetcher, clock: Callable[[], datetime]) -> int:
    """Fetch and read every calendar that is due, one after the other; returns how many. A bad one stops no other."""
    done = 0
    while (taken := _take(sessions, clock())) is not None:
        _refresh(sessions, fetcher, taken, clock)
        done += 1
    return done


def _take(sessions: Sessions, now: datetime) -> int | None:
    """The id of a due calendar that is ours to fetch: no other process takes it meanwhile."""
    here = select(Recruiter.id).where(Recruiter.disabled_at.is_(None))  # of who has left, nothing is asked any more
    due = select(OtherCalendar.id).where(OtherCalendar.next_fetch_at <= now, OtherCalendar.recruiter_id.in_(here))
    due = due.order_by(OtherCalendar.next_fetch_at)
    with reading(sessions) as session:
        if session.scalar(due.limit(1)) is None:
            return None
    with sessions.begin() as session:
        taken = session.scalar(due.limit(1).with_for_update(skip_locked=True))
        if taken is not None:
            put = update(OtherCalendar).where(OtherCalendar.id == taken)
            session.execute(put.values(next_fetch_at=now + UNDER_WAY, tried_at=now))
        return taken


def _refresh(sessions: Sessions, fetcher: Fetcher, calendar_id: int, clock: Callable[[], datetime]) -> None:
    """No transaction is open while it is fetched and read."""
    with reading(sessions) as session:
        row = session.get(OtherCalendar, calendar_id)
        if row is None:
            return
        asks_for_news = row.read_until is not None and row.read_until - clock() > STILL_AHEAD
        known = {"etag": row.etag, "last_modified": row.last_modified} if asks_for_news else {}
        address, recruiter = row.address, row.recruiter
    found: Fetched | None = None
    times: Reading | None = None
    trouble = ""
    try:
        found = fetcher.fetch(address, **known)
        if found.body is not None:
            with reading(sessions) as session:
                times = _read(session, recruiter, found.body, clock())
    except (FetchFailed, Unreadable) as why:
        trouble = str(why)
    except Exception:
        log.exception("a calendar could not be refreshed; tried again later", calendar=calendar_id)
        trouble = "a fault of this service kept it from being read"
    with sessions.begin() as session:
        row = session.get(OtherCalendar, calendar_id, with_for_update=True)
        if row is not None and row.address == address:  # else removed meanwhile
            _note(session, row, found, times, trouble, clock())


def _note(
    session: Session, row: OtherCalendar, found: Fetched | None, times: Reading | None, trouble: str, now: datetime
) -> None:
    row.trouble = trouble
    if trouble or found is None:
        row.next_fetch_at = now + AFTER_FAILURES[min(row.failures, len(AFTER_FAILURES) - 1)]
        row.failures += 1
        return
    row.failures, row.next_fetch_at = 0, now + EVERY
    if times is None:
        row.read_at = now  # nothing new
        return
    row.etag, row.last_modified = found.etag, found.last_modified
    _keep(session, row, times, now)


def _keep(session: Session, row: OtherCalendar, found: Reading, now: datetime) -> None:
    session.execute(delete(BusyTime).where(BusyTime.calendar_id == row.id))
    rows = [
        {"calendar_id": row.id, "recruiter_id": row.recruiter_id, "starts_at": span.starts, "until": span.until}
        for span in found.busy
    ]
    if rows:
        session.execute(insert(BusyTime), rows)
    row.read_at, row.read_until, row.remarks = now, now + AHEAD, found.remarks


def _read(session: Session, recruiter: Recruiter, body: bytes, now: datetime) -> Reading:
    own = session.scalars(select(Interview.id).where(Interview.recruiter_id == recruiter.id))
    return calendar_reading.read(
        body,
        zone=recruiter.zone,
        email=recruiter.email,
        own=map(feed.uid, own),
        start=now - BACK,
        end=now + AHEAD,
    )


def _new(session: Session, recruiter: Recruiter, name: str, now: datetime) -> OtherCalendar:
    name = text.clean_text(name, field="name", most=LONGEST_NAME)
    count = select(func.count()).where(OtherCalendar.recruiter_id == recruiter.id)
    if (session.scalar(count) or 0) >= MOST:
        raise Refused.because("invalid_request", f"{MOST} calendars are the most; remove one first", field="name")
    return OtherCalendar(recruiter_id=recruiter.id, name=name, added_at=now, remarks=[])


def _own(session: Session, recruiter: Recruiter, calendar_id: int) -> OtherCalendar:
    found = session.get(OtherCalendar, calendar_id)
    if found is None or found.recruiter_id != recruiter.id:
        raise Refused.because("not_found", "there is no such calendar of yours")
    return found
