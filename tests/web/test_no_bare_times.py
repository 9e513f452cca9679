"""Every page of the service is read as a person reads it: no time without its city."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from scheduler_app.domain.interview import Outcome, Side
from tests.office import COLE, DANA
from tests.web.alis_call import CLOSE, START
from tests.web.staff import Service, plain

MOMENTS = {
    "upcoming": START - timedelta(hours=2),
    "open": START + timedelta(minutes=12),
    "closed": CLOSE + timedelta(minutes=20),
}
PUBLIC = ("/", "/book/phone-screen", "/book/phone-screen?zone=Europe/London", "/signin", "/no-such-page")
PLACES = re.compile(r"<select.*?</select>", re.DOTALL)  # where the city stands before its clock, line by line
STAFF = ("/dashboard", "/dashboard/promise", "/dashboard/calendar", "/outbox")
CITIES = "Phoenix|Denver|London|Kolkata|New York|UTC"
TIME = re.compile(r"(?<![\d.:+-])\d{1,2}:\d\d(?!\d)(?::\d\d)?(?: [AP]M| [ap]\. m\.)?")
BESIDE = re.compile(rf" (?:{CITIES})\b")


def bare(page: str) -> list[str]:
    text = plain(PLACES.sub("", page))
    return [found[0] for found in TIME.finditer(text) if not BESIDE.match(text, found.end())]


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("zone", ["America/Phoenix", "Europe/London", "Asia/Kolkata"])
def test_no_page_says_a_time_without_its_city(service: Service, moment: str, zone: str):
    interview = service.books(candidate={"zone": zone})
    service.passes(minutes=1)
    service.now = MOMENTS[moment]
    service.rounds()
    mine = f"/c/{service.desk.candidate_token(service.interview())}"
    ali, dana, cole = service.visitor(), service.signed_in(DANA), service.signed_in(COLE)

    pages = {path: ali.browser.get(path).get_data(as_text=True) for path in (*PUBLIC, mine, f"{mine}/reschedule")}
    for name, person in (("dana", dana), ("cole", cole)):
        for path in (*STAFF, f"/dashboard/{interview}"):
            pages[f"{path} for {name}"] = person.browser.get(path).get_data(as_text=True)
    assert {path: bare(page) for path, page in pages.items() if bare(page)} == {}


@pytest.mark.parametrize("outcome", [Outcome.HELD, Outcome.NO_ANSWER, Outcome.MISSED])
def test_nor_does_one_that_tells_what_came_of_a_call(service: Service, outcome: Outcome):
    interview = service.books()
    service.now = START + timedelta(minutes=5)
    service.reports(Side.RECRUITER, outcome)
    service.now += timedelta(hours=3)
    service.rounds()
    mine = f"/c/{service.desk.candidate_token(service.interview())}"
    for page in (service.visitor().opens(mine), service.signed_in(DANA).opens(f"/dashboard/{interview}")):
        assert bare(page) == []


def test_the_reading_would_find_one():
    assert bare("<p>At 2:30 PM, at 14:30, at 2:30 PM <b>Denver</b> (UTC-7).</p>") == ["2:30 PM", "14:30"]
    assert bare("<p>A las 2:30 p. m., a las 2:30 p. m. <b>Denver</b> (UTC-7).</p>") == ["2:30 p. m."]
    assert bare("<p>A las 2:30 p. m., a las 2:30 p. m. Denver (UTC-7).</p>") == ["2:30 p. m."]
