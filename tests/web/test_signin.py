"""A recruiter signs in by a link in a mail, and nobody else learns or gains anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from scheduler_app import access, staff
from scheduler_app.domain import tokens
from scheduler_app.store.access import SignedIn, SignInLink
from scheduler_app.store.db import reading
from tests.office import DANA, LEE
from tests.web.staff import Person, Service, opened, plain, words


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


def mailed_link(service: Service) -> str:
    """The path of the sign-in link in the newest mail."""
    message = service.messages()[-1]
    text = tokens.opened(message.body, service.desk.token_in(message))
    return next(word for word in text.split() if "/signin/" in word).removeprefix(service.desk.base_url)


def asks(person: Person, email: str) -> str:
    answer = person.sends("/signin", email=email)
    assert answer.status_code == 200
    return words(answer)


def test_dana_signs_in_with_the_link_she_is_mailed(service: Service):
    dana = service.visitor()
    assert "If dana@example.com belongs to a recruiter, a link is on its way." in plain(asks(dana, DANA))
    assert service.poked == 1
    link = mailed_link(service)

    assert "Welcome back, Dana Reyes" in dana.opens(link)
    answer = dana.sends(link, at=link)

    assert (answer.status_code, answer.location) == (303, "/dashboard")
    assert "Your calls" in dana.opens("/dashboard")


def test_a_stranger_gets_the_same_answer_and_no_mail(service: Service):
    known = asks(service.visitor(), DANA).replace(DANA, "…")
    unknown = asks(service.visitor(), "nobody@example.com").replace("nobody@example.com", "…")

    assert unknown == known
    assert [message.to_address for message in service.messages()] == [DANA]


def test_what_is_no_address_is_said_at_the_field(service: Service):
    answer = service.visitor().sends("/signin", email="dana at example")

    assert answer.status_code == 422
    assert 'value="dana at example"' in words(answer)
    assert 'aria-invalid="true"' in words(answer)
    assert service.messages() == []


def test_looking_at_a_link_does_not_use_it_up(service: Service):
    asks(service.visitor(), DANA)
    link = mailed_link(service)
    scanner = service.visitor()
    scanner.opens(link)
    scanner.opens(link)
    scanner.browser.head(link)

    assert service.visitor().sends(link, at=link).status_code == 303


def test_a_link_works_once(service: Service):
    asks(service.visitor(), DANA)
    link = mailed_link(service)
    service.visitor().sends(link, at=link)
    second = service.visitor()

    assert "does not work any more" in words(second.sends(link))
    assert "does not work any more" in second.opens(link, status=404)
    assert second.browser.get("/dashboard").status_code == 303


def test_a_link_ends_after_fifteen_minutes(service: Service):
    asks(service.visitor(), DANA)
    link = mailed_link(service)
    service.passes(minutes=14)
    service.visitor().opens(link)
    service.passes(minutes=1)

    assert "Get a new link" in service.visitor().opens(link, status=404)


@pytest.mark.parametrize("path", ["/signin/nonsense", "/signin/" + "a" * 300, "/signin/%E2%80%A6"])
def test_a_wrong_link_is_calm(service: Service, path: str):
    assert "does not work any more" in service.visitor().opens(path, status=404)


def test_the_session_of_before_the_sign_in_is_left_behind(service: Service):
    asks(service.visitor(), DANA)
    link = mailed_link(service)
    victim = service.visitor()
    with victim.browser.session_transaction() as planted:
        planted["token"], planted["more"] = "planted", "by somebody else"

    victim.sends(link, at=link)

    with victim.browser.session_transaction() as session:
        assert session["token"] != "planted"
        assert "more" not in session


def test_the_page_somebody_wanted_is_the_page_they_get(service: Service):
    interview = service.books()
    dana = service.visitor()
    assert dana.browser.get(f"/dashboard/{interview}").location == "/signin"
    asks(dana, DANA)
    link = mailed_link(service)

    assert dana.sends(link, at=link).location == f"/dashboard/{interview}"


def test_signing_out_ends_the_session_for_a_copied_cookie_too(service: Service):
    dana = service.signed_in(DANA)
    thief = service.visitor()
    with dana.browser.session_transaction() as hers, thief.browser.session_transaction() as theirs:
        theirs["token"] = hers["token"]
    thief.opens("/dashboard")

    assert dana.sends("/signout", at="/dashboard").location == "/signin"

    assert dana.browser.get("/dashboard").status_code == 303
    assert thief.browser.get("/dashboard").status_code == 303
    with reading(service.sessions) as session:
        assert session.scalars(select(SignedIn)).all() == []


def test_a_session_ends_after_two_weeks(service: Service):
    dana = service.signed_in(DANA)
    service.now += timedelta(days=access.SESSION_DAYS, microseconds=-1)
    dana.opens("/dashboard")
    service.now += timedelta(microseconds=1)

    assert dana.browser.get("/dashboard").status_code == 303


def test_a_disabled_recruiter_is_out_at_once(service: Service):
    lee = service.signed_in(LEE)
    lee.opens("/dashboard")
    with service.sessions.begin() as session:
        staff.disable_recruiter(session, LEE, service.now)

    assert lee.browser.get("/dashboard").status_code == 303
    asks(service.visitor(), LEE)
    assert service.messages() == []


def test_five_links_an_hour_are_mailed_and_no_more(service: Service):
    for _ in range(7):
        asks(service.visitor(), DANA)

    with reading(service.sessions) as session:
        assert len(session.scalars(select(SignInLink)).all()) == access.LINKS_AN_HOUR


def test_an_open_page_whose_session_ended_goes_to_the_sign_in(service: Service):
    answer = service.visitor().browser.get("/dashboard/now", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/signin")


@pytest.mark.parametrize("path", ["/signin", "/signout", "/signin/abc", "/dashboard/promise", "/dashboard/calendar"])
def test_a_form_from_elsewhere_is_refused(service: Service, path: str):
    dana = service.signed_in(DANA)

    assert dana.browser.post(path, data={"email": DANA}).status_code == 400
    assert "Your calls" in dana.opens("/dashboard")


def test_staff_pages_are_for_nobody_elses_eyes_or_stores(service: Service):
    answer = service.signed_in(DANA).browser.get("/dashboard")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
