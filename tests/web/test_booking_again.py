"""What people do to a booking form: come back late, go back, press twice, open it twice, change their mind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from scheduler_app.keeping import LASTS
from scheduler_app.store.people import Candidate
from tests.web.alis_call import BOOK, CHECK, FORM, HALF_PAST_TWO, KEEP, WHO, fills, picks
from tests.web.browser_forms import Visitor
from tests.web.staff import Service

THREE = "2027-01-12T22:00:00Z.1"
ANOTHER_TIME = "Choose another time"


def candidate(service: Service) -> Candidate:
    (made,) = service.all_interviews()
    return service.interview(made.id).candidate


def test_until_when_the_time_is_kept_is_said_and_others_see_why_it_is_missing(service: Service, ali: Visitor):
    picks(ali)
    assert "This time is kept for you until 9:11 AM Phoenix (UTC-7). Nobody else can book it before." in ali.words

    eve = Visitor(service).opens(FORM)
    assert HALF_PAST_TWO not in eve.form(KEEP).choices["slot"]
    assert "A time of this day is kept for somebody who is booking at this moment." in eve.words
    assert HALF_PAST_TWO in ali.presses(ANOTHER_TIME, 200).form(KEEP).choices["slot"]
    assert "kept for somebody" not in ali.words


def test_a_form_that_is_checked_after_its_ten_minutes_goes_on_while_the_time_is_free(service: Service, ali: Visitor):
    picks(ali)
    service.now += LASTS + timedelta(minutes=1)

    ali.presses(CHECK, 200, **WHO)
    assert "Your time was no longer kept, but it is still free. It is kept for you again until" in ali.words
    service.now += LASTS + timedelta(minutes=1)
    assert "You are booked, Ali" in ali.presses(BOOK).words


def test_a_form_that_comes_too_late_is_offered_the_nearest_times_and_keeps_all_else(service: Service, ali: Visitor):
    fills(ali, sms_consent="yes")
    service.now += LASTS + timedelta(minutes=1)
    fills(Visitor(service), email="eve@example.com").presses(BOOK)

    ali.presses(BOOK, 409)
    assert "2:30 PM Phoenix (UTC-7) has just been taken." in ali.words
    kept = ali.form(KEEP)
    assert (WHO | {"sms_consent": "yes"}).items() <= kept.values.items()
    assert kept.choices["slot"][:3] == [f"2027-01-12T{clock}:00Z.1" for clock in ("20:30", "20:45", "22:15")]
    assert "We call +1 602-555-0123" in ali.presses(KEEP, 200, slot=kept.choices["slot"][2]).words
    ali.presses(BOOK)
    assert len(service.all_interviews()) == 2


@pytest.mark.parametrize("step", ["keep", "review", "book"])
def test_a_form_that_has_booked_books_nothing_more_whatever_it_is_sent_with(ali: Visitor, step: str):
    review = fills(ali).form(BOOK)
    ali.presses(BOOK)

    again = ali.browser.post(review.action, data=review.values | {"slot": THREE, "name": "Al", "step": step})
    assert again.status_code == 303
    assert "nothing was booked twice: this is your call" in ali.opens(again.location).words
    assert "You are booked, Ali on" not in ali.words
    assert "Tue 12 Jan 2027, 2:30 PM Phoenix (UTC-7)" in ali.words
    assert len(ali.service.all_interviews()) == 1
    assert len({message.interview_id for message in ali.service.messages()}) == 1


def test_two_tabs_of_one_form_keep_one_time_and_book_one_call(service: Service, ali: Visitor):
    tab = picks(ali).form(CHECK)
    other = ali.browser.post("/book/phone-screen", data=tab.values | {"slot": THREE, "step": "keep"})
    assert other.status_code == 200
    eve = Visitor(service).opens(FORM)
    assert HALF_PAST_TWO not in eve.form(KEEP).choices["slot"]  # as three o'clock is kept, it is too near
    assert "2027-01-12T21:00:00Z.1" in eve.form(KEEP).choices["slot"]

    ali.presses(CHECK, 200, **WHO).presses(BOOK)
    assert [made.starts_at.isoformat() for made in service.all_interviews()] == ["2027-01-12T21:30:00+00:00"]


@pytest.mark.parametrize("step", ["keep", "review", "book", "edit", "times", "zone", "nonsense", ""])
def test_a_form_that_lost_its_place_asks_for_it_again(ali: Visitor, step: str):
    token = ali.opens(FORM).form(KEEP).values["form_token"]
    ali.service.now += timedelta(minutes=1)
    sent = {"form_token": token, "slot": HALF_PAST_TWO, "step": step, **WHO}

    for zone in ({}, {"zone": "Mars/Base"}):
        ali.page = ali.browser.post("/book/phone-screen", data=sent | zone)
        assert "Where will you be when we call?" in ali.words
    assert ali.service.all_interviews() == []


def test_two_forms_in_two_tabs_are_two_people_for_all_we_know(service: Service, ali: Visitor):
    fills(ali)
    other = Visitor(service)
    picks(other, HALF_PAST_TWO, 409)
    other.presses(KEEP, 200, slot="2027-01-13T21:30:00Z.1").presses(CHECK, 200, **WHO).presses(BOOK)
    ali.presses(BOOK)

    assert len(service.all_interviews()) == 2


def test_no_page_of_a_booking_asks_for_a_cookie(service: Service, ali: Visitor):
    ali.browser = service.app.test_client(use_cookies=False)
    pages = []
    turns: tuple[Callable[[], Visitor], ...] = (
        lambda: ali.opens("/"),
        lambda: picks(ali),
        lambda: ali.presses(CHECK, 200, **WHO),
        lambda: ali.presses(BOOK),
    )
    for turn in turns:
        pages.append(turn().page)
    assert "You are booked" in ali.words
    assert [page.headers.get("Set-Cookie") for page in pages] == [None] * len(pages)


def test_a_language_is_chosen_on_the_page_and_kept_to_the_end(service: Service, ali: Visitor):
    links = ali.opens(FORM).page.get_data(as_text=True)
    assert 'href="/book/phone-screen?zone=America/Phoenix&amp;from=2027-01-12&amp;language=es" lang="es"' in links

    ali.opens(f"{FORM}&language=es")
    assert "martes, 12 de enero de 2027" in ali.words
    service.now += timedelta(seconds=30)
    ali.page = ali.browser.post("/book/phone-screen", data=form_of(ali) | {"slot": HALF_PAST_TWO, "step": "keep"})
    assert "mar, 12 ene 2027, 2:30 p. m. Phoenix (UTC-7)" in ali.words
    ali.page = ali.browser.post("/book/phone-screen", data=form_of(ali) | WHO | {"speak": "fr", "step": ""})
    assert "mar. 12 janv. 2027, 2:30 PM Phoenix (UTC-7)" in ali.words
    assert WHO.items() <= form_of(ali).items()
    for step in ("review", "book"):
        ali.page = ali.browser.post("/book/phone-screen", data=form_of(ali) | {"step": step})
    assert candidate(service).language == "fr"


def form_of(ali: Visitor) -> dict[str, str]:
    """What the form on show would send, whatever its buttons are called."""
    return ali.form_by_id("booking").values


@pytest.mark.parametrize(
    ("country", "phone", "shown", "stored"),
    [
        ("US", "602 555 0123", "We call +1 602-555-0123 (United States)", "+16025550123"),
        ("IN", "098765 43210", "We call +91 98765 43210 (India)", "+919876543210"),
        ("IN", "+44 7700 900123", "We call +44 7700 900123 (United Kingdom)", "+447700900123"),
        ("", "602 555 0123", "We call +1 602-555-0123 (United States)", "+16025550123"),  # as Phoenix is there
    ],
)
def test_a_number_is_read_in_its_country_and_shown_with_it(
    service: Service, ali: Visitor, country: str, phone: str, shown: str, stored: str
):
    fills(ali, country=country, phone=phone, sms_consent="yes")
    assert shown in ali.words
    ali.presses(BOOK)
    assert candidate(service).phone == stored


def test_a_number_of_no_known_kind_is_asked_about_called_and_never_texted(service: Service, ali: Visitor):
    fills(ali, phone="+1 555 012 3456", sms_consent="yes")
    assert "We do not know this kind of number. Please check each digit." in ali.words
    assert "Text messages No, everything by email." in ali.words

    ali.presses(BOOK)
    assert (candidate(service).phone, candidate(service).sms_consent_at) == ("+15550123456", None)


def test_a_landline_is_pointed_out_to_whoever_wishes_for_texts(ali: Visitor):
    fills(ali, phone="+44 20 7946 0112")
    assert "landline" not in ali.words
    fills(ali, phone="+44 20 7946 0112", slot=THREE.replace("12T", "13T"), sms_consent="yes")
    assert "This looks like a landline" in ali.words


def test_a_number_that_may_be_either_of_two_is_asked_about_and_nobody_is_called_by_mistake(
    service: Service, ali: Visitor
):
    picks(ali).presses(CHECK, 422, **WHO | {"country": "DE", "phone": "49 151 12345678"})
    assert "This can be read as +49 491 5112345678 or as +49 1511 2345678. Please write the one you mean" in ali.words
    assert service.all_interviews() == []

    ali.presses(CHECK, 200, phone="+49 151 12345678")
    assert "We call +49 1511 2345678 (Germany)" in ali.words
    ali.presses(BOOK)
    assert candidate(service).phone == "+4915112345678"


def test_what_is_wrong_with_a_number_is_said_in_the_language_of_the_form(service: Service, ali: Visitor):
    ali.browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    ali.opens(FORM)
    service.now += timedelta(seconds=30)
    typed = WHO | {"slot": HALF_PAST_TWO, "step": "review", "country": "DE", "phone": "49 151 12345678"}
    ali.page = ali.browser.post("/book/phone-screen", data=form_of(ali) | typed)

    assert ali.page.status_code == 422
    assert ali.words.count("Das lässt sich als +49 491 5112345678 oder als +49 1511 2345678 lesen.") == 2
    assert "can be read as" not in ali.words
