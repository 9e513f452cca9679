"""After a lapse the text offers new times as digits, and one digit books what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scheduler_app import briefing
from scheduler_app.domain.interview import State
from tests.office import ALI, ALIS_NUMBER, DANA, Office
from tests.texting import Phones, connected

CLOSE = datetime(2027, 1, 12, 22, tzinfo=UTC)  # Tuesday 3:00 PM in Denver and in Phoenix
NINE = datetime(2027, 1, 13, 16, tzinfo=UTC)
BOOKED = (
    "Interview desk: thank you, it is booked. Dana will call you Wed 13 Jan 12:00 PM Phoenix (UTC-7) /"
    " 12:00 PM Denver (UTC-7); please keep the time free until 1:00 PM Phoenix (UTC-7). The invitation comes by email."
)


NO_ROOM = "北風国際人材紹介株式会社" * 2  # UCS-2, whatever else is left out


@pytest.fixture
def phones(office: Office, tmp_path: Path) -> Iterator[Phones]:
    with connected(office, tmp_path) as phones:
        office.until(CLOSE)
        office.heard()
        yield phones


def test_the_text_of_a_lapse_offers_three_new_times(office: Office, phones: Phones):
    text = office.text_to(ALIS_NUMBER)

    assert text.startswith(
        "Interview desk: no confirmed call from Dana by 3:00 PM Phoenix (UTC-7) / 3:00 PM Denver (UTC-7)."
        " New time? Reply 1: Wed 13 Jan 9:00 AM Phoenix, 2: Wed 13 Jan 12:00 PM Phoenix,"
        " 3: Wed 13 Jan 3:00 PM Phoenix; 0 if you did talk. https://"
    )


def test_a_digit_books_its_time_says_both_clocks_and_stops_the_ladder(office: Office, phones: Phones):
    assert phones.ali("2") == BOOKED
    booked = office.interview()
    assert (booked.state, booked.starts_at) == (State.SCHEDULED, NINE + timedelta(hours=3))
    assert (booked.zone, booked.generation) == ("America/Phoenix", 2)
    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"]
    assert "12:00 PM Denver (UTC-7)" in office.mail_to(DANA).text
    assert "12:00 PM Phoenix (UTC-7)" in office.mail_to(ALI).text

    office.passes(hours=3)
    assert office.heard() == [], "nobody else is asked to step in"


def test_the_same_digit_again_is_thanked_alike_and_books_nothing_more(office: Office, phones: Phones):
    phones.ali("2")
    office.heard()
    assert [phones.ali("2"), phones.ali("2"), phones.ali("2")] == [BOOKED] * 3
    assert office.interview().generation == 2
    assert office.heard() == []


def test_another_digit_moves_the_call_that_the_first_booked(office: Office, phones: Phones):
    phones.ali("2")
    office.heard()
    assert "booked. Dana will call you Wed 13 Jan 9:00 AM Phoenix (UTC-7) / 9:00 AM Denver" in phones.ali("1")
    assert (office.interview().starts_at, office.interview().generation) == (NINE, 3)
    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"]
    assert "Before, no longer valid: Wed 13 Jan 2027, 12:00 PM Denver (UTC-7)" in office.mail_to(DANA).text

    assert phones.ali("2") == BOOKED, "and back"
    assert office.interview().starts_at == NINE + timedelta(hours=3)


def test_a_digit_delivered_twice_moves_the_call_once(office: Office, phones: Phones):
    phones.ali("2")
    moved = phones.ali("1", MessageSid="SM1")
    phones.ali("3")
    office.heard()
    assert phones.ali("1", MessageSid="SM1") == moved
    assert office.interview().starts_at == NINE + timedelta(hours=6)
    assert office.heard() == []


def test_another_digit_whose_time_is_gone_leaves_the_call_where_it_is_and_says_so(office: Office, phones: Phones):
    ali = office.interviews[-1]
    phones.ali("2")
    office.books("2027-01-13T09:00", candidate={"name": "Bea Moss", "email": "bea@example.com"})
    office.heard()
    assert phones.ali("1") == (
        "Interview desk: sorry, that time has just gone. As agreed, Dana calls you Wed 13 Jan 12:00 PM Phoenix (UTC-7)"
        " / 12:00 PM Denver (UTC-7). To change that, open your page from our email."
    )
    assert office.interview(ali).generation == 2
    assert office.heard() == []


def test_zero_after_a_booking_is_passed_to_the_recruiter_and_cancels_nothing(office: Office, phones: Phones):
    phones.ali("2")
    office.heard()
    assert phones.ali("0") == (
        "Interview desk: thank you. Dana gets word by email that you did talk. As agreed, Dana calls you"
        " Wed 13 Jan 12:00 PM Phoenix (UTC-7) / 12:00 PM Denver (UTC-7). To change that, open your page from our email."
    )
    assert (office.interview().state, office.interview().generation) == (State.SCHEDULED, 2)
    assert office.heard() == ["wrote-1: email to recruiter"]
    assert "0 means: we did talk. The call below was booked after that, and it stands." in office.mail_to(DANA).text


def test_a_digit_that_was_not_offered_or_comes_too_late_changes_nothing_and_says_how_it_stands(
    office: Office, phones: Phones
):
    stands = "Interview desk: nothing is changed. As agreed, Dana calls you Wed 13 Jan 12:00 PM Phoenix (UTC-7)"
    phones.ali("2")
    office.heard()
    assert phones.ali("4").startswith(stands)
    office.until(NINE + timedelta(hours=2))
    assert "remind-1h: sms to candidate" in office.heard()
    assert phones.ali("3").startswith(stands), "the reminder, which asks nothing, may be what it answers"
    assert office.interview().generation == 2
    assert office.heard() == []


def test_a_time_that_is_gone_gives_way_to_the_next_three(office: Office, phones: Phones):
    ali = office.interviews[-1]
    office.books("2027-01-13T09:00", candidate={"name": "Bea Moss", "email": "bea@example.com"})
    office.heard()
    said = phones.ali("1")
    assert said == (
        "Interview desk: sorry, that time has just gone. New time? Reply 1: Wed 13 Jan 9:45 AM Phoenix,"
        " 2: Wed 13 Jan 12:45 PM Phoenix, 3: Wed 13 Jan 3:45 PM Phoenix; 0 if you did talk."
    )
    assert office.interview(ali).state == State.LAPSED
    assert office.heard() == []

    assert "Dana will call you Wed 13 Jan 9:45 AM Phoenix (UTC-7)" in phones.ali("1")
    assert office.interview(ali).starts_at == NINE + timedelta(minutes=45)


def test_times_that_were_not_said_are_not_booked_and_what_is_gone_twice_is_answered_twice(
    office: Office, phones: Phones
):
    ali = office.interviews[-1]
    for start in ("2027-01-13T09:00", "2027-01-13T09:45"):
        office.books(start, candidate={"name": "Bea Moss", "email": f"bea{start[-2:]}@example.com"})
        assert "sorry, that time has just gone. New time?" in phones.ali("1")

    office.books("2027-01-13T10:30", candidate={"name": "Bea Moss", "email": "bea@example.com"})
    with office.sessions.begin() as session:
        briefing.organisation(session).candidates_are_texted = False
    assert [phones.ali("1"), phones.ali("1")] == ["", ""]
    assert office.interview(ali).state == State.LAPSED


def test_a_digit_that_the_text_did_not_show_books_nothing(office: Office, phones: Phones):
    said = phones.ali("4")
    assert said.startswith("Interview desk: sorry, we cannot read that here. Please reply the number of a new time")
    assert office.interview().state == State.LAPSED
    assert office.heard() == []


def test_zero_says_that_they_talked(office: Office, phones: Phones):
    assert phones.ali("0").startswith("Interview desk: thank you, closed. You and Dana talked")
    assert office.interview().state == State.HELD
    assert phones.ali("1").endswith("is settled meanwhile. Thank you; you need do nothing.")
    assert office.interview().state == State.HELD
    assert office.heard() == []


def test_a_time_that_has_become_too_soon_is_not_booked(office: Office, phones: Phones):
    office.now = NINE - timedelta(hours=1)
    said = phones.ali("1")
    assert said.startswith("Interview desk: sorry, that time has just gone.")
    assert "1: Wed 13 Jan 12:00 PM Phoenix" in said
    assert office.interview().state == State.LAPSED


def test_a_text_without_a_digit_is_answered_by_none(office: Office, tmp_path: Path):
    with office.sessions.begin() as session:
        briefing.organisation(session).name = NO_ROOM
    with connected(office, tmp_path) as phones:
        office.until(CLOSE)
        office.heard()
        assert "Reply" not in office.text_to(ALIS_NUMBER).removesuffix("Reply STOP to opt out"), "no digit is named"
        for digit in ("1", "2", "0"):
            said = phones.ali(digit)
            assert said.endswith("sorry, we cannot read that here. No question is open for you. Your words are kept.")
        assert office.interview().state == State.LAPSED
        office.passes(minutes=5)
        assert "backup: sms to backup" in office.heard(), "the ladder goes on"
