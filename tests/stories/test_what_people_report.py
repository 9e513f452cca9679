"""What each side says, what stands afterwards, and which steps that stops."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler_app import deliver, watch
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import Outcome, Side, State
from scheduler_app.outlook import outlook
from scheduler_app.store.outbox import MessageState
from tests.office import DANAS_NUMBER, Office

CANDIDATE, RECRUITER = Side.CANDIDATE, Side.RECRUITER
HELD, NO_CALL, NO_ANSWER, MISSED, LATE = (
    Outcome.HELD,
    Outcome.NO_CALL,
    Outcome.NO_ANSWER,
    Outcome.MISSED,
    Outcome.RUNNING_LATE,
)


def to_start(office: Office) -> None:
    office.until(office.interview().starts_at)


def to_close(office: Office) -> None:
    office.until(office.interview().closes_at)


@pytest.mark.parametrize(
    ("said", "state", "missed_by"),
    [
        ([(RECRUITER, HELD)], State.HELD, None),
        ([(CANDIDATE, HELD)], State.HELD, None),
        ([(RECRUITER, NO_ANSWER)], State.MISSED, "candidate"),
        ([(RECRUITER, MISSED)], State.MISSED, "recruiter"),
        ([(CANDIDATE, MISSED)], State.MISSED, "candidate"),
        ([(CANDIDATE, NO_CALL)], State.MISSED, "recruiter"),
        ([(RECRUITER, MISSED), (CANDIDATE, NO_CALL)], State.MISSED, "recruiter"),
        ([(CANDIDATE, HELD), (RECRUITER, HELD)], State.HELD, None),
        ([(CANDIDATE, NO_CALL), (RECRUITER, HELD)], State.DISPUTED, None),
        ([(RECRUITER, NO_ANSWER), (CANDIDATE, NO_CALL)], State.DISPUTED, None),
        ([(RECRUITER, HELD), (CANDIDATE, MISSED)], State.DISPUTED, None),
        ([(CANDIDATE, NO_CALL), (RECRUITER, HELD), (CANDIDATE, HELD)], State.HELD, None),
    ],
)
def test_after_the_close_this_is_what_stands(office: Office, said, state, missed_by):
    office.books()
    to_close(office)
    for by, outcome in said:
        office.reports(by, outcome)
    assert (office.interview().state, office.interview().missed_by) == (state, missed_by)


def test_no_call_yet_during_the_window_is_recorded_and_settles_nothing(office: Office):
    office.books()
    to_start(office)
    office.reports(CANDIDATE, NO_CALL)
    assert office.interview().state == State.SCHEDULED
    assert [row.outcome for row in office.interview().reports] == [NO_CALL]
    office.reports(RECRUITER, HELD)  # she called after that: no contradiction
    assert office.interview().state == State.HELD


def test_the_same_report_again_changes_nothing(office: Office):
    office.books()
    to_start(office)
    office.reports(RECRUITER, HELD)
    once = office.interview()
    office.passes(minutes=3)
    office.reports(RECRUITER, HELD)
    again = office.interview()
    assert (once.changed_at, once.held_at, len(once.reports)) == (again.changed_at, again.held_at, len(again.reports))


@pytest.mark.parametrize("outcome", [HELD, NO_ANSWER, MISSED])
def test_before_the_start_only_running_late_can_be_said(office: Office, outcome):
    office.books()
    office.until(office.interview().starts_at - timedelta(seconds=1))
    with pytest.raises(Refused) as refused:
        office.reports(RECRUITER, outcome)
    assert refused.value.code == "wrong_state"
    office.reports(RECRUITER, LATE, minutes=5)
    to_start(office)
    office.reports(RECRUITER, outcome)


def test_the_recruiter_runs_late_once(office: Office):
    office.books()
    to_start(office)
    for minutes in (None, 0, 61):
        with pytest.raises(Refused):
            office.reports(RECRUITER, LATE, minutes=minutes)
    before = office.interview()
    office.reports(RECRUITER, LATE, minutes=60)
    after = office.interview()
    assert after.closes_at - before.closes_at == timedelta(minutes=60)
    assert after.generation == before.generation
    with pytest.raises(Refused) as refused:
        office.reports(RECRUITER, LATE, minutes=15)
    assert refused.value.code == "already_extended"


def test_a_candidate_running_late_tells_the_recruiter_and_moves_nothing(office: Office):
    office.books()
    to_start(office)
    office.heard()
    closes = office.interview().closes_at
    office.reports(CANDIDATE, LATE, minutes=10)
    assert office.heard() == ["late: sms to recruiter"]
    assert "about 10 min late" in office.text_to(DANAS_NUMBER)
    assert office.interview().closes_at == closes
    office.reports(CANDIDATE, LATE, minutes=10)  # pressed twice
    assert office.heard() == []


def test_after_the_close_nobody_runs_late(office: Office):
    office.books()
    to_close(office)
    with pytest.raises(Refused) as refused:
        office.reports(RECRUITER, LATE, minutes=5)
    assert refused.value.code == "wrong_state"


def test_a_recruiter_who_answers_for_it_spares_the_colleagues_but_not_the_candidate(office: Office):
    office.books()
    to_close(office)
    office.heard()
    office.reports(RECRUITER, MISSED)
    office.passes(days=30)
    assert office.heard() == ["last: email to candidate", "next-day: email to candidate"]


def test_a_candidate_who_says_no_call_came_goes_on_being_helped(office: Office):
    office.books()
    to_close(office)
    office.heard()
    office.reports(CANDIDATE, NO_CALL)
    office.passes(days=30)
    assert office.heard() == [
        "backup: email to backup",
        "coordinator: email to coordinator",
        "last: email to candidate",
        "next-day: email to candidate",
    ]


@pytest.mark.parametrize("by", [CANDIDATE, RECRUITER])
def test_a_late_confirmation_stops_the_rest_of_the_ladder_at_once(office: Office, by):
    office.books()
    to_close(office)
    office.passes(minutes=4, seconds=59)
    office.heard()
    office.reports(by, HELD)
    office.passes(days=30)
    assert office.heard() == ["answer-by: email to recruiter", "thank-you: email to candidate"]
    stopped = {line.step for line in outlook(office.interview()) if line.state == "stopped"}
    assert stopped == {"backup", "coordinator", "next-day", "last"}


def test_what_was_queued_but_not_sent_is_kept_back_when_somebody_confirms(office: Office):
    office.books()
    office.until(office.interview().starts_at - timedelta(seconds=1))
    office.heard()
    office.now = office.interview().starts_at
    office.twilio.fail_next("rate_limit", times=9, retry_after=60)
    office.rounds()  # "call now" is queued again: Twilio asked to wait
    office.reports(RECRUITER, HELD)
    office.passes(minutes=30)
    assert office.heard() == []
    kept = [row for row in office.messages() if row.name == "open"]
    assert [(row.state, row.reason) for row in kept] == [(MessageState.SUPPRESSED, "the recruiter confirmed the call")]


def test_a_text_under_way_when_somebody_confirms_is_not_tried_again(office: Office):
    office.books()
    office.until(office.interview().starts_at - timedelta(seconds=1))
    office.heard()
    office.now = office.interview().starts_at
    watch.sweep(office.sessions, office.desk, office.now)
    claimed = deliver.claim(office.sessions, office.desk, "sms", "slow", office.clock)
    assert claimed is not None
    office.reports(RECRUITER, HELD)
    office.twilio.fail_next("rate_limit", retry_after=5)
    deliver.carry(office.sessions, office.desk, office.senders["sms"], claimed, office.clock)
    office.passes(minutes=10)
    assert office.heard() == []
    (late,) = [row for row in office.messages() if row.name == "open"]
    assert (late.state, late.reason) == (MessageState.SUPPRESSED, "the interview is held by now")
