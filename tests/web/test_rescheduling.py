"""Ali agrees on another time with Dana, before the call or after a window that lapsed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scheduler_app.domain.interview import State
from tests.web.alis_call import CLOSE, START, until
from tests.web.browser_forms import Visitor
from tests.web.staff import Service, plain


def test_another_time_is_chosen_looked_at_and_then_agreed(ali: Visitor, path: str):
    ali.opens(path).opens(f"{path}/reschedule?from=2027-01-12")
    offered = ali.form("Check the new time").choices["slot"]
    assert "2027-01-12T21:45:00Z.1" in offered  # its own time does not stand in its way
    assert "2027-01-12T21:30:00Z.1" not in offered  # and is no other time
    assert "Your call is now set for Tue 12 Jan 2027, 2:30 PM Phoenix (UTC-7)" in ali.words
    assert {value.rpartition(".")[2] for value in offered} == {"1"}  # with Dana, who promised it

    ali.presses("Check the new time", 200, slot="2027-01-12T21:45:00Z.1")
    assert "Nothing is changed yet." in ali.words
    assert "2:45 PM Phoenix (UTC-7)" in ali.words
    assert "so you are done by 3:45 PM Phoenix (UTC-7) at the latest" in ali.words
    assert "Instead of Tue 12 Jan 2027, 2:30 PM Phoenix (UTC-7)" in ali.words
    assert ali.service.interview().generation == 1

    ali.presses("Move the call")
    assert ali.service.interview().starts_at == START + timedelta(minutes=15)
    assert ali.service.interview().generation == 2


@pytest.mark.parametrize("step", [{}, {"step": "book"}])
def test_a_new_time_that_is_taken_meanwhile_is_refused_with_the_nearest(ali: Visitor, path: str, step: dict[str, str]):
    form = ali.opens(f"{path}/reschedule?from=2027-01-13").form("Check the new time")
    ali.service.books("2027-01-13T11:00", candidate={"email": "someone@example.com"})

    answer = ali.browser.post(form.action, data=form.values | {"slot": "2027-01-13T18:00:00Z.1"} | step)

    assert answer.status_code == 409
    ali.page = answer
    assert "Wed 13 Jan 2027, 11:00 AM Phoenix (UTC-7) has just been taken. Please choose another time." in ali.words
    assert "already promised" not in ali.words
    assert len(ali.form("Check the new time").choices["slot"][:3]) == 3
    assert ali.service.interview(ali.service.interviews[0]).generation == 1


@pytest.mark.parametrize(
    "slot", ["", "x", "2027-01-13T18:00:00Z.2", "2027-01-13T18:01:00Z.1", "2030-01-01T18:00:00Z.1"]
)
def test_a_new_time_that_is_no_choice_moves_nothing(ali: Visitor, path: str, slot: str):
    form = ali.opens(f"{path}/reschedule").form("Check the new time")

    assert ali.browser.post(form.action, data=form.values | {"slot": slot, "step": "book"}).status_code == 422
    assert ali.service.interview().generation == 1


def test_one_tap_books_a_new_time(ali: Visitor, path: str):
    until(ali.service, CLOSE + timedelta(minutes=6))
    form = ali.opens(path).form("Wed 13 Jan 2027, 9:00 AM Phoenix (UTC-7), which is 9:00 AM Denver (UTC-7)")
    assert len(form.buttons) == 3

    ali.presses("Wed 13 Jan 2027, 9:00 AM Phoenix (UTC-7), which is 9:00 AM Denver (UTC-7)")

    moved = ali.service.interview()
    assert (moved.state, moved.starts_at) == (State.SCHEDULED, datetime(2027, 1, 13, 16, 0, tzinfo=UTC))
    assert "Your call is moved." in ali.words
    assert "Dana will call you on Wed 13 Jan 2027, 9:00 AM Phoenix (UTC-7)" in ali.words


def test_a_form_without_a_choice_is_answered_by_the_server(ali: Visitor, path: str):
    """The choices are folded away, so the browser's own complaint had no place to stand: nothing happened."""
    ali.opens(f"{path}/reschedule")
    page = ali.page.get_data(as_text=True)
    form = page[page.index('<form class="stack loose"') :]
    assert "novalidate" in form[: form.index(">")]

    ali.presses("Check the new time", 422)
    assert "Please choose one of the free times." in ali.words
    assert 'role="alert" tabindex="-1" data-focus' in ali.page.get_data(as_text=True)
    assert "page.js" in ali.page.get_data(as_text=True)


@pytest.mark.parametrize("step", [{}, {"step": "book"}])
def test_a_call_is_not_moved_to_the_time_it_has(ali: Visitor, path: str, step: dict[str, str]):
    form = ali.opens(f"{path}/reschedule").form("Check the new time")
    same = form.values | {"slot": "2027-01-12T21:30:00Z.1"} | step

    answer = ali.browser.post(form.action, data=same)

    assert answer.status_code == 422
    assert "Your call is at that time already" in answer.get_data(as_text=True)


def test_the_second_click_of_a_move_is_no_fault(ali: Visitor, path: str):
    form = ali.opens(f"{path}/reschedule").form("Check the new time")
    ali.service.now += timedelta(seconds=30)
    moved = form.values | {"slot": "2027-01-12T21:45:00Z.1", "step": "book"}

    answers = [ali.browser.post(form.action, data=moved) for _ in range(2)]

    assert [(answer.status_code, answer.location) for answer in answers] == [(303, f"{path}?done=moved")] * 2
    assert ali.service.interview().generation == 2


def test_nobody_is_offered_one_tap_times_at_night(ali: Visitor, service: Service):
    """Dana's day in Denver is the evening and the night in Kolkata."""
    service.books(candidate={"zone": "Asia/Kolkata"})
    path = f"/c/{service.desk.candidate_token(service.interview())}"
    until(service, CLOSE + timedelta(minutes=6))

    offered = list(ali.form(one_tap(ali.opens(path))).buttons)

    assert [words[:25] for words in offered] == [
        "Wed 13 Jan 2027, 9:30 PM ",
        "Thu 14 Jan 2027, 9:30 PM ",
        "Fri 15 Jan 2027, 9:30 PM ",
    ]
    assert "Nothing is free during the day in Kolkata" in ali.words


def one_tap(ali: Visitor) -> str:
    page = ali.page.get_data(as_text=True)
    return plain(page.partition('id="new-1"')[2].partition(">")[2].partition("</button>")[0])


def test_a_call_with_a_long_window_is_offered_only_times_that_it_fits(service: Service, ali: Visitor):
    service.books("2027-01-12T10:00", callback_window_minutes=180)
    ali.opens(f"/c/{service.desk.candidate_token(service.interview())}/reschedule?from=2027-01-13")
    offered = ali.form("Check the new time").choices["slot"]
    latest = max(datetime.fromisoformat(value.partition(".")[0]) for value in offered)
    assert latest == datetime(2027, 1, 13, 21, 0, tzinfo=UTC)  # three hours before five o'clock in Denver


def test_the_mail_of_a_new_time_says_how_long_the_call_takes(service: Service, ali: Visitor, path: str):
    service.passes(minutes=5)  # what was booked first is told
    ali.opens(f"{path}/reschedule?from=2027-01-13")
    ali.presses("Check the new time", 200, slot="2027-01-13T18:00:00Z.1").presses("Move the call")
    service.rounds()

    (mail,) = [row for row in service.messages() if (row.generation, row.audience) == (2, "candidate")]
    assert "What: Phone screen; once you talk, it takes about 30 minutes" in plain(mail.html)
    assert "Before, no longer valid: Tue 12 Jan 2027, 2:30 PM Phoenix" in plain(mail.html)
