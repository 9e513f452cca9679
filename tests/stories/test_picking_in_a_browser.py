"""Where somebody is, in a real browser: suggested from the device, searched for, and changed with a time picked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from scheduler_app.domain import clockface
from tests.browser import DESK, launched, photograph, visitor
from tests.fakes.mailbox import Mailbox
from tests.fakes.twilio import FakeTwilio
from tests.service import Service

pytestmark = pytest.mark.xdist_group("picking_in_a_browser")  # what they share is made once

QUICKEST = 2100  # milliseconds; the form takes nobody for a person who is faster


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with launched(chromium) as browser:
        yield browser


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with FakeTwilio() as twilio, Mailbox() as mailbox:
        service = Service(tmp_path_factory.mktemp("service"), twilio, mailbox).ready()
        service.start()
        yield service
        service.stop()


def picks(page: Page, nth: int = 1) -> datetime:
    """Pick one of the times on show; the instant that it stands for."""
    slot = page.locator("label.slot:visible").nth(nth)
    slot.click()
    return datetime.fromisoformat((slot.locator("input").get_attribute("value") or "").partition(".")[0])


def keeps(page: Page) -> None:
    page.get_by_role("button", name="Keep this time and go on").click()


def checks(page: Page, email: str = "ali@example.com") -> None:
    keeps(page)
    page.get_by_label("Your name").fill("Ali Haddad")
    page.get_by_label("Email").fill(email)
    page.wait_for_timeout(QUICKEST)
    page.get_by_role("button", name="Check the details").click()


@pytest.mark.parametrize(
    ("device", "suggested"),
    [
        ("America/Phoenix", "America/Phoenix"),
        ("America/Vancouver", "America/Vancouver"),
        ("Asia/Kolkata", "Asia/Kolkata"),  # Chromium itself says Asia/Calcutta
        ("Europe/London", "Europe/London"),
        ("Australia/Lord_Howe", "Australia/Lord_Howe"),
    ],
)
def test_the_devices_zone_is_suggested_confirmed_and_booked(
    browser: Browser, service: Service, device: str, suggested: str
):
    place = suggested.rpartition("/")[2].replace("_", " ")
    with visitor(browser, zone=device) as page:
        page.goto(f"{service.url}/book/phone-screen")
        expect(page.locator("#zone")).to_have_value(suggested)
        expect(page.locator("[data-zone-device]")).to_contain_text(
            re.compile(rf"{place}, .+ - \d+:\d\d(?: [AP]M)? now, UTC")
        )
        page.get_by_role("button", name=f"Yes, show times for {place}").click()

        start = picks(page)
        checks(page, f"{place.replace(' ', '.')}@example.com")
        expect(page.locator("main")).to_contain_text(clockface.say(start, suggested))
        expect(page.locator("main")).to_contain_text(clockface.say_place(start, suggested))
        page.get_by_role("button", name="Book this call").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("You are booked")
        expect(page.locator("main")).to_contain_text(clockface.say(start, suggested))


@pytest.mark.parametrize("device", ["UTC", "Etc/GMT+7"])
def test_a_device_that_says_no_place_suggests_none(browser: Browser, service: Service, device: str):
    with visitor(browser, zone=device) as page:
        page.goto(f"{service.url}/book/phone-screen")
        expect(page.locator("#zone")).to_have_value("")
        expect(page.locator("[data-zone-device]")).to_be_hidden()


def test_a_device_that_says_nothing_suggests_nothing(browser: Browser, service: Service):
    with visitor(browser) as page:
        page.add_init_script("Intl.DateTimeFormat.prototype.resolvedOptions = () => ({ timeZone: undefined })")
        page.goto(f"{service.url}/book/phone-screen")
        expect(page.locator("#zone")).to_have_value("")


@pytest.mark.parametrize("text", ["MST", "india", "pacific"])
def test_the_list_is_the_same_with_javascript_as_one_types_and_without(browser: Browser, service: Service, text: str):
    listed: list[list[str]] = []
    for js in (True, False):
        with visitor(browser, js=js) as page:
            page.goto(f"{service.url}/book/phone-screen")
            page.get_by_label("Search for your city").fill(text)
            if not js:
                page.get_by_role("button", name="Find").click()
            expect(page.locator("#zone-count")).not_to_be_empty()
            listed.append([words.partition(" - ")[0] for words in page.locator("#zone-found button").all_inner_texts()])

    assert listed[0] == listed[1]
    assert len(listed[0]) > 2


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without"])
def test_another_zone_and_another_day_keep_what_was_picked_and_typed(browser: Browser, service: Service, js: bool):
    with visitor(browser, size=DESK, js=js) as page:
        page.goto(f"{service.url}/book/phone-screen?zone=America/Phoenix")
        page.locator(".leaf a").nth(1).click()
        expect(page.locator(".leaf a").nth(1)).to_have_attribute("aria-current", "date")
        page.get_by_text("Afternoon").first.click()
        start = picks(page, -1)
        keeps(page)
        expect(page.get_by_role("status")).to_contain_text("This time is kept for you until")
        page.get_by_label("Your name").fill("Ali Haddad")
        page.get_by_role("button", name="Choose another time").click()
        page.locator(".leaf button").nth(2).click()
        expect(page.get_by_role("group", name="Your choice so far")).to_contain_text(
            clockface.say(start, "America/Phoenix")
        )

        page.get_by_role("button", name="Not there? Change").click()
        page.get_by_label("Search for your city").fill("bangalore")
        if not js:
            page.get_by_role("button", name="Find").click()
        page.get_by_role("button", name=clockface.say_place(start, "Asia/Kolkata")).click()

        said = (
            f"Your time stays the same moment: it is now shown as {clockface.say(start, 'Asia/Kolkata')}, another date."
        )
        expect(page.get_by_role("status").filter(has_text="same moment")).to_have_text(said)
        photograph(page, f"moved-{'js' if js else 'plain'}")
        keeps(page)
        expect(page.get_by_label("Your name")).to_have_value("Ali Haddad")
        page.get_by_label("Email").fill("ali@example.com")
        page.wait_for_timeout(QUICKEST)
        page.get_by_role("button", name="Check the details").click()
        expect(page.locator("main")).to_contain_text(clockface.say(start, "Asia/Kolkata"))
        expect(page.locator("main")).to_contain_text("Ali Haddad")


def test_the_search_is_walked_with_the_keyboard_alone(browser: Browser, service: Service):
    with visitor(browser, js=False) as page:
        page.goto(f"{service.url}/book/phone-screen")
        page.get_by_label("Search for your city").focus()
        page.keyboard.type("seattle")
        page.keyboard.press("Enter")
        expect(page.locator("#zone-count")).to_have_text("1 place found.")
        page.get_by_label("Search for your city").focus()
        for _ in range(2):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text("on the clock in Los Angeles")
