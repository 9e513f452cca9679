"""The story as candidates walk it, in five places: on a phone, at a desk, heard, without JavaScript, by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from scheduler_app.domain import clockface
from tests.browser import launched
from tests.office import DANA
from tests.stories.candidates import (
    ALI,
    ALI_AT_A_DESK,
    ARJUN,
    LUPE,
    NORA,
    PRIYA,
    Candidate,
    Walker,
    at_a_browser,
    instant_of,
    is_seen,
)
from tests.web.served import served
from tests.web.staff import Service, opened

pytestmark = pytest.mark.xdist_group("five_candidates")  # what they share is made once


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with launched(chromium) as browser:
        yield browser


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


@pytest.fixture
def url(service: Service) -> Iterator[str]:
    with served(service.app) as url:
        yield url


@pytest.mark.parametrize("who", [ALI, PRIYA, ARJUN, LUPE], ids=lambda who: who.zone.rpartition("/")[2])
def test_the_day_of_a_candidate(browser: Browser, service: Service, url: str, who: Candidate):
    with at_a_browser(who, browser, service, url) as walker:
        walker.books()
        waits_in_vain(walker)
        takes_a_new_time(walker)
        is_called(walker)
        told = [(one.name, one.channel) for one in service.messages() if one.audience == "candidate"]
        reminder = ("remind-1h", "sms" if who.texted else "email")
        lapse = [("lapse", "sms"), ("lapse", "email")] if who.texted else [("lapse", "email")]
        again = [("remind-24h", "sms")] if ("remind-24h", "sms") in told else []
        assert told == [("confirm", "email"), reminder, *lapse, ("confirm", "email"), *again, reminder]


def waits_in_vain(walker: Walker) -> None:
    """At each moment of the window it is said what is happening, and what to do."""
    page, start = walker.page, walker.start
    assert start is not None
    walker.opens_own_page()
    walker.looks("before")
    walker.times_are_true()
    walker.taps(page.locator("#my-number"))
    expect(page.locator("#my-number")).to_have_count(0)

    walker.time_comes(start + timedelta(minutes=12))
    expect(page.locator("#count")).to_contain_text("18")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "40")
    walker.looks("open")
    walker.times_are_true(said="closes")
    walker.taps(page.locator("#say-no_call"))
    expect(page.locator("main .notice.good")).to_be_visible()

    walker.time_comes(start + timedelta(minutes=30, seconds=1))
    expect(page.locator("#decision")).to_be_visible()
    walker.looks("lapsed")
    walker.times_are_true(said="closes")
    ready = page.locator("[data-copy]").first
    expect(ready.locator("[data-copy-text]")).to_be_visible()
    assert (ready.locator("a.button").get_attribute("href") or "").startswith("mailto:")


def takes_a_new_time(walker: Walker) -> None:
    page = walker.page
    offered = page.locator('button[name="slot"]')
    expect(offered).to_have_count(3)
    walker.start = instant_of(offered.first)
    walker.taps(offered.first)
    expect(page.locator("#decision")).to_have_count(0)
    walker.looks("moved")
    walker.times_are_true()


def is_called(walker: Walker) -> None:
    page, start = walker.page, walker.start
    assert start is not None
    walker.time_comes(start + timedelta(minutes=3))
    walker.times_are_true(said="closes")
    walker.taps(page.locator("#say-held"))
    expect(page.locator("#say-held")).to_have_count(0)
    walker.looks("held")
    expect(page.locator("[data-copy-text]").first).to_be_visible()
    expect(page.locator("#thank-you-done")).to_be_visible()


def test_a_screen_reader_is_told_each_time_whole_and_what_becomes_of_it(browser: Browser, service: Service, url: str):
    with at_a_browser(PRIYA, browser, service, url) as walker:
        page = walker.page
        walker.finds_the_times()
        slot = page.get_by_role("radio").nth(1)
        walker.picks(page.locator("label.slot:visible").nth(1))
        assert walker.start is not None
        spelt = clockface.spell_both(walker.start, PRIYA.zone, "America/Denver")
        expect(slot).to_be_checked()
        expect(slot).to_have_accessible_name(f"{spelt}, Dana calls")
        expect(page.get_by_role("group", name=clockface.spell_date(walker.start, PRIYA.zone))).to_be_visible()
        days = page.get_by_role("navigation", name="Days with free times")
        expect(days.get_by_role("link", name=re.compile(r"^Monday 11 January 2027, \d+ free times$"))).to_be_visible()
        walker.keeps()
        expect(page.get_by_role("status")).to_contain_text("This time is kept for you until")
        email = page.get_by_role("textbox", name="Email")
        expect(email).to_have_accessible_description("The confirmation and your private link go there.")
        walker.taps(page.get_by_role("button", name="Check the details"))
        expect(page.get_by_role("alert")).to_be_focused()
        expect(page.get_by_role("alert")).to_contain_text("Nothing is booked yet.")
        expect(page.get_by_role("textbox", name="Your name")).to_have_attribute("aria-invalid", "true")


def test_in_a_hurry_a_time_that_somebody_else_took_costs_one_tap_more(browser: Browser, service: Service, url: str):
    with at_a_browser(NORA, browser, service, url) as walker:
        page = walker.page
        walker.finds_the_times()
        walker.picks(page.locator("label.slot:visible").nth(1))
        assert walker.start is not None
        service.books(f"{walker.start:%Y-%m-%dT%H:%M}", "UTC", recruiter=DANA)
        walker.keeps()
        expect(page.get_by_role("alert")).to_contain_text("Nothing is booked yet")
        walker.looks("taken")
        nearest = page.get_by_role("group", name="The nearest free times").locator("label.slot")
        expect(nearest).to_have_count(3)
        walker.picks(nearest.first)
        walker.keeps()
        walker.says_who()
        assert walker.effort < 60, f"{walker.effort:.0f} seconds of typing and tapping"
        assert len(walker.calls()) == 1


def test_the_keyboard_alone_books(browser: Browser, service: Service, url: str):
    def goes_to(name: str, then: str, key: str = "Enter") -> None:
        walker.tabs_to(name)
        page.keyboard.press(key)
        expect(page.locator(then)).to_be_attached()
        page.wait_for_load_state()

    with at_a_browser(ALI_AT_A_DESK, browser, service, url) as walker:
        page = walker.page
        page.emulate_media(reduced_motion="reduce")  # or the page would still be on its way to what has the focus
        page.goto(url)
        goes_to("Choose a time for Phone screen", then="[data-zone-device]:not([hidden])")
        goes_to("Yes, show times for Phoenix", then="#times")
        goes_to("Tuesday 12 January 2027", then="#day-2027-01-12[aria-current]")
        expect(page.locator("#day-shown")).to_have_text("Tuesday 12 January 2027")
        expect(page.locator("[aria-current=date]")).to_be_focused()
        goes_to(" calls", then="label.slot input:checked", key="ArrowDown")
        page.keyboard.press("ArrowDown")
        assert is_seen(page)
        chosen = page.locator("label.slot input:checked")
        expect(chosen).to_be_focused()
        walker.start = instant_of(chosen)
        service.now += timedelta(seconds=20)
        goes_to("Keep this time and go on", then="#name")
        for label, words in (("Your name", ALI.name), ("Email", ALI.email), ("Phone number", ALI.phone)):
            walker.tabs_to(label)
            page.keyboard.type(words)
        goes_to("You may send text messages", then="#sms_consent:checked", key="Space")
        service.now += timedelta(seconds=20)
        goes_to("Check the details", then="main.narrow")
        expect(page.get_by_role("heading", name="Is this right?")).to_be_visible()
        walker.times_are_true(booked=False)
        goes_to("Book this call", then="#next")
        expect(page.get_by_role("heading", level=1)).to_contain_text("You are booked")
        walker.times_are_true()
        assert walker.keys < 150
