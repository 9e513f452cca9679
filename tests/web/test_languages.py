"""Somebody who reads dates in another language, or another clock: asked once, and said so everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler_app.domain import clockface
from scheduler_app.domain.manner import Manner
from tests.office import DANA
from tests.web.alis_call import FORM, HALF_PAST_TWO, START, WHO
from tests.web.browser_forms import Visitor
from tests.web.staff import Service, opened, plain
from tests.web.test_no_bare_times import bare
from tests.web.test_promise import ALIS, PATH


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


def mine(service: Service) -> str:
    return f"/c/{service.desk.candidate_token(service.interview())}"


def chooses(service: Service, **chosen: str) -> str:
    """The candidate's page after a choice on it."""
    ali, at = service.visitor().browser, mine(service)
    form = re.search(r'name="form_token" value="([^"]+)"', ali.get(at).get_data(as_text=True))
    assert form
    answer = ali.post(f"{at}/times", data={"form_token": form[1], **chosen})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return ali.get(answer.location).get_data(as_text=True)


def test_a_candidate_chooses_how_times_are_said(service: Service):
    service.books()
    page = chooses(service, language="fr", hours="24")

    assert '<p class="notice good" role="status"><strong>' in page
    assert '<html lang="fr">' in page
    assert 'lang="fr"><span class="own"><strong>mar. 12 janv. 2027, 14:30</strong>' in page
    assert "Tue 12 Jan" not in page.split('aria-labelledby="ready"')[0]
    kept = service.interview().candidate
    assert (kept.language, kept.clock_hours) == ("fr", 24)

    service.passes(minutes=1)
    service.now = START - timedelta(hours=1)
    service.rounds()
    text, *_ = [message for message in service.messages() if message.name == "remind-1h"]
    assert "mar. 12 janv. 14:30 Phoenix (UTC-7) / 14:30 Denver (UTC-7)" in text.body


@pytest.mark.parametrize("chosen", [{"language": "xx", "hours": ""}, {"language": "fr", "hours": "13"}, {}])
def test_what_is_not_offered_is_refused(service: Service, chosen: dict[str, str]):
    service.books()
    at = mine(service)
    ali = service.visitor().browser
    form = re.search(r'name="form_token" value="([^"]+)"', ali.get(at).get_data(as_text=True))
    assert form
    assert ali.post(f"{at}/times", data={"form_token": form[1], **chosen}).status_code == 422
    assert ali.post(f"{at}/times", data={"language": "fr"}).status_code == 422  # without the form's token
    assert service.interview().candidate.language == ""


def test_whoever_signs_in_chooses_for_their_pages_and_feeds(service: Service):
    interview = service.books()
    dana = service.signed_in(DANA)
    sent = dana.sends("/dashboard/times", at="/dashboard/times", language="de", hours="24")
    assert sent.status_code == 303

    page = dana.opens(f"/dashboard/{interview}")
    assert '<span class="clock" lang="de">' in page
    assert "Di., 12. Jan. 2027, 14:30 Denver (UTC-7), das entspricht 14:30 Phoenix (UTC-7)" in plain(page)
    assert "Di., 12. Jan. 2027" in plain(dana.opens("/dashboard"))
    assert dana.sends("/dashboard/times", at="/dashboard/times", language="xx").status_code == 422


def test_the_browsers_language_is_taken_at_booking_and_the_clock_from_the_form(service: Service):
    ali = Visitor(service)
    ali.browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "pt-BR,de-AT;q=0.8,en;q=0.5"
    ali.opens(f"{FORM}&hours=24")
    service.now += timedelta(seconds=30)
    for step, typed in (("keep", {"slot": HALF_PAST_TWO}), ("review", WHO), ("book", {})):
        sent = ali.form_by_id("booking").values | typed | {"step": step}
        ali.page = ali.browser.post("/book/phone-screen", data=sent)

    made = service.all_interviews()[0]
    kept = service.interview(made.id).candidate
    assert (kept.language, kept.clock_hours) == ("de", 24)


def test_whoever_enters_a_promise_says_which_language_the_candidate_reads(service: Service):
    dana = service.signed_in(DANA)
    for language, status in (("xx", 422), ("es", 303)):
        answer = dana.sends(PATH, at=PATH, **ALIS, candidate__language=language, confirmed="1")
        assert answer.status_code == status
    assert service.interview(service.all_interviews()[0].id).candidate.language == "es"


def test_a_visitor_is_shown_times_in_the_browsers_language(service: Service):
    visitor = service.visitor()
    shown = visitor.opens(FORM, accept_language="es-MX,es;q=0.9")
    assert '<span class="clock" lang="es">' in shown or 'lang="es"' in shown
    assert "martes, 12 de enero de 2027" in shown
    assert re.search(r'name="clock" value="24"', shown)
    answer = visitor.opens("/when?text=2:30+PM+Denver+time+on+Tuesday&zone=Europe/Berlin", accept_language="de")
    assert "Di., " in plain(answer)
    assert "(UTC+1), das entspricht" in plain(answer)


@pytest.mark.parametrize("language", ["fr", "de", "es"])
def test_no_page_says_a_time_without_its_city_in_any_language(service: Service, language: str):
    interview = service.books(candidate={"zone": "America/Phoenix", "language": language})
    dana = service.signed_in(DANA)
    dana.sends("/dashboard/times", at="/dashboard/times", language=language, hours="")
    service.passes(minutes=1)
    ali = service.visitor()
    for moment in (START - timedelta(hours=2), START + timedelta(minutes=12), START + timedelta(minutes=50)):
        service.now = moment
        service.rounds()
        mine_now = mine(service)
        pages = {path: ali.opens(path, accept_language=language) for path in (FORM, mine_now, f"{mine_now}/reschedule")}
        paths = ("/dashboard", f"/dashboard/{interview}", "/dashboard/promise", "/dashboard/times")
        pages |= {path: dana.opens(path) for path in paths}
        assert {path: bare(page) for path, page in pages.items() if bare(page)} == {}
        said = clockface.both(START, "America/Phoenix", "America/Denver", Manner(language))
        assert said in plain(pages[f"{mine_now}/reschedule"]) or moment > START
    for message in service.messages():
        assert bare(message.body) == []
        if message.audience == "candidate" and message.html:
            assert f'lang="{language}"' in message.html
