"""A recruiter's feed of 100, 1,000 and 10,000 calls: building it, fetching it, and being told that nothing is new.

Building reads the rows each time. Beside it stand the same events through plain icalendar objects, and the lower bound
of strings put together with nothing escaped or folded. Fetching goes over HTTP to the product's own server; beside it
stands an empty Flask view of the same server.

    python -m benchmarks.feeds [--rounds 5]
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from icalendar import Calendar, Event
from sqlalchemy import insert, select

from benchmarks import seeding
from scheduler_app import booking, calendars_out, database, feed, staff, subscribing
from scheduler_app.app import connected
from scheduler_app.calendars_out import Opened
from scheduler_app.clock import utcnow
from scheduler_app.config import load
from scheduler_app.desk import Desk
from scheduler_app.domain import clockface
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.feed import Shown
from scheduler_app.store.db import Sessions, reading
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Candidate

SIZES = (100, 1_000, 10_000)
TOKENS = 40  # each may be fetched sixty times at once
OWNER = "r0@example.com"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), size, rounds)


def measure(folder: Path, size: int, rounds: int) -> None:
    settings = load({"SCHEDULER_INSTANCE": str(folder)})
    sessions, desk = connected(settings)
    database.upgrade(sessions.kw["bind"])
    now = utcnow().replace(microsecond=0)
    fill(sessions, desk, size, now)
    paths = subscribe(sessions, desk, now)
    opened = calendars_out.opened_by(sessions, paths[0].split("/")[2].removesuffix(".ics"))
    assert opened is not None

    def built(build: Callable[[list[Shown]], bytes]) -> float:
        return median(rounds, lambda: build(read(sessions, opened, now)))

    first = seconds(lambda: made(read(sessions, opened, now)))
    kept, anew, bound = built(made), built(through_icalendar), built(plain_strings)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    built(made)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    sessions.kw["bind"].dispose()
    print(f"a feed of {size} calls, median of {rounds} rounds")
    print(f"  cold build         {kept * 1000:9.1f} ms  ({first * 1000:.0f} ms the very first time in a process)")
    print(f"  plain icalendar    {anew * 1000:9.1f} ms  {anew / kept:6.1f} times the cold build's time")
    print(f"  strings, the bound {bound * 1000:9.1f} ms  {bound / kept:6.2f} times")
    print(f"  memory after {rounds} more builds {grown / 1024:+.1f} MB")
    with served(folder) as port:
        fetched(port, paths, rounds)


def fill(sessions: Sessions, desk: Desk, size: int, now: datetime) -> None:
    """So many calls of one recruiter, half an hour apart, copied from one that was booked."""
    with sessions.begin() as session:
        staff.add_recruiter(
            session, email=OWNER, name="Dana Reyes", zone="America/Denver", phone=None, role="recruiter", now=now
        )
        body = seeding.request(now + timedelta(days=1), OWNER, "c0@example.com")
        booking.book(session, desk, read_wanted(body), seeding.API, now)
        model = session.scalars(select(Interview)).one()
        person = row_of(model.candidate)
        people = [person | {"id": number + 2, "name": f"Ali Haddad {number}"} for number in range(size)]
        session.execute(insert(Candidate), people)
        calls = []
        for number in range(size):
            starts = now + timedelta(hours=1, minutes=30 * number)
            ends = starts + timedelta(minutes=30)
            times = {"starts_at": starts, "closes_at": ends, "occupied_until": ends}
            own = {"id": uuid4(), "candidate_id": number + 2, "link_digest": f"{number}", "changed_at": now}
            calls.append(row_of(model) | own | times)
        session.execute(insert(Interview), calls)


def row_of(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in type(row).__table__.columns}


def subscribe(sessions: Sessions, desk: Desk, now: datetime) -> list[str]:
    with sessions.begin() as session:
        addresses = [
            subscribing.add_feed(session, desk, OWNER, f"program {number}", "standard", now) for number in range(TOKENS)
        ]
    return [address.removeprefix(desk.base_url) for address in addresses]


def read(sessions: Sessions, opened: Opened, now: datetime) -> list[Shown]:
    with reading(sessions) as session:
        return list(calendars_out.held(session, opened, now))


def made(calls: list[Shown]) -> bytes:
    return feed.build("Phone", calls, detail="standard")


def through_icalendar(calls: list[Shown]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", feed.PRODUCT)
    calendar.add("version", "2.0")
    for call in calls:
        event = Event()
        event.add("summary", f"{call.type}: call {call.candidate}")
        event.add("uid", f"{call.id}@scheduler-app")
        event.add("dtstamp", call.changed_at)
        event.add("last-modified", call.changed_at)
        event.add("created", call.created_at)
        event.add("sequence", call.sequence)
        event.add("dtstart", call.starts_at)
        event.add("dtend", call.occupied_until)
        event.add("status", "CONFIRMED")
        event.add("transp", "OPAQUE")
        event.add("description", words(call))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def plain_strings(calls: list[Shown]) -> bytes:
    """What no builder can be faster than: wrong wherever a name has a comma or a line is long."""
    return "".join(
        f"BEGIN:VEVENT\r\nSUMMARY:{call.type}: call {call.candidate}\r\nDTSTART:{call.starts_at:%Y%m%dT%H%M%SZ}\r\n"
        f"DTEND:{call.occupied_until:%Y%m%dT%H%M%SZ}\r\nDTSTAMP:{call.changed_at:%Y%m%dT%H%M%SZ}\r\n"
        f"UID:{call.id}@scheduler-app\r\nSEQUENCE:{call.sequence}\r\nSTATUS:CONFIRMED\r\nEND:VEVENT\r\n"
        for call in calls
    ).encode()


def words(call: Shown) -> str:
    zones = (call.recruiter_zone, call.candidate_zone)
    starts, closes = (clockface.both(end, *zones) for end in (call.starts_at, call.closes_at))
    return f"{call.recruiter} calls {call.candidate}.\nStarts: {starts}\nThe call may come until: {closes}"


@contextlib.contextmanager
def served(folder: Path) -> Iterator[int]:
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.served", str(folder)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout is not None
        yield int(child.stdout.readline())
    finally:
        child.terminate()
        child.wait(30)


def fetched(port: int, paths: list[str], rounds: int) -> None:
    """The three answers in turn, so that whatever else the machine does meets them alike."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    tags = {}
    for path in paths:  # the first fetch in a minute notes when it was
        tags[path] = ask(line, path)[1]["ETag"]
    took: dict[str, list[float]] = {"empty": [], "304": [], "whole": []}
    for _ in range(rounds):
        for path in paths:
            took["empty"].append(seconds(lambda: ask(line, "/empty")))
            took["304"].append(seconds(lambda: ask(line, path, {"If-None-Match": tags[path]}, 304)))  # noqa: B023
        took["whole"].append(seconds(lambda: ask(line, paths[0])))
    empty, unchanged, whole = (statistics.median(took[kind]) for kind in ("empty", "304", "whole"))
    print(f"  an empty view      {empty * 1000:9.2f} ms over HTTP")
    print(f"  304                {unchanged * 1000:9.2f} ms  {unchanged / empty:6.2f} times the empty view's time")
    print(f"  a whole fetch      {whole * 1000:9.2f} ms  {whole / empty:6.1f} times")


def ask(
    line: http.client.HTTPConnection, path: str, headers: dict[str, str] | None = None, status: int = 200
) -> tuple[bytes, Any]:
    line.request("GET", path, headers=headers or {})
    answer = line.getresponse()
    body = answer.read()
    assert answer.status == status, (answer.status, body)
    return body, answer.headers


def median(rounds: int, work: Callable[[], object]) -> float:
    return statistics.median(seconds(work) for _ in range(rounds))


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
