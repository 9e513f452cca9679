"""The places of a promise as staff write them: taken where they name one, offered where they may be several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from tests.office import DANA
from tests.web.staff import Service, opened, plain
from tests.web.test_promise import fills


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


def offered(page: str, field: str) -> dict[str, str]:
    """The zones offered for a field, and how each is said."""
    found = re.findall(rf'name="take\.{re.escape(field)}" value="([^"]*)"[^>]*>([^<]*)<', page)
    return {zone: unescape(words) for zone, words in found}


def test_a_city_is_taken_and_confirmed_in_words(service: Service):
    dana = service.signed_in(DANA)
    review = plain(fills(dana, starts__zone="Denver", candidate__zone=" seattle"))

    assert "You will call Ali Haddad on Tue 12 Jan 2027, 2:30 PM Denver (UTC-7), which is 1:30 PM Los Angeles" in review
    assert "Agreed on the clock of Denver, United States - Tue 12 Jan 2027, 2:30 PM, UTC-7 (America/Denver)" in review
    assert (
        "The candidate's clock Los Angeles, United States - Tue 12 Jan 2027, 1:30 PM, UTC-8 (America/Los_Angeles)"
        in unescape(review)
    )

    fills(dana, 303, starts__zone="Denver", candidate__zone="seattle", confirmed="1")
    made = service.interview(service.all_interviews()[0].id)
    assert (made.zone, made.candidate.zone) == ("America/Denver", "America/Los_Angeles")


def test_a_former_name_is_kept_as_it_was_written(service: Service):
    fills(service.signed_in(DANA), 303, candidate__zone="Calcutta", confirmed="1")

    assert service.interview(service.all_interviews()[0].id).candidate.zone == "Asia/Calcutta"


def test_letters_are_answered_with_places_and_the_promised_time_in_each(service: Service):
    dana = service.signed_in(DANA)
    page = fills(dana, 422, starts__zone="MST", starts__date="2027-01-12")

    assert '"MST" can mean the clocks of several places. Please choose one.' in unescape(page)
    assert list(offered(page, "starts.zone").items())[:3] == [
        ("America/Denver", "Denver, United States: 2:30 PM Denver (UTC-7)"),
        ("America/Phoenix", "Phoenix, United States: 2:30 PM Phoenix (UTC-7)"),
        ("America/Vancouver", "Vancouver, Canada: 2:30 PM Vancouver (UTC-7)"),
    ]
    assert "2:30 PM Phoenix (UTC-7)" in plain(fills(dana, starts__zone="MST", take__starts__zone="America/Phoenix"))


def test_the_candidates_place_is_offered_with_the_time_it_is_there(service: Service):
    page = fills(service.signed_in(DANA), 422, candidate__zone="IST")

    assert offered(page, "candidate.zone") == {
        "Asia/Kolkata": "Kolkata, India: Wed 13 Jan 2027, 3:00 AM Kolkata (UTC+5:30)",
        "Europe/Dublin": "Dublin, Ireland: 21:30 Dublin (UTC+0)",
        "Asia/Jerusalem": "Jerusalem, Israel: 23:30 Jerusalem (UTC+2)",
        "Europe/Istanbul": "Istanbul, Turkey: Wed 13 Jan 2027, 00:30 Istanbul (UTC+3)",
    }


def test_namesakes_are_told_apart(service: Service):
    page = fills(service.signed_in(DANA), 422, starts__zone="portland")

    assert offered(page, "starts.zone") == {
        "America/New_York": "Portland, Maine: 2:30 PM New York (UTC-5)",
        "America/Los_Angeles": "Portland, Oregon: 2:30 PM Los Angeles (UTC-8)",
    }


def test_before_a_time_is_written_places_are_said_as_in_the_list(service: Service):
    page = fills(
        service.signed_in(DANA), 422, starts__zone="MST", candidate__zone="MST", starts__date="", starts__time=""
    )

    assert offered(page, "candidate.zone")["America/Phoenix"] == "Phoenix, United States - 9:00 AM now, UTC-7"
    assert offered(page, "starts.zone")["America/Phoenix"] == "Phoenix, United States - 9:00 AM now, UTC-7"


def test_a_time_that_some_clocks_skip_is_not_offered_there(service: Service):
    dana = service.signed_in(DANA)
    page = fills(dana, 422, starts__zone="MST", starts__date="2027-03-14", starts__time="02:30")

    places = offered(page, "starts.zone")
    assert places["America/Denver"] == "Denver, United States - UTC-6 on Sun 14 Mar 2027"
    assert places["America/Phoenix"] == "Phoenix, United States: 2:30 AM Phoenix (UTC-7)"


@pytest.mark.parametrize(
    ("zone", "says"),
    [
        ("Mars/Base", 'Nothing is known by the name "Mars/Base". Please choose a city, the largest one nearby.'),
        ("UTC-7", '"UTC-7" is an offset and does not say when clocks change. Please choose a city.'),
        ("", "Please choose a city"),
    ],
)
def test_what_names_no_place_is_refused_in_the_words_of_the_page(service: Service, zone: str, says: str):
    page = unescape(fills(service.signed_in(DANA), 422, candidate__zone=zone))

    assert says in page
    assert offered(page, "candidate.zone") == {}


def test_a_place_is_searched_for_on_the_day_that_is_promised(service: Service):
    dana = service.signed_in(DANA)

    page = fills(dana, find="candidate.zone", candidate__zone="colorado", starts__date="2027-07-15")
    assert "Denver, United States - UTC-6 on Thu 15 Jul 2027 Colorado is on this clock" in plain(page)
    assert 'name="put.candidate.zone" value="America/Denver"' in page
    assert 'value="colorado"' in page  # nothing is decided for whoever only looks


def test_a_place_that_was_found_is_put_into_its_field_and_nothing_else_happens(service: Service):
    dana = service.signed_in(DANA)

    page = fills(dana, candidate__zone="colorado", candidate__name="", put__candidate__zone="America/Denver")
    assert 'name="candidate.zone" type="text" value="America/Denver"' in page
    assert "Please look at" not in page


def test_the_search_as_one_types_answers_for_the_field(service: Service):
    dana = service.signed_in(DANA)

    found = dana.opens("/zones?field=starts.zone&starts.zone=windy+city&on=2027-01-12")
    assert "Nothing found" in found
    found = dana.opens("/zones?field=starts.zone&starts.zone=MST&on=2027-01-12")
    assert 'name="put.starts.zone" value="America/Denver"' in found
    assert "put." not in dana.opens("/zones?field=other&q=MST")


def test_a_call_is_moved_to_a_time_on_the_clock_of_a_city(service: Service):
    interview = service.books()
    dana = service.signed_in(DANA)
    at = f"/dashboard/{interview}"
    when = {"starts__date": "2027-01-13", "starts__time": "12:00", "starts__zone": "new york"}

    review = plain(dana.sends(f"{at}/reschedule", at=at, **when).get_data(as_text=True))

    assert (
        "Agreed on the clock of New York, United States - Wed 13 Jan 2027, 12:00 PM, UTC-5 (America/New_York)" in review
    )
    assert dana.sends(f"{at}/reschedule", at=at, **when, confirmed="1").status_code == 303
    assert (service.interview(interview).wall, service.interview(interview).zone) == (
        "2027-01-13T12:00",
        "America/New_York",
    )
