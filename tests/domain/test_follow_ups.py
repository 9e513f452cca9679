"""What comes after a call: when each thing is due, and what done, later and stop mean for the mails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scheduler_app.domain import follow_ups
from scheduler_app.domain.follow_ups import Decision, FollowUp, Rows
from scheduler_app.domain.plan import Audience

HELD = datetime(2027, 1, 14, 21, 42, 17, tzinfo=UTC)  # a Thursday, 2:42 PM in Phoenix and in Denver
PHOENIX, DENVER, SYDNEY = "America/Phoenix", "America/Denver", "Australia/Sydney"


def at(day: int, hour: int) -> datetime:
    return datetime(2027, 1, day, hour, tzinfo=UTC)


def test_each_has_its_day_and_weekends_are_left_out():
    assert follow_ups.dates(HELD, PHOENIX, DENVER) == {
        FollowUp.THANK_YOU: HELD + timedelta(hours=24),
        FollowUp.ANSWER: at(18, 16),  # Monday, 9:00 AM in Denver
        FollowUp.CHECK_IN: at(19, 16),  # Tuesday, 9:00 AM in Phoenix
        FollowUp.LAST_CHECK_IN: at(26, 16),
    }


def test_a_check_in_never_comes_before_the_answer_was_due():
    due = follow_ups.dates(HELD, SYDNEY, DENVER)
    assert due[FollowUp.ANSWER] < due[FollowUp.CHECK_IN] == at(19, 22)  # Wednesday, 9:00 AM in Sydney


def test_what_is_put_off_moves_what_comes_after_it():
    rows = follow_ups.decided({}, FollowUp.ANSWER, Decision.LATER, at(21, 16))
    due = follow_ups.dates(HELD, PHOENIX, DENVER, rows)
    assert (due[FollowUp.ANSWER], due[FollowUp.CHECK_IN], due[FollowUp.LAST_CHECK_IN]) == (
        at(21, 16),
        at(22, 16),
        at(29, 16),
    )


def test_later_is_the_next_morning_for_a_thank_you_and_the_next_business_days_for_others():
    assert follow_ups.later(FollowUp.THANK_YOU, HELD, PHOENIX, HELD) == at(15, 16)
    assert follow_ups.later(FollowUp.THANK_YOU, HELD, PHOENIX, at(15, 20)) == at(16, 16)
    assert follow_ups.later(FollowUp.CHECK_IN, at(19, 16), PHOENIX, HELD) == at(20, 16)
    assert follow_ups.later(FollowUp.CHECK_IN, at(19, 16), PHOENIX, at(22, 20)) == at(25, 16)


def test_each_time_it_is_put_off_the_mail_is_a_step_of_its_own():
    rows: Rows = {}
    assert follow_ups.reminders(rows, HELD) == ()
    rows = follow_ups.decided(rows, FollowUp.ANSWER, Decision.LATER, at(19, 16))
    rows = follow_ups.decided(rows, FollowUp.THANK_YOU, Decision.LATER, at(15, 16))
    assert [step.name for step in follow_ups.reminders(rows, HELD)] == ["follow-up-2", "follow-up-1"]
    rows = follow_ups.decided(rows, FollowUp.ANSWER, Decision.LATER, at(20, 16))
    assert [step.name for step in follow_ups.reminders(rows, HELD)] == ["follow-up-2", "follow-up-3"]
    assert follow_ups.of_step(rows, "follow-up-3") is FollowUp.ANSWER
    (thanks, _) = follow_ups.reminders(rows, HELD)
    assert at(15, 16) <= HELD + timedelta(minutes=thanks.at.minutes) < at(15, 16) + timedelta(minutes=1)


def test_what_is_done_or_stopped_has_no_mail_left():
    rows = follow_ups.decided({}, FollowUp.THANK_YOU, Decision.DONE, None)
    assert follow_ups.dropped(rows) == {("thank-you", Audience.CANDIDATE)}
    rows = follow_ups.decided(rows, FollowUp.CHECK_IN, Decision.LATER, at(20, 16))
    rows = follow_ups.decided(rows, FollowUp.ANSWER, Decision.DONE, None)
    assert ("answer-by", Audience.RECRUITER) in follow_ups.dropped(rows), "who has the answer need not be written to"
    assert follow_ups.state(rows, FollowUp.CHECK_IN) is Decision.STOPPED, "there is nothing left to ask"
    assert follow_ups.reminders(rows, HELD) == ()


def test_a_candidate_who_stops_waiting_for_an_answer_does_not_excuse_the_recruiter():
    rows = follow_ups.decided({}, FollowUp.ANSWER, Decision.STOPPED, None)
    assert follow_ups.dropped(rows) == frozenset()


def test_what_was_marked_by_mistake_can_be_opened_again():
    rows = follow_ups.decided({}, FollowUp.THANK_YOU, Decision.DONE, None)
    rows = follow_ups.decided(rows, FollowUp.THANK_YOU, Decision.OPEN, None)
    assert follow_ups.dropped(rows) == frozenset()
