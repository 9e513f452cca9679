"""What a candidate's own pages refuse is said in the language of the page, and names what to do."""

from __future__ import annotations

import html
import re

import pytest

from scheduler_app import booking
from scheduler_app.domain.interview import Side, State
from scheduler_app.messages.catalogs import catalogue
from tests.office import ALIS_NUMBER
from tests.web.browser_forms import Visitor
from tests.web.staff import Service, plain

ELEVEN = "2027-01-13T18:00:00Z.1"
TOO_LONG = "What you wrote is too long. Please shorten it to {most} characters."
NOT_SHOWN = "What you wrote holds a character that cannot be shown. Please type it again."
NO_CHOICE = "Please choose one of the free times."
CASES = [
    ("new-number", {"phone": "602 555 0123"}, "Please begin the number with + and its country code, like"),
    ("new-number", {"phone": " "}, "The number is missing. Please type it."),
    ("new-number", {"phone": "+1 602 555"}, "This number cannot be dialed. Please check its country, and count"),
    ("new-number", {"phone": "+1 900 555 1234"}, "This is not the number of a person's own telephone."),
    ("cancel", {"reason": "x" * 501}, TOO_LONG),
    ("cancel", {"reason": "oops \u202e x"}, NOT_SHOWN),
    ("report", {"outcome": "running_late", "minutes": "5", "note": "x" * 141}, TOO_LONG),
    ("report", {"outcome": "running_late", "minutes": "5", "note": "a\nb"}, NOT_SHOWN),
    ("reschedule", {"slot": ""}, NO_CHOICE),
    ("reschedule", {"slot": "2027-01-13T18:00:00Z.9", "step": "book"}, NO_CHOICE),
    ("reschedule", {"slot": "2027-01-13T18:01:00Z.1"}, "{time} is not one of the free times. Please choose another"),
    ("reschedule", {"slot": ELEVEN, "step": "book"}, "{time} has just been taken. Please choose another time."),
    ("reschedule", {"slot": "2027-01-11T18:00:00Z.1"}, "Calls are booked at least {notice} ahead."),
    ("reschedule", {"slot": "2027-03-11T18:00:00Z.1"}, "Calls are booked at most {count} day"),
]


def refusal(page: str) -> str:
    found = re.search(r'role="alert"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert found, plain(page)
    return plain(found[1])


def said(language: str, begins: str) -> re.Pattern[str]:
    """The sentence that begins like this, in a language, whatever fills it."""
    known = catalogue(language)
    texts: dict[str | tuple[str, int], str] = getattr(known, "_catalog", {})
    keys = [key for key in texts if (key if isinstance(key, str) else key[0]).startswith(begins)]
    found = [re.escape(texts[key]) for key in keys] or [re.escape(begins)]
    return re.compile("|".join(re.sub(r"\\\{\w+\\\}", ".+", text) for text in found))


@pytest.mark.parametrize("language", ["en", "es", "fr", "de"])
@pytest.mark.parametrize(("act", "typed", "says"), CASES)
def test_a_refusal_is_said_in_the_language_of_the_page(
    service: Service, ali: Visitor, language: str, act: str, typed: dict[str, str], says: str
):
    service.books(candidate={"language": language})
    path = f"/c/{service.desk.candidate_token(service.interview())}"
    service.books("2027-01-13T11:00", candidate={"email": "eve@example.com"})
    token = re.search(r'name="form_token" value="([^"]+)"', ali.opens(path).page.get_data(as_text=True))
    assert token

    answer = ali.browser.post(f"{path}/{act}", data={"form_token": token[1], **typed})

    assert answer.status_code == (409 if typed.get("slot") == ELEVEN else 422)
    assert said(language, says).match(refusal(answer.get_data(as_text=True)))
    kept = service.interview(service.interviews[0])
    assert (kept.state, kept.generation, kept.candidate.phone) == (State.SCHEDULED, 1, ALIS_NUMBER)
    assert kept.reports == []


@pytest.mark.parametrize("language", ["es", "fr", "de"])
def test_a_lost_link_is_asked_for_in_the_language_of_the_page(ali: Visitor, language: str):
    ali.browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    token = re.search(r'name="form_token" value="([^"]+)"', ali.opens("/lost-link").page.get_data(as_text=True))
    assert token
    for data, says in (
        ({"form_token": token[1], "email": "ali@"}, "This is not a usable email address."),
        ({"form_token": token[1], "email": ""}, "Your email address is missing."),
        ({"form_token": "old", "email": "ali@example.com"}, "this page was open for too long"),
    ):
        answer = ali.browser.post("/lost-link", data=data)
        assert answer.status_code == 422
        told = refusal(answer.get_data(as_text=True))
        assert re.compile(said(language, says).pattern, re.IGNORECASE).match(told), told


@pytest.mark.parametrize("language", ["es", "fr", "de"])
def test_a_call_that_was_cancelled_meanwhile_is_not_moved_and_says_so(service: Service, ali: Visitor, language: str):
    service.books(candidate={"language": language})
    path = f"/c/{service.desk.candidate_token(service.interview())}"
    form = ali.opens(f"{path}/reschedule").page.get_data(as_text=True)
    token = re.search(r'name="form_token" value="([^"]+)"', form)
    assert token
    with service.sessions.begin() as session:
        booking.cancel(session, service.desk, service.interviews[0], Side.RECRUITER, "", service.now)

    for step in ({}, {"step": "book"}):
        data = {"form_token": token[1], "slot": ELEVEN, **step}
        answer = ali.browser.post(f"{path}/reschedule", data=data)
        assert answer.status_code == 409
        told = refusal(answer.get_data(as_text=True))
        assert re.compile(said(language, "this call can no longer").pattern, re.IGNORECASE).match(told), told


def test_the_part_of_the_page_with_an_emptied_number_is_open(ali: Visitor, path: str):
    ali.opens(path).presses("Use this number", 422, phone="")

    page = ali.page.get_data(as_text=True)
    assert re.search(r'<details open>\s*<summary id="other-number">', page)
    assert "The number is missing. Please type it." in html.unescape(ali.words)


def test_a_calendar_that_has_no_name_of_its_own_is_named_in_the_language_of_the_page(service: Service, ali: Visitor):
    service.books(candidate={"language": "de"})
    ali.opens(f"/c/{service.desk.candidate_token(service.interview())}")
    assert "Outlook.com Outlook der Arbeit" in ali.words
