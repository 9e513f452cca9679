"""Rescheduled, cancelled, booked late, found late: nothing old goes out, and nothing comes in a heap."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from scheduler_app import booking, staff
from scheduler_app.domain import walltime
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import Outcome, Side, State
from scheduler_app.outlook import outlook
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import MessageState
from tests.office import ALI, COLE, DANA, LEE, Office


def moves(office: Office, wall: str, zone: str = "America/Denver", **options: object) -> None:
    starts = walltime.agree(datetime.fromisoformat(wall), zone, None)
    with office.sessions.begin() as session:
        booking.reschedule(session, office.desk, office.interviews[-1], starts, office.now, **options)  # type: ignore[arg-type]
    office.rounds()


def cancels(office: Office, by: Side = Side.CANDIDATE, reason: str = "") -> None:
    with office.sessions.begin() as session:
        booking.cancel(session, office.desk, office.interviews[-1], by, reason, office.now)
    office.rounds()


def test_a_rescheduled_call_starts_afresh_and_nothing_of_the_old_one_goes_out(office: Office):
    office.books("2027-01-12T14:30")
    office.passes(hours=1)
    office.heard()
    moves(office, "2027-01-13T10:00")
    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"]
    mail = office.mail_to(ALI)
    assert "Tue 12 Jan 2027, 2:30 PM" in mail.text, "the former time is named"
    assert "Wed 13 Jan 2027, 10:00 AM" in mail.text
    invite = mail.part("calendar")
    assert "SEQUENCE:1" in invite
    assert "DTSTART:20270113T170000Z" in invite

    interview = office.interview()
    assert (interview.generation, interview.sequence, interview.state) == (2, 1, State.SCHEDULED)
    office.until(datetime(2027, 1, 13, 16, 59, 59, tzinfo=UTC))
    assert office.heard() == [
        "prepare-10m: sms to recruiter",
        "prepare-60m: email to recruiter",
        "remind-1h: sms to candidate",
        "remind-24h: sms to candidate",
    ]


def test_the_same_time_again_tells_nobody(office: Office):
    office.books("2027-01-12T14:30")
    office.heard()
    moves(office, "2027-01-12T14:30")
    assert office.heard() == []
    assert office.interview().generation == 1


def test_the_same_moment_by_another_clock_is_the_agreement_from_now_on_and_tells_nobody(office: Office):
    office.books("2027-01-12T14:30")
    office.reports(Side.RECRUITER, Outcome.RUNNING_LATE, 10)
    office.heard()
    before = office.interview()
    moves(office, "2027-01-12T16:30", "America/New_York")
    after = office.interview()
    assert office.heard() == []
    assert (after.wall, after.zone, after.offset_seconds) == ("2027-01-12T16:30", "America/New_York", -5 * 3600)
    assert (after.starts_at, after.closes_at, after.generation) == (before.starts_at, before.closes_at, 1)
    office.now += timedelta(minutes=1)
    moves(office, "2027-01-12T16:30", "America/New_York")
    assert office.interview().changed_at == after.changed_at, "the same again changes nothing"


def test_a_stopped_step_that_waited_for_a_call_has_no_moment(office: Office):
    office.books()
    cancels(office)
    with reading(office.sessions) as session:
        lines = {
            (line.step, line.audience): line for line in outlook(session.get_one(Interview, office.interviews[-1]))
        }
    thanks, lapse = lines["thank-you", "candidate"], lines["lapse", "candidate"]
    assert (thanks.state, thanks.due_at) == ("stopped", None)
    assert (lapse.state, lapse.due_at) == ("stopped", office.interview().closes_at)


def test_a_lapsed_call_can_be_rebooked_and_the_ladder_stops(office: Office):
    office.books("2027-01-12T14:30")
    office.until(office.interview().closes_at)
    office.heard()
    moves(office, "2027-01-13T10:00")
    assert office.interview().state == State.SCHEDULED
    office.until(datetime(2027, 1, 13, 16, 59, tzinfo=UTC))
    heard = office.heard()
    assert not [line for line in heard if line.startswith(("backup", "coordinator", "next-day"))]


@pytest.mark.parametrize("by", list(Side))
def test_a_cancellation_reaches_both_calendars_and_ends_everything(office: Office, by):
    office.books()
    office.heard()
    cancels(office, by, "the post is filled")
    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"]
    for address in (ALI, DANA):
        invite = office.mail_to(address).part("calendar")
        assert "METHOD:CANCEL" in invite
        assert "STATUS:CANCELLED" in invite
        assert "SEQUENCE:1" in invite
    office.passes(days=30)
    assert office.heard() == []
    assert office.interview().watch.next_due_at is None
    with pytest.raises(Refused) as refused:
        office.reports(Side.RECRUITER, Outcome.HELD)
    assert refused.value.code == "wrong_state"
    with pytest.raises(Refused) as refused:
        moves(office, "2027-01-13T10:00")
    assert refused.value.code == "wrong_state"


def test_booked_forty_minutes_ahead_skips_what_no_longer_fits_and_says_so(office: Office):
    office.books("2027-01-11T09:40", override_availability=True)
    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"]
    skipped = {line.step: line.reason for line in outlook(office.interview()) if line.state == "skipped"}
    assert set(skipped) == {"remind-24h", "remind-1h", "prepare-60m"}
    assert set(skipped.values()) == {"its time was already past when this was booked"}
    office.passes(minutes=39, seconds=59)
    assert office.heard() == ["prepare-10m: sms to recruiter"]


def test_booked_at_the_very_moment_a_step_is_due_it_is_taken(office: Office):
    office.books("2027-01-11T10:00", override_availability=True)  # one hour ahead to the second
    assert "remind-1h: sms to candidate" in office.heard()


def test_after_two_days_of_silence_each_reader_gets_the_one_message_that_still_helps(office: Office):
    office.books("2027-01-12T14:30")
    office.heard()
    office.sleeps_until(datetime(2027, 1, 14, 18, 0, tzinfo=UTC))
    office.rounds()
    assert office.interview().state == State.LAPSED
    assert office.heard() == [
        "coordinator: email to coordinator",
        "lapse: sms to recruiter",
        "next-day: email to candidate",
    ]
    skipped = {
        (line.step, line.audience): line.reason for line in outlook(office.interview()) if line.state == "skipped"
    }
    assert skipped["lapse", "candidate"] == skipped["backup", "backup"] == "found too late to be of use"
    office.rounds()
    office.passes(days=30)
    assert office.heard() == ["last: email to candidate"]


def test_ten_minutes_of_silence_lose_nothing_and_repeat_nothing(office: Office):
    office.books("2027-01-12T14:30")
    office.until(office.interview().starts_at)
    office.heard()
    office.sleeps_until(office.interview().closes_at + timedelta(minutes=10))
    office.rounds()
    assert office.heard() == [
        "backup: email to backup",
        "lapse: email to candidate",
        "lapse: sms to candidate",
        "lapse: sms to recruiter",
    ]
    nudge = next(line for line in outlook(office.interview()) if line.step == "nudge")
    assert (nudge.state, nudge.reason) == ("skipped", "found too late to be of use")


def test_a_message_that_could_not_leave_in_time_expires_with_a_reason(office: Office):
    office.books("2027-01-12T14:30")
    office.until(office.interview().starts_at - timedelta(minutes=11))
    office.heard()
    office.now = office.interview().starts_at - timedelta(minutes=10)
    office.twilio.fail_next("rate_limit", times=9, retry_after=300)
    office.rounds()
    office.sleeps_until(office.interview().starts_at + timedelta(seconds=1))
    office.rounds()
    late = [row for row in office.messages() if row.name == "prepare-10m"]
    assert [(row.state, row.reason) for row in late] == [(MessageState.EXPIRED, "too late to be of use")]


def test_with_nobody_to_step_in_the_step_is_skipped_and_says_why(office: Office):
    office.books("2027-01-12T14:30")
    with office.sessions.begin() as session:
        staff.disable_recruiter(session, LEE, office.now)
        staff.disable_recruiter(session, COLE, office.now)
    office.until(office.interview().closes_at)
    office.heard()
    office.passes(minutes=20)
    assert office.heard() == []
    reasons = {line.step: line.reason for line in outlook(office.interview()) if line.state == "skipped"}
    assert reasons["backup"] == "no other recruiter of this interview type is free now"
    assert reasons["coordinator"] == "nobody has the role of coordinator"


def test_the_next_business_day_of_a_friday_is_monday_morning_on_the_candidates_clock(office: Office):
    office.books("2027-01-15T14:30", candidate={"zone": "Asia/Kolkata"})  # Saturday 3 AM there
    office.until(office.interview().closes_at)
    due = next(line.due_at for line in outlook(office.interview()) if line.step == "next-day")
    assert due == walltime.at_wall(date(2027, 1, 18), time(9), "Asia/Kolkata")
