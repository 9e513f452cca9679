"""The booking form in a page of another site: sized, without cookies, and only where an admin allows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, Response
from playwright.sync_api import FrameLocator, Page, expect

from scheduler_app import look
from tests.browser import DESK, launched
from tests.web.served import served
from tests.web.staff import Service, opened

STATIC = Path(look.__file__).parent / "web" / "static"


def careers(ours: str, script: bool = True) -> Flask:
    """Another site, whose page holds the lines that staff are given to copy."""
    site = Flask("careers", static_folder=None)
    frame = f'<iframe src="{ours}/book/phone-screen?embed=1" title="Phone screen" data-scheduler style="height: 900px">'

    @site.get("/")
    def page() -> Response:
        tag = f'<script src="{ours}/embed.js" async></script>'
        return Response(f"<!doctype html><h1>Careers</h1>{frame}</iframe>{tag}", content_type="text/html")

    return site


def allows(service: Service, *sites: str) -> None:
    with service.sessions.begin() as session:
        look.change(session, {"framed_by": "\n".join(sites)}, b"", without_logo=False)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


@pytest.fixture
def page(chromium: str) -> Iterator[Page]:
    with launched(chromium) as browser:
        page = browser.new_page(viewport={"width": DESK["width"], "height": DESK["height"]}, timezone_id="UTC")
        page.set_default_timeout(30_000)
        yield page


def fits(page: Page, form: FrameLocator) -> None:
    """The frame is as high as what is in it, so that only the page itself scrolls."""
    inside = form.locator("body").evaluate("body => body.offsetHeight")
    expect(page.locator("iframe")).to_have_css("height", f"{inside}px")


def test_a_call_is_booked_inside_another_sites_page(service: Service, page: Page):
    with served(service.app) as ours, served(careers(ours)) as theirs:
        site = theirs.replace("127.0.0.1", "localhost")  # another site to the browser than 127.0.0.1
        allows(service, site)
        page.goto(site)
        form = page.frame_locator("iframe")
        expect(form.get_by_role("heading", level=1)).to_have_text("Phone screen")
        expect(form.locator("header.top, footer")).to_have_count(0)
        fits(page, form)

        page.evaluate("postMessage({ schedulerHeight: 7 }, '*')")  # the page's own word about the height is not heard
        form.locator("#zone").select_option("America/Phoenix")
        form.get_by_role("button", name="Show free times").click()
        form.locator("label.slot:visible").nth(1).click()
        fits(page, form)
        form.get_by_role("button", name="Keep this time and go on").click()
        form.get_by_label("Your name").fill("Ali Haddad")
        form.get_by_label("Email").fill("ali@example.com")
        service.now += timedelta(seconds=30)
        form.get_by_role("button", name="Check the details").click()
        form.get_by_role("button", name="Book this call").click()
        expect(form.get_by_role("heading", level=1)).to_contain_text("You are booked")
        fits(page, form)
        assert page.url == f"{site}/"
        assert page.context.cookies() == []
    assert len(service.all_interviews()) == 1


def test_no_other_site_can_hold_it(service: Service, page: Page):
    allows(service, "https://www.example.com")
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "frame-ancestors" in said.text else None)
    with served(service.app) as ours, served(careers(ours)) as theirs:
        page.goto(theirs.replace("127.0.0.1", "localhost"))
        expect(page.locator("h1")).to_have_text("Careers")
        page.wait_for_load_state("networkidle")
        assert refused
        assert "frame-ancestors 'self' https://www.example.com" in refused[0]


def test_only_the_form_may_be_framed_and_says_what_it_loads(service: Service):
    allows(service, "https://www.example.com", "https://jobs.example.com")
    browser = service.visitor().browser
    for path, ancestors in (
        ("/book/phone-screen?embed=1", "'self' https://www.example.com https://jobs.example.com"),
        ("/book/nothing", "'self' https://www.example.com https://jobs.example.com"),
        ("/", "'none'"),
        ("/c/nothing", "'none'"),
        ("/dashboard", "'none'"),
        ("/invited/x/stop", "'none'"),
    ):
        assert f"frame-ancestors {ancestors}" in browser.get(path).headers["Content-Security-Policy"].split("; ")


def test_the_script_for_other_sites_is_small_and_may_be_loaded_by_them(service: Service):
    answer = service.visitor().browser.get("/embed.js")
    assert answer.get_data() == (STATIC / "embed.js").read_bytes()
    assert len(answer.get_data()) <= 2000
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
