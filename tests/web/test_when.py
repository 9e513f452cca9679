"""The page that reads a promise: no account, no JavaScript, nothing kept."""

from __future__ import annotations

import html

from tests.web.browser_forms import Visitor

ASK = "Say what it means"
PROMISE = "2:30 p.m. mountain standard time on Tuesday, please allow for a call within 30 minutes of the scheduled time"


def test_a_promise_is_read_on_the_clock_of_who_waits(ali: Visitor):
    ali.opens("/").opens("/when")

    ali.presses(ASK, 200, text=PROMISE, zone="America/New_York")

    assert "It means Tue 12 Jan 2027, 4:30 PM New York (UTC-5), which is 2:30 PM Denver (UTC-7)" in ali.words
    assert "until Tue 12 Jan 2027, 5:00 PM New York (UTC-5), which is 3:00 PM Denver (UTC-7)" in ali.words
    assert "What you could ask" not in ali.words
    assert "What is not clear" not in ali.words


def test_what_is_not_clear_comes_with_a_question_to_copy(ali: Visitor):
    ali.opens("/when").presses(ASK, 200, text=PROMISE.replace("Tuesday", "13 July 2027"), zone="America/Phoenix")

    assert "It can mean 2 different times" in ali.words
    assert "In July Denver is on daylight time (UTC-6)" in ali.words
    question = "could you please confirm which time you mean: Tue 13 Jul 2027, 2:30 PM Phoenix (UTC-7) or Tue 13 Jul"
    assert question in ali.words
    page = html.unescape(ali.page.get_data(as_text=True))
    assert question in page[page.index("data-copy-text>") :].partition("</div>")[0]


def test_what_was_typed_stays_and_can_be_changed(ali: Visitor):
    ali.opens("/when").presses(ASK, 200, text="at 2:30 tomorrow", zone="Asia/Kolkata")

    assert ali.form(ASK).values["zone"] == "Asia/Kolkata"
    assert ">at 2:30 tomorrow</textarea>" in ali.page.get_data(as_text=True)
    assert "2:30 PM Kolkata (UTC+5:30)" in ali.words


def test_a_text_without_a_time_is_answered_with_what_is_missing(ali: Visitor):
    ali.opens("/when").presses(ASK, 200, text="I will call you on Tuesday morning.", zone="Europe/London")

    assert 'No time of day is named; "morning" is only a part of the day.' in ali.words
    assert "could you please tell me at what time you will call and which city's clock the time is on?" in ali.words


def test_a_missing_text_or_city_is_asked_for(ali: Visitor):
    ali.opens("/when").presses(ASK, 422, text=" ", zone="Europe/London")
    assert "Paste the sentence in which the call was promised." in ali.words

    ali.opens("/when").presses(ASK, 422, text="2 pm MT", zone="")
    assert "Choose where you are; the answer is on your clock." in ali.words

    ali.opens("/when?text=2+pm+MT&zone=MST", 422)
    assert "MST does not name one time zone" in ali.words


def test_every_accepted_name_of_a_place_is_kept_as_it_came(ali: Visitor):
    ali.opens("/when?text=2+pm+MT+tomorrow&zone=Asia/Calcutta")

    assert "Calcutta (UTC+5:30)" in ali.words
    assert ali.form(ASK).values["zone"] == "Asia/Calcutta"


def test_what_was_pasted_is_text_and_nothing_else(ali: Visitor):
    ali.opens("/when").presses(ASK, 200, text='"><script>x()</script> 2 pm <b>MT</b> tomorrow', zone="UTC")

    page = ali.page.get_data(as_text=True)
    assert "<script>x()" not in page
    assert "<b>MT" not in page
    assert ali.page.headers.get("Set-Cookie") is None


def test_only_looking_is_possible(ali: Visitor):
    assert ali.browser.post("/when", data={"text": "2 pm", "zone": "UTC"}).status_code == 405


def test_the_candidates_page_leads_to_it_with_their_own_place(ali: Visitor, path: str):
    ali.opens(path)

    assert "/when?zone=America/Phoenix" in ali.page.get_data(as_text=True)
    assert ali.opens("/when?zone=America/Phoenix").form(ASK).values["zone"] == "America/Phoenix"
