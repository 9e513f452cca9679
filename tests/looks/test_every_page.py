"""Every page in every state: light enough for a train, still while it loads, and readable for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from scheduler_app import look, staff
from tests.browser import launched
from tests.conftest import lacking
from tests.looks import states
from tests.looks.glass import AXE, Glass, looking, plainly
from tests.web.staff import Service, opened

HEAVIEST = 60_000  # bytes of a page with all that it loads
MOST_REQUESTS = 4
STILL = 0.01  # of a layout shift; 0.1 is what the web calls good
ADA = "ada@example.com"
LOGO = Path(__file__).with_name("logo.png").read_bytes()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


@pytest.fixture
def browser(chromium: str) -> Iterator[Browser]:
    with launched(chromium) as browser:
        yield browser


@pytest.mark.parametrize("story", [states.of_booking, states.of_a_call, states.of_links])
def test_a_candidates_pages_are_light_still_and_readable_in_every_state(browser: Browser, service: Service, story):
    with service.sessions.begin() as session:
        look.change(session, {"name": "Northwind Traders"}, LOGO, without_logo=False)
    with looking(browser, service) as glass:
        heavy: dict[str, list[str]] = {}

        def weigh(name: str) -> None:
            if len(glass.asked) > MOST_REQUESTS or glass.weight > HEAVIEST:
                heavy[name] = [f"{glass.weight} bytes", *glass.asked]
            assert glass.shift() < STILL, name

        found = judged(glass, story(service), weigh)
        assert not heavy, plainly(heavy)
    readable(found)


def test_the_staffs_pages_are_readable_in_a_difficult_colour(browser: Browser, service: Service):
    with service.sessions.begin() as session:
        staff.add_recruiter(
            session, email=ADA, name="Ada Park", zone="Europe/London", phone=None, role="admin", now=service.now
        )
        look.change(session, {"name": "Northwind Traders", "colour": "#ffcc00"}, b"", without_logo=False)
    with looking(browser, service) as glass:
        found = judged(glass, states.of_staff(service, ADA))
    readable(found)


def judged(glass: Glass, shown: Iterable[states.State], also=lambda name: None) -> dict[str, list[str]]:
    """What axe-core objects to, by page; nothing where it is not installed."""
    found = {}
    for name, html in shown:
        glass.shows(html)
        also(name)
        if AXE.exists() and (objections := glass.violations()):
            found[name] = objections
    return found


def readable(found: dict[str, list[str]]) -> None:
    assert not found, plainly(found)
    if not AXE.exists():
        lacking("SCHEDULER_REQUIRE_AXE", "no axe-core: install nodejs and npm, then run `npm ci` in tests/looks")
