"""A recruiter writes down what they promised, and is shown it on both clocks before it counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler_app.domain.interview import State
from scheduler_app.web.promise import CONSENT
from tests.office import COLE, DANA, LEE
from tests.web.staff import Person, Service, opened, plain, words

PATH = "/dashboard/promise"
ALIS = {
    "candidate__name": "Ali Haddad",
    "candidate__email": "ali@example.com",
    "candidate__phone": "+1 602 555 0123",
    "candidate__sms_consent": "yes",
    "candidate__zone": "America/Phoenix",
    "interview_type": "phone-screen",
    "starts__date": "2027-01-12",
    "starts__time": "14:30",
    "starts__zone": "America/Denver",
    "callback_window_minutes": "30",
}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


def fills(person: Person, status: int = 200, /, **changes: str) -> str:
    answer = person.sends(PATH, at=PATH, **(ALIS | changes))
    assert answer.status_code == status, words(answer)
    return words(answer)


def test_the_form_begins_with_the_recruiters_own_clock_and_the_types_window(service: Service):
    page = service.signed_in(DANA).opens(PATH)

    assert 'name="starts.zone" type="text" value="America/Denver"' in page
    assert 'name="callback_window_minutes" type="number" value="30"' in page
    assert 'name="starts.which"' not in page  # only asked where the clocks show a time twice
    assert 'name="recruiter"' not in page
    assert 'hx-get="/zones?field=starts.zone"' in page  # places are searched for, as on the booking page


def test_a_promise_is_reviewed_on_both_clocks_and_then_made(service: Service):
    dana = service.signed_in(DANA)

    review = plain(fills(dana))

    assert "You will call Ali Haddad on Tue 12 Jan 2027, 2:30 PM Denver (UTC-7), which is 2:30 PM Phoenix" in review
    assert "Until Tue 12 Jan 2027, 3:00 PM Denver (UTC-7), which is 3:00 PM Phoenix (UTC-7) (30 minutes)" in review
    assert service.all_interviews() == []
    assert service.messages() == []

    answer = dana.sends(PATH, at=PATH, **ALIS, confirmed="1")

    made = service.all_interviews()[0]
    assert (answer.status_code, answer.location) == (303, f"/dashboard/{made.id}")
    made = service.interview(made.id)
    assert (made.wall, made.zone, made.made_by) == ("2027-01-12T14:30", "America/Denver", "recruiter")
    assert made.recruiter.email == DANA
    assert made.candidate.number_vouched_by == "recruiter"
    assert (made.candidate.sms_consent_wording, made.candidate.sms_consent_from) == (CONSENT, DANA)
    assert {message.name for message in service.messages()} == {"confirm"}
    assert "Promised. Ali Haddad gets a confirmation" in dana.reads(answer.location)
    assert service.poked == 1


def test_without_consent_or_number_nothing_is_texted(service: Service):
    dana = service.signed_in(DANA)
    review = plain(fills(dana, candidate__phone=" ", candidate__sms_consent=""))
    assert "None. You will have to ask where to call." in review
    assert "No, everything goes by email." in review

    fills(dana, 303, candidate__sms_consent="", confirmed="1")

    candidate = service.interview(service.all_interviews()[0].id).candidate
    assert (candidate.sms_consent_at, candidate.phone) == (None, "+16025550123")


def test_every_fault_stands_at_its_field_and_what_was_typed_is_kept(service: Service):
    page = fills(
        service.signed_in(DANA),
        422,
        candidate__name="",
        candidate__email="ali@",
        candidate__phone="602",
        candidate__zone="Mars/Base",
        starts__time="",
        callback_window_minutes="241",
    )

    for field in ("candidate-name", "candidate-email", "candidate-phone", "candidate-zone", "callback-window-minutes"):
        assert f'id="{field}-error"' in page
        assert f'href="#{field}"' in page
    assert 'id="starts-wall-error"' in page
    for typed in ("ali@", "602", "Mars/Base", "241", "2027-01-12"):
        assert f'value="{typed}"' in page
    assert 'value="yes" checked' in page
    assert "The window is a whole number of minutes from 1 to 240" in page
    assert service.all_interviews() == []


@pytest.mark.parametrize(
    ("which", "text", "utc_hour"),
    [("earlier", "1:30 AM Denver (UTC-6)", 7), ("later", "1:30 AM Denver (UTC-7)", 8)],
)
def test_a_repeated_time_asks_which_one(service: Service, which: str, text: str, utc_hour: int):
    dana = service.signed_in(DANA)
    twice = {"starts__date": "2027-11-07", "starts__time": "01:30"}
    page = fills(dana, 422, **twice)
    assert 'type="radio" id="which-earlier" name="starts.which" value="earlier"' in page
    assert (
        "The clocks in Denver show 1:30 AM twice on Sun 7 Nov 2027: before the clocks go back (UTC-6) and after the"
        " clocks go back (UTC-7). Choose which one."
    ) in page
    assert "Before the clocks go back: Sun 7 Nov 2027, 1:30 AM Denver (UTC-6)" in plain(page)
    assert "1:30 AM Denver (UTC-6), which is 12:30 AM Phoenix (UTC-7)" in plain(page)
    assert "1:30 AM Denver (UTC-7), which is 1:30 AM Phoenix (UTC-7)" in plain(page)

    assert text in plain(fills(dana, **twice, starts__which=which))
    fills(dana, 303, **twice, starts__which=which, confirmed="1")

    assert service.all_interviews()[0].starts_at.hour == utc_hour


def test_a_skipped_time_offers_the_next_one_that_exists(service: Service):
    dana = service.signed_in(DANA)
    gap = {"starts__date": "2027-03-14", "starts__time": "02:30"}
    page = fills(dana, 422, **gap)
    assert 'name="take.starts.wall" value="2027-03-14T03:00"' in page
    assert (
        "The clocks in Denver skip 2:30 AM on Sun 14 Mar 2027; the next time they show is Sun 14 Mar 2027, 3:00 AM"
        " Denver (UTC-6)."
    ) in page
    assert "Sun 14 Mar 2027, 3:00 AM Denver (UTC-6)" in page

    assert "Sun 14 Mar 2027, 3:00 AM Denver (UTC-6)" in plain(fills(dana, **gap, take__starts__wall="2027-03-14T03:00"))


def test_the_other_hours_than_candidates_see_are_allowed_with_a_remark(service: Service):
    dana = service.signed_in(DANA)
    assert "outside the hours" not in fills(dana)

    assert "Candidates could not book this. It is outside the hours of Tue 12 Jan 2027" in fills(
        dana, starts__time="19:40"
    )
    assert "It is too soon: calls of this type" in fills(dana, starts__date="2027-01-11", starts__time="09:05")
    assert "It is too far ahead: calls of this type" in fills(dana, starts__date="2027-03-01")
    fills(dana, 303, starts__time="19:40", confirmed="1")


def test_nobody_is_promised_twice_and_free_times_are_offered(service: Service):
    service.books("2027-01-12T14:45", candidate={"email": "other@example.com"})
    dana = service.signed_in(DANA)

    page = fills(dana, 409)
    assert page.count('name="take.starts.wall"') == 3
    assert "already promised at Tue 12 Jan 2027, 2:30 PM Denver (UTC-7)" in page
    assert fills(dana, 409, confirmed="1").count('name="take.starts.wall"') == 3  # taken between review and click

    assert len(service.all_interviews()) == 1


def test_a_second_click_finds_the_promise_of_the_first(service: Service):
    dana = service.signed_in(DANA)
    first = dana.sends(PATH, at=PATH, **ALIS, confirmed="1")

    second = dana.sends(PATH, at=PATH, **ALIS, confirmed="1")

    assert (second.status_code, second.location) == (303, first.location)
    assert len(service.all_interviews()) == 1


@pytest.mark.parametrize(("minutes_ago", "status"), [(1, 200), (2, 422)])
def test_a_time_just_past_is_still_a_promise_and_an_older_one_is_not(service: Service, minutes_ago: int, status: int):
    service.now += timedelta(minutes=minutes_ago)  # it is 9:01 or 9:02 in Denver
    page = fills(service.signed_in(DANA), status, starts__date="2027-01-11", starts__time="09:00")

    assert ("that time is past" in page.lower()) is (status == 422)


def test_something_can_be_changed_after_the_review(service: Service):
    page = fills(service.signed_in(DANA), edit="1")

    assert "Enter a promise" in page
    assert 'value="ali@example.com"' in page
    assert 'value="14:30"' in page
    assert "what-is-wrong" not in page


def test_a_coordinator_says_who_calls(service: Service):
    cole = service.signed_in(COLE)
    assert 'value="">Choose' in cole.opens(PATH)
    assert "Choose who makes the call" in fills(cole, 422)
    assert "takes no bookings" in fills(cole, 422, recruiter=COLE)

    assert "Lee Okafor will call Ali Haddad" in plain(fills(cole, recruiter=LEE))
    fills(cole, 303, recruiter=LEE, confirmed="1")

    made = service.interview(service.all_interviews()[0].id)
    assert (made.recruiter.email, made.state) == (LEE, State.SCHEDULED)


def test_a_recruiter_promises_only_for_themselves(service: Service):
    fills(service.signed_in(DANA), 303, recruiter=LEE, confirmed="1")

    assert service.interview(service.all_interviews()[0].id).recruiter.email == DANA
