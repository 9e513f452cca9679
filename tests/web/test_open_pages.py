"""Pages that stay open, in a real browser: what they do by themselves, and what a thumb or a keyboard finds there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from scheduler_app import access, reports
from scheduler_app.domain.interview import Outcome, Side
from tests.browser import DESK, PHONE, launched, visitor
from tests.office import DANA
from tests.web.alis_call import CLOSE, START
from tests.web.served import served
from tests.web.staff import Service

pytestmark = pytest.mark.xdist_group("open_pages")  # what they share is made once

ROUND = 21_000  # milliseconds, after which an open page has asked for news
NARROW = {"width": 320, "height": 700}
LONG = "Wolfeschlegelsteinhausenbergerdorff Montgomery-Featherstonehaugh"
PLAIN = ".go, .nav a, button, .button, summary, .foot a"  # what is made to be hit; not a link within a sentence


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with launched(chromium) as browser:
        yield browser


@pytest.fixture
def url(service: Service) -> Iterator[str]:
    with served(service.app) as url:
        yield url


def opened(page: Page, address: str) -> Page:
    page.clock.install()
    page.goto(address)
    return page


def hears(page: Page, words: str | re.Pattern[str]) -> None:
    """The status says this after a round or so; a round that comes while htmx is setting up the next finds none."""
    for _ in range(4):
        page.clock.fast_forward(ROUND)
        try:
            expect(page.get_by_role("status")).to_contain_text(words, timeout=2_000)
        except AssertionError:
            continue
        return
    expect(page.get_by_role("status")).to_contain_text(words)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_the_keyboard_stays_where_it_is_while_the_minutes_go_by(
    service: Service, browser: Browser, url: str, path: str
):
    service.now = START + timedelta(minutes=12)
    with visitor(browser) as page:
        opened(page, url + path)
        expect(page).to_have_title("18 minutes left: Dana may call")
        page.get_by_role("button", name="No call yet").focus()
        page.evaluate("document.activeElement.dataset.same = 'yes'")

        service.now = START + timedelta(minutes=13)
        page.clock.fast_forward(ROUND)

        expect(page.locator("#count")).to_contain_text("17 minutes left.", timeout=15_000)
        expect(page).to_have_title("17 minutes left: Dana may call")
        assert (focused(page), page.evaluate("document.activeElement.dataset.same")) == ("say-no_call", "yes")
        expect(page.locator("#event")).to_be_empty()


def test_what_happens_is_read_out_once_and_loses_neither_keyboard_nor_words(
    service: Service, browser: Browser, url: str, path: str
):
    service.now = START + timedelta(minutes=12)
    with visitor(browser) as page:
        opened(page, url + path)
        page.get_by_text("I want to cancel").click()
        page.get_by_label("Reason").fill("I took another")
        page.locator("#say-no_call").focus()

        with service.sessions.begin() as session:
            ids, late = service.interviews[-1], Outcome.RUNNING_LATE
            reports.report(session, service.desk, ids, Side.RECRUITER, late, service.now, minutes=15, via="api")
        hears(page, re.compile("about 15 minutes late. Dana may call until .*3:15 PM"))
        expect(page.locator("main")).to_contain_text("The time above has been moved for it.")
        expect(page).to_have_title("33 minutes left: Dana may call")
        assert focused(page) == "say-no_call"
        expect(page.get_by_label("Reason")).to_have_value("I took another")

        service.now = CLOSE + timedelta(minutes=15)
        hears(page, "The window has just closed.")
        service.rounds()
        hears(page, "The window closed without a confirmed call.")
        expect(page.get_by_role("heading", name="Choose a new time")).to_be_visible()


def test_a_new_time_that_was_not_chosen_is_asked_for(service: Service, browser: Browser, url: str, path: str):
    with visitor(browser) as page:
        page.goto(f"{url}{path}/reschedule")
        with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
            page.get_by_role("button", name="Check the new time").click()
        assert answered.value.status == 422
        expect(page.get_by_role("alert")).to_be_focused()


def test_what_is_meant_for_a_thumb_is_large_enough(service: Service, browser: Browser, url: str, path: str):
    interview = service.books("2027-01-13T14:30", candidate={"name": LONG, "email": "w@example.com"})
    service.now = START + timedelta(minutes=12)
    pages = [path, f"{path}/reschedule", "/dashboard", f"/dashboard/{interview}", f"/dashboard/{service.interviews[0]}"]
    for size, least in ((PHONE, 44), (NARROW, 44), (DESK, 24)):
        with visitor(browser, size=size) as page:
            page.goto(url + sign_in_path(service))
            page.get_by_role("main").get_by_role("button", name="Sign in").click()
            for address in pages:
                page.goto(url + address)
                boxes = [
                    (one.inner_text(), one.bounding_box()) for one in page.locator(PLAIN).all() if one.is_visible()
                ]
                small = [(words, box["height"]) for words, box in boxes if box and 1 < box["height"] < least - 0.1]
                assert small == [], address
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= size["width"], f"{address} is {wide} px wide on a screen of {size['width']}"


def sign_in_path(service: Service) -> str:
    with service.sessions.begin() as session:
        dana = access.recruiter_by_email(session, DANA)
        assert dana is not None
        link = access.sign_in_link(session, service.desk, dana, service.now, minutes=15)
    return link.removeprefix(service.desk.base_url)
