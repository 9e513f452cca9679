"""What is answered to a text that comes too early, too late, twice, or says something else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from scheduler_app import booking
from scheduler_app.domain.interview import Outcome, Side, State
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.store.db import reading
from scheduler_app.store.inbound import Inbound
from scheduler_app.store.people import WeeklyHours
from tests.office import ALI, ALIS_NUMBER, DANA, Office, opened, request
from tests.texting import Phones, connected

START = datetime(2027, 1, 12, 21, 30, tzinfo=UTC)  # Tuesday 2:30 PM in Denver
CLOSE = START + timedelta(minutes=30)
BEA = {"name": "Bea Moss", "email": "bea@example.com", "phone": "+16025550177"}
DENVER = "Tue 12 Jan 2:30 PM Denver (UTC-7) / 2:30 PM Phoenix (UTC-7)"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(f"sqlite:///{tmp_path / 'office.db'}") as office:
        yield office


@pytest.fixture
def phones(office: Office, tmp_path: Path) -> Iterator[Phones]:
    """Ali is promised a call; Dana and Lee have telephones, too."""
    with connected(office, tmp_path) as phones:
        yield phones


def until(office: Office, moment: datetime) -> None:
    office.until(moment)
    office.heard()


def nobody_is_free(office: Office) -> None:
    with office.sessions.begin() as session:
        session.execute(delete(WeeklyHours))


def actions(office: Office) -> list[str]:
    with reading(office.sessions) as session:
        return list(session.scalars(select(Inbound.action).order_by(Inbound.at, Inbound.provider_sid)))


def test_the_recruiter_says_that_nobody_called(office: Office, phones: Phones):
    until(office, CLOSE)
    assert "thank you for saying so" in phones.dana("3")
    assert (office.interview().state, office.interview().missed_by) == (State.MISSED, "recruiter")


def test_late_without_minutes_that_make_sense_is_asked_about(office: Office, phones: Phones):
    until(office, START)
    for body in ("LATE", "LATE 0", "late 61", "LATE 999"):
        assert phones.dana(body) == "Interview desk: how many minutes, 1 to 60? Reply for example LATE 15."
    assert office.interview().closes_at == CLOSE


def test_late_can_be_said_ten_minutes_ahead_and_no_more_after_the_close(office: Office, phones: Phones):
    until(office, START - timedelta(minutes=10))
    assert "is still ahead" in phones.dana("1")
    assert "until Tue 12 Jan 3:10 PM Denver (UTC-7)" in phones.dana("LATE 10")


def test_late_after_the_close_is_answered_kindly(office: Office, phones: Phones):
    until(office, CLOSE)
    said = phones.dana("LATE 10")
    assert office.interview().state == State.LAPSED
    assert "can no longer be moved" in said


def test_a_candidate_says_that_they_called_after_all(office: Office, phones: Phones):
    until(office, CLOSE)
    office.now += timedelta(minutes=2)
    said = phones.ali("0")
    assert said == (
        "Interview desk: thank you, closed. You and Dana talked, call of"
        " Tue 12 Jan 2:30 PM Phoenix (UTC-7) / 2:30 PM Denver (UTC-7). Dana was told at 3:00 PM Phoenix (UTC-7)"
        " that no call was confirmed, and now sees that it took place."
    )
    assert office.interview().state == State.HELD
    office.passes(minutes=30)
    assert office.heard() == []


def test_a_candidate_says_that_no_call_came_and_goes_on_being_helped(office: Office, phones: Phones):
    nobody_is_free(office)
    until(office, CLOSE)
    assert "Reply 1 if you did talk, 2 if not." in office.text_to(ALIS_NUMBER)
    assert "You need not wait by the phone" in phones.ali("2")
    assert (office.interview().state, office.interview().missed_by) == (State.MISSED, "recruiter")
    office.passes(minutes=15)
    assert office.heard() == ["backup: sms to backup", "coordinator: email to coordinator"]


def test_a_call_that_is_settled_needs_nobody_to_take_it(office: Office, phones: Phones):
    until(office, CLOSE + timedelta(minutes=5))
    phones.dana("1")
    assert "is settled meanwhile. Thank you; you need do nothing." in phones.lee("TAKE")
    assert office.interview().taken_by_id is None
    assert office.heard() == []


def test_a_new_time_ends_the_take_over(office: Office, phones: Phones):
    until(office, CLOSE + timedelta(minutes=5))
    phones.lee("TAKE")
    assert office.interview().taken_by_id is not None
    again = read_wanted(request("2027-01-14T14:30")).starts
    with office.sessions.begin() as session:
        booking.reschedule(session, office.desk, office.interviews[0], again, office.now)
    assert office.interview().taken_by_id is None
    assert phones.lee("TAKE") == (
        "Interview desk: thank you. No question is open for that answer any more, so nothing is changed."
    )


def test_only_the_call_that_fits_is_meant(office: Office, phones: Phones):
    office.books("2027-01-12T15:15", candidate=BEA)
    until(office, START + timedelta(minutes=46))  # Ali's window has closed: only Bea's can be moved
    assert "Bea is told" in phones.dana("LATE 5")


def test_a_question_closes_after_three_days_and_with_another_time(office: Office, phones: Phones):
    until(office, CLOSE + timedelta(days=3))
    assert "No question is open for that answer any more" in phones.dana("1")
    assert office.interview().state == State.LAPSED


def test_a_cancelled_call_is_not_reported_on(office: Office, phones: Phones):
    until(office, START)
    with office.sessions.begin() as session:
        booking.cancel(session, office.desk, office.interviews[0], Side.RECRUITER, "", office.now)
    office.rounds()
    office.heard()
    assert "settled meanwhile" in phones.dana("1")
    assert office.interview().state == State.CANCELLED


def test_a_report_on_the_page_answers_the_text_too(office: Office, phones: Phones):
    until(office, CLOSE)
    office.reports(Side.RECRUITER, Outcome.NO_ANSWER)
    assert "You and Ali talked" in phones.dana("1")
    assert office.interview().state == State.HELD
    assert office.mail_to(DANA)
    assert office.mail_to(ALI)


def test_stop_ends_texts_and_cancels_nothing_and_start_repeats_nothing(office: Office, phones: Phones):
    until(office, START)
    for body in ("STOP", "Cancel", "END"):
        assert phones.dana(body) == "", "Twilio answers these itself"
    assert phones.dana("late 5") == "", "it counts, and who wants no texts gets no answer"
    assert office.interview().closes_at == CLOSE + timedelta(minutes=5)
    office.heard()
    office.until(CLOSE)
    assert office.heard() == ["nudge: email to recruiter"]
    assert office.interview().state == State.SCHEDULED
    assert phones.dana("Start") == ""
    assert office.heard() == []
    office.until(CLOSE + timedelta(minutes=5))
    assert "lapse: sms to recruiter" in office.heard()
    assert sorted(actions(office)) == ["done", "start", "stop", "stop", "stop"]


@pytest.mark.parametrize("word", ["ALTO", "Arrêt.", "stopp"])
def test_a_word_for_stop_that_twilio_does_not_know_counts_and_is_confirmed_once(
    office: Office, phones: Phones, word: str
):
    until(office, CLOSE)
    assert phones.ali(word) == (
        "Interview desk: you get no more texts from us; what we have to say comes by email."
        " Reply START to get texts again."
    )
    assert phones.ali(word) == ""
    assert phones.ali(word, OptOutType="STOP") == ""
    assert actions(office) == ["stop"] * 3


def test_help_says_who_we_are_unless_twilio_has(office: Office, phones: Phones):
    until(office, CLOSE)
    assert phones.ali("HELP") == (
        "Interview desk: we text about interview calls. Reply the number of a new time, or 0 if you did talk."
        " Questions: dana@example.com. Msg and data rates may apply. Reply STOP to opt out."
    )
    assert phones.ali("info", OptOutType="HELP") == ""


def test_words_of_a_candidate_go_to_the_recruiter_by_mail_a_few_times_a_day(office: Office, phones: Phones):
    until(office, START)
    said = phones.ali("Can you call my <work> number?\n+1 602 555 0188")
    assert said.startswith("Interview desk: thank you. Dana gets your words by email")
    assert office.heard() == ["wrote-1: email to recruiter"]
    assert '"Can you call my <work> number? +1 602 555 0188"' in office.mail_to(DANA).text
    for number in range(2, 8):
        office.now += timedelta(seconds=20)
        phones.ali(f"and another thing, {number}")
    assert office.heard() == [f"wrote-{number}: email to recruiter" for number in range(2, 6)]
    assert actions(office) == ["wrote"] * 7, "the rest is on the page"
    assert office.interview().state == State.SCHEDULED


def test_a_courtesy_gets_no_answer_and_no_mail(office: Office, phones: Phones):
    until(office, START)
    assert [phones.ali(body) for body in ("Thanks!", "ok", "\U0001f44d")] == ["", "", ""]
    assert office.heard() == []
    assert phones.ali("", NumMedia="1").startswith("Interview desk: thank you.")
    assert "(a picture or a file, which is not kept)" in office.mail_to(DANA).text


def test_no_more_texts_in_other_words_waits_for_a_person(office: Office, phones: Phones):
    until(office, START)
    said = phones.ali("wrong person, please stop texting me")
    assert said.endswith("To stop our texts at once, reply STOP.")
    assert actions(office) == ["no_texts"]
    assert office.heard() == []
    assert office.interview().state == State.SCHEDULED


def test_two_machines_that_answer_each_other_fall_silent(office: Office, phones: Phones):
    until(office, START)
    driving = "I am driving and will reply later."
    assert [bool(phones.dana(driving)) for _ in range(4)] == [True, False, False, False], "the same words once"
    replies = [phones.dana(f"out of office {number}") for number in range(12)]
    assert len([reply for reply in replies if reply]) == 4, "five answers a day that tell of nothing done"
    assert "noted" in phones.dana("1"), "an answer that does something is still thanked"
    office.now += timedelta(days=1)
    assert phones.dana("hello?")


def test_words_of_staff_are_kept_and_told_how_to_answer(office: Office, phones: Phones):
    until(office, START)
    said = phones.dana("in a meeting, sorry")
    assert "Please reply 1 if you talked, 2 if no answer, LATE 15 if late." in said
    with reading(office.sessions) as session:
        kept = session.scalars(select(Inbound)).one()
        assert (kept.body, kept.interview_id) == ("in a meeting, sorry", office.interviews[0])


def test_a_fault_of_ours_loses_no_text(office: Office, phones: Phones, monkeypatch: pytest.MonkeyPatch):
    def broken(*about: object, **more: object) -> str:
        raise ValueError("words are missing")

    until(office, CLOSE)
    monkeypatch.setattr(type(office.desk.words), "reply", broken)
    assert phones.dana("1") == ""
    assert actions(office) == ["failed"]
    assert office.interview().state == State.LAPSED, "all or nothing, and a person is told on the dashboard"


def test_what_cannot_be_stored_is_left_out(office: Office, phones: Phones):
    until(office, START)
    phones.ali("a\x00b\ue000c" + "x" * 3000)
    with reading(office.sessions) as session:
        kept = session.scalars(select(Inbound.body)).one()
    assert kept.startswith("abcxxx")
    assert len(kept) < 1601
