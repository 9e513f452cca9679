"""The count on an open page, in a real browser whose own clock is a day off: it goes by the server's seconds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import launched, visitor
from tests.web.alis_call import CLOSE, START
from tests.web.browser_forms import Visitor
from tests.web.served import served
from tests.web.staff import Service


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with launched(chromium) as browser:
        yield browser


@pytest.fixture
def url(service: Service) -> Iterator[str]:
    with served(service.app) as url:
        yield url


def test_a_device_whose_clock_is_a_day_off_counts_right_and_is_told_of_the_close_at_once(
    service: Service, browser: Browser, url: str, path: str
):
    service.now = START + timedelta(minutes=18, seconds=30)
    with visitor(browser) as page:
        page.clock.install(time=START + timedelta(days=1))
        page.goto(url + path)
        left = page.locator("[data-seconds]")
        expect(left.locator("[aria-hidden]")).to_have_text(re.compile(r"^11 min (30|29|28) s left\.$"))
        page.clock.fast_forward(10_000)
        expect(left.locator("[aria-hidden]")).to_have_text(re.compile(r"^11 min (20|19|18) s left\.$"))
        status = page.get_by_role("status")
        assert status.text_content() == "", "seconds are not read out"
        service.now = START + timedelta(minutes=20, seconds=1)
        page.clock.run_for(82_000)
        expect(status).to_have_text("10 minutes left.")

        service.now = CLOSE - timedelta(seconds=3)
        page.clock.run_for(21_000)  # it asks for news, and counts from there
        expect(left.locator("[aria-hidden]")).to_have_text(re.compile(r"^0 min [0-3] s left\.$"))
        service.now = CLOSE
        page.clock.run_for(5_000)
        expect(page.get_by_role("heading", name="The window has just closed")).to_be_visible()


def test_the_count_goes_on_in_seconds_as_news_arrive(service: Service, browser: Browser, url: str, path: str):
    """For up to a second after each poll it said "11 minutes left." instead."""
    service.now = START + timedelta(minutes=18, seconds=30)
    with visitor(browser) as page:
        page.clock.install(time=START)
        page.goto(url + path)
        page.evaluate(
            """() => new MutationObserver(() => {
              window.bare ||= !document.querySelector("[data-seconds] [aria-hidden]");
            }).observe(document.querySelector("#page"), {childList: true, subtree: true})"""
        )
        for moment in (timedelta(seconds=20), timedelta(seconds=40)):
            service.now = START + timedelta(minutes=18, seconds=30) + moment
            page.clock.run_for(20_000)
            left = str(690 - moment // timedelta(seconds=1))
            expect(page.locator("[data-seconds]")).to_have_attribute("data-seconds", left)
        assert page.evaluate("window.bare") is False


def test_without_a_script_the_page_says_whole_minutes(service: Service, ali: Visitor, path: str):
    service.now = START + timedelta(minutes=18, seconds=30)
    page = ali.opens(path).page.get_data(as_text=True)
    assert 'data-seconds="690"' in page
    assert "11 minutes left." in ali.words
