"""What Ali can say on his page before and while he waits, and what it makes the service do: all of it, and no more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler_app import booking, limits
from scheduler_app.domain.interview import Side, State
from scheduler_app.store.outbox import MessageState
from tests.office import ALIS_NUMBER, DANA
from tests.web.alis_call import CLOSE, START
from tests.web.browser_forms import Visitor
from tests.web.staff import Service, words

NEW_NUMBER = "+16025550177"
TELL, USE = "Tell Dana", "Use this number"


def told(service: Service, script: str) -> list[tuple[str, str]]:
    """The channel and the words of each message of this script, which all go to Dana."""
    rows = [message for message in service.messages() if message.name.startswith(f"{script}-")]
    assert all(message.audience == "recruiter" for message in rows)
    return [(message.channel, message.body) for message in rows]


def test_ali_must_leave_and_dana_knows_it_at_once(service: Service, ali: Visitor, path: str):
    service.now = START + timedelta(minutes=7)
    before = len(service.messages())
    ali.opens(path).presses(TELL, until="2027-01-12T21:55:00Z")

    assert "Dana is told that you must leave at 2:55 PM Phoenix (UTC-7)." in ali.words
    ((channel, text),) = told(service, "leaving")
    assert channel == "sms"
    assert "Ali can talk only until 2:55 PM Denver (UTC-7) / 2:55 PM Phoenix (UTC-7)" in text
    assert len(service.messages()) == before + 1
    kept = service.interview()
    assert (kept.closes_at, kept.state) == (CLOSE, State.SCHEDULED), "the window stays as it was promised"
    dana = service.signed_in(DANA)
    for page in ("/dashboard", f"/dashboard/{kept.id}"):
        assert "Ali Haddad must leave at Tue 12 Jan 2027, 2:55 PM Denver (UTC-7)" in dana.reads(page)
    assert "Ali Haddad can take the call until Tue 12 Jan 2027, 2:55 PM Denver" in dana.reads(f"/dashboard/{kept.id}")


def test_said_twice_it_is_told_once_and_said_too_often_it_is_refused(service: Service, ali: Visitor, path: str):
    service.now = START + timedelta(minutes=7)
    for until in ("21:55", "21:55", "22:00", "22:05"):
        ali.opens(path).presses(TELL, until=f"2027-01-12T{until}:00Z")
    assert len(told(service, "leaving")) == 3

    assert TELL not in ali.opens(path).words
    token = ali.form("They called").values["form_token"]
    answer = ali.browser.post(f"{path}/leaving", data={"form_token": token, "until": "2027-01-12T22:10:00Z"})
    assert (answer.status_code, len(told(service, "leaving"))) == (409, 3)
    assert "This was said three times already" in words(answer)


def test_once_that_time_has_come_ali_is_told_that_he_may_go(service: Service, ali: Visitor, path: str):
    service.now = START + timedelta(minutes=7)
    ali.opens(path).presses(TELL, until="2027-01-12T21:55:00Z")
    service.now = START + timedelta(minutes=25)
    assert "You had until 2:55 PM Phoenix (UTC-7), and Dana knows it. You need not wait any longer" in (
        ali.opens(path).words
    )
    assert "25 minutes" not in ali.words
    assert service.interview().state == State.SCHEDULED


@pytest.mark.parametrize(
    "until",
    ["", "soon", "2027-01-12T21:37:00Z", "2027-01-12T22:31:00Z", "2027-01-12T21:55:00+01:00", "2027-01-12T21:55:30Z"],
)
def test_a_time_that_was_not_offered_is_refused(service: Service, ali: Visitor, path: str, until: str):
    service.now = START + timedelta(minutes=7)
    ali.opens(path).presses(TELL, 422, until=until)
    assert (told(service, "leaving"), service.interview().free_until) == ([], None)


def test_a_new_number_is_called_at_once_and_texted_only_once_it_is_confirmed(service: Service, ali: Visitor, path: str):
    service.now = START - timedelta(hours=2)
    ali.opens(path).presses("This is my number: text me")
    ali.opens(path).presses(USE, phone="+1 602 555 0177", sms_consent="yes")

    assert "Dana is told to call +1 602-555-0177." in ali.words
    assert [channel for channel, _ in told(service, "new-number")] == ["email"]
    kept = service.interview().candidate
    assert (kept.phone, kept.number_vouched_at) == (NEW_NUMBER, None)
    assert "Shall we text you, too?" in ali.words
    service.now = START - timedelta(minutes=59)
    service.rounds()
    texts = [message.to_address for message in service.messages() if message.channel == "sms"]
    assert NEW_NUMBER not in texts
    assert ALIS_NUMBER not in texts, "nor does anything go to the former one"
    ali.opens(path).presses("This is my number: text me")
    assert service.interview().candidate.number_vouched_by == Side.CANDIDATE


def test_what_waits_for_the_former_number_goes_by_mail(service: Service, ali: Visitor, path: str):
    service.now = START - timedelta(hours=2)
    ali.opens(path).presses("This is my number: text me")
    service.senders.pop("sms")
    service.now = START - timedelta(hours=1)
    service.rounds()
    ali.opens(path).presses(USE, phone=NEW_NUMBER)

    reminders = [message for message in service.messages() if message.name == "remind-1h"]
    assert [(message.channel, message.state == MessageState.SUPPRESSED) for message in reminders] == [
        ("sms", True),
        ("email", False),
    ]
    assert sorted(channel for channel, _ in told(service, "new-number")) == ["email", "sms"], "Dana may be dialling"


def test_without_a_tick_the_new_number_is_never_texted_and_the_same_number_changes_nothing(
    service: Service, ali: Visitor, path: str
):
    ali.opens(path).presses(USE, phone=ALIS_NUMBER)
    assert told(service, "new-number") == []
    ali.presses(USE, phone=NEW_NUMBER)
    assert service.interview().candidate.sms_consent_at is None
    assert "Shall we text you" not in ali.words
    ali.presses(USE, 422, phone="555")
    assert 'value="555"' in ali.page.get_data(as_text=True), "what was typed is kept"


def test_a_number_that_is_only_possible_is_called_and_never_texted(service: Service, ali: Visitor, path: str):
    ali.opens(path).presses(USE, phone="+1 602 055 0123", sms_consent="yes")
    candidate = service.interview().candidate
    assert (candidate.phone, candidate.sms_consent_at) == ("+16020550123", None)
    assert len(told(service, "new-number")) == 1
    assert "Shall we text you" not in ali.words


@pytest.mark.parametrize("codes", [["*"], ["US"]])
def test_any_country_can_be_called_whichever_are_texted(service: Service, ali: Visitor, path: str, codes: list[str]):
    with service.sessions.begin() as session:
        limits.choose_countries(session, service.desk, codes)
    ali.opens(path).presses(USE, phone="+44 7400 123456")
    assert "Dana is told to call +44 7400 123456." in ali.words


def test_a_number_is_changed_three_times_a_day_at_most(service: Service, ali: Visitor, path: str):
    for last in (77, 78, 79):
        ali.opens(path).presses(USE, phone=f"+160255501{last}")
    ali.opens(path).presses(USE, 409, phone=NEW_NUMBER)
    assert len(told(service, "new-number")) == 3


def test_a_sentence_goes_with_running_late(service: Service, ali: Visitor, path: str):
    ali.opens(path).presses("10 minutes late", note="My bus is stuck.")

    late = [message for message in service.messages() if message.name == "late"]
    assert [message.audience for message in late] == ["recruiter"]
    dana = service.signed_in(DANA).reads(f"/dashboard/{service.interviews[0]}")
    assert 'running about 10 minutes late: "My bus is stuck."' in dana


def test_a_form_in_another_tab_does_nothing_once_the_call_was_moved(service: Service, ali: Visitor, path: str):
    form = ali.opens(path).form("Cancel this call")
    times = ali.opens(f"{path}/reschedule?from=2027-01-13").form("Check the new time")
    slot = next(value for value in times.choices["slot"] if value.startswith("2027-01-13"))
    moved = {"form_token": times.values["form_token"], "slot": slot, "step": "book"}
    for _ in range(2):  # pressed twice
        assert ali.browser.post(f"{path}/reschedule", data=moved).status_code == 303
    assert service.interview().generation == 2

    answer = ali.browser.post(f"{path}/cancel", data=form.values)
    assert (answer.status_code, service.interview().state) == (409, State.SCHEDULED)
    assert "The call was moved meanwhile" in words(answer)


def test_cancelled_twice_is_cancelled_once_and_no_error(service: Service, ali: Visitor, path: str):
    form = ali.opens(path).form("Cancel this call")
    for _ in range(2):
        assert ali.browser.post(f"{path}/cancel", data=form.values).status_code == 303
    cancelled = [message for message in service.messages() if message.calendar_method == "CANCEL"]
    assert sorted(message.audience for message in cancelled) == ["candidate", "recruiter"]
    assert "Your call is cancelled." in ali.opens(f"{path}?done=cancelled").words


def test_whoever_only_looks_changes_nothing_and_gets_no_cookie(service: Service, ali: Visitor, path: str):
    """Mail scanners open every link, some of them twice, with HEAD and with GET."""
    service.now = START + timedelta(minutes=5)
    before, sent = service.interview().changed_at, len(service.messages())
    for page in ("", "/status", "/reschedule", "/call.ics", "/report", "/cancel", "/number", "/leaving", "/follow-up"):
        for look in (ali.browser.head, ali.browser.get):
            answer = look(path + page)
            assert answer.status_code in (200, 405)
            assert "Set-Cookie" not in answer.headers
    assert (service.interview().changed_at, len(service.messages())) == (before, sent)
    assert (service.interview().reports, service.interview().candidate.number_vouched_at) == ([], None)


def test_a_link_that_was_passed_on_says_whose_word_it_gives(ali: Visitor, path: str):
    assert "This page belongs to Ali Haddad alone, and whatever is pressed here counts as their word." in (
        ali.opens(path).words
    )


def test_a_link_that_was_revoked_answers_kindly_to_every_button(service: Service, ali: Visitor, path: str):
    form = ali.opens(path).form("Cancel this call")
    with service.sessions.begin() as session:
        interview = session.merge(service.interview())
        interview.link_version, interview.link_digest = 2, "erased"
    for act in ("report", "cancel", "number", "new-number", "leaving", "follow-up", "times", "reschedule"):
        answer = ali.browser.post(f"{path}/{act}", data=form.values)
        assert answer.status_code == 404
        assert "Send me my link again" in words(answer)
    assert service.interview().state == State.SCHEDULED


def test_after_a_cancellation_by_dana_nothing_can_be_said_any_more(service: Service, ali: Visitor, path: str):
    service.now = START + timedelta(minutes=5)
    form = ali.opens(path).form(TELL)
    with service.sessions.begin() as session:
        booking.cancel(session, service.desk, service.interviews[0], Side.RECRUITER, "", service.now)
    for act, typed in (("leaving", {"until": "2027-01-12T21:55:00Z"}), ("new-number", {"phone": NEW_NUMBER})):
        assert ali.browser.post(f"{path}/{act}", data=form.values | typed).status_code == 409
    assert (told(service, "leaving"), told(service, "new-number")) == ([], [])
