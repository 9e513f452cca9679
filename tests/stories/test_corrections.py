"""What is put right: a tap on the wrong button, words that are missing, a second call, a recruiter who has left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from scheduler_app import answers, booking, openings, staff
from scheduler_app.config import templates_folder
from scheduler_app.domain import walltime
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import Outcome, Side, State
from scheduler_app.messages.render import Renderer, Words
from scheduler_app.messages.scripting import WordsMissing
from scheduler_app.outlook import outlook
from tests.office import ALIS_NUMBER, DANA, DANAS_NUMBER, Office

START = datetime(2027, 1, 12, 21, 30, tzinfo=UTC)
CLOSE = START + timedelta(minutes=30)
HELP = ["last: email to candidate", "next-day: email to candidate"]
LAPSE = ["lapse: email to candidate", "lapse: sms to candidate"]


@pytest.mark.parametrize(
    "first",
    [[(Side.RECRUITER, Outcome.HELD)], [(Side.RECRUITER, Outcome.NO_ANSWER), (Side.CANDIDATE, Outcome.HELD)]],
    ids=["held", "two accounts"],
)
def test_who_taps_the_wrong_button_and_puts_it_right_leaves_nobody_waiting(office: Office, first):
    office.books()
    office.until(START + timedelta(minutes=10))
    for by, outcome in first:
        office.reports(by, outcome)
    office.passes(minutes=2)
    office.heard()
    office.reports(Side.RECRUITER, Outcome.MISSED)
    if len(first) == 2:
        office.reports(Side.CANDIDATE, Outcome.NO_CALL)
    office.until(CLOSE - timedelta(microseconds=1))
    assert not [what for what in office.heard() if what.startswith("lapse")]
    if office.interview().state == State.DISPUTED:
        office.until(CLOSE)
        office.reports(Side.CANDIDATE, Outcome.NO_CALL)
    assert office.interview().state == State.MISSED
    office.passes(days=20)
    assert set(office.heard()) >= {*LAPSE, *HELP}


def test_a_dispute_that_the_recruiter_concedes_lets_the_help_go_on(office: Office):
    office.books()
    office.until(CLOSE)
    office.reports(Side.RECRUITER, Outcome.NO_ANSWER)
    office.reports(Side.CANDIDATE, Outcome.NO_CALL)
    assert office.interview().state == State.DISPUTED
    office.passes(hours=1)
    office.heard()
    office.reports(Side.RECRUITER, Outcome.MISSED)
    office.passes(days=20)
    assert office.heard() == HELP


def test_a_confirmation_taken_back_takes_its_follow_ups_back(office: Office):
    office.books()
    office.until(START + timedelta(minutes=10))
    office.reports(Side.RECRUITER, Outcome.HELD)
    office.reports(Side.RECRUITER, Outcome.MISSED)
    waiting = [line for line in outlook(office.interview()) if line.step in ("thank-you", "answer-by")]
    assert {(line.state, line.due_at, line.reason) for line in waiting} == {
        ("planned", None, "only once the call is confirmed")
    }


def test_no_call_yet_is_kept_after_they_called_too(office: Office):
    office.books()
    office.until(START + timedelta(minutes=10))
    office.reports(Side.CANDIDATE, Outcome.HELD)
    office.reports(Side.CANDIDATE, Outcome.NO_CALL)
    assert [(row.outcome, row.settles) for row in office.interview().reports] == [("held", True), ("no_call", False)]


class Torn(Renderer):
    """A renderer that lacks the words of one script."""

    lost = ("", "")

    def render(self, script: str, audience: str, channel: str, facts: Any) -> Words:
        if (script, audience) == self.lost:
            raise WordsMissing(f"{script} for the {audience} is torn")
        return super().render(script, audience, channel, facts)


def torn(office: Office, script: str, audience: str) -> None:
    words = Torn(templates_folder())
    words.lost = (script, audience)
    office.desk = replace(office.desk, words=words)


def test_a_nudge_that_cannot_be_written_does_not_hold_up_the_lapse(office: Office):
    office.books()
    torn(office, "nudge", "recruiter")
    office.until(CLOSE - timedelta(microseconds=1))
    assert office.interview().watch.parked.startswith("nudge: WordsMissing")
    office.heard()
    office.until(CLOSE)
    assert office.interview().lapsed_at == CLOSE
    assert office.heard() == [*LAPSE, "lapse: sms to recruiter"]
    assert office.interview().watch.parked == ""


def test_the_candidate_hears_of_a_lapse_though_the_recruiters_words_are_missing(office: Office):
    office.books()
    torn(office, "lapse", "recruiter")
    office.until(CLOSE)
    assert office.interview().state == State.LAPSED
    heard = office.heard()
    assert set(LAPSE) <= set(heard)
    assert "lapse: sms to recruiter" not in heard

    torn(office, "", "")  # mended
    office.passes(minutes=1)
    assert office.heard() == ["lapse: sms to recruiter"]


def test_a_report_is_taken_though_some_words_are_missing(office: Office):
    office.books()
    torn(office, "lapse", "recruiter")
    office.now = CLOSE
    office.reports(Side.CANDIDATE, Outcome.NO_CALL)
    assert office.interview().state == State.MISSED
    assert [row.outcome for row in office.interview().reports] == ["no_call"]
    assert {"lapse: email to candidate", "lapse: sms to candidate"} <= set(office.heard())


def test_what_a_mistaken_confirmation_kept_back_goes_out_after_the_correction(office: Office):
    office.books()
    office.until(CLOSE - timedelta(microseconds=1))
    office.heard()
    office.twilio.fail_next("rate_limit", times=2, retry_after=300)
    office.now = CLOSE
    office.rounds()
    assert office.heard() == ["lapse: email to candidate"]
    office.reports(Side.RECRUITER, Outcome.HELD)
    office.passes(minutes=1)
    office.reports(Side.RECRUITER, Outcome.MISSED)
    office.passes(minutes=10)
    assert "lapse: sms to candidate" in office.heard()


def test_who_wants_texts_again_is_not_told_by_text_what_has_come_by_mail(office: Office):
    office.books()
    office.until(CLOSE - timedelta(microseconds=1))
    office.twilio.fail_next("rate_limit", times=2, retry_after=300)
    office.now = CLOSE
    office.rounds()  # Twilio asks to wait, and meanwhile both say STOP
    for number in (ALIS_NUMBER, DANAS_NUMBER):
        hears_from(office, number, "STOP")
    office.passes(minutes=6)
    office.heard()
    for number in (ALIS_NUMBER, DANAS_NUMBER):
        hears_from(office, number, "START")
    office.reports(Side.CANDIDATE, Outcome.NO_CALL)
    office.passes(minutes=8)
    assert office.heard() == []


def hears_from(office: Office, number: str, body: str) -> None:
    with office.sessions.begin() as session:
        answers.hear(session, office.desk, f"SM{uuid4().hex}", number, body, "", office.now)


def test_a_call_booked_before_the_first_one_lapsed_ends_the_help_after_its_lapse(office: Office):
    first = office.books()
    office.until(CLOSE - timedelta(minutes=5))
    second = office.books("2027-01-14T10:00")
    office.heard()
    office.now = CLOSE
    office.rounds()
    assert office.heard() == [*LAPSE, "lapse: sms to recruiter"]
    office.passes(minutes=5)
    assert office.interview(first).superseded_by == second
    office.until(datetime(2027, 1, 14, 16, 59, tzinfo=UTC))
    assert not {what for what in office.heard() if what.startswith(("backup", "coordinator", "next-day", "last"))}


def test_nobody_is_moved_to_a_recruiter_who_has_left(office: Office):
    interview = office.books()
    with office.sessions.begin() as session:
        staff.disable_recruiter(session, DANA, office.now)
    agreed = walltime.agree(walltime.parse_wall("2027-01-13T10:00", field="starts.wall"), "America/Denver", None)
    with pytest.raises(Refused) as refused, office.sessions.begin() as session:
        booking.reschedule(session, office.desk, interview, agreed, office.now, override=True)
    assert refused.value.code == "wrong_state"
    office.heard()
    office.until(CLOSE + timedelta(minutes=15))
    heard = office.heard()
    assert not [what for what in heard if what.endswith("to recruiter")]
    assert "coordinator: email to coordinator" in heard


def test_the_alternatives_to_a_long_window_can_be_booked_with_it(office: Office):
    office.books("2027-01-12T10:00", callback_window_minutes=120)
    with pytest.raises(Refused) as refused:
        office.books("2027-01-12T10:30", callback_window_minutes=120, candidate={"email": "b@example.com"})
    assert refused.value.code == "slot_taken"
    near = refused.value.extras["alternatives"]
    assert isinstance(near, list)
    assert len(near) == openings.ALTERNATIVES
    office.books(near[0]["wall"], near[0]["zone"], callback_window_minutes=120, candidate={"email": "c@example.com"})


def test_there_are_three_alternatives_far_beyond_the_horizon_too(office: Office):
    office.books("2027-06-01T10:00", override_availability=True)
    with pytest.raises(Refused) as refused:
        office.books("2027-06-01T10:00", override_availability=True, candidate={"email": "b@example.com"})
    near = refused.value.extras["alternatives"]
    assert isinstance(near, list)
    assert len({slot["wall"] for slot in near}) == openings.ALTERNATIVES
    assert all(slot["wall"].startswith("2027-06-01") for slot in near)
