"""What the pages of a link say once it is over, and of a number that its recruiter vouches for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler_app import booking, erasing
from scheduler_app.domain.interview import Side
from tests.office import ALI, DANA
from tests.web.alis_call import BOOK, HALF_PAST_TWO, KEEP
from tests.web.browser_forms import Visitor
from tests.web.staff import Person, Service
from tests.web.test_links import PATH, books, link, made

STAYS_GOOD = "You can stop that here; the link itself stays good."
NOT_IN_USE = "It is not in use any more, and we do not remind you of it."


@pytest.fixture
def dana(service: Service) -> Person:
    return service.signed_in(DANA)


def stop(path: str) -> str:
    return path.replace("/book/phone-screen?for=", "/invited/") + "/stop"


@pytest.mark.parametrize("how", ["used", "withdrawn", "expired"])
def test_a_link_that_is_over_is_not_said_to_stay_good(service: Service, dana: Person, ali: Visitor, how: str):
    path = made(dana)
    assert STAYS_GOOD in ali.opens(stop(path)).words
    if how == "used":
        books(ali, path).presses(BOOK)
    elif how == "withdrawn":
        dana.sends(f"{PATH}/{link(service).id}/withdraw", at=PATH)
    else:
        service.now = link(service).expires_at

    words = ali.opens(stop(path)).words
    assert STAYS_GOOD not in words
    assert NOT_IN_USE in words
    assert "You get no more reminders" in ali.presses("Send me no reminders").words
    assert "Your link still works" not in ali.words


def test_a_used_link_of_somebody_erased_points_to_no_mail_and_no_page(service: Service, dana: Person, ali: Visitor):
    path = made(dana)
    books(ali, path).presses(BOOK)
    assert "the link in that mail leads to your own page" in ali.opens(path, 410).words
    with service.sessions.begin() as session:
        (made_call,) = service.all_interviews()
        booking.cancel(session, service.desk, made_call.id, Side.RECRUITER, "", service.now)
        erasing.erase(session, service.desk, ALI, service.now)

    words = ali.opens(path, 410).words
    assert "your own page" not in words
    assert "This link is not in use any more What was kept about it has been erased" in words
    assert "write to Dana Reyes" not in words
    assert "Write to Dana Reyes: dana@example.com" in words


def test_who_has_a_number_that_is_vouched_for_is_not_told_to_confirm_it(service: Service, dana: Person, ali: Visitor):
    before = "Before the first text you tell us, on your own page, that the number is yours."
    vouched = "If you give another number, you first tell us, on your own page, that it is yours."
    linked: tuple[tuple[dict[str, str] | None, str, str], ...] = (
        ({}, vouched, before),
        ({"email": "bo@example.com", "phone": ""}, before, vouched),
        (None, before, vouched),
    )
    for changes, said, unsaid in linked:
        path = "/book/phone-screen?zone=America/Phoenix" if changes is None else made(dana, **changes)
        ali.opens(f"{path}&from=2027-01-12")
        service.now += timedelta(seconds=30)
        slot = HALF_PAST_TWO if said == vouched else ali.form(KEEP).choices["slot"][0]
        ali.presses(KEEP, 200, slot=slot)
        assert said in ali.words
        assert unsaid not in ali.words


def test_the_list_of_places_says_whole_minutes(service: Service, dana: Person):
    service.now += timedelta(seconds=7)
    page = dana.reads(PATH)
    assert "9:00 AM now" in page
    assert "9:00:07" not in page
    assert ":07" not in service.visitor().reads("/when?zone=Europe/Berlin&text=2:30+PM+Denver")
