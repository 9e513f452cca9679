"""People answer our texts with a digit or a word, and what they say is acted on, once, and thanked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scheduler_app.domain.interview import State
from scheduler_app.store.db import reading
from scheduler_app.store.people import Recruiter
from tests.office import ALIS_NUMBER, COLE, DANAS_NUMBER, LEE, Office
from tests.texting import LEES_NUMBER, Phones, connected

START = datetime(2027, 1, 12, 21, 30, tzinfo=UTC)  # Tuesday 2:30 PM in Denver
CLOSE = START + timedelta(minutes=30)
BEA = {"name": "Bea Moss", "email": "bea@example.com", "phone": "+16025550177"}
DENVER = "Tue 12 Jan 2:30 PM Denver (UTC-7) / 2:30 PM Phoenix (UTC-7)"


@pytest.fixture
def phones(office: Office, tmp_path: Path) -> Iterator[Phones]:
    """Ali is promised a call; Dana and Lee have telephones, too."""
    with connected(office, tmp_path) as phones:
        yield phones


def until(office: Office, moment: datetime) -> None:
    office.until(moment)
    office.heard()


def test_one_from_danas_phone_closes_it_and_nobody_else_is_asked(office: Office, phones: Phones):
    until(office, CLOSE)
    office.now += timedelta(minutes=4, seconds=59)
    said = phones.dana("1")
    assert said == (
        f"Interview desk: thank you, noted. You and Ali talked, call of {DENVER}. Ali was told at"
        " 3:00 PM Denver (UTC-7) that no call was confirmed; nothing more goes out. Not so? Reply 2."
    )
    assert office.interview().state == State.HELD
    assert [(row.by, row.outcome, row.via) for row in office.interview().reports] == [("recruiter", "held", "sms")]
    office.passes(days=30)
    assert office.heard() == ["answer-by: email to recruiter", "thank-you: email to candidate"]


def test_a_slip_is_mended_by_the_other_digit(office: Office, phones: Phones):
    until(office, START)
    assert phones.dana("2").endswith("Not so? Reply 1.")
    assert office.interview().missed_by == "candidate"
    assert phones.dana("1").endswith("Not so? Reply 2.")
    assert (office.interview().state, office.interview().missed_by) == (State.HELD, None)
    assert phones.dana("1").endswith("Not so? Reply 2."), "said again it changes nothing and is thanked alike"
    assert len(office.interview().reports) == 2


def test_late_moves_the_close_once_and_tells_ali(office: Office, phones: Phones):
    until(office, START + timedelta(minutes=15))
    said = phones.dana("LATE 15")
    assert said == (
        "Interview desk: thank you, noted. Ali is told that the call may come until"
        " Tue 12 Jan 3:15 PM Denver (UTC-7) / 3:15 PM Phoenix (UTC-7)."
    )
    assert office.heard() == ["late: sms to candidate"]
    assert "3:15 PM" in office.text_to(ALIS_NUMBER)
    again = phones.dana("late 20")
    assert "15 min late already" in again
    assert "3:15 PM Denver (UTC-7)" in again
    assert office.interview().closes_at == CLOSE + timedelta(minutes=15)
    assert office.heard() == []


def test_two_accounts_are_told_in_neutral_words(office: Office, phones: Phones):
    until(office, CLOSE)
    phones.ali("0")
    said = phones.dana("2")
    assert office.interview().state == State.DISPUTED
    assert "Ali has noted it otherwise" in said
    assert "nobody is at fault" in said


def test_a_colleague_takes_it_over(office: Office, phones: Phones):
    until(office, CLOSE + timedelta(minutes=5))
    assert "Reply TAKE" in office.text_to(LEES_NUMBER)
    said = phones.lee("take it")
    assert said == (
        "Interview desk: thank you, it is yours. Ali sees that somebody is on it: +1 602-555-0123."
        " Dana is told. Reply 1 once you have talked."
    )
    taken = office.interview()
    assert (taken.state, taken.taken_at) == (State.LAPSED, office.now)
    assert office.heard() == ["taken: sms to recruiter"]
    assert "Lee has taken over your call with Ali" in office.text_to(DANAS_NUMBER)
    assert phones.lee("TAKE") == said, "said again it changes nothing"
    assert office.heard() == []

    until_coordinator = CLOSE + timedelta(minutes=15)
    office.until(until_coordinator)  # still no call: the coordinator is told, and by whom it is handled
    assert office.heard() == ["coordinator: email to coordinator"]
    assert "Lee Okafor has taken it over" in office.mail_to(COLE).text

    assert "noted. You and Ali talked" in phones.lee("1")
    assert office.interview().state == State.HELD
    with reading(office.sessions) as session:
        teller = office.interview().reports[-1].person_id
        assert session.get_one(Recruiter, teller or 0).email == LEE
    office.passes(days=1)
    assert office.heard() == ["thank-you: email to candidate"]


def test_two_open_calls_are_told_apart_by_a_letter(office: Office, phones: Phones):
    office.books("2027-01-12T15:15", candidate=BEA)
    first, second = office.interviews
    until(office, START + timedelta(minutes=46))
    said = phones.dana("1")
    assert said == (
        "Interview desk: which call? Reply A for Bea, Tue 12 Jan 3:15 PM Denver (UTC-7);"
        " B for Ali, Tue 12 Jan 2:30 PM Denver (UTC-7)."
    )
    assert {office.interview(call).state for call in (first, second)} == {State.LAPSED, State.SCHEDULED}
    assert "You and Ali talked" in phones.dana("B")
    assert office.interview(first).state == State.HELD
    assert office.interview(second).state == State.SCHEDULED
    assert "You and Bea talked" in phones.dana("1"), "only one is left to answer"
    assert office.interview(second).state == State.HELD
    assert "Ali did not answer" in phones.dana("2b")
    assert office.interview(first).missed_by == "candidate"


def test_an_answer_of_another_day_says_on_which_day_ali_was_told(office: Office, phones: Phones):
    until(office, CLOSE + timedelta(hours=20))
    assert "Ali was told at Tue 12 Jan 3:00 PM Denver (UTC-7) that no call was confirmed" in phones.dana("1")
