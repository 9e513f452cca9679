"""What Ali's own page tells him anew: by itself while it is open, and after he has done something there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from scheduler_app import reports
from scheduler_app.domain.interview import Outcome, Side
from tests.office import MONDAY
from tests.web.alis_call import CLOSE, MOMENT, START
from tests.web.browser_forms import Visitor


def test_the_page_that_asks_for_news_gets_what_changed_and_all_of_it_when_something_happened(ali: Visitor, path: str):
    ali.service.now = START + timedelta(minutes=1)
    asks = asked_for_news(ali.opens(path))

    ali.service.now = START + timedelta(minutes=12)
    news = ali.browser.get(asks)
    assert "18 minutes left." in news.get_data(as_text=True)
    assert "<html" not in news.get_data(as_text=True)
    assert "HX-Redirect" not in news.headers

    assert "<button" not in news.get_data(as_text=True), "a button that is replaced loses the keyboard"
    assert 'id="event"' not in news.get_data(as_text=True), "a minute that goes by is not read out"

    ali.service.now = CLOSE
    event = ali.browser.get(asks)
    assert event.headers["HX-Reswap"] == "outerHTML"
    assert "The window has just closed" in event.get_data(as_text=True)
    assert "<html" not in event.get_data(as_text=True)


def test_late_is_news_that_is_read_out_once(ali: Visitor, path: str):
    ali.service.now = START + timedelta(minutes=1)
    asks = asked_for_news(ali.opens(path))
    with ali.service.sessions.begin() as session:
        ids, late = ali.service.interviews[-1], Outcome.RUNNING_LATE
        reports.report(session, ali.service.desk, ids, Side.RECRUITER, late, ali.service.now, minutes=15, via="api")

    ali.page = ali.browser.get(asks)
    said = ali.page.get_data(as_text=True).partition('<p id="event" hx-swap-oob="innerHTML">')[2].partition("</p>")[0]
    assert said.startswith("Dana let us know: about 15 minutes late. Dana may call until Tue 12 Jan 2027, 3:15 PM")
    assert "hx-swap-oob" not in ali.browser.get(asked_for_news(ali)).get_data(as_text=True).partition('id="event"')[2]


def test_the_tab_is_told_the_minutes_too(ali: Visitor, path: str):
    ali.service.now = START + timedelta(minutes=1)
    asks = asked_for_news(ali.opens(path))
    ali.service.now = START + timedelta(minutes=12)

    assert "<title>18 minutes left: Dana may call</title>" in ali.browser.get(asks).get_data(as_text=True)


@pytest.mark.parametrize(
    ("at", "refreshed"),
    [
        (START - timedelta(hours=1) - MOMENT, False),
        (START - timedelta(hours=1), True),
        (START, True),
        (CLOSE, True),
    ],
)
def test_without_javascript_the_page_comes_anew_from_the_last_hour_on(
    ali: Visitor, path: str, at: datetime, refreshed: bool
):
    ali.service.now = at
    assert ('<meta http-equiv="refresh"' in ali.opens(path).page.get_data(as_text=True)) == refreshed


def test_what_ali_has_just_done_is_acknowledged(ali: Visitor, path: str):
    assert "Thank you. Reminders also come by text to +1 602-555-0123." in (
        ali.opens(path).presses("This is my number: text me").words
    )
    assert "Thank you. Dana is told that you run about 10 minutes late." in ali.presses("10 minutes late").words
    ali.service.now = START
    assert "Thank you, noted: no call yet." in ali.opens(path).presses("No call yet").words
    assert "Thank you, noted: you spoke with Dana." in ali.presses("They called").words
    assert '<p class="notice good" role="status">' in ali.page.get_data(as_text=True)
    assert "Thank you, noted" not in ali.opens(path).words


@pytest.mark.parametrize("claimed", ["moved", "number", "cancelled", "report", "held", "nonsense"])
def test_an_address_cannot_claim_what_was_not_done(ali: Visitor, path: str, claimed: str):
    assert "notice good" not in ali.opens(f"{path}?done={claimed}").page.get_data(as_text=True)


def test_an_acknowledgement_is_news_for_half_an_hour(ali: Visitor, path: str):
    done = ali.opens(path).presses("This is my number: text me").path
    for later, said in ((timedelta(minutes=30) - MOMENT, True), (timedelta(minutes=30), False)):
        ali.service.now = MONDAY + later
        assert ("Reminders also come by text" in ali.opens(done).words) == said


def asked_for_news(ali: Visitor) -> str:
    page = ali.page.get_data(as_text=True)
    return page.partition('hx-get="')[2].partition('"')[0].replace("&amp;", "&")
