"""What an admin can switch off at once, and which countries get texts: what people see of it, and what goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler_app import access, briefing, staff
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from tests.domain.test_limits import TYPED
from tests.office import COLE, DANA, request
from tests.web.alis_call import BOOK, CLOSE, FORM, START, fills, until
from tests.web.browser_forms import Visitor
from tests.web.staff import Person, Service, opened, words

PATH, SWITCH = "/dashboard/limits", "/dashboard/limits/switch"
ADA = "ada@example.com"
KENYA = "+254712345678"
TWILIO = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "0" * 32,
    "TWILIO_FROM": "+16025550199",
    "TWILIO_API_BASE": "http://127.0.0.1:9",
}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        staffed(service)
        yield service


def staffed(service: Service) -> None:
    with service.sessions.begin() as session:
        staff.add_recruiter(
            session, email=ADA, name="Ada Park", zone="Europe/London", phone=None, role="admin", now=service.now
        )


@pytest.fixture
def ada(service: Service) -> Person:
    return service.signed_in(ADA)


def to_candidate(service: Service) -> list[tuple[str, str, str, str]]:
    return [(row.name, row.channel, row.state, row.reason) for row in service.messages() if row.audience == "candidate"]


def test_a_closed_form_says_whom_to_turn_to_and_books_nothing_while_booked_calls_go_on(
    service: Service, ada: Person, ali: Visitor
):
    which = service.books()
    fills(ali, slot="2027-01-13T16:00:00Z.1")
    turned = ada.sends(SWITCH, at=PATH, which="booking", on="", contact="Ring Cole at +1 303 555 0100")
    assert turned.status_code == 303
    assert "Closed by Ada Park, Mon 11 Jan 2027, 16:00 London (UTC+0)." in ada.reads(PATH)

    ali.presses(BOOK, 503)
    assert "Ring Cole at +1 303 555 0100" in ali.words
    assert "It takes place as agreed" in ali.words
    assert "Online booking is paused" in ali.opens(FORM, 503).words
    assert len(service.all_interviews()) == 1
    for person in (ada, service.signed_in(DANA), service.signed_in(COLE)):
        told = person.reads("/dashboard")
        assert "The public booking form is closed since Mon 11 Jan 2027" in told
        assert "by Ada Park" in told

    until(service, CLOSE + timedelta(minutes=1))
    assert service.interview(which).state == "lapsed"
    assert {row.audience for row in service.messages() if row.name == "lapse"} == {"candidate", "recruiter"}

    service.signed_in(ADA).sends(SWITCH, at=PATH, which="booking", on="yes", contact="")
    ali.opens("/book/phone-screen?zone=America/Phoenix")
    assert "form is closed" not in service.signed_in(ADA).reads("/dashboard")


def test_without_texts_to_candidates_their_news_goes_by_mail_and_recruiters_are_texted_as_before(
    service: Service, ada: Person
):
    service.books()
    until(service, START - timedelta(hours=25))
    ada.sends(SWITCH, at=PATH, which="texts", on="")
    until(service, CLOSE + timedelta(minutes=1))
    texts = [row for row in service.messages() if row.channel == "sms"]
    assert {row.audience for row in texts if row.state == "delivered"} == {"recruiter"}
    told = [line for line in to_candidate(service) if line[0] != "confirm"]
    assert [(name, channel) for name, channel, *_ in told] == [
        ("remind-24h", "email"),
        ("remind-1h", "email"),
        ("lapse", "email"),
    ]
    assert told[0][3] == "by mail, not by text: texts to candidates are switched off"


def test_a_text_that_waits_as_they_are_switched_off_becomes_a_mail_once(service: Service, ada: Person):
    service.books()
    simulator = service.senders.pop("sms")
    until(service, START - timedelta(hours=24) + timedelta(minutes=1))  # the reminder waits for its sender
    ada.sends(SWITCH, at=PATH, which="texts", on="")
    waiting = [row.name for row in service.messages() if row.channel == "sms" and row.audience == "candidate"]
    service.senders = {"sms": simulator} | service.senders
    service.rounds()
    lines = [line for line in to_candidate(service) if line[0] in waiting]
    assert [(channel, state) for _, channel, state, _ in lines] == [
        ("sms", "suppressed"),
        ("email", "delivered"),
    ] * len(waiting)
    assert waiting != []


@pytest.mark.parametrize("email", [DANA, COLE])
def test_nobody_else_turns_a_switch(service: Service, email: str):
    person = service.signed_in(email)
    assert person.sends(SWITCH, at="/dashboard", which="booking", on="").status_code == 403
    Visitor(service).opens(FORM)


def test_an_unknown_switch_and_endless_words_change_nothing(service: Service, ada: Person):
    assert ada.sends(SWITCH, at=PATH, which="everything", on="").status_code == 404
    ada.sends(SWITCH, at=PATH, which="booking", on="", contact="x" * 301)
    assert "contact is too long" in ada.reads(PATH)
    Visitor(service).opens(FORM)


def why_no_text(service: Service, interview: Interview) -> str:
    with reading(service.sessions) as session:
        return briefing.no_text(session, service.desk, session.get_one(Interview, interview.id).candidate)


def test_a_number_from_far_away_is_called_and_not_texted_and_the_pages_say_so(tmp_path: Path):
    with opened(tmp_path, **TWILIO) as service:
        ali = Visitor(service)
        fills(ali, phone=KENYA, sms_consent="yes")
        assert "No, we do not text numbers of that country" in ali.words
        ali.presses(BOOK)
        assert "We call the number you gave. Text messages do not go to numbers of that country" in ali.words
        (made,) = service.all_interviews()
        candidate = service.interview(made.id).candidate
        assert (candidate.phone, candidate.sms_consent_at) == (KENYA, service.now)
        assert why_no_text(service, made) == "texts do not go to numbers of KE"
        ali.opens(f"/c/{service.desk.candidate_token(made)}")
        assert "number is yours" not in ali.words
        assert (
            why_no_text(service, service.interview(service.books("2027-01-13T14:30", candidate={"phone": KENYA}))) == ""
        )

        staffed(service)
        ada = service.signed_in(ADA)
        assert "AS, CA, GU, MP, PR, US, VI" in ada.reads(PATH)
        wrong = ada.sends(PATH, at=PATH, **TYPED | {"sms_countries": "USA"})
        assert "is no country code" in words(wrong)
        ada.sends(PATH, at=PATH, **TYPED | {"sms_countries": "us, ke"})
        assert 'value="KE, US"' in ada.opens(PATH)
        assert why_no_text(service, made) == "the number is not confirmed yet"


def test_chosen_countries_bind_what_staff_write_too_and_other_systems_are_told(service: Service, ada: Person):
    made = service.books(candidate={"phone": KENYA})
    assert why_no_text(service, service.interview(made)) == ""
    ada.sends(PATH, at=PATH, **TYPED | {"sms_countries": "US"})
    assert why_no_text(service, service.interview(made)) == "texts do not go to numbers of KE"
    with service.sessions.begin() as session:
        key = access.add_api_key(session, "ats", "write", service.now)
    answer = service.app.test_client().post(
        "/api/v1/interviews",
        json=request("2027-01-14T14:30", candidate={"phone": KENYA}),
        headers={"Authorization": f"Bearer {key}"},
    )
    told = answer.get_json()
    assert (answer.status_code, told["code"]) == (422, "country_not_allowed")
    assert told["errors"][0]["field"] == "candidate.phone"
