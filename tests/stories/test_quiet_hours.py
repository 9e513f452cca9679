"""Nights: a text waits for its reader's morning, goes by mail, or is about the call itself and goes anyway."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from scheduler_app import planning, watch
from scheduler_app.domain.default_plan import DEFAULT_PLAN
from scheduler_app.domain.interview import Outcome, Side
from scheduler_app.domain.plan import Anchor, Moment, Step
from scheduler_app.domain.quiet import AtNight, QuietHours
from scheduler_app.store.outbox import MessageState
from scheduler_app.store.people import Candidate, InterviewType
from tests.office import ALIS_NUMBER, Office
from tests.stories.reminders import reminder

DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)
EIGHT_IN_PHOENIX = datetime.fromisoformat("2027-01-13T15:00Z")
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # where the database has no say in it
UNTIL_EIGHT = "quiet hours in Phoenix until Wed 13 Jan 2027, 8:00 AM Phoenix (UTC-7)"
DEFERRED = "deferred until Wed 13 Jan 2027, 8:00 AM Phoenix (UTC-7): quiet hours in Phoenix"


def late_call(office: Office, **changes: Any) -> datetime:
    """A call at 11 PM in Denver and Phoenix, whose first reminder is due in the night before; returns its start."""
    office.books("2027-01-13T23:00", override_availability=True, **changes)
    office.heard()
    return office.interview().starts_at


def plans(office: Office, *steps: Step) -> None:
    """What bookings from now on freeze."""
    with office.sessions.begin() as session:
        session.query(InterviewType).one().plan_id = planning.frozen(session, steps).id


def remind_24h(**changes: Any) -> Step:
    step = next(step for step in DEFAULT_PLAN if step.name == "remind-24h")
    return replace(step, **changes)


def candidate_is_in(office: Office, zone: str) -> None:
    with office.sessions.begin() as session:
        session.execute(update(Candidate).values(zone=zone))


def test_a_reminder_in_the_night_waits_for_the_morning_and_says_so(office: Office):
    starts = late_call(office)
    office.until(starts - DAY)
    assert (reminder(office).state, reminder(office).reason) == (MessageState.DEFERRED, DEFERRED)
    assert reminder(office).due_at == EIGHT_IN_PHOENIX

    office.until(EIGHT_IN_PHOENIX - MOMENT)
    assert office.heard() == []
    office.until(EIGHT_IN_PHOENIX)
    assert office.heard() == ["remind-24h: sms to candidate"]


@ON_SQLITE
def test_what_is_about_the_call_itself_goes_at_eleven_at_night(office: Office):
    starts = late_call(office)
    office.until(starts - timedelta(hours=2))
    office.heard()
    office.until(starts + timedelta(minutes=45))
    assert office.heard() == [
        "backup: email to backup",
        "coordinator: email to coordinator",
        "lapse: email to candidate",
        "lapse: sms to candidate",
        "lapse: sms to recruiter",
        "nudge: sms to recruiter",
        "open: sms to recruiter",
        "prepare-10m: sms to recruiter",
        "prepare-60m: email to recruiter",
        "remind-1h: sms to candidate",
    ]


@ON_SQLITE
def test_a_lapse_that_is_found_hours_late_wakes_nobody(office: Office):
    office.books("2027-01-12T20:00", override_availability=True)
    office.until(office.interview().starts_at + timedelta(minutes=29))
    office.heard()
    office.sleeps_until(office.interview().closes_at + timedelta(hours=2))
    office.rounds()
    office.rounds()
    assert "lapse: email to candidate" in (heard := office.heard())
    assert not [line for line in heard if "sms" in line]
    office.until(EIGHT_IN_PHOENIX)
    assert [line for line in office.heard() if line.startswith("lapse")] == [
        "lapse: sms to candidate",
        "lapse: sms to recruiter",
    ]


@ON_SQLITE
def test_a_traveller_sleeps_where_they_are_and_not_where_their_number_is(office: Office):
    starts = late_call(office, candidate={"zone": "Asia/Kolkata"})
    office.until(starts - DAY)  # 11:30 AM in Kolkata
    assert office.heard() == ["remind-24h: sms to candidate"]


@ON_SQLITE
def test_utc_is_nobodys_home_so_the_bookings_clock_counts_or_else_the_numbers(office: Office):
    starts = late_call(office, candidate={"zone": "UTC"})
    office.until(starts - DAY)
    assert reminder(office).reason == "deferred until Wed 13 Jan 2027, 8:00 AM Denver (UTC-7): quiet hours in Denver"

    office.books(
        starts={"wall": "2027-01-15T06:00", "zone": "UTC"}, override_availability=True, candidate={"zone": "UTC"}
    )
    office.until(office.interview().starts_at - DAY)
    assert reminder(office).reason == "deferred until Thu 14 Jan 2027, 8:00 AM Phoenix (UTC-7): quiet hours in Phoenix"


@ON_SQLITE
def test_a_text_that_comes_due_in_the_night_is_held_as_it_is_claimed(office: Office):
    office.books("2027-01-13T20:59", override_availability=True)
    office.until(office.interview().starts_at - DAY - MOMENT)
    office.heard()
    office.now += MOMENT
    watch.sweep(office.sessions, office.desk, office.now)  # written at 8:59 PM, and nobody was there to send it
    assert reminder(office).state == MessageState.QUEUED
    office.now += timedelta(minutes=1)
    office.rounds()
    assert office.heard() == []
    assert (reminder(office).state, reminder(office).reason) == (MessageState.DEFERRED, DEFERRED)
    office.until(EIGHT_IN_PHOENIX)
    assert office.heard() == ["remind-24h: sms to candidate"]


@ON_SQLITE
def test_somebody_who_has_moved_on_meanwhile_is_not_woken_there(office: Office):
    starts = late_call(office)
    office.until(starts - DAY)
    candidate_is_in(office, "Asia/Tokyo")
    office.until(EIGHT_IN_PHOENIX)  # midnight there
    assert office.heard() == []
    assert reminder(office).reason == "deferred until Thu 14 Jan 2027, 08:00 Tokyo (UTC+9): quiet hours in Tokyo"
    office.until(datetime.fromisoformat("2027-01-13T23:00Z") - MOMENT)
    assert office.heard() == []
    office.passes(microseconds=1)
    assert office.heard() == ["remind-24h: sms to candidate"]


@ON_SQLITE
def test_shorter_quiet_hours_let_go_what_waits_and_longer_ones_hold_it(office: Office):
    starts = late_call(office)
    office.until(starts - DAY)
    office.allows(quiet=QuietHours(time(22), time(9)))
    office.until(EIGHT_IN_PHOENIX + timedelta(hours=1) - MOMENT)
    assert office.heard() == []
    office.allows(quiet=QuietHours(time(22), time(8, 59)))
    office.rounds()
    assert office.heard() == ["remind-24h: sms to candidate"]


@ON_SQLITE
def test_what_would_expire_while_it_waits_goes_by_mail_at_once(office: Office):
    office.books("2027-01-13T07:00", override_availability=True)
    office.until(office.interview().starts_at - timedelta(hours=4))
    office.heard()
    office.reports(Side.CANDIDATE, Outcome.RUNNING_LATE, 10)
    assert office.heard() == ["late: email to recruiter"]
    (mail,) = [row for row in office.messages() if row.name == "late"]
    assert mail.reason == "by mail, not by text: quiet hours in Denver until Wed 13 Jan 2027, 8:00 AM Denver (UTC-7)"


def test_what_waits_already_goes_by_mail_as_soon_as_waiting_would_be_too_long(office: Office):
    starts = late_call(office)
    office.until(starts - DAY)
    office.allows(quiet=QuietHours(time(21), time(20, 59)))
    office.rounds()
    assert office.heard() == []  # 8:59 PM is still an hour before it is too late
    office.allows(quiet=QuietHours(time(22, 30), time(22)))
    office.rounds()
    assert office.heard() == ["remind-24h: email to candidate"]
    text = reminder(office)
    assert (text.state, text.settled_at) == (MessageState.SUPPRESSED, office.now)
    assert text.reason == (
        "told by mail, not by text: quiet hours in Phoenix until Wed 13 Jan 2027, 10:00 PM Phoenix (UTC-7)"
    )


@ON_SQLITE
def test_a_step_may_choose_mail_or_go_anyway_and_keeps_its_choice(office: Office):
    plans(office, remind_24h(at_night=AtNight.EMAIL))
    starts = late_call(office)
    plans(office, remind_24h(at_night=AtNight.SEND))
    office.books("2027-01-14T23:00", override_availability=True)
    plans(office, *DEFAULT_PLAN)
    office.heard()
    office.until(starts - DAY)
    assert office.heard() == ["remind-24h: email to candidate"]
    office.until(starts)
    assert [line for line in office.heard() if line.startswith("remind")] == ["remind-24h: sms to candidate"]


@ON_SQLITE
def test_a_step_without_mail_expires_in_the_open(office: Office):
    plans(office, remind_24h(channels=("sms",), until=Moment(Anchor.START, minutes=-15 * 60)))
    starts = late_call(office)  # the reminder is of no use from 8 AM on
    office.until(starts - DAY)
    assert (reminder(office).state, reminder(office).reason) == (
        MessageState.EXPIRED,
        f"too late to be of use after {UNTIL_EIGHT}",
    )
    office.until(EIGHT_IN_PHOENIX)
    assert office.heard() == []


@ON_SQLITE
def test_what_waits_is_given_up_with_the_call(office: Office):
    starts = late_call(office)
    office.until(starts - DAY)
    with office.sessions.begin() as session:
        interview = planning.locked(session, office.interviews[-1])
        planning.hold_back(session, interview, "the candidate cancelled", office.now, all_of=True)
    office.until(EIGHT_IN_PHOENIX)
    assert office.heard() == []
    assert reminder(office).state == MessageState.SUPPRESSED


@ON_SQLITE
def test_mail_waits_for_no_morning(office: Office):
    late_call(office)
    office.until(datetime.fromisoformat("2027-01-13T08:00Z"))
    office.books("2027-01-15T14:30", candidate={"name": "Noor Aziz"})
    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"]
    assert ALIS_NUMBER not in dict(office.twilio.texts)
