"""Where somebody will be: found by search and by list, without JavaScript, and never at the cost of what was picked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.office import MONDAY
from tests.web.alis_call import BOOK, CHECK, FORM, HALF_PAST_TWO, KEEP, WHO, fills
from tests.web.browser_forms import Visitor
from tests.web.staff import Service, plain

JULY = datetime(2027, 7, 12, 16, tzinfo=UTC)
ANOTHER_TIME, FEBRUARY, JANUARY = "Choose another time", "February 2027 →", "← January 2027"
WEDNESDAY = "Wednesday 13 January 2027, 59 free times"
BOOKING = "/book/phone-screen"
ELSEWHERE = "Not there? Change"
STARTS_LATE = "2027-01-12T23:30:00Z.1"  # 4:30 PM in Phoenix, the next morning in India


def found(visitor: Visitor, find: str = "Find") -> list[str]:
    """The places that the search lists, as their buttons read; `find` is what its own button reads."""
    return [words for words, (name, _) in visitor.form(find).buttons.items() if name == "zone"]


def test_a_city_is_searched_for_and_picked_without_javascript(ali: Visitor):
    ali.opens(BOOKING).presses("Find", 200, q="seattle")
    assert found(ali) == ["Los Angeles, United States - 8:00 AM now, UTC-8 Seattle, Washington is on this clock"]
    assert "1 place found." in ali.words

    ali.presses(found(ali)[0], 200)
    assert "on the clock in Los Angeles, where it is now Mon 11 Jan 2027, 8:00 AM Los Angeles (UTC-8)." in ali.words


@pytest.mark.parametrize(("when", "denver"), [(MONDAY, "9:00 AM now, UTC-7"), (JULY, "10:00 AM now, UTC-6")])
def test_letters_list_places_with_their_offset_and_pick_none(
    service: Service, ali: Visitor, when: datetime, denver: str
):
    service.now = when
    ali.opens(BOOKING).presses("Find", 200, q="mst")

    assert [words.partition(" now")[0] for words in found(ali)[:3]] == [
        f"Denver, United States - {denver.partition(' now')[0]}",
        "Phoenix, United States - 9:00 AM",
        "Vancouver, Canada - 9:00 AM",
    ]
    assert f"Denver, United States - {denver}" in found(ali)
    assert '"mst" can mean these and more. Choose the place you will be in.' in ali.words
    assert ali.form("Show free times").values.get("zone", "") == ""


@pytest.mark.parametrize(
    ("zone", "says"),
    [
        ("MST", '"MST" can mean the clocks of several places. Please choose one.'),
        ("MST", "Phoenix, United States - 9:00 AM now, UTC-7"),
        ("America/Pheonix", "Phoenix, United States - 9:00 AM now, UTC-7"),
        ("california", "Los Angeles, United States - 8:00 AM now, UTC-8"),
        ("UTC-7", "is an offset and does not say when clocks change"),
        ("../../etc/passwd", "choose a city"),
    ],
)
def test_a_zone_that_is_none_is_explained_and_what_it_may_mean_is_offered(ali: Visitor, zone: str, says: str):
    ali.opens(f"{BOOKING}?zone={zone}", 422)

    assert says in ali.words
    assert "America/Denver" in ali.form("Show free times").choices["zone"]


def test_what_is_not_found_is_said_and_the_whole_list_remains(ali: Visitor):
    ali.opens(BOOKING).presses("Find", 200, q="Atlantis<script>")

    assert 'Nothing found for "Atlantis<script>".' in ali.words.replace("&lt;", "<")
    assert "<script>" not in ali.page.get_data(as_text=True).replace("<script src", "")
    assert len(ali.form("Show free times").choices["zone"]) > 400


@pytest.mark.parametrize("name", ["Asia/Calcutta", "US/Mountain"])
def test_a_name_that_was_given_is_kept_and_not_made_another(ali: Visitor, name: str):
    ali.opens(f"{BOOKING}?zone={name}&change=1")
    assert ali.form("Show free times").values["zone"] == name

    ali.presses("Show free times", 200)
    ali.service.now += timedelta(seconds=30)
    ali.presses(KEEP, 200, slot=HALF_PAST_TWO).presses(CHECK, 200, **WHO).presses(BOOK)
    (made,) = ali.service.all_interviews()
    assert made.zone == name


def test_the_search_as_one_types_lists_the_same_in_the_same_order(ali: Visitor):
    for text in ("india", "pacific", "MST", "new"):
        listed = found(ali.opens(BOOKING).presses("Find", 200, q=text))
        answer = plain(ali.opens(f"/zones?q={text}").page.get_data(as_text=True))

        places = [answer.find(words) for words in listed]
        assert places == sorted(places)
        assert -1 not in places
    assert 'hx-swap-oob="innerHTML"' in ali.page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("on", "says"),
    [
        ("", "Denver, United States - 9:00 AM now, UTC-7"),
        ("2027-07-15", "Denver, United States - UTC-6 on Thu 15 Jul 2027"),
        ("2027-07-15T20:30:00Z", "Denver, United States - Thu 15 Jul 2027, 2:30 PM, UTC-6"),
        ("yesterday", "Denver, United States - 9:00 AM now, UTC-7"),
        ("9999-12-31T23:59:59-12:00", "Denver, United States - 9:00 AM now, UTC-7"),
        ("2027-07-15T20:30", "Denver, United States - 9:00 AM now, UTC-7"),
        ("0001-01-01", "Denver, United States - 9:00 AM now, UTC-7"),
    ],
)
def test_offsets_are_those_of_the_day_in_question(ali: Visitor, on: str, says: str):
    assert says in ali.opens(f"/zones?q=denver&on={on}").words


@pytest.mark.parametrize("q", ["", " ", "%00", "%ff%fe", "x" * 5000, "'\"<>&"])
def test_a_search_for_nothing_or_for_harm_lists_nothing(ali: Visitor, q: str):
    assert "<li>" not in ali.opens(f"/zones?q={q}").page.get_data(as_text=True)


def test_another_zone_keeps_the_moment_and_says_so(ali: Visitor):
    fills(ali, slot=STARTS_LATE).presses(ANOTHER_TIME, 200).presses(ELSEWHERE, 200)
    assert "You have chosen Tue 12 Jan 2027, 4:30 PM Phoenix (UTC-7). That moment stays" in ali.words
    assert ali.form("Show free times").values["zone"] == "America/Phoenix"

    ali.presses("Find", 200, q="bangalore")
    assert "Kolkata, India - Wed 13 Jan 2027, 5:00 AM, UTC+5:30 Bangalore, India is on this clock" in found(ali)
    ali.presses(found(ali)[0], 200)

    said = (
        "Your time stays the same moment: it is now shown as Wed 13 Jan 2027, 5:00 AM Kolkata (UTC+5:30), another date."
    )
    assert said in ali.words
    assert 'role="status"' in ali.page.get_data(as_text=True)
    kept = ali.form(KEEP).values
    assert kept | WHO | {"slot": STARTS_LATE, "zone": "Asia/Kolkata"} == kept
    assert "5:00 AM Kolkata (UTC+5:30), which is 4:30 PM Denver (UTC-7) the day before" in (
        ali.presses(KEEP, 200).words
    )


def test_another_zone_on_the_same_date_does_not_speak_of_another_date(ali: Visitor):
    fills(ali).presses(ANOTHER_TIME, 200).presses(ELSEWHERE, 200).presses(
        "Show free times", 200, zone="America/New_York"
    )

    assert "now shown as Tue 12 Jan 2027, 4:30 PM New York (UTC-5)." in ali.words


def test_the_same_zone_again_says_nothing(ali: Visitor):
    fills(ali).presses(ANOTHER_TIME, 200).presses(ELSEWHERE, 200).presses("Show free times", 200)

    assert "stays the same moment" not in ali.words
    assert ali.form(KEEP).values["slot"] == HALF_PAST_TWO


def test_a_zone_changed_with_nothing_picked_stays_on_the_day_that_was_looked_at(ali: Visitor):
    ali.opens(f"{BOOKING}?zone=America/Phoenix&from=2027-01-20").presses(ELSEWHERE, 200)
    assert "Vancouver, Canada - UTC-7 on Wed 20 Jan 2027" in ali.words

    ali.presses("Show free times", 200, zone="America/Vancouver")
    assert {value[:10] for value in ali.form(KEEP).choices["slot"]} <= {"2027-01-20", "2027-01-21"}
    assert "stays the same moment" not in ali.words


def test_the_review_says_the_place_and_its_clock_and_leads_back_to_the_list(ali: Visitor):
    fills(ali)
    assert "Your clock Phoenix, United States - Tue 12 Jan 2027, 2:30 PM, UTC-7 (America/Phoenix)" in ali.words

    form = ali.form("Book this call")
    ali.page = ali.browser.post(form.action, data=form.values | {"step": "zone"})
    assert "Where will you be when we call?" in ali.words
    ali.presses("Show free times", 200, zone="America/Denver")
    assert ali.form(KEEP).values | WHO | {"slot": HALF_PAST_TWO} == ali.form(KEEP).values


def test_another_day_keeps_what_was_typed_and_what_was_picked(ali: Visitor):
    fills(ali, sms_consent="yes").presses(ANOTHER_TIME, 200)
    ali.presses(f"13 {WEDNESDAY}", 200)

    kept = ali.form(KEEP).values
    assert kept | WHO | {"slot": HALF_PAST_TWO, "sms_consent": "yes", "from": "2027-01-13"} == kept
    assert "Your choice so far" in ali.words
    assert {value[:10] for value in ali.form(KEEP).choices["slot"][1:]} == {"2027-01-13"}
    assert "on Tue 12 Jan 2027, 2:30 PM Phoenix (UTC-7)" in ali.presses(KEEP, 200).words


def test_the_months_are_turned_without_losing_anything(ali: Visitor):
    fills(ali).presses(ANOTHER_TIME, 200).presses(FEBRUARY, 200)
    assert ali.form(KEEP).choices["slot"][1][:10] == "2027-02-01"

    ali.presses(JANUARY, 200)
    assert ali.form(KEEP).choices["slot"][1][:7] == "2027-01"
    assert WHO.items() <= ali.form(KEEP).values.items()


def test_days_and_months_are_links_while_nothing_is_typed(ali: Visitor):
    page = ali.opens(f"{FORM}&hours=24&language=en").page.get_data(as_text=True)
    assert 'href="/book/phone-screen?zone=America/Phoenix&amp;hours=24&amp;language=en&amp;from=2027-01-13"' in page
    assert 'aria-current="date"' in page
    assert f"{WEDNESDAY}" in ali.words
    assert "Saturday 16 January 2027, nothing free" in ali.words


@pytest.mark.parametrize(
    "slot", ["", "tomorrow", "0001-01-01T00:00:00Z.1", "9999-12-31T23:59:59Z.1", "2027-01-12T21:30:00Z.9"]
)
def test_a_choice_that_is_none_is_not_kept(ali: Visitor, slot: str):
    fills(ali).presses(ANOTHER_TIME, 200).presses(FEBRUARY, 200, slot=slot)
    assert "Your choice so far" not in ali.words

    ali.presses(ELSEWHERE, 200, slot=slot)
    ali.presses("Show free times", 200, zone="Asia/Kolkata")


def test_several_callers_are_listed_as_people_list_them(service: Service, ali: Visitor):
    assert "Choose when Dana Reyes or Lee Okafor should call you." in ali.opens(FORM).words


@pytest.mark.parametrize(
    ("language", "q", "place", "led"),
    [
        ("es", "Londres", "London, Reino Unido", "Londres tiene esta hora"),
        ("fr", "Pékin", "Shanghai, Chine", "Pékin, Chine a la même heure"),
        ("de", "Wien", "Vienna, Österreich", "Wien hat diese Ortszeit"),
        ("en", "Genf", "Zurich, Switzerland", "Genf, Switzerland is on this clock"),
        ("es", "Yuma", "Phoenix, Estados Unidos", "Yuma, Arizona tiene esta hora"),
        ("es", "Alemania", "Berlin, Alemania", ""),
    ],
)
def test_a_place_is_found_as_its_people_call_it_and_said_with_its_country_in_the_language_of_the_page(
    ali: Visitor, language: str, q: str, place: str, led: str
):
    find = {"es": "Buscar", "fr": "Chercher", "de": "Suchen"}.get(language, "Find")
    first, *_ = found(ali.opens(f"{BOOKING}?language={language}&q={q}"), find)
    assert first.startswith(f"{place} - ")
    assert first.endswith(led)

    assert f"{place} - " in ali.opens(f"/zones?language={language}&q={q}").words


@pytest.mark.parametrize(
    ("q", "says"),
    [
        ("Roma", "2 places found."),
        ("Romani", '1 place has a name that begins with "Romani".'),
        ("albu", '1 place has a name that begins with "albu".'),
        ("pheonix", 'No place is called "pheonix". Perhaps you mean this one.'),
    ],
)
def test_what_only_begins_so_or_looks_alike_is_not_said_to_be_the_place(ali: Visitor, q: str, says: str):
    assert says in ali.opens(f"{BOOKING}?q={q}").words
    assert says in ali.opens(f"/zones?q={q}").words
    assert says == "2 places found." or "place found" not in ali.words


@pytest.mark.parametrize(
    ("language", "country"), [("es", "Estados Unidos"), ("fr", "États-Unis"), ("de", "Vereinigte Staaten")]
)
def test_the_review_says_the_country_in_the_readers_language_and_the_same_clock(
    ali: Visitor, language: str, country: str
):
    fills(ali, language=language)

    assert f"Phoenix, {country}" in ali.words
    assert "Phoenix, United States" not in ali.words
    assert "UTC-7 (America/Phoenix)" in ali.words
