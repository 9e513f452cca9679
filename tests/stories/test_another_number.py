"""A candidate's new number while a text to the former one is on its way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scheduler_app import booking, contact, deliver, leaving, watch
from scheduler_app.domain.interview import Side
from tests.office import ALIS_NUMBER, Office

REMINDED = datetime(2027, 1, 12, 20, 30, tzinfo=UTC)  # an hour before the start
NEW_NUMBER = "+16025550177"


def test_a_text_that_comes_back_goes_by_mail_and_not_to_the_former_number(office: Office):
    office.books()
    office.until(REMINDED - timedelta(seconds=1))
    office.heard()
    texts = len(office.twilio.texts)
    office.now = REMINDED
    watch.sweep(office.sessions, office.desk, office.now)
    claimed = deliver.claim(office.sessions, office.desk, "sms", "a test", office.clock)
    assert claimed is not None
    with office.sessions.begin() as session:
        contact.change_number(session, office.desk, office.interviews[0], NEW_NUMBER, None, office.now)
    office.twilio.fail_next("rate_limit", retry_after=40)
    deliver.carry(office.sessions, office.desk, office.senders["sms"], claimed, office.clock)

    office.passes(minutes=5)
    heard = office.heard()
    assert "remind-1h: email to candidate" in heard
    assert "remind-1h: sms to candidate" not in heard
    assert ALIS_NUMBER not in [to for to, _ in office.twilio.texts[texts:]]
    assert NEW_NUMBER not in [to for to, _ in office.twilio.texts]
    told = [message for message in office.messages() if message.name == "new-number-1"]
    assert all("+1 602-555-0177" in message.body for message in told)
    assert {message.channel for message in told} == {"sms", "email"}, "Dana may be about to dial"


def test_only_the_newest_word_is_told_once_mail_goes_again_and_none_of_a_call_that_is_off(office: Office):
    """A former number, or a former time to leave, would be dialed or believed if it came last."""
    office.books()
    office.heard()
    with office.sessions.begin() as session:
        for number in ("+16025550166", NEW_NUMBER):
            contact.change_number(session, office.desk, office.interviews[0], number, None, office.now)
        for minutes in (20, 10):
            until = REMINDED + timedelta(hours=1, minutes=minutes)
            leaving.say(session, office.desk, office.interviews[0], until, office.now)
    office.rounds()
    assert office.heard() == ["leaving-2: sms to recruiter", "new-number-2: email to recruiter"]

    with office.sessions.begin() as session:
        contact.change_number(session, office.desk, office.interviews[0], ALIS_NUMBER, None, office.now)
        booking.cancel(session, office.desk, office.interviews[0], Side.CANDIDATE, "", office.now)
    office.rounds()
    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"]
