"""Who calls whoever books by a link: the recruiter who sent it, or any that takes such calls where they do not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler_app.store.people import Recruiter, TypeRecruiter
from tests.office import COLE, DANA, LEE
from tests.web.alis_call import BOOK, CHECK, HALF_PAST_TWO, KEEP
from tests.web.browser_forms import Visitor
from tests.web.staff import Service
from tests.web.test_links import PATH, made

LEES = ".2"  # how the choices of Lee's times end
ANY = "Choose when Dana Reyes or Lee Okafor should call you."


def offered(ali: Visitor, path: str) -> set[str]:
    """With whom there are times to choose from."""
    return {slot[-2:] for slot in ali.opens(f"{path}&from=2027-01-12").form(KEEP).choices["slot"]}


def leaves(service: Service, how: str) -> None:
    """Lee takes no calls of this type any more."""
    with service.sessions.begin() as session:
        lee = session.query(Recruiter).filter_by(email=LEE).one()
        if how == "is disabled":
            lee.disabled_at = service.now
        else:
            session.query(TypeRecruiter).filter_by(recruiter_id=lee.id).delete()


def test_the_link_of_a_recruiter_books_that_recruiter(service: Service, ali: Visitor):
    path = made(service.signed_in(LEE))

    assert offered(ali, path) == {LEES}
    assert "Choose when Lee Okafor should call you." in ali.words
    assert "Dana" not in ali.words
    slot = ali.form(KEEP).choices["slot"][0]
    service.now += timedelta(seconds=30)
    ali.presses(KEEP, 200, slot=slot).presses(CHECK, 200)
    assert "Lee Okafor calls you on" in ali.words
    ali.presses(BOOK)

    (booked,) = service.all_interviews()
    assert service.interview(booked.id).recruiter.email == LEE
    service.rounds()
    told = {row.to_address for row in service.messages() if row.name == "confirm" and row.audience == "recruiter"}
    assert told == {LEE}, "and Dana hears of nothing"


@pytest.mark.parametrize("step", ["keep", "review", "book"])
def test_nobody_else_can_be_booked_by_it(service: Service, ali: Visitor, step: str):
    path = made(service.signed_in(LEE))
    form = ali.opens(f"{path}&from=2027-01-12").form(KEEP)
    service.now += timedelta(seconds=30)

    typed = {"slot": HALF_PAST_TWO, "step": step, "name": "Ali", "email": "ali@example.com"}
    ali.page = ali.browser.post(form.action, data=form.values | typed)

    assert ali.page.status_code == 422
    assert "Please choose one of the free times." in ali.words
    assert service.all_interviews() == []
    assert [row for row in service.messages() if row.name == "confirm"] == []


def test_times_of_others_that_somebody_holds_are_not_spoken_of(service: Service, ali: Visitor):
    path = made(service.signed_in(LEE))
    eve = Visitor(service).opens("/book/phone-screen?zone=America/Phoenix&from=2027-01-12")
    service.now += timedelta(seconds=30)
    eve.presses(KEEP, 200, slot=HALF_PAST_TWO)

    ali.opens(f"{path}&from=2027-01-12")
    assert "kept for somebody" not in ali.words


def test_the_link_of_a_coordinator_is_open_to_any(service: Service, ali: Visitor):
    assert offered(ali, made(service.signed_in(COLE))) == {".1", LEES}
    assert ANY in ali.words


@pytest.mark.parametrize("how", ["is disabled", "takes no part"])
def test_a_link_outlives_its_makers_part_in_the_calls(service: Service, ali: Visitor, how: str):
    path = made(service.signed_in(LEE))
    leaves(service, how)

    assert offered(ali, path) == {".1"}
    assert "Choose when Dana Reyes should call you." in ali.words


def test_the_form_without_a_link_offers_everybody(service: Service, ali: Visitor):
    made(service.signed_in(LEE))
    assert offered(ali, "/book/phone-screen?zone=America/Phoenix") == {".1", LEES}
    assert ANY in ali.words


def test_whoever_makes_a_link_is_told_whose_times_it_offers(service: Service):
    assert "They choose among your free times, and you call them" in service.signed_in(DANA).reads(PATH)
    cole = service.signed_in(COLE).reads(PATH)
    assert "They choose among the free times of everybody who takes part in the interview type." in cole
