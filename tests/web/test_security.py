"""What every page carries and what none may do: cookies, frames, foreign content, and change by looking."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from scheduler_app.store.db import reading
from scheduler_app.store.people import InterviewType, Organisation
from tests.office import DANA
from tests.web.alis_call import FORM, START, fills
from tests.web.browser_forms import Visitor
from tests.web.staff import Service, opened

PUBLIC = ("/", "/book/phone-screen", FORM, "/book/nothing", "/c/nothing", "/nothing")


def everything(service: Service) -> dict[str, list[tuple[object, ...]]]:
    """Each row of each table."""
    with reading(service.sessions) as session:
        tables = inspect(session.connection()).get_table_names()
        return {name: [tuple(row) for row in session.execute(text(f'SELECT * FROM "{name}"'))] for name in tables}


def test_looking_changes_nothing(service: Service, path: str):
    """Every address that answers GET, signed in and not; mail scanners and curious colleagues open them all."""
    dana = service.signed_in(DANA).browser
    service.now = START
    known = {
        "slug": "phone-screen",
        "token": path[3:],
        "interview_id": str(service.interviews[0]),
        "filename": "app.css",
    }
    before = everything(service)

    answered = []
    for rule in service.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        with service.app.test_request_context():
            _, address = rule.build({name: known.get(name, "1") for name in rule.arguments})  # type: ignore[misc]
        for browser in (service.app.test_client(), dana):
            answer = browser.get(address)
            assert answer.status_code not in (405, 500), address
            answered.append((address, answer.status_code))

    assert (path, 200) in answered
    assert (f"/dashboard/{service.interviews[0]}", 200) in answered
    after = everything(service)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"signed_in"}  # when a session was seen last


def test_no_public_page_sets_a_cookie_and_none_needs_one(ali: Visitor, path: str):
    for address in (*PUBLIC, path, f"{path}/status", f"{path}/reschedule"):
        assert "Set-Cookie" not in ali.browser.get(address).headers, address

    fills(ali, slot="2027-01-13T21:30:00Z.1")
    assert "Set-Cookie" not in ali.page.headers
    ali.presses("Book this call")
    assert "Set-Cookie" not in ali.page.headers
    ali.opens(path).presses("10 minutes late")
    assert "Set-Cookie" not in ali.page.headers


@pytest.mark.parametrize("address", [*PUBLIC, "/signin", "/static/app.css"])
def test_every_answer_allows_nothing_from_elsewhere(ali: Visitor, address: str):
    with ali.browser.get(address) as answer:
        headers = answer.headers

    rules = dict(rule.strip().split(" ", 1) for rule in headers["Content-Security-Policy"].split(";"))
    assert rules["default-src"] == "'none'"
    assert {rules["script-src"], rules["style-src"], rules["form-action"]} == {"'self'"}
    assert rules["frame-ancestors"] == ("'self'" if address.startswith("/book/") else "'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "microphone=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers  # this one is served by http


def test_no_page_has_scripts_or_styles_inside(ali: Visitor, path: str):
    for address in (*PUBLIC, path, "/signin"):
        page = ali.browser.get(address).get_data(as_text=True)
        assert "style=" not in page
        assert "<style" not in page
        assert "onclick" not in page
        assert page.count("<script") == page.count("<script src=")


def test_private_pages_are_kept_by_nobody_and_tell_nobody_their_address(ali: Visitor, path: str):
    for address in (path, f"{path}/status", f"{path}/reschedule", "/c/nothing"):
        headers = ali.browser.get(address).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
    assert ali.browser.get("/").headers["Referrer-Policy"] == "same-origin"


def test_a_private_address_is_never_logged(ali: Visitor, path: str, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        ali.opens(path).presses("10 minutes late")
        ali.browser.post(f"{path}/cancel")

    assert path not in caplog.text


@pytest.fixture
def over_https(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path, SCHEDULER_BASE_URL="https://calls.example.com") as service:
        yield service


def test_over_https_browsers_are_told_to_stay_there(over_https: Service):
    answer = over_https.app.test_client().get("/", base_url="https://calls.example.com")

    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize("address", ["/signin", "/signout", "/dashboard/promise", "/dashboard/calendar"])
def test_signed_in_pages_refuse_forms_that_are_not_theirs(service: Service, address: str):
    answer = service.signed_in(DANA).browser.post(address, data={"email": DANA})

    assert answer.status_code == 400
    assert "This page was open for too long" in answer.get_data(as_text=True)


def test_only_forms_with_tokens_of_their_own_and_machines_go_without_the_session(service: Service):
    guard = service.app.extensions["csrf"]
    exempt = {blueprint.name for blueprint in guard._exempt_blueprints & set(service.app.blueprints.values())}
    changing = {
        rule.endpoint.rpartition(".")[0]
        for rule in service.app.url_map.iter_rules()
        if (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}
    }

    assert exempt & changing == {
        "booking",
        "candidate",
        "invited",
        "rescheduling",
        "lost_link",
        "webhooks",
        "api_changes",
    }


def test_too_large_a_form_is_refused_in_words(ali: Visitor):
    ali.page = ali.browser.post(FORM, data={"name": "x" * 70_000})

    assert ali.page.status_code == 413
    assert "Too much at once" in ali.words


def test_a_wrong_method_is_refused_in_words(ali: Visitor):
    ali.page = ali.browser.post("/")

    assert (ali.page.status_code, "Not this way" in ali.words) == (405, True)


def test_a_broken_page_is_our_fault_and_tells_no_details(service: Service, ali: Visitor, monkeypatch):
    monkeypatch.setattr("scheduler_app.web.home.page", lambda *_, **__: 1 / 0)

    ali.opens("/", 500)
    assert "Something went wrong here" in ali.words
    assert "division" not in ali.page.get_data(as_text=True)


def test_the_name_of_the_organisation_is_at_the_top_and_cannot_be_markup(service: Service, ali: Visitor):
    assert "Phone interviews" in ali.opens("/").words
    with service.sessions.begin() as session:
        session.get_one(Organisation, 1).name = "Nuts & <b>Bolts</b>"
        session.query(InterviewType).one().name = "<i>Phone</i> screen"

    page = ali.opens("/").page.get_data(as_text=True)
    assert "Nuts &amp; &lt;b&gt;Bolts&lt;/b&gt;" in page
    assert "&lt;i&gt;Phone&lt;/i&gt; screen" in page
