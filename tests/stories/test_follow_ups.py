"""After the call: done, later and stop, and the mails obey; after a call that never came: moving on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scheduler_app import following_up
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.follow_ups import Decision, FollowUp
from scheduler_app.domain.interview import Outcome, Side
from tests.office import ALI, Office

START = datetime(2027, 1, 12, 21, 30, tzinfo=UTC)  # a Tuesday, 2:30 PM in Denver and in Phoenix
CLOSE = START + timedelta(minutes=30)
FRIDAY = datetime(2027, 1, 15, 16, 0, tzinfo=UTC)  # 9:00 AM in Phoenix; the answer is due on Thursday


def decides(office: Office, what: FollowUp, decision: Decision) -> None:
    with office.sessions.begin() as session:
        following_up.decide(session, office.desk, office.interviews[-1], what, decision, office.now)
    office.rounds()


def has_spoken(office: Office) -> None:
    office.books()
    office.until(START + timedelta(minutes=12))
    office.reports(Side.CANDIDATE, Outcome.HELD)
    office.heard()


def test_a_note_that_is_sent_needs_no_reminder(office: Office):
    has_spoken(office)
    decides(office, FollowUp.THANK_YOU, Decision.DONE)
    office.passes(days=1)
    assert office.heard() == []


def test_a_mistaken_done_is_taken_back_in_time(office: Office):
    has_spoken(office)
    decides(office, FollowUp.THANK_YOU, Decision.DONE)
    decides(office, FollowUp.THANK_YOU, Decision.OPEN)
    office.passes(hours=3)
    assert office.heard() == ["thank-you: email to candidate"]


def test_later_is_the_next_morning_once(office: Office):
    has_spoken(office)
    for _ in range(2):
        decides(office, FollowUp.THANK_YOU, Decision.LATER)
    office.until(datetime(2027, 1, 13, 15, 59, tzinfo=UTC))
    assert office.heard() == []
    office.until(datetime(2027, 1, 13, 16, 2, tzinfo=UTC))
    assert office.heard() == ["follow-up-1: email to candidate"]
    assert "Thank you for taking the time to speak with me." in office.mail_to(ALI).text
    office.passes(hours=20)
    assert office.heard() == []


def test_an_answer_that_has_come_ends_it_for_both(office: Office):
    has_spoken(office)
    decides(office, FollowUp.CHECK_IN, Decision.LATER)
    decides(office, FollowUp.ANSWER, Decision.DONE)
    decides(office, FollowUp.THANK_YOU, Decision.STOPPED)
    office.passes(days=12)
    assert office.heard() == [], "neither is Dana asked for it, nor is Ali told to ask"


def test_a_check_in_that_was_put_off_comes_as_a_mail_and_can_be_stopped(office: Office):
    has_spoken(office)
    decides(office, FollowUp.CHECK_IN, Decision.LATER)
    office.until(FRIDAY + timedelta(days=3, minutes=2))  # Monday
    assert "follow-up-1: email to candidate" in office.heard()
    decides(office, FollowUp.CHECK_IN, Decision.LATER)
    decides(office, FollowUp.CHECK_IN, Decision.STOPPED)
    office.passes(days=9)
    assert office.heard() == []


def test_nothing_follows_a_call_that_did_not_take_place(office: Office):
    office.books()
    office.until(CLOSE)
    with pytest.raises(Refused, match="no call is confirmed"):
        decides(office, FollowUp.THANK_YOU, Decision.DONE)


def test_who_has_moved_on_hears_no_more_and_the_others_still_do_their_part(office: Office):
    office.books()
    office.until(CLOSE + timedelta(minutes=1))
    office.heard()
    with office.sessions.begin() as session:
        following_up.move_on(session, office.desk, office.interviews[-1], office.now)
    office.passes(days=10)
    assert office.heard() == ["backup: email to backup", "coordinator: email to coordinator"]
