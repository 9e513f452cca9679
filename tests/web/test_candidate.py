"""Ali's own page, from the booking to the end of the story; he has no JavaScript and reads what is there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from scheduler_app import booking, reports
from scheduler_app.domain.interview import Outcome, Side, State
from tests.office import ALIS_NUMBER
from tests.web.alis_call import CLOSE, MOMENT, START, until
from tests.web.browser_forms import Visitor
from tests.web.staff import Service


def test_before_the_call_the_page_says_what_is_promised(ali: Visitor, path: str):
    ali.opens(path)

    for said in (
        "Dana will call you on Tue 12 Jan 2027, 2:30 PM Phoenix (UTC-7), which is 2:30 PM Denver (UTC-7)",
        "at any moment until Tue 12 Jan 2027, 3:00 PM Phoenix (UTC-7), which is 3:00 PM Denver (UTC-7)",
        "so you are done by 3:30 PM Phoenix (UTC-7) at the latest",
        "1 day 5 hours to go.",
        "and takes about 30 minutes",
        "Number that calls +1 303-555-0110",
        "Your number +1 602-555-0123",
    ):
        assert said in ali.words
    assert "They called" not in ali.words


def test_the_window_counts_down_from_the_moment_it_opens_to_the_moment_it_closes(ali: Visitor, path: str):
    for moment, said in (
        (START - MOMENT, "Under a minute to go."),
        (START, "30 minutes left."),
        (START + timedelta(minutes=12), "18 minutes left."),
        (CLOSE - MOMENT, "Under a minute left."),
        (CLOSE, "The window has just closed"),
    ):
        ali.service.now = moment
        assert said in ali.opens(path).words, moment


def test_while_the_window_is_open_the_page_says_until_when_and_from_which_number(ali: Visitor, path: str):
    ali.service.now = START + timedelta(minutes=12)
    ali.opens(path)

    assert "Dana may call until Tue 12 Jan 2027, 3:00 PM Phoenix (UTC-7), which is 3:00 PM Denver (UTC-7)" in ali.words
    assert "The call comes from +1 303-555-0110." in ali.words
    assert '<noscript><meta http-equiv="refresh" content="60; url=' in ali.page.get_data(as_text=True)


def test_no_call_yet_is_noted_and_settles_nothing(ali: Visitor, path: str):
    ali.service.now = START + timedelta(minutes=12)
    ali.opens(path).presses("No call yet")

    assert "Noted: no call yet at 2:42 PM Phoenix (UTC-7)." in ali.words
    assert ali.service.interview().state == State.SCHEDULED
    assert ali.service.poked == 1


def test_they_called_settles_it_and_brings_the_thank_you_note(ali: Visitor, path: str):
    ali.service.now = START + timedelta(minutes=12, seconds=40)
    ali.opens(path).presses("They called")

    assert ali.service.interview().state == State.HELD
    assert "It is best sent by Wed 13 Jan 2027, 2:42 PM Phoenix (UTC-7)" in ali.words
    assert "Thank you for taking the time to speak with me." in ali.words
    assert "mailto:dana@example.com?subject=Thank%20you" in ali.page.get_data(as_text=True)


def test_dana_runs_late_and_the_page_says_so(ali: Visitor, path: str):
    ali.service.now = START + timedelta(minutes=5)
    with ali.service.sessions.begin() as session:
        ids, late = ali.service.interviews[-1], Outcome.RUNNING_LATE
        reports.report(session, ali.service.desk, ids, Side.RECRUITER, late, ali.service.now, minutes=15, via="api")

    assert "Dana let us know: about 15 minutes late." in ali.opens(path).words
    assert "Dana may call until Tue 12 Jan 2027, 3:15 PM Phoenix (UTC-7)" in ali.words
    assert "40 minutes left." in ali.words


def test_after_the_close_the_page_says_what_is_being_done_and_what_to_do(ali: Visitor, path: str):
    until(ali.service, CLOSE + timedelta(minutes=16))
    ali.opens(path)

    for said in (
        "The window closed without a confirmed call",
        "It is no judgment on you.",
        "3:00 PM Phoenix (UTC-7) The window closed without a confirmed call.",
        "3:00 PM Phoenix (UTC-7) Dana was told",
        "3:15 PM Phoenix (UTC-7) A coordinator was told, and can step in.",
        "What to do now: ask for a new time. Pick one here on your page, or send the short email below.",
        "I was looking forward to our call, set for Tue 12 Jan 2027, 2:30 PM Denver (UTC-7)",
    ):
        assert said in ali.words
    assert "mailto:dana@example.com?subject=A%20new%20time" in ali.page.get_data(as_text=True)
    assert "tel:+13035550110" in ali.page.get_data(as_text=True)


def test_the_page_of_a_window_that_nobody_has_swept_yet_helps_all_the_same(ali: Visitor, path: str):
    ali.service.now = CLOSE

    assert "We are telling Dana" in ali.opens(path).words
    assert "I was looking forward to our call" in ali.words
    ali.presses("No call came")
    assert (ali.service.interview().state, ali.service.interview().missed_by) == (State.MISSED, Side.RECRUITER)


def test_two_accounts_are_told_without_blame(ali: Visitor, path: str):
    until(ali.service, CLOSE + timedelta(minutes=1))
    ali.service.reports(Side.RECRUITER, Outcome.HELD)
    ali.service.reports(Side.CANDIDATE, Outcome.NO_CALL)

    assert "There are two accounts of this call" in ali.opens(path).words
    assert "nobody is at fault" in ali.words
    ali.presses("They called")
    assert ali.service.interview().state == State.HELD


def test_who_missed_the_call_is_offered_a_new_time_and_no_reproach(ali: Visitor, path: str):
    until(ali.service, START + timedelta(minutes=5))
    ali.service.reports(Side.RECRUITER, Outcome.NO_ANSWER)

    assert "You did not get to speak" in ali.opens(path).words
    assert "Choose a new time" in ali.words
    assert "It closed" not in ali.words


def test_ali_says_how_late_he_runs(ali: Visitor, path: str):
    ali.opens(path).presses("10 minutes late")

    assert ali.service.interview().candidate_late_minutes == 10
    assert "Dana knows that you run about 10 minutes late." in ali.words


def test_ali_cancels_with_a_reason(ali: Visitor, path: str):
    ali.opens(path).presses("Cancel this call", reason="I took another job.\r\nThank you!")

    assert "This call is cancelled" in ali.words
    assert (ali.service.interview().cancelled_by, ali.service.interview().cancel_reason) == (
        Side.CANDIDATE,
        "I took another job.\nThank you!",
    )


def test_a_reason_that_cannot_be_kept_is_refused_and_not_lost(ali: Visitor, path: str):
    ali.opens(path).presses("Cancel this call", 422, reason="word " * 101)

    assert "What you wrote is too long. Please shorten it to 500 characters." in ali.words
    assert "word word" in ali.page.get_data(as_text=True)
    assert ali.service.interview().state == State.SCHEDULED


def test_texts_begin_when_ali_says_that_the_number_is_his(ali: Visitor, path: str):
    ali.opens(path).presses("This is my number: text me")

    kept = ali.service.interview().candidate
    assert (kept.number_vouched_by, kept.number_vouched_at) == (Side.CANDIDATE, ali.service.now)
    assert "Shall we text you" not in ali.words
    until(ali.service, START - timedelta(minutes=59))
    assert ALIS_NUMBER in [message.to_address for message in ali.service.messages() if message.channel == "sms"]


@pytest.mark.parametrize(
    ("at", "typed", "status", "says"),
    [
        (START - MOMENT, {"outcome": "held"}, 409, "The call has not begun"),
        (START - MOMENT, {"outcome": "running_late", "minutes": "61"}, 422, "1 to 60"),
        (START - MOMENT, {"outcome": "running_late", "minutes": "soon"}, 422, "1 to 60"),
        (START, {"outcome": "no_answer"}, 422, "cannot report"),
        (START, {"outcome": "lunch"}, 422, "Choose what happened from the buttons"),
        (START, {}, 422, "Choose what happened from the buttons"),
        (CLOSE, {"outcome": "running_late", "minutes": "5"}, 409, "The callback window is over"),
    ],
)
def test_what_cannot_be_said_now_is_refused_in_words(
    ali: Visitor, path: str, at: datetime, typed: dict[str, str], status: int, says: str
):
    ali.service.now = at
    token = ali.opens(path).form("Cancel this call" if at < START else "They called").values["form_token"]

    answer = ali.browser.post(f"{path}/report", data={"form_token": token, **typed})

    ali.page = answer
    assert (answer.status_code, ali.service.interview().reports) == (status, [])
    assert says in ali.words


@pytest.mark.parametrize("act", ["report", "cancel", "reschedule", "number"])
def test_nothing_happens_without_the_pages_own_token(service: Service, ali: Visitor, path: str, act: str):
    service.books("2027-01-13T10:00")
    other = f"/c/{service.desk.candidate_token(service.interview())}"
    foreign = ali.opens(other).form("Cancel this call").values["form_token"]
    before = service.interview(service.interviews[0]).changed_at

    for token in ("", "forged", foreign):
        data = {"form_token": token, "outcome": "running_late", "minutes": "5", "slot": "2027-01-14T18:00:00Z.1"}
        assert ali.browser.post(f"{path}/{act}", data=data | {"step": "book"}).status_code == 422

    kept = service.interview(service.interviews[0])
    assert (kept.state, kept.changed_at, kept.generation) == (State.SCHEDULED, before, 1)
    assert kept.candidate.number_vouched_at is None


def test_a_link_that_opens_nothing_is_a_calm_page(service: Service, ali: Visitor, path: str):
    for wrong in (
        "/c/nothing",
        f"{path}x",
        f"/c/{service.interviews[0]}",
        "/c/nothing/status",
        "/c/nothing/reschedule",
    ):
        assert "Nothing here" in ali.opens(wrong, 404).words
    for act in ("report", "cancel", "reschedule", "number"):
        assert ali.browser.post(f"/c/nothing/{act}").status_code == 404


def test_the_page_after_a_cancellation_offers_nothing_but_a_new_booking(ali: Visitor, path: str):
    token = ali.opens(path).form("Cancel this call").values["form_token"]
    with ali.service.sessions.begin() as session:
        booking.cancel(session, ali.service.desk, ali.service.interviews[0], Side.RECRUITER, "", ali.service.now)

    assert "Book another time" in ali.opens(path).words
    late = ali.browser.post(f"{path}/report", data={"form_token": token, "outcome": "held"})
    assert late.status_code == 409
    assert "this interview was cancelled" in late.get_data(as_text=True).lower()


def test_a_cancelled_call_is_told_in_the_past(ali: Visitor, path: str):
    ali.opens(path).presses("Cancel this call")

    assert "Your call is cancelled. Dana is told" in ali.words
    assert "after the email that confirms this nothing more will be sent" in ali.words
    assert "It was set for Tue 12 Jan 2027, 2:30 PM Phoenix (UTC-7), which is 2:30 PM Denver (UTC-7)" in ali.words
    for future in ("calls you", "Number that calls", "done by", "How long"):
        assert future not in ali.words


def test_a_thank_you_note_is_welcome_after_its_day_too(ali: Visitor, path: str):
    ali.service.now = START + timedelta(minutes=12)
    ali.opens(path).presses("They called")
    ali.service.now += timedelta(hours=24)
    assert "It is best sent by" in ali.opens(path).words

    ali.service.now += MOMENT
    assert "it is still welcome" in ali.opens(path).words
    assert "best sent by" not in ali.words


def test_after_a_lapse_the_help_comes_before_the_correction(ali: Visitor, path: str):
    until(ali.service, CLOSE + timedelta(minutes=1))
    page = ali.opens(path).page.get_data(as_text=True)

    order = ["What to do now", "Choose a new time", "Words you can send now", "They did call", "The details"]
    assert sorted(order, key=page.index) == order
    assert '<button id="say-held" name="outcome" value="held" class="quiet">They did call' in page


def test_a_link_that_opens_nothing_says_where_to_look(ali: Visitor):
    assert "Look for the newest mail about your call: its link works." in ali.opens("/c/nothing", 404).words
    assert "names its city" not in ali.words
    assert "newest mail" not in ali.opens("/nothing", 404).words
    assert "names its city" not in ali.words
