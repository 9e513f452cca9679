"""Interviews in a feed as they are booked, moved, cancelled and settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar
from sqlalchemy import select

from scheduler_app import booking, feed
from scheduler_app.domain import walltime
from scheduler_app.domain.interview import Outcome, Side
from scheduler_app.feed import Shown
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from tests.web.staff import Service, opened


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


def rows(service: Service) -> list[Interview]:
    with reading(service.sessions) as session:
        found = list(session.scalars(select(Interview).order_by(Interview.starts_at, Interview.id)))
        for row in found:
            _ = row.candidate, row.recruiter, row.type
        return found


def built(service: Service, detail: str = "standard") -> bytes:
    return feed.build("Phone interviews", map(Shown.of, rows(service)), detail=detail)


def parsed(ics: bytes) -> list[Any]:
    return list(Calendar.from_ical(ics).walk("VEVENT"))


def cancels(service: Service, interview: UUID) -> None:
    with service.sessions.begin() as session:
        booking.cancel(session, service.desk, interview, Side.RECRUITER, "", service.now)


def test_the_same_rows_give_the_same_bytes(service: Service):
    service.books()
    first = built(service)
    service.now += timedelta(hours=3)
    assert built(service) == first


def test_times_are_utc_and_the_event_lasts_as_long_as_the_recruiter_is_bound(service: Service):
    service.books(callback_window_minutes=90)
    (event,) = parsed(built(service))
    assert event["dtstart"].dt == datetime(2027, 1, 12, 21, 30, tzinfo=UTC)
    assert event["dtend"].dt == datetime(2027, 1, 12, 23, 0, tzinfo=UTC)
    assert b"TZID" not in built(service)
    assert b"DTSTART:20270112T213000Z" in built(service)


def test_both_clocks_and_the_window_stand_in_the_text(service: Service):
    service.books(candidate={"zone": "Asia/Kolkata"})
    (event,) = parsed(built(service))
    assert str(event["description"]).splitlines() == [
        "Dana Reyes calls Ali Haddad.",
        "Starts: Tue 12 Jan 2027, 2:30 PM Denver (UTC-7), which is 3:00 AM Kolkata (UTC+5:30) the next day",
        "The call may come until: Tue 12 Jan 2027, 3:00 PM Denver (UTC-7),"
        " which is 3:30 AM Kolkata (UTC+5:30) the next day",
    ]


def test_details_are_what_the_subscriber_chose(service: Service):
    service.books()
    busy, standard, full = (built(service, detail) for detail in ("busy", "standard", "full"))
    assert b"Ali" not in busy
    assert b"DESCRIPTION" not in busy
    assert b"Ali Haddad" in standard
    assert b"5550123" not in standard.replace(b"\r\n ", b"").replace(b"-", b"")
    assert b"tel:+16025550123" in full.replace(b"\r\n ", b"")
    for ics in (busy, standard, full):
        assert b"ali@example.com" not in ics
        assert b"/c/" not in ics


def test_a_change_keeps_the_uid_and_raises_the_sequence(service: Service):
    interview = service.books()
    seen = [parsed(built(service))[0]]
    service.now += timedelta(minutes=1)
    with service.sessions.begin() as session:
        moved = walltime.agree(walltime.parse_wall("2027-01-13T10:00", field=""), "America/Denver", None)
        booking.reschedule(session, service.desk, interview, moved, service.now)
    seen.append(parsed(built(service))[0])
    service.now += timedelta(minutes=1)
    cancels(service, interview)
    seen.append(parsed(built(service))[0])

    assert {str(event["uid"]) for event in seen} == {f"{interview}@scheduler-app"}
    assert [int(event["sequence"]) for event in seen] == [0, 1, 2]
    stamps = [event["last-modified"].dt for event in seen]
    assert stamps == sorted(set(stamps))
    assert [event["dtstamp"].dt for event in seen] == stamps
    assert [str(event["status"]) for event in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [str(event["transp"]) for event in seen] == ["OPAQUE", "OPAQUE", "TRANSPARENT"]
    assert str(seen[-1]["summary"]).startswith("Cancelled: ")


def test_a_call_nobody_confirmed_says_so(service: Service):
    service.books()
    service.now += timedelta(hours=31)
    service.rounds()
    assert str(parsed(built(service))[0]["summary"]).startswith("No call confirmed: ")
    service.reports(Side.RECRUITER, Outcome.HELD)
    assert str(parsed(built(service))[0]["summary"]) == "Phone screen: call Ali Haddad"


def test_a_feed_announces_itself_and_asks_for_no_answer(service: Service):
    service.books()
    ics = built(service)
    for line in (
        b"VERSION:2.0",
        b"CALSCALE:GREGORIAN",
        b"X-WR-CALNAME:Phone interviews",
        b"NAME:Phone interviews",
        b"REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        b"X-PUBLISHED-TTL:PT1H",
    ):
        assert line in ics.splitlines()
    for name in (b"METHOD", b"ORGANIZER", b"ATTENDEE", b"VALARM"):
        assert name not in ics
