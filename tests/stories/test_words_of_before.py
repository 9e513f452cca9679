"""The recruiter says to be late while messages still wait: none leaves with the former close of the window."""

from __future__ import annotations

from datetime import timedelta

from icalendar import Calendar

from scheduler_app.domain.interview import Outcome, Side
from scheduler_app.store.outbox import MessageState
from tests.office import ALI, ALIS_NUMBER, DANA, DANAS_NUMBER, Office

IN_THE_MORNING = "2027-01-13T06:00"  # in Phoenix and in Denver


def late(office: Office, minutes: int) -> None:
    office.now += timedelta(seconds=20)
    office.reports(Side.RECRUITER, Outcome.RUNNING_LATE, minutes)


def test_a_mail_that_an_outage_held_up_names_the_new_close_and_so_does_its_invitation(office: Office):
    office.mailbox.fail_next(451, times=40)
    office.books("2027-01-11T10:00", override_availability=True)
    assert office.heard() == ["remind-1h: sms to candidate"]
    late(office, 45)
    assert office.heard() == ["late: sms to candidate"]
    office.mailbox.recover()
    office.passes(minutes=10)
    told = office.mail_to(ALI)
    assert "at any moment from then until 11:15 AM" in told.text
    assert "10:30" not in told.text + told.part("html")
    invitation = next(part for part in told.message.walk() if part.get_content_type() == "text/calendar")
    event = Calendar.from_ical(invitation.get_content()).events[0]
    assert event.end == office.interview().occupied_until
    assert event["SEQUENCE"] == 1
    promised = office.mail_to(DANA).text
    assert "by 11:15 AM" in promised
    assert "10:30" not in promised
    assert office.heard() == [
        "confirm: email to candidate",
        "confirm: email to recruiter",
        "prepare-60m: email to recruiter",
    ]
    assert {row.attempts for row in office.messages() if row.channel == "sms"} == {1}


def test_a_reminder_that_waited_for_the_morning_tells_the_longer_window_and_how_to_opt_out(office: Office):
    office.books(IN_THE_MORNING, override_availability=True)
    office.until(office.interview().starts_at - timedelta(hours=24))
    waiting = next(row for row in office.messages() if row.name == "remind-24h")
    assert waiting.state == MessageState.DEFERRED
    assert "30 min later" in waiting.body
    assert "STOP" in waiting.body
    late(office, 45)
    office.until(waiting.due_at)
    sent = next(row for row in office.messages() if row.name == "remind-24h")
    assert (sent.id, sent.ref, sent.attempts) == (waiting.id, waiting.ref, 1)
    assert "75 min later" in sent.body
    assert "STOP" in sent.body, "it is still the first text to this number"
    assert [body for to, body in office.twilio.texts if to == ALIS_NUMBER and "30 min later" in body] == []


def test_a_call_to_dial_that_is_tried_again_says_how_long_the_candidate_waits_now(office: Office):
    office.books()
    office.until(office.interview().starts_at - timedelta(seconds=1))
    office.heard()
    office.twilio.fail_next("rate_limit", retry_after=40)
    office.until(office.interview().starts_at)
    assert office.heard() == []
    late(office, 20)
    assert office.heard() == ["late: sms to candidate"]
    office.passes(minutes=1)
    assert office.heard() == ["open: sms to recruiter"]
    assert "Waiting until 3:20 PM" in office.text_to(DANAS_NUMBER)


def test_what_waits_until_two_thirds_of_the_window_waits_for_those_of_the_longer_one(office: Office):
    office.books()
    starts = office.interview().starts_at
    office.until(starts - timedelta(seconds=1))
    office.twilio.fail_next("rate_limit", retry_after=40)
    office.until(starts)
    late(office, 30)
    office.heard()
    office.sleeps_until(starts + timedelta(minutes=26))
    office.rounds()
    assert office.heard() == ["open: sms to recruiter"]


def test_what_is_said_of_a_call_days_ahead_names_its_day(office: Office):
    office.books("2027-01-13T10:00", override_availability=True)
    office.now += timedelta(hours=2)
    late(office, 15)
    text = office.text_to(ALIS_NUMBER)
    assert "may come until Wed 13 Jan 10:45 AM Phoenix (UTC-7) / 10:45 AM Denver (UTC-7)" in text


def test_what_was_written_after_the_word_or_is_not_about_this_call_stays_as_it_is(office: Office):
    other = office.books("2027-01-12T11:00", override_availability=True)
    office.books(candidate={"email": "bo@example.com", "phone": "+16025550188"})
    late(office, 20)
    office.until(office.interview(other).starts_at - timedelta(minutes=61))
    office.twilio.fail_next("rate_limit", retry_after=60)
    office.until(office.interview(other).starts_at - timedelta(hours=1))
    before = next(row for row in office.messages(other) if row.name == "remind-1h")
    assert before.state == MessageState.QUEUED
    office.passes(minutes=2)
    after = next(row for row in office.messages(other) if row.name == "remind-1h")
    assert (after.body, after.attempts) == (before.body, 2)
