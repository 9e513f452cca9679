"""A real browser on the real service, at the size of a phone or a desk, with or without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REFUSAL = re.compile(r"status of (404|409|422)")  # which a page may answer with, and Chromium calls an error
ARTEFACTS = Path(__file__).parent.parent / "artefacts"


@contextmanager
def launched(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visitor(
    browser: Browser,
    *,
    size: dict[str, int] = PHONE,
    zone: str = "America/Phoenix",
    js: bool = True,
    locale: str = "en-US",
) -> Iterator[Page]:
    """A person with a browser of their own; a page that breaks its own rules or asks for anything elsewhere fails."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        timezone_id=zone,
        java_script_enabled=js,
        locale=locale,
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console",
        lambda said: wrong.append(said.text) if said.type == "error" and not REFUSAL.search(said.text) else None,
    )
    page.on("request", lambda asked: wrong.append(asked.url) if "://127.0.0.1" not in asked.url else None)
    try:
        yield page
        assert not wrong, wrong
        wide = page.evaluate("document.documentElement.scrollWidth") if js else size["width"]
        assert wide <= size["width"], f"the page is {wide} px wide on a screen of {size['width']}"
    finally:
        context.close()


def photograph(page: Page, name: str) -> None:
    """A full-page picture for people to look at, under a folder that git ignores."""
    ARTEFACTS.mkdir(exist_ok=True)
    # Hiding the caret would leave an empty `style` on each field, which no page of ours may have.
    page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True, caret="initial")
