"""Ali books a call on the web form, without JavaScript and without cookies."""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from scheduler_app import contact
from scheduler_app.booking import Booker, book
from scheduler_app.domain.wanted import read_wanted
from scheduler_app.store.db import reading
from scheduler_app.store.people import Candidate
from tests.office import ALIS_NUMBER, MONDAY, request
from tests.web.alis_call import BOOK, CHANGE, CHECK, FORM, HALF_PAST_TWO, KEEP, WHO, fills, picks
from tests.web.browser_forms import Visitor
from tests.web.staff import Service


def person(service: Service) -> Candidate:
    with reading(service.sessions) as session:
        return session.scalars(select(Candidate)).one()


def test_ali_says_where_he_is_then_when_then_who_and_sees_it_all_before_it_is_booked(ali: Visitor):
    ali.opens("/").opens("/book/phone-screen")
    ali.presses("Show free times", 200, zone="America/Phoenix")
    assert "on the clock in Phoenix, where it is now Mon 11 Jan 2027, 9:00 AM Phoenix (UTC-7)." in ali.words

    fills(ali, sms_consent="yes")
    assert "Dana Reyes calls you on Tue 12 Jan 2027, 2:30 PM Phoenix (UTC-7), which is 2:30 PM Denver" in ali.words
    assert "until Tue 12 Jan 2027, 3:00 PM Phoenix (UTC-7), which is 3:00 PM Denver (UTC-7)." in ali.words
    assert "It takes about 30 minutes. Please keep the time free until 3:30 PM Phoenix (UTC-7)." in ali.words
    assert "The call comes from +1 303-555-0110." in ali.words
    assert "We call +1 602-555-0123 (United States)" in ali.words
    assert ali.service.all_interviews() == []

    ali.presses(BOOK)
    assert "You are booked, Ali" in ali.words
    (made,) = ali.service.all_interviews()
    assert (made.wall, made.zone, made.starts_at) == (
        "2027-01-12T14:30",
        "America/Phoenix",
        datetime(2027, 1, 12, 21, 30, tzinfo=UTC),
    )
    assert (made.made_by, ali.service.poked) == ("candidate", 1)


def test_the_consent_is_kept_word_for_word_and_the_number_waits_for_its_owner(ali: Visitor):
    shown = picks(ali).words
    ali.presses(CHECK, 200, **WHO, sms_consent="yes").presses(BOOK)

    kept = person(ali.service)
    assert kept.sms_consent_wording == contact.consent("")
    assert kept.sms_consent_wording in shown
    assert (kept.sms_consent_from, kept.sms_consent_at) == ("127.0.0.1", ali.service.now)
    assert (kept.phone, kept.number_vouched_at) == (ALIS_NUMBER, None)
    assert [message.channel for message in ali.service.messages() if message.audience == "candidate"] == ["email"]


def test_without_consent_none_is_recorded(ali: Visitor):
    fills(ali).presses(BOOK)

    assert (person(ali.service).sms_consent_at, person(ali.service).sms_consent_wording) == (None, "")


def test_the_private_link_is_only_in_the_mail(ali: Visitor):
    fills(ali).presses(BOOK)

    (made,) = ali.service.all_interviews()
    assert ali.service.desk.candidate_token(made) not in ali.page.get_data(as_text=True)
    assert "/c/" not in ali.page.get_data(as_text=True)


def test_a_page_that_says_booked_opens_for_nobody_without_its_token(ali: Visitor):
    fills(ali).presses(BOOK)
    path = ali.path

    ali.opens(path[:-4] + "AAAA", 422)
    assert "Ali" not in ali.words


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"name": " "}, "name", "Your name is missing"),
        ({"name": "A" * 121}, "name", "too long"),
        ({"name": "Ali\u202eGnp"}, "name", "cannot be shown"),
        ({"email": ""}, "email", "Your email address is missing"),
        ({"email": "ali at example"}, "email", "not a usable email address"),
        ({"phone": "602 555 01"}, "phone", "cannot be dialed"),
        ({"phone": "ask my mother"}, "phone", "cannot be dialed"),
        ({"phone": "+1 900 555 0123"}, "phone", "a person's own telephone"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    ali: Visitor, typed: dict[str, str], field: str, says: str
):
    picks(ali).presses(CHECK, 422, **{**WHO, "sms_consent": "yes", **typed})

    page = ali.page.get_data(as_text=True)
    assert says in html.unescape(ali.words)
    assert f'id="{field}-fault"' in page
    hint = f"{field}-hint " if field in ("email", "phone") else ""
    assert f'aria-invalid="true" aria-describedby="{hint}{field}-fault"' in page
    assert f'<a href="#{field}">' in page
    kept = ali.form(CHECK).values
    assert (kept["sms_consent"], kept["slot"]) == ("yes", HALF_PAST_TWO)
    assert {name: kept[name] for name in WHO if name != field} == {n: v for n, v in WHO.items() if n != field}
    assert (ali.service.all_interviews(), ali.service.messages()) == ([], [])


@pytest.mark.parametrize(
    ("slot", "says"),
    [
        ("", "Please choose one of the free times"),
        ("tomorrow", "Please choose one of the free times"),
        ("0001-01-01T00:00:00Z.1", "Please choose one of the free times"),
        ("2027-01-12T21:30:00Z.3", "Please choose one of the free times"),  # Cole takes no bookings
        ("2027-01-12T21:37:00Z.1", "Tue 12 Jan 2027, 2:37 PM Phoenix (UTC-7) is not one of the free times"),
        ("2027-01-11T19:45:00Z.1", "at least 4 hours ahead"),
        ("2027-03-12T21:30:00Z.1", "at most 30 days ahead"),
    ],
)
def test_a_time_that_cannot_be_had_is_refused_beside_the_times_there_are(ali: Visitor, slot: str, says: str):
    """At the first step, and when it is sent with everything else."""
    picks(ali, slot, 422)
    assert says in ali.words
    assert 'id="slot-fault"' in ali.page.get_data(as_text=True)

    everything = ali.form(KEEP).values | WHO | {"slot": slot, "step": "review"}
    ali.page = ali.browser.post("/book/phone-screen", data=everything)
    assert (ali.page.status_code, says in ali.words) == (422, True)
    assert WHO.items() <= ali.form(KEEP).values.items()
    assert (ali.service.all_interviews(), ali.service.messages()) == ([], [])


def test_every_fault_is_named_at_once(ali: Visitor):
    picks(ali).presses(CHECK, 422, name="", email="x", phone="1")

    for field in ("name", "email", "phone"):
        assert f'id="{field}-fault"' in ali.page.get_data(as_text=True)


def test_a_slot_taken_while_reading_costs_nothing_but_a_new_choice(ali: Visitor):
    fills(ali)
    with ali.service.sessions.begin() as session:
        booker = Booker("api", True, "", "a test")
        wanted = read_wanted(request(override_availability=True))  # by staff, over what is kept for Ali
        book(session, ali.service.desk, wanted, booker, ali.service.now)

    ali.presses(BOOK, 409)
    assert "Tue 12 Jan 2027, 2:30 PM Phoenix (UTC-7) has just been taken. Please choose another time." in ali.words
    assert WHO.items() <= ali.form(KEEP).values.items()
    nearest = ali.form(KEEP).choices["slot"][:3]
    assert nearest == sorted(nearest)
    assert HALF_PAST_TWO not in nearest

    ali.presses(KEEP, 200, slot=nearest[0]).presses(BOOK)  # who he is was said already
    assert len(ali.service.all_interviews()) == 2


def test_a_second_click_finds_the_first_booking(ali: Visitor):
    fills(ali)
    review = ali.form(BOOK)
    ali.presses(BOOK)

    again = ali.browser.post(review.action, data=review.values | {"step": "book"})

    assert again.status_code == 303
    assert len(ali.service.all_interviews()) == 1
    assert "You are booked, Ali" in ali.opens(again.location).words


def test_a_stranger_who_knows_address_and_time_is_not_led_to_the_booking(service: Service, ali: Visitor):
    stranger = Visitor(service).opens(FORM)
    fills(ali).presses(BOOK)

    service.now += timedelta(seconds=30)
    stranger.presses(KEEP, 409, slot=HALF_PAST_TWO)
    assert "has just been taken" in stranger.words


def test_going_back_to_change_something_keeps_everything(ali: Visitor):
    fills(ali, sms_consent="yes").presses(CHANGE, 200)

    kept = ali.form(CHECK).values
    assert kept | WHO | {"sms_consent": "yes", "slot": HALF_PAST_TWO} == kept


def test_a_form_filled_in_under_two_seconds_is_asked_to_be_looked_at_again(ali: Visitor):
    ali.opens(FORM)
    ali.service.now += timedelta(seconds=2) - timedelta(microseconds=1)
    ali.presses(KEEP, 200, slot=HALF_PAST_TWO).presses(CHECK, 422, **WHO)
    assert "very quick" in ali.words

    ali.service.now += timedelta(microseconds=1)
    assert "Is this right?" in ali.presses(CHECK, 200).words


def test_a_form_is_good_for_twelve_hours(ali: Visitor):
    ali.opens(FORM)
    ali.service.now = MONDAY + timedelta(hours=12) - timedelta(microseconds=1)
    ali.presses(KEEP, 200, slot=HALF_PAST_TWO)
    form = ali.form(CHECK)
    assert "Is this right?" in ali.presses(CHECK, 200, **WHO).words

    ali.service.now = MONDAY + timedelta(hours=12)
    late = ali.browser.post(form.action, data=form.values | WHO | {"slot": HALF_PAST_TWO, "step": "review"})
    assert late.status_code == 422
    assert "open for too long" in late.get_data(as_text=True)
    assert "Ali Haddad" in late.get_data(as_text=True)


@pytest.mark.parametrize("token", ["", "nonsense", "WyJib29rIl0.AAAA"])
def test_a_forged_form_token_books_nothing(ali: Visitor, token: str):
    fills(ali)
    ali.presses(BOOK, 422, form_token=token)

    assert ali.service.all_interviews() == []


def test_one_address_books_at_most_five_calls_a_day(ali: Visitor):
    for hour in ("16", "17", "18", "19", "20"):
        fills(ali, slot=f"2027-01-13T{hour}:00:00Z.1").presses(BOOK)

    fills(ali).presses(BOOK, 429)
    assert "ali@example.com has booked 5 calls within a day" in ali.words
    assert len(ali.service.all_interviews()) == 5

    ali.service.now += timedelta(days=1)
    fills(ali, slot="2027-01-14T21:30:00Z.1").presses(BOOK)


def test_a_type_that_is_none_is_a_calm_page(ali: Visitor):
    assert "Nothing here" in ali.opens("/book/no-such-thing", 404).words
    assert "Nothing here" in ali.opens("/book/%00", 404).words  # which PostgreSQL refuses even to look up
