"""The story as a candidate and a recruiter walk it: a real browser on the real service, on a phone and at a desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESK, PHONE, launched, photograph, visitor
from tests.fakes.mailbox import Mailbox
from tests.fakes.twilio import FakeTwilio
from tests.office import request
from tests.service import Service
from tests.waiting import eventually

pytestmark = pytest.mark.xdist_group("in_a_browser")  # what they share is made once

SIZES = {"phone": PHONE, "desk": DESK}
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


def books(page: Page, service: Service, name: str, email: str) -> None:
    """From the front door to "you are booked", as a person does it."""
    page.goto(service.url)
    page.get_by_role("link", name=re.compile("Choose a time")).click()
    page.locator("#zone").select_option("America/Phoenix")
    page.get_by_role("button", name="Show free times").click()
    page.locator("label.slot:visible").nth(1).click()
    page.get_by_role("button", name="Keep this time and go on").click()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Phone number").fill("602 555 0123")
    page.get_by_label(re.compile("You may send text messages")).check()
    page.wait_for_timeout(QUICKEST)
    page.get_by_role("button", name="Check the details").click()
    expect(page.locator("main")).to_contain_text("Phoenix (UTC-7)")
    page.get_by_role("button", name=re.compile("book this call", re.IGNORECASE)).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("You are booked")


def private_link(service: Service, email: str) -> str:
    def mailed() -> str:
        to_me = [mail for mail in service.mailbox.mails if mail.recipients == [email]]
        found = re.search(r"http://\S+/c/\S+", to_me[0].text) if to_me else None
        return found[0] if found else ""

    return eventually(mailed, seconds=15, what="the confirmation mail")


@pytest.mark.parametrize(("size", "js"), [("phone", True), ("desk", False)], ids=["with JavaScript", "without"])
def test_a_candidate_books_confirms_the_number_and_cancels(browser: Browser, service: Service, size: str, js: bool):
    email = f"ali-{size}-{js}@example.com".lower()
    with visitor(browser, size=SIZES[size], js=js) as page:
        books(page, service, "Ali Haddad", email)
        assert "/c/" not in page.content(), "the private link comes by mail only"
        photograph(page, f"booked-{size}")

        page.goto(private_link(service, email))
        page.get_by_role("button", name=re.compile("my number")).click()
        expect(page.get_by_role("button", name=re.compile("my number"))).to_have_count(0)
        photograph(page, f"private-{size}")

        page.get_by_text("I want to cancel").click()
        page.get_by_role("button", name=re.compile("^(Yes, )?cancel this call", re.IGNORECASE)).click()
        expect(page.locator("main")).to_contain_text("cancelled")
        assert page.context.cookies() == [], "a candidate needs no cookie"


def test_the_browsers_own_zone_is_suggested_and_utc_is_not(browser: Browser, service: Service):
    for zone, suggested in (("Asia/Calcutta", "Asia/Kolkata"), ("America/Vancouver", "America/Vancouver"), ("UTC", "")):
        with visitor(browser, zone=zone) as page:
            page.goto(f"{service.url}/book/phone-screen")
            expect(page.locator("#zone")).to_have_value(suggested)


def test_a_window_is_watched_on_the_private_page_and_ended_by_one_tap(browser: Browser, service: Service):
    opens = (datetime.now(UTC) - timedelta(seconds=30)).replace(microsecond=0, tzinfo=None)
    body: dict[str, Any] = request(
        opens.isoformat(),
        "UTC",
        override_availability=True,
        callback_window_minutes=10,
        candidate={"email": "w@example.com"},
    )
    status, interview = service.ask("POST", "/api/v1/interviews", body)
    assert status == 201
    with visitor(browser, js=False) as page:
        page.goto(interview["links"]["candidate"])
        expect(page.locator("main")).to_contain_text("may call until")
        expect(page.locator("main")).to_contain_text(re.compile(r"[89] minutes.* left"))
        photograph(page, "open-phone")
        page.get_by_role("button", name="No call yet").click()
        expect(page.locator("main")).to_contain_text("no call yet")
        page.get_by_role("button", name="They called").click()
        expect(page.locator("main")).to_contain_text("thank-you")
        photograph(page, "held-phone")
    assert service.ask("GET", f"/api/v1/interviews/{interview['id']}")[1]["state"] == "held"


@pytest.mark.parametrize("size", list(SIZES))
def test_a_recruiter_signs_in_and_says_what_happened(browser: Browser, service: Service, size: str):
    opens = (datetime.now(UTC) - timedelta(seconds=30)).replace(microsecond=0, tzinfo=None)
    who = {"phone": "lee@example.com", "desk": "dana@example.com"}[size]
    body: dict[str, Any] = request(
        opens.isoformat(),
        "UTC",
        override_availability=True,
        callback_window_minutes=5,
        recruiter=who,
        candidate={"email": f"r-{size}@example.com", "name": f"Robin {size}"},
    )
    status, interview = service.ask("POST", "/api/v1/interviews", body)
    assert status == 201
    with visitor(browser, size=SIZES[size]) as page:
        page.goto(service.command("recruiter", "link", who))
        page.get_by_role("button", name=re.compile("Sign in")).last.click()
        expect(page.locator("main")).to_contain_text(f"Robin {size}")
        photograph(page, f"dashboard-{size}")
        page.get_by_role("button", name="No answer").first.click()
        page.goto(f"{service.url}/dashboard/{interview['id']}")
        expect(page.locator("main")).to_contain_text("did not answer")
        photograph(page, f"no-answer-{size}")
    told = service.ask("GET", f"/api/v1/interviews/{interview['id']}")[1]
    assert (told["state"], told["missed_by"]) == ("missed", "candidate")
