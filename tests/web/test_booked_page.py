"""The page after a booking, loaded anew or come back to by the form: it says how the call stands now."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler_app.domain.interview import Outcome, Side
from tests.web.alis_call import BOOK, CLOSE, MOMENT, START, fills
from tests.web.browser_forms import Visitor
from tests.web.staff import Service

ANEW, BACK = "loaded anew", "sent again"
each_way = pytest.mark.parametrize("way", [ANEW, BACK])


class Booked:
    """Ali's booking, and the two ways on which he sees its page once more."""

    def __init__(self, ali: Visitor) -> None:
        self.ali, self.service = ali, ali.service
        self.review = fills(ali).form(BOOK)
        self.done = ali.browser.post(self.review.action, data=self.review.values | {"step": "book"}).location
        (made,) = self.service.all_interviews()
        self.service.interviews.append(made.id)
        self.own = f"/c/{self.service.desk.candidate_token(made)}"

    def seen(self, way: str) -> str:
        if way == ANEW:
            return self.ali.opens(self.done).words
        again = self.ali.browser.post(self.review.action, data=self.review.values | {"step": "book"})
        assert again.status_code == 303
        return self.ali.opens(again.location).words


@pytest.fixture
def booked(service: Service, ali: Visitor) -> Booked:
    return Booked(ali)


def promises_nothing(words: str) -> None:
    for said in ("You are booked", "calls you on", "Please keep the time free", "email is on its way", "We call you"):
        assert said not in words


@each_way
def test_a_call_that_was_cancelled_is_not_promised_once_more(ali: Visitor, booked: Booked, way: str):
    ali.opens(booked.own).presses("Cancel this call")
    booked.service.rounds()
    told = len(booked.service.messages())

    words = booked.seen(way)

    promises_nothing(words)
    assert "This call is cancelled It was set for Tue 12 Jan 2027, 2:30 PM Phoenix (UTC-7)" in words
    assert "Nobody will call." in words
    booked.service.rounds()
    assert len(booked.service.messages()) == told, "nobody is told anything by looking"


@each_way
def test_from_a_cancelled_call_a_fresh_form_books_another(ali: Visitor, booked: Booked, way: str):
    ali.opens(booked.own).presses("Cancel this call")
    booked.seen(way)

    page = ali.page.get_data(as_text=True)
    assert '<a class="button" href="/book/phone-screen">Book another time</a>' in page
    fills(ali).presses(BOOK)
    assert "You are booked, Ali" in ali.words
    assert len(booked.service.all_interviews()) == 2


@each_way
def test_a_call_that_was_moved_is_promised_at_the_time_it_has_now(ali: Visitor, booked: Booked, way: str):
    ali.opens(f"{booked.own}/reschedule?from=2027-01-13")
    ali.presses("Check the new time", 200, slot="2027-01-13T18:00:00Z.1").presses("Move the call")

    words = booked.seen(way)

    assert "This call was moved after you had booked it." in words
    assert "calls you on Wed 13 Jan 2027, 11:00 AM Phoenix (UTC-7)" in words
    assert "12 Jan" not in words


def test_a_call_is_promised_until_its_window_has_closed(service: Service, ali: Visitor):
    service.now = START - timedelta(hours=5)  # the page is good for twelve hours
    booked = Booked(ali)
    service.now = CLOSE - MOMENT
    assert "You are booked, Ali" in booked.seen(ANEW)

    service.now = CLOSE
    words = booked.seen(ANEW)
    promises_nothing(words)
    assert "The time of this call has passed It was set for Tue 12 Jan 2027, 2:30 PM Phoenix (UTC-7)" in words
    assert "Book another time" in words


def test_a_call_that_has_taken_place_is_promised_no_more_though_its_window_is_open(service: Service, ali: Visitor):
    service.now = START - timedelta(hours=5)
    booked = Booked(ali)
    service.now = START + timedelta(minutes=1)
    service.reports(Side.RECRUITER, Outcome.HELD)

    words = booked.seen(ANEW)
    promises_nothing(words)
    assert "The call took place It was set for Tue 12 Jan 2027, 2:30 PM Phoenix (UTC-7)" in words
