"""Pages as a browser shows them, answered by the application in this process: no port, and any state at once."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route

from tests.browser import PHONE
from tests.web.staff import Service

BASE = "http://127.0.0.1:8000"  # nobody listens there
AXE = Path(__file__).with_name("node_modules") / "axe-core" / "axe.min.js"
SHIFTED = """() => new Promise(done => {
  let total = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) total += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(total)));
})"""
JUDGED = """options => axe.run(document, options).then(result => result.violations.map(broken =>
  `${broken.id}: ${broken.nodes.map(node => node.html.slice(0, 160) + " | " + node.any.concat(node.all, node.none)
    .map(check => check.message).join("; ")).slice(0, 3).join("\\n      ")}`))"""
CONTRAST: dict[str, object] = {"runOnly": ["color-contrast", "link-in-text-block"]}


@dataclass
class Glass:
    """A browser's window on one service. `asked` and `weight` are of the page shown last: requests, and their bytes."""

    service: Service
    page: Page
    asked: list[str] = field(default_factory=list)
    weight: int = 0
    _shown: bytes = b""

    def shows(self, html: str) -> None:
        """Load this page, whose files come from the application."""
        self._shown, self.asked, self.weight = html.encode(), [], 0
        self.page.goto(f"{BASE}/shown", wait_until="load")

    def shift(self) -> float:
        return float(self.page.evaluate(SHIFTED))

    def violations(self) -> list[str]:
        """What axe-core objects to on the page shown last, by all its rules in light and by those of colour in dark."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self._judged("light", {}) + self._judged("dark", CONTRAST)
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        return found

    def _judged(self, scheme: Any, options: dict[str, object]) -> list[str]:
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        return [f"{scheme}: {broken}" for broken in self.page.evaluate(JUDGED, options)]

    def answer(self, route: Route) -> None:
        path = urlsplit(route.request.url)
        self.asked.append(route.request.url)
        if path.path == "/shown":
            self.weight += len(gzip.compress(self._shown, 6))
            route.fulfill(body=self._shown, content_type="text/html; charset=utf-8")
            return
        answer = self.service.app.test_client().get(path.path, headers={"Accept-Encoding": "gzip"})
        body = answer.get_data()
        self.weight += len(body)
        if answer.content_encoding == "gzip":
            body = gzip.decompress(body)
        route.fulfill(status=answer.status_code, body=body, content_type=answer.content_type)


@contextmanager
def looking(browser: Browser, service: Service, size: dict[str, int] = PHONE) -> Iterator[Glass]:
    """A page that breaks, or asks anybody else for anything, fails."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        timezone_id="America/Phoenix",
        reduced_motion="reduce",
        color_scheme="light",
    )
    glass = Glass(service, context.new_page())
    wrong: list[str] = []
    glass.page.on("pageerror", lambda error: wrong.append(str(error)))
    glass.page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    context.route("**/*", glass.answer)
    try:
        yield glass
        assert wrong == []
        assert [url for url in glass.asked if not url.startswith(BASE)] == []
    finally:
        context.close()


def plainly(found: dict[str, list[str]]) -> str:
    return json.dumps(found, indent=1)
