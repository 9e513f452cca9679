"""The public form over a limit: one question in words, nothing lost, and somebody is told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from scheduler_app import guard, staff
from scheduler_app.domain import abuse
from scheduler_app.store.db import reading
from scheduler_app.store.tallies import Tally
from scheduler_app.web import booking_token, forms
from scheduler_app.web.guarding import DIGITS
from tests.web.alis_call import BOOK, CHECK, FORM, HALF_PAST_TWO, WHO, fills
from tests.web.browser_forms import Visitor
from tests.web.staff import Service

HOME, BOOKING = "81.2.69.160", "/book/phone-screen"
ADA = "ada@example.com"


@pytest.fixture(autouse=True)
def two_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abuse, "NETWORK", abuse.Measure("network", abuse.HOUR, 2, 4))


@pytest.fixture
def ali(service: Service) -> Visitor:
    return of(service, HOME)


def of(service: Service, address: str) -> Visitor:
    visitor = Visitor(service)
    visitor.browser.environ_base["REMOTE_ADDR"] = address
    return visitor


def books(visitor: Visitor, number: int, status: int = 303, **changes: str) -> Visitor:
    """One of several calls, each by another person who sits at the same address; the form has been open for a while."""
    service = visitor.service
    hour, minute = divmod(60 * 16 + 45 * number, 60)
    with service.app.app_context():
        token = forms.token(booking_token.PURPOSE, "phone-screen", service.now - timedelta(seconds=30))
    form = {
        "form_token": token,
        "zone": "America/Phoenix",
        "slot": f"2027-01-13T{hour}:{minute:02}:00Z.1",
        "name": "Ali Haddad",
        "email": f"person{number}@example.com",
        "phone": f"+1602555{100 + number:04}",
        "step": "book",
    }
    visitor.path, visitor.page = BOOKING, visitor.browser.post(BOOKING, data=form | changes)
    assert visitor.page.status_code == status, visitor.words
    return visitor


def answer_to(visitor: Visitor) -> str:
    asked = re.search(r"in this order:<br><strong>([a-z, ]+)</strong>", visitor.page.get_data(as_text=True))
    assert asked, visitor.words
    return "".join(str(list(map(str, DIGITS)).index(word)) for word in asked[1].split(", "))


def tallies(service: Service) -> dict[str, int]:
    with reading(service.sessions) as session:
        return {row.key: row.used for row in session.scalars(select(Tally))}


def test_the_third_booking_from_one_place_asks_a_question_and_books_on_the_right_answer(service: Service, ali: Visitor):
    books(ali, 0)
    books(ali, 1)
    books(ali, 2, 429, sms_consent="yes")
    assert "One question before we book" in ali.words
    assert "Your time is still chosen: Wed 13 Jan 2027, 10:30 AM Phoenix (UTC-7)" in ali.words
    assert len(service.all_interviews()) == 2

    service.now += abuse.SOONEST
    ali.presses(BOOK, answer=answer_to(ali))
    assert "You are booked, Ali" in ali.words
    made = service.all_interviews()
    assert len(made) == 3
    last = service.interview(max(made, key=lambda row: row.created_at).id)
    assert (last.candidate.phone, last.candidate.sms_consent_at) == ("+16025550102", service.now)
    assert "pass" not in "".join(tallies(service))


def test_a_wrong_answer_gets_another_question_and_each_question_counts_once(service: Service, ali: Visitor):
    for number in range(2):
        books(ali, number)
    books(ali, 2, 429)
    form, right = ali.form(BOOK), answer_to(ali)
    service.now += abuse.SOONEST
    ali.presses(BOOK, 429, answer="nothing")
    assert "Those were not the digits we asked for" in ali.words
    assert answer_to(ali) != right
    late = ali.browser.post(BOOKING, data=form.values | {"answer": right, "step": "book"})
    assert late.status_code == 429
    assert len(service.all_interviews()) == 2


def test_an_answer_sooner_than_anybody_reads_is_asked_for_again_and_kept(service: Service, ali: Visitor):
    for number in range(2):
        books(ali, number)
    books(ali, 2, 429)
    right = answer_to(ali)
    service.now += abuse.SOONEST - timedelta(microseconds=1)
    ali.presses(BOOK, 429, answer=right)
    assert "That was very quick" in ali.words
    assert ali.form(BOOK).values["answer"] == right
    service.now += timedelta(seconds=1)  # forms count whole seconds
    ali.presses(BOOK)
    assert len(service.all_interviews()) == 3


def test_a_right_answer_books_one_call_and_not_another(service: Service, ali: Visitor):
    for number in range(2):
        books(ali, number)
    books(ali, 2, 429)
    service.now += abuse.SOONEST
    form, right = ali.form(BOOK), answer_to(ali)
    ali.presses(BOOK, answer=right)
    again = form.values | {"answer": right, "step": "book"}
    twice = ali.browser.post(BOOKING, data=again)
    assert twice.status_code == 303  # a second click finds the first booking
    other = again | {"email": "other@example.com", "slot": "2027-01-14T16:00:00Z.1"}
    assert ali.browser.post(BOOKING, data=other).status_code == 429
    assert len(service.all_interviews()) == 3


def test_a_slot_taken_meanwhile_asks_no_second_question(service: Service, ali: Visitor):
    for number in range(2):
        books(ali, number)
    fills(ali, email="third@example.com").presses(BOOK, 429)
    service.books()  # the very time
    service.now += abuse.SOONEST
    ali.presses(BOOK, 409, answer=answer_to(ali))
    nearest = ali.form(CHECK).choices["slot"][0]
    ali.presses(CHECK, 200, slot=nearest).presses(BOOK)
    assert "You are booked" in ali.words


def test_at_last_even_an_answer_does_not_help_and_other_places_are_not_concerned(service: Service, ali: Visitor):
    for number in range(4):
        books(ali, number, 303 if number < 2 else 429)
        if number >= 2:
            service.now += abuse.SOONEST
            ali.presses(BOOK, answer=answer_to(ali))
    books(ali, 4, 429)
    assert "Many calls have been booked from where you are" in ali.words
    assert ali.form(CHECK).values["email"] == "person4@example.com"
    books(of(service, "2600:1700:1:2::1"), 5)
    books(of(service, "127.0.0.1"), 6)
    service.now += timedelta(hours=1)
    books(ali, 4)


def test_one_mailbox_books_five_times_however_it_is_spelled(service: Service, ali: Visitor):
    for number in range(5):
        books(of(service, f"8.8.8.{number}"), number, email=f"A.li+{number}@gmail.com")
    books(ali, 5, 429, email="ali@googlemail.com")
    assert "@googlemail.com has booked 5 calls within a day" in ali.words


def test_a_touched_trap_asks_the_same_question_and_tells_a_robot_nothing(service: Service, ali: Visitor):
    ali.opens(FORM)
    service.now += timedelta(seconds=30)
    ali.presses(CHECK, 200, slot=HALF_PAST_TWO, **WHO, website="https://buy.example")
    ali.presses(BOOK, 429)
    assert "website" not in ali.page.get_data(as_text=True)
    service.now += abuse.SOONEST
    ali.presses(BOOK, answer=answer_to(ali))
    assert "You are booked, Ali" in ali.words


def test_no_address_is_kept_and_what_is_counted_goes_after_a_day(service: Service, ali: Visitor):
    books(ali, 0)
    kept = " ".join(tallies(service))
    assert "book network" in kept
    for told in (HOME, "person0", "6025550100", "1602555"):
        assert told not in kept
    service.now += timedelta(days=1) - timedelta(microseconds=1)
    guard.forget(service.sessions, service.clock)
    assert len(tallies(service)) == 4
    service.now += timedelta(microseconds=1)
    guard.forget(service.sessions, service.clock)
    assert tallies(service) == {}


def test_unusual_bookings_are_told_to_admins_once_an_hour_and_on_the_dashboard(service: Service, ali: Visitor):
    with service.sessions.begin() as session:
        staff.add_recruiter(
            session, email=ADA, name="Ada Park", zone="Europe/London", phone=None, role="admin", now=service.now
        )
    for number in range(2):
        books(ali, number)
    for number in range(2, 2 + abuse.UNUSUAL - 1):
        books(ali, number, 429)
    assert [row for row in service.messages() if row.name == "unusual"] == []
    assert "Unusual bookings" not in service.signed_in(ADA).reads("/dashboard")
    for number in range(6, 9):
        books(ali, number, 429)
    (alarm,) = [row for row in service.messages() if row.name == "unusual"]
    assert alarm.to_address == ADA
    assert "too many calls from a single internet address: 5" in alarm.body
    assert HOME not in alarm.body
    assert "Unusual bookings: 7 within the last hour" in service.signed_in(ADA).reads("/dashboard")
    service.now += timedelta(hours=1)
    assert "Unusual bookings" not in service.signed_in(ADA).reads("/dashboard")
