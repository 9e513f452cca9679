"""Candidates in five places with a browser each: how they book, what it costs them, and whether each time is true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Locator, Page, expect

from scheduler_app import access
from tests.browser import DESK, PHONE, photograph, visitor
from tests.web.staff import Service

# Seconds by the keystroke-level model (Card, Moran and Newell): to think, to point and to tap; to type one character.
TAP, KEY = 2.75, 0.28
ROUND = 21_000  # milliseconds, after which an open page has asked for news
SAID = re.compile(r"(\d{1,2}):(\d\d)(?: ([AaPp])\.? ?[Mm]\.?)? [^\d(),.;]+ \(UTC([+-]\d+)(?::(\d\d))?\)")
DAYS = {"en": "Mon Tue Wed Thu Fri Sat Sun", "es": "lun, mar, mié, jue, vie, sáb, dom,"}
MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "es": "ene feb mar abr may jun jul ago sept oct nov dic",
}
UNNAMED = re.compile(r"^\s*- (?:link|button|radio|checkbox|textbox|searchbox|combobox|img)(?: \[[^]]*\])*:?$", re.M)


@dataclass(frozen=True)
class Candidate:
    name: str
    phone: str
    zone: str
    locale: str = "en-US"
    size: dict[str, int] = field(default_factory=lambda: PHONE)
    js: bool = True
    search: str = ""  # what they type to find their city; without it they take what the device suggests

    texted: bool = True  # the service texts numbers of their country

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@example.com"

    @property
    def language(self) -> str:
        return self.locale[:2]


ALI = Candidate("Ali Haddad", "602 555 0123", "America/Phoenix")
ALI_AT_A_DESK = replace(ALI, size=DESK)
PRIYA = Candidate("Priya Shah", "020 7946 0123", "Europe/London", "en-GB", DESK)
ARJUN = Candidate("Arjun Rao", "98765 43210", "Asia/Kolkata", "en-IN", js=False, search="bangalore")
LUPE = Candidate("Lupe Ortega", "55 5123 4567", "America/Mexico_City", "es-MX")
NORA = Candidate("Nora Katz", "212 555 0147", "America/New_York", size=DESK)


@dataclass
class Walker:
    """One of them at their browser. `effort` is in seconds; `looked_at` the pages, each heard whole."""

    who: Candidate
    page: Page
    service: Service
    url: str
    key: str  # to read the API with
    start: datetime | None = None  # the instant of the time that was picked
    effort: float = 0.0
    keys: int = 0  # how often Tab was pressed
    looked_at: list[str] = field(default_factory=list)

    def taps(self, where: Locator) -> None:
        where.click()
        self.effort += TAP

    def fills(self, where: Locator, words: str) -> None:
        where.fill(words)
        self.effort += TAP + KEY * len(words)

    def button(self, step: str) -> Locator:
        """The one for this step that a person sees, whatever the language it is written in."""
        return self.page.locator(f'main button[name="step"][value="{step}"]:not([aria-hidden])')

    def tabs_to(self, name: str) -> None:
        """Press Tab until the focus is on what is called so; whatever has it on the way shows it."""
        for _ in range(80):
            self.page.keyboard.press("Tab")
            self.keys += 1
            called = " ".join(self.page.evaluate(CALLED).split())
            assert is_seen(self.page), f"the focus is not seen on {called!r}"
            if name in called:
                return
        raise AssertionError(f"no {name!r} within 80 presses of Tab")

    def finds_the_times(self) -> None:
        self.page.goto(self.url)
        self.looks("front-door")
        self.taps(self.page.locator("main a.button"))
        if self.who.search:
            self.fills(self.page.locator("#zone-search"), self.who.search)
            self.looks("where")
            self.taps(self.page.locator('button[name="find"]'))
            self.taps(self.page.locator(f'#zone-found button[value="{self.who.zone}"]').first)
        else:
            expect(self.page.locator("#zone")).to_have_value(self.who.zone)
            self.looks("where")
            self.taps(self.page.locator("[data-zone-use]"))
        self.looks("times")

    def picks(self, slot: Locator) -> None:
        self.taps(slot)
        self.start = instant_of(slot.locator("input"))

    def keeps(self) -> None:
        self.service.now += timedelta(seconds=20)
        self.taps(self.button("keep"))

    def says_who(self) -> None:
        self.looks("who")
        self.fills(self.page.locator("#name"), self.who.name)
        self.fills(self.page.locator("#email"), self.who.email)
        self.fills(self.page.locator("#phone"), self.who.phone)
        self.taps(self.page.locator("#sms_consent"))
        self.service.now += timedelta(seconds=20)
        self.taps(self.button("review"))
        self.looks("review")
        self.times_are_true(booked=False)
        self.taps(self.button("book"))
        expect(self.page.locator('main button[value="book"]')).to_have_count(0)
        self.looks("booked")
        self.times_are_true()

    def books(self) -> None:
        """From the front door to "you are booked"."""
        self.finds_the_times()
        self.picks(self.page.locator("label.slot:visible").nth(1))
        self.keeps()
        self.says_who()
        assert self.effort < 60, f"{self.effort:.0f} seconds of typing and tapping"

    def opens_own_page(self) -> None:
        """By the link in the mail."""
        (mine,) = self.service.all_interviews()
        self.page.goto(f"{self.url}/c/{self.service.desk.candidate_token(mine)}")

    def time_comes(self, moment: datetime) -> None:
        """The watcher is at its rounds all the while, and an open page asks for news; without a script it is loaded
        again, as it does by itself each minute."""
        self.service.passes(seconds=(moment - self.service.now).total_seconds())
        if self.who.js:
            self.page.clock.run_for(ROUND)
        else:
            self.page.goto(self.page.url.partition("?")[0])

    def looks(self, state: str) -> None:
        """See the page and hear it: it fits, is in their language, and each thing that can be used has a name."""
        page, who = self.page, self.who
        assert page.locator("html").get_attribute("lang") == who.language
        expect(page.locator("h1")).to_have_count(1)
        heard = page.locator("body").aria_snapshot()
        assert "- main:" in heard
        assert not UNNAMED.findall(heard), heard
        self.looked_at.append(heard)
        for size in (PHONE, DESK) if who is ALI else (who.size,):
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], f"{state} is {width} px wide on a screen of {size['width']}"
            photograph(page, f"{who.zone.rpartition('/')[2].lower()}-{state}-{'phone' if size == PHONE else 'desk'}")
        page.set_viewport_size({"width": who.size["width"], "height": who.size["height"]})

    def calls(self) -> list[Any]:
        """Their calls as the API tells them, the earliest first."""
        bearer = {"Authorization": f"Bearer {self.key}"}
        answer = self.service.app.test_client().get("/api/v1/interviews", headers=bearer)
        mine = [one for one in answer.get_json()["items"] if one["candidate"]["email"] == self.who.email]
        return sorted(mine, key=lambda one: str(one["starts"]["utc"]))

    def times_are_true(self, *, said: str = "starts", booked: bool = True) -> None:
        """What the page says of the call, read back by the offsets it prints, is the instant that the API tells; its
        date is that of the instant which is `said` there, and no other time is there."""
        assert self.start is not None
        at = {"starts": self.start, "closes": self.start + timedelta(minutes=30)}
        if booked:
            call = self.calls()[-1]
            assert call["starts"]["utc"] == f"{self.start:%Y-%m-%dT%H:%M:%SZ}"
            at = {which: datetime.fromisoformat(call[which]["utc"]) for which in at}
        at["over"] = at["closes"] + timedelta(minutes=30)
        parts = self.page.locator("main .card.calm").first.locator("p:not([role]), li").all_text_contents()
        words = [" ".join(part.split()) for part in parts]
        times = {time for part in words for time in instants(part)}
        assert of_day(at[said]) in times, words
        assert times <= {of_day(instant) for instant in at.values()}, words
        assert date_of(at[said], self.who) in " ".join(words), words


def instant_of(choice: Locator) -> datetime:
    """What the value of a radio or a button of a free time stands for."""
    return datetime.fromisoformat((choice.get_attribute("value") or "").partition(".")[0])


def instants(words: str) -> Iterator[int]:
    """Each time that names a city and an offset, as its minute of the day in UTC."""
    for hour, minute, half, offset, more in SAID.findall(words):
        whole = int(hour) % 12 + (12 if half in "pP" else 0) if half else int(hour)
        ahead = int(offset) * 60 + int(more or 0) * (-1 if offset.startswith("-") else 1)
        yield (whole * 60 + int(minute) - ahead) % 1440


def of_day(instant: datetime) -> int:
    return instant.hour * 60 + instant.minute


def date_of(instant: datetime, who: Candidate) -> str:
    there = instant.astimezone(ZoneInfo(who.zone))
    day, month = DAYS[who.language].split()[there.weekday()], MONTHS[who.language].split()[there.month - 1]
    return f"{day} {there.day} {month} {there.year}"


@contextmanager
def at_a_browser(who: Candidate, browser: Browser, service: Service, url: str) -> Iterator[Walker]:
    """Nothing breaks, nobody else is asked for anything, and nothing is kept in the browser."""
    with visitor(browser, size=who.size, zone=who.zone, js=who.js, locale=who.locale) as page:
        if who.js:
            page.clock.install()
        with service.sessions.begin() as session:
            key = access.add_api_key(session, "a test", "read", service.now)
        yield Walker(who, page, service, url, key)
        assert page.context.cookies() == [], "a candidate needs no cookie"


def is_seen(page: Page) -> bool:
    """What has the focus shows it, and is on the screen."""
    return bool(page.evaluate(FOCUSED))


CALLED = """() => {
  const focused = document.activeElement;
  return focused.ariaLabel || focused.labels?.[0]?.textContent || focused.textContent || focused.id;
}"""
FOCUSED = """() => {
  const focused = document.activeElement;
  const shown = focused.closest("label.slot")?.querySelector("span") ?? focused;
  const box = shown.getBoundingClientRect(), style = getComputedStyle(shown);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
    && box.width > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}"""
