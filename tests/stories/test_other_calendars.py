"""A recruiter's other calendars: no call is offered while one of them says busy, whatever state it is in."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler_app import openings, other_calendars
from scheduler_app.domain.availability import Busy
from scheduler_app.domain.errors import Refused
from scheduler_app.feed import uid
from scheduler_app.store.calendars import BusyTime, OtherCalendar
from scheduler_app.store.db import reading
from scheduler_app.store.people import Recruiter
from tests.fakes.calendars import CalendarServer, calendar
from tests.office import DANA, LEE, Office

DAY = timedelta(days=1)
TWO_THIRTY = datetime(2027, 1, 12, 21, 30, tzinfo=UTC)
MEETING = "UID:m\nDTSTART:20270112T210000Z\nDTEND:20270112T220000Z\nSUMMARY:Salary talks"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ADDRESS = "https://localhost/ical/private-secret/basic.ics"


@pytest.fixture
def server() -> Iterator[CalendarServer]:
    with CalendarServer(body=calendar(MEETING)) as server:
        yield server


def dana(session: Session) -> Recruiter:
    return session.scalars(select(Recruiter).where(Recruiter.email == DANA)).one()


def adds(office: Office, address: str = ADDRESS) -> int:
    with office.sessions.begin() as session:
        return other_calendars.add_address(session, dana(session), "Work", address, office.now).id


def refreshes(office: Office, server: CalendarServer) -> int:
    return other_calendars.refresh_due(office.sessions, server.fetcher(), office.clock)


def danas_times(office: Office) -> list[datetime]:
    """What is offered of Dana on Tuesday."""
    start = datetime(2027, 1, 12, tzinfo=UTC)
    with reading(office.sessions) as session:
        kind = openings.find_type(session, "phone-screen")
        return list(openings.slots(session, kind, [dana(session)], start, start + timedelta(days=1), office.now))


def busy(office: Office) -> list[Busy]:
    with reading(office.sessions) as session:
        rows = select(BusyTime.starts_at, BusyTime.until).where(BusyTime.recruiter_id == dana(session).id)
        near = rows.where(BusyTime.until > TWO_THIRTY - DAY, BusyTime.starts_at < TWO_THIRTY + DAY)
        return [Busy(starts, until) for starts, until in session.execute(near)]


def row(office: Office) -> OtherCalendar:
    with reading(office.sessions) as session:
        return session.scalars(select(OtherCalendar)).one()


def test_a_meeting_elsewhere_is_not_offered_and_cannot_be_booked_but_staff_may_promise_it(office: Office, server):
    assert TWO_THIRTY in danas_times(office)
    adds(office)
    assert refreshes(office, server) == 1
    free = danas_times(office)
    assert not [
        start for start in free if TWO_THIRTY - timedelta(minutes=59) <= start < TWO_THIRTY + timedelta(minutes=30)
    ]
    assert TWO_THIRTY - timedelta(minutes=60) in free, "a call may end the moment the meeting begins"
    assert TWO_THIRTY + timedelta(minutes=30) in free, "and begin the moment it ends"

    with pytest.raises(Refused) as refused:
        office.books(recruiter=DANA)
    assert refused.value.code == "slot_taken"
    assert "Salary" not in str(refused.value)
    assert len(list(refused.value.extras["alternatives"])) == 3  # type: ignore[call-overload]
    office.books(recruiter=DANA, override_availability=True)


@on_sqlite
def test_only_times_are_kept(office: Office, server):
    adds(office)
    refreshes(office, server)
    with reading(office.sessions) as session:
        kept = session.scalars(select(BusyTime)).one()
        assert (kept.starts_at, kept.until) == (TWO_THIRTY - timedelta(minutes=30), TWO_THIRTY + timedelta(minutes=30))
    assert "Salary" not in str(vars(row(office)))


@on_sqlite
def test_it_is_read_again_every_quarter_of_an_hour_and_only_for_news(office: Office, server):
    server.etag = '"one"'
    adds(office)
    refreshes(office, server)
    office.now += timedelta(minutes=14, seconds=59)
    assert refreshes(office, server) == 0
    office.now += timedelta(seconds=1)
    assert refreshes(office, server) == 1
    assert server.asked[-1]["if-none-match"] == '"one"'
    assert row(office).read_at == office.now
    assert TWO_THIRTY not in danas_times(office)

    server.etag, server.body = '"two"', calendar()
    office.now += other_calendars.EVERY
    refreshes(office, server)
    assert TWO_THIRTY in danas_times(office), "the meeting is gone, and so is its time"


@on_sqlite
def test_it_is_read_whole_again_before_what_is_known_runs_out(office: Office, server):
    server.etag = '"one"'
    adds(office)
    refreshes(office, server)
    office.now += timedelta(days=201)
    refreshes(office, server)
    assert "if-none-match" not in server.asked[-1]


@on_sqlite
@pytest.mark.parametrize(
    ("behaviour", "status", "body", "trouble"),
    [
        ("", 500, b"", "answered 500"),
        ("", 200, b"<html>Please sign in</html>", "not a calendar"),
    ],
)
def test_while_it_fails_what_was_read_before_counts_and_its_owner_is_told(
    office, server, behaviour, status, body, trouble
):
    adds(office)
    refreshes(office, server)
    server.behaviour, server.status, server.body = behaviour, status, body
    waits = []
    for _ in range(5):
        office.now = max(office.now, row(office).next_fetch_at)
        assert refreshes(office, server) == 1
        waits.append(row(office).next_fetch_at - office.now)
    assert waits == [timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), *[timedelta(hours=6)] * 2]
    assert trouble in row(office).trouble
    assert len(busy(office)) == 1
    assert not other_calendars.is_stale(row(office), office.now)
    office.now += timedelta(hours=24)
    assert other_calendars.is_stale(row(office), office.now)

    server.behaviour, server.status, server.body = "", 200, calendar()
    refreshes(office, server)
    assert (row(office).trouble, row(office).failures) == ("", 0)
    assert busy(office) == []


@on_sqlite
def test_a_calendar_that_hangs_or_fails_stops_no_other(office: Office, server):
    adds(office, "https://localhost:443/one.ics")
    with office.sessions.begin() as session:
        bad = other_calendars.add_address(session, dana(session), "Bad", "https://nowhere.invalid/a.ics", office.now)
        bad.next_fetch_at = office.now - timedelta(minutes=1)
    assert refreshes(office, server) == 2
    assert TWO_THIRTY not in danas_times(office)


@on_sqlite
def test_our_own_feed_in_it_is_recognised(office: Office, server):
    booked = office.books(recruiter=DANA)
    server.body = calendar(MEETING.replace("UID:m", f"UID:{uid(booked)}"))
    adds(office)
    refreshes(office, server)
    with office.sessions.begin() as session:
        assert session.scalar(select(func.count()).select_from(BusyTime)) == 0


@on_sqlite
def test_a_colleague_who_is_busy_elsewhere_is_not_asked_to_step_in(office: Office, server):
    """Lee is the only other recruiter, and in a meeting when Dana's window has closed."""
    office.books(recruiter=DANA)
    with office.sessions.begin() as session:
        lee = session.scalars(select(Recruiter).where(Recruiter.email == LEE)).one()
        meeting = calendar("UID:l\nDTSTART:20270112T220000Z\nDTEND:20270112T220501Z")
        other_calendars.add_file(session, lee, "Work", meeting, office.now)
    office.until(TWO_THIRTY + timedelta(minutes=36))
    assert "backup: sms to backup" not in office.heard()
    (step,) = [row for row in office.interview().steps if row.name == "backup"]
    assert step.reason == "no other recruiter of this interview type is free now"


@on_sqlite
def test_of_a_recruiter_who_has_left_nothing_is_fetched_any_more(office: Office, server):
    adds(office)
    with office.sessions.begin() as session:
        dana(session).disabled_at = office.now
    assert refreshes(office, server) == 0
    assert server.asked == []


def test_two_watchers_fetch_it_once(office: Office, server):
    adds(office)
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: refreshes(office, server), range(2)))
    assert sum(done) == 1
    assert len(server.asked) == 1


@on_sqlite
def test_one_that_a_dead_process_was_fetching_is_fetched_by_the_next(office: Office, server):
    adds(office)
    assert other_calendars._take(office.sessions, office.now) is not None  # and dies
    assert refreshes(office, server) == 0
    office.now += other_calendars.UNDER_WAY
    assert refreshes(office, server) == 1


@on_sqlite
def test_a_file_is_taken_as_it_is(office: Office):
    with office.sessions.begin() as session:
        other_calendars.add_file(session, dana(session), "Holidays", calendar(MEETING), office.now)
    assert TWO_THIRTY not in danas_times(office)
    with office.sessions.begin() as session, pytest.raises(Refused, match="not a calendar"):
        other_calendars.add_file(session, dana(session), "Page", b"<html>", office.now)
    with reading(office.sessions) as session:
        assert session.scalar(select(func.count()).select_from(OtherCalendar)) == 1


@on_sqlite
def test_a_removed_one_blocks_nothing_even_when_it_was_being_fetched(office: Office, server):
    which = adds(office)

    class Removing:
        def fetch(self, address: str, **known: str):
            found = server.fetcher().fetch(address)
            with office.sessions.begin() as session:
                other_calendars.remove(session, dana(session), which)
            return found

    other_calendars.refresh_due(office.sessions, Removing(), office.clock)  # type: ignore[arg-type]
    assert TWO_THIRTY in danas_times(office)


@on_sqlite
def test_ten_are_the_most(office: Office):
    for _ in range(other_calendars.MOST):
        adds(office)
    with pytest.raises(Refused, match="remove one first"):
        adds(office)
