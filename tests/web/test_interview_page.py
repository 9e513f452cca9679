"""One interview as staff see it, and the ways to change it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler_app.domain.interview import Outcome, Side, State
from tests.office import COLE, DANA
from tests.web.staff import Service, opened, plain, words

TO_START = timedelta(days=1, hours=5, minutes=30)  # from Monday morning to Tuesday 2:30 PM in Denver


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


def jump(service: Service, span: timedelta) -> None:
    service.now += span
    service.rounds()


def moves(service: Service, **typed: str) -> dict[str, str]:
    first = {"starts__date": "2027-01-13", "starts__time": "10:00", "starts__zone": "America/Denver"}
    return first | typed


def test_the_page_tells_the_plan_and_why_steps_are_skipped(service: Service):
    service.now += timedelta(hours=24)  # five and a half hours before the start
    interview = service.books(override_availability=True)
    service.rounds()

    seen = service.signed_in(DANA).reads(f"/dashboard/{interview}")

    assert "Tue 12 Jan 2027, 2:30 PM Denver (UTC-7), which is 2:30 PM Phoenix (UTC-7)" in seen
    assert (
        "Reminder a day ahead candidate, by text, else email Mon 11 Jan 2:30 PM Denver (UTC-7) / 2:30 PM Phoenix"
        " (UTC-7) skipped its time was already past when this was booked" in seen
    )
    assert "Next: Reminder an hour ahead, for the candidate: Tue 12 Jan 1:30 PM Denver (UTC-7)" in seen
    assert "Window closed candidate, by text and email" in seen


def test_messages_are_told_without_the_private_link(service: Service):
    interview = service.books()
    service.rounds()
    token = service.desk.candidate_token(service.interview())
    page = service.signed_in(DANA).opens(f"/dashboard/{interview}")

    assert "Dana will call you" in page
    assert "/c/…" in page
    assert token not in page


def test_after_a_lapse_the_apology_is_ready_to_send(service: Service):
    interview = service.books()
    jump(service, TO_START + timedelta(minutes=30))
    dana = service.signed_in(DANA)

    page = dana.opens(f"/dashboard/{interview}")

    assert "If the call was missed" in page
    assert "I am sorry that I missed our call" in page
    assert 'href="sms:+16025550123?&body=Hi%20Ali%2C%20this%20is%20Dana' in page
    assert 'href="mailto:ali@example.com?subject=Sorry%20that%20I%20missed%20our%20call&body=Hi%20Ali%2C%0D%0A' in page


def test_the_second_time_nobody_answers_the_words_differ(service: Service):
    service.books()
    jump(service, TO_START)
    service.reports(Side.RECRUITER, Outcome.NO_ANSWER)
    first = service.interviews[-1]
    dana = service.signed_in(DANA)
    assert "I called you for our call" in dana.opens(f"/dashboard/{first}")
    second = service.books("2027-01-13T10:00")
    jump(service, timedelta(hours=19, minutes=31))
    service.reports(Side.RECRUITER, Outcome.NO_ANSWER)

    assert "once more could not reach you" in dana.opens(f"/dashboard/{second}")


def test_who_steps_in_finds_words_of_their_own(service: Service):
    interview = service.books()
    jump(service, TO_START + timedelta(minutes=30))
    service.rounds()

    page = service.signed_in(COLE).reads(f"/dashboard/{interview}")
    assert "Ready to send, as Cole Winter." in page
    assert "Your call with Dana Reyes was set for" in page
    assert "I am sorry that I missed our call" not in page


def test_after_the_call_the_answer_has_a_date(service: Service):
    interview = service.books()
    jump(service, TO_START)
    service.reports(Side.RECRUITER, Outcome.HELD)

    seen = service.signed_in(DANA).reads(f"/dashboard/{interview}")

    assert "Ali Haddad hears from you by Thu 14 Jan 2027." in seen
    assert "Your answer after the call" in seen


def test_a_call_is_cancelled_with_a_reason_that_the_candidate_reads(service: Service):
    interview = service.books()
    dana = service.signed_in(DANA)
    path = f"/dashboard/{interview}"

    answer = dana.sends(f"{path}/cancel", at=path, reason="The role is filled")

    assert (answer.status_code, answer.location) == (303, path)
    assert service.interview().state == State.CANCELLED
    assert "The role is filled" in service.messages()[-1].body + service.messages()[-2].body
    dana.sends(f"{path}/cancel", at="/dashboard")
    assert "can no longer be cancelled" in dana.reads(path)


def test_a_time_without_a_city_in_a_reason_is_pointed_out_before_it_is_sent(service: Service):
    interview = service.books()
    dana = service.signed_in(DANA)
    path = f"/dashboard/{interview}"
    reason = "Something came up. Could we talk at 3:30 instead?"

    answer = dana.sends(f"{path}/cancel", at=path, reason=reason)

    assert answer.status_code == 422
    seen = words(answer)
    assert 'Say the city with the time: "3:30" is another time' in seen
    assert f">{reason}</textarea>" in seen
    assert service.interview().state == State.SCHEDULED

    said = "Something came up. Could we talk at 3:30 p.m. Denver time instead?"
    assert dana.sends(f"{path}/cancel", at=path, reason=said).status_code == 303
    assert said in service.messages()[-1].body + service.messages()[-2].body


def test_a_reason_is_sent_as_it_is_once_that_is_confirmed(service: Service):
    interview = service.books()
    dana = service.signed_in(DANA)
    path = f"/dashboard/{interview}"

    answer = dana.sends(f"{path}/cancel", at=path, reason="Could we talk at 3:30?", confirmed="yes")

    assert answer.status_code == 303
    assert service.interview().state == State.CANCELLED
    answer = dana.sends(f"{path}/cancel", at="/dashboard", reason="Could we talk at 3:30?")
    assert answer.status_code == 303  # too late for any reason: the refusal counts, and not its words
    assert "can no longer be cancelled" in dana.reads(path)


def test_a_reason_with_control_characters_changes_nothing(service: Service):
    interview = service.books()
    dana = service.signed_in(DANA)
    path = f"/dashboard/{interview}"

    dana.sends(f"{path}/cancel", at=path, reason="because\x07")

    assert "Reason holds a character that cannot be shown: type it again without it" in dana.reads(path)
    assert service.interview().state == State.SCHEDULED


def test_a_new_time_is_looked_at_on_both_clocks_before_it_counts(service: Service):
    interview = service.books(candidate={"zone": "America/New_York"})
    dana = service.signed_in(DANA)
    path = f"/dashboard/{interview}"

    review = plain(words(dana.sends(f"{path}/reschedule", at=path, **moves(service))))

    assert "Wed 13 Jan 2027, 10:00 AM Denver (UTC-7), which is 12:00 PM New York (UTC-5)" in review
    assert "Instead of Tue 12 Jan 2027, 2:30 PM Denver (UTC-7), which is 4:30 PM New York (UTC-5)" in review
    assert service.interview().generation == 1
    answer = dana.sends(f"{path}/reschedule", at=path, **moves(service, confirmed="1"))
    assert (answer.status_code, answer.location) == (303, path)
    assert service.interview().generation == 2
    assert service.interview().wall == "2027-01-13T10:00"
    assert "The new time is set." in dana.reads(path)


def test_the_same_time_again_is_said_to_change_nothing(service: Service):
    interview = service.books()
    dana = service.signed_in(DANA)
    path = f"/dashboard/{interview}"
    same = moves(service, starts__date="2027-01-12", starts__time="14:30", confirmed="1")

    dana.sends(f"{path}/reschedule", at=path, **same)

    assert "nothing was changed" in dana.reads(path)
    assert service.interview().generation == 1


def test_the_same_moment_by_another_clock_is_kept_as_agreed_and_stands_in_the_record(service: Service):
    interview = service.books()
    dana = service.signed_in(DANA)
    path = f"/dashboard/{interview}"
    same = moves(service, starts__date="2027-01-12", starts__time="16:30", starts__zone="America/New_York")

    dana.sends(f"{path}/reschedule", at=path, **same, confirmed="1")

    page = dana.reads(path)
    assert "It keeps the clock you named from now on" in page
    assert "Dana Reyes agreed on the same moment by the clock of New York." in page
    assert (service.interview().generation, service.interview().zone) == (1, "America/New_York")


def test_a_time_that_is_taken_comes_with_others(service: Service):
    service.books("2027-01-13T10:00", candidate={"email": "b@example.com"})
    interview = service.books()
    dana = service.signed_in(DANA)
    path = f"/dashboard/{interview}"

    answer = dana.sends(f"{path}/reschedule", at=path, **moves(service))

    page = words(answer)
    assert answer.status_code == 409
    assert "already promised at Wed 13 Jan 2027, 10:00 AM Denver (UTC-7)" in page
    assert page.count('name="take.starts.wall"') == 3
    assert 'value="2027-01-13" required' in page  # what was typed is kept


def test_a_skipped_time_offers_the_next_one_that_exists(service: Service):
    interview = service.books()
    dana = service.signed_in(DANA)
    path = f"/dashboard/{interview}"
    typed = moves(service, starts__date="2027-03-14", starts__time="02:30")

    answer = dana.sends(f"{path}/reschedule", at=path, **typed)

    assert answer.status_code == 422
    assert "The clocks in Denver skip 2:30 AM on Sun 14 Mar 2027;" in words(answer)
    assert 'value="2027-03-14T03:00"' in words(answer)
    taken = typed | {"take__starts__wall": "2027-03-14T03:00"}
    assert "Sun 14 Mar 2027, 3:00 AM Denver (UTC-6)" in plain(words(dana.sends(f"{path}/reschedule", at=path, **taken)))


def test_a_recruiter_vouches_for_a_number_and_texts_go_there(service: Service):
    interview = service.books(vouched=False)
    dana = service.signed_in(DANA)
    path = f"/dashboard/{interview}"
    assert "the number is not confirmed yet" in dana.reads(path)
    assert "I vouch for this number" in dana.reads(path)

    dana.sends(f"{path}/number", at=path)

    assert "I vouch for this number" not in dana.reads(path)
    jump(service, timedelta(hours=5, minutes=30))
    assert [message.channel for message in service.messages() if message.name == "remind-24h"] == ["sms"]


def test_while_the_window_is_open_the_call_comes_first_and_then_what_came_of_it(service: Service):
    interview = service.books()
    jump(service, TO_START + timedelta(minutes=12))

    page = service.signed_in(DANA).opens(f"/dashboard/{interview}")

    seen = plain(page)
    assert "Ali Haddad Open now 18 minutes left Call +1 602-555-0123 Held : Ali Haddad No answer" in seen
    assert "You may call until Tue 12 Jan 2027, 3:00 PM Denver (UTC-7), which is 3:00 PM Phoenix (UTC-7)" in seen
    assert page.count(">Call <span") == 1, "one number to call, and not another further down"
    assert page.count('value="held"') == page.count('value="no_answer"') == 1


def test_what_is_wrong_is_heard_first_and_each_field_says_its_own(service: Service):
    interview = service.books()
    dana = service.signed_in(DANA)
    path = f"/dashboard/{interview}"

    page = words(dana.sends(f"{path}/reschedule", at=path, **moves(service, starts__zone="nowhere")))

    assert 'role="alert" aria-labelledby="what-is-wrong" tabindex="-1" data-focus' in page
    assert '<h2 id="what-is-wrong">' in page
    assert 'aria-describedby="starts-zone-hint starts-zone-error"' in page
    assert 'aria-describedby="callback-window-minutes-hint"' in page
