"""Which times the form shows, on whose clock, and that a choice means the instant it was shown for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from scheduler_app import access, staff
from scheduler_app.store.db import reading
from scheduler_app.store.people import Recruiter, WeeklyHours
from scheduler_app.web import slot_picker
from tests.office import DANA
from tests.web.alis_call import BOOK, CHECK, FORM, KEEP, WHO
from tests.web.browser_forms import Visitor
from tests.web.staff import Service


def test_a_repeated_hour_books_the_instant_that_was_chosen(service: Service, ali: Visitor):
    """Two starts an hour apart read 1:30 AM in New York on 1 November 2026; Lee offers both from London."""
    service.now = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
    with service.sessions.begin() as session:
        lee = session.scalars(select(Recruiter).where(Recruiter.name == "Lee Okafor")).one()
        hours = session.scalars(select(WeeklyHours).where(WeeklyHours.recruiter_id == lee.id)).first()
        assert hours is not None
        hours.weekday = 6
        hours.opens = hours.opens.replace(hour=4)
    ali.opens("/book/phone-screen?zone=America/New_York&from=2026-11-01")
    assert "1:30 AM New York (UTC-4)" in ali.words
    assert "1:30 AM New York (UTC-5)" in ali.words
    for instant in ("2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"):
        ali.opens("/book/phone-screen?zone=America/New_York&from=2026-11-01")
        service.now += timedelta(seconds=30)
        ali.presses(KEEP, 200, slot=f"{instant}.2").presses(CHECK, 200, **WHO).presses(BOOK)

    made = sorted(service.all_interviews(), key=lambda interview: interview.starts_at)
    assert [(one.wall, one.which, one.starts_at.hour) for one in made] == [
        ("2026-11-01T01:30", "earlier", 5),
        ("2026-11-01T01:30", "later", 6),
    ]


def test_times_are_shown_a_day_at_a_time_with_links_to_the_others(ali: Visitor):
    ali.opens(FORM)
    first = ali.form(KEEP).choices["slot"]

    assert len(first) <= 62
    assert {value[:10] for value in first} == {"2027-01-12"}
    assert (
        'aria-label="Tuesday 12 January 2027, 2:30 PM Phoenix (UTC-7), which is 2:30 PM Denver (UTC-7), Dana calls"'
        in (ali.page.get_data(as_text=True))
    )
    ali.opens("/book/phone-screen?zone=America/Phoenix&from=2027-01-20")
    assert {value[:10] for value in ali.form(KEEP).choices["slot"]} == {"2027-01-20"}


@pytest.mark.parametrize("day", ["2027-13-01", "soon", "9999-12-31", "0001-01-01"])
def test_a_day_that_is_none_shows_the_days_there_are(ali: Visitor, day: str):
    assert ali.opens(f"/book/phone-screen?zone=America/Phoenix&from={day}").form(KEEP).choices["slot"]


def test_nobody_to_call_is_said_plainly(service: Service, ali: Visitor):
    with service.sessions.begin() as session:
        for email in (DANA, "lee@example.com"):
            staff.disable_recruiter(session, email, service.now)

    assert "There is no free time in the next 30 days." in ali.opens(FORM).words


def test_a_start_is_shown_as_its_reader_reads_clocks(service: Service):
    with reading(service.sessions) as session:
        dana = access.recruiter_by_email(session, DANA)
        assert dana is not None
        start = datetime(2027, 1, 12, 21, 30, tzinfo=UTC)
        in_london = slot_picker.choice(start, dana, "Europe/London")
        in_phoenix = slot_picker.choice(start, dana, "America/Phoenix")
    assert (in_london.clock, in_london.place, in_london.other) == ("21:30", "London (UTC+0)", "14:30 Denver (UTC-7)")
    assert (in_phoenix.clock, in_phoenix.place) == ("2:30 PM", "Phoenix (UTC-7)")
