"""An admin asks candidates something, they answer when they book, and the recruiter reads it."""

from __future__ import annotations

import pytest

from scheduler_app import access, openings, questionnaire, staff
from scheduler_app.domain.questions import Kind, Question
from scheduler_app.store.db import reading
from tests.office import DANA
from tests.web.alis_call import BOOK, CHECK, WHO, fills, picks
from tests.web.browser_forms import Visitor
from tests.web.staff import Person, Service, plain

ADA = "ada@example.com"
PATH = "/dashboard/types/phone-screen/questions"
ROLE = Question("Which role is it?", Kind.CHOICE, ("Nurse", "Driver"), required=True)
LICENCE = Question("Do you have a licence?", Kind.YES_NO)


@pytest.fixture
def ada(service: Service) -> Person:
    with service.sessions.begin() as session:
        staff.add_recruiter(
            session, email=ADA, name="Ada Park", zone="Europe/London", phone=None, role="admin", now=service.now
        )
    return service.signed_in(ADA)


def asks(service: Service, *wanted: Question) -> list[str]:
    """These are asked from now on; the names of their fields."""
    with service.sessions.begin() as session:
        kind = openings.find_type(session, "phone-screen")
        questionnaire.ask(session, kind, wanted, service.now)
        session.flush()
        return [f"question-{number}" for number, _ in questionnaire.asked(session, kind)]


def asked(service: Service) -> list[Question]:
    with reading(service.sessions) as session:
        return [question for _, question in questionnaire.asked(session, openings.find_type(session, "phone-screen"))]


def test_an_admin_writes_questions_and_takes_one_back(service: Service, ada: Person):
    rows = {"wording-0": ROLE.wording, "kind-0": "choice", "choices-0": "Nurse\nDriver", "required-0": "yes"}
    rows |= {"wording-1": LICENCE.wording, "kind-1": "yes_no"}
    assert ada.sends(PATH, at=PATH, **rows).status_code == 303
    assert asked(service) == [ROLE, LICENCE]

    assert ada.sends(PATH, at=PATH, **rows | {"wording-0": ""}).status_code == 303
    assert asked(service) == [LICENCE]


def test_a_fault_saves_nothing_and_keeps_what_was_typed(service: Service, ada: Person):
    answer = ada.sends(PATH, at=PATH, **{"wording-0": "Which?", "kind-0": "choice", "choices-0": "alone"})

    assert answer.status_code == 422
    assert "Nothing is saved yet." in plain(answer.get_data(as_text=True))
    assert ">alone</textarea>" in answer.get_data(as_text=True)
    assert asked(service) == []


def test_only_admins_may_ask_and_only_about_what_there_is(service: Service, ada: Person):
    dana = service.signed_in(DANA)
    dana.opens(PATH, 403)
    assert dana.sends(PATH, at="/dashboard", **{"wording-0": "May I?", "kind-0": "text"}).status_code == 403
    ada.opens("/dashboard/types/nothing/questions", 404)
    assert asked(service) == []


def test_answers_are_asked_for_kept_as_asked_and_read_by_the_recruiter(service: Service, ali: Visitor):
    role, licence = asks(service, ROLE, LICENCE)
    picks(ali).presses(CHECK, 422, **WHO)
    assert "Please answer: Which role is it?" in ali.words
    ali.presses(CHECK, 200, **{role: "Driver", licence: "yes"})
    assert "Which role is it? Driver Do you have a licence? Yes" in ali.words
    ali.presses(BOOK)
    assert "What you told us Which role is it? Driver Do you have a licence? Yes" in ali.words

    asks(service, Question("Which job?"))
    (made,) = service.all_interviews()
    page = service.signed_in(DANA).reads(f"/dashboard/{made.id}")
    assert "What Ali Haddad answered Which role is it? Driver Do you have a licence? Yes" in page
    with service.sessions.begin() as session:
        key = access.add_api_key(session, "ats", "read", service.now)
    told = ali.browser.get(f"/api/v1/interviews/{made.id}", headers={"Authorization": f"Bearer {key}"}).get_json()
    assert told["answers"] == [
        {"question": "Which role is it?", "kind": "choice", "answer": "Driver"},
        {"question": "Do you have a licence?", "kind": "yes_no", "answer": "yes"},
    ]


def test_a_question_that_was_reworded_meanwhile_is_asked_anew_and_not_answered_by_the_old_one(
    service: Service, ali: Visitor
):
    (old,) = asks(service, Question("Are you new here?", Kind.YES_NO, required=True))
    picks(ali)
    (new,) = asks(service, Question("Have you worked here?", Kind.YES_NO, required=True))
    assert old != new

    ali.presses(CHECK, 422, **WHO, **{old: "yes"})
    assert "Please answer: Have you worked here?" in ali.words
    assert WHO.items() <= ali.form(CHECK).values.items()


def test_without_questions_nothing_is_asked(ali: Visitor):
    assert "Before the call" not in fills(ali).words
