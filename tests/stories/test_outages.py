"""The provider is down: what it is not asked, what goes another way meanwhile, and how it comes back."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from scheduler_app import deliver, diversion
from scheduler_app.messages.smtp import SmtpSender
from scheduler_app.store.channels import Channel
from scheduler_app.store.outbox import MessageState
from tests.office import Office
from tests.stories.crowds import a_crowd_is_due, channel, on_sqlite, posts, states, ticks

CROWD = 8
NOBODY_LISTENS = "smtp://127.0.0.1:1"


def test_with_twilio_down_for_ten_minutes_the_news_goes_by_mail_and_no_texts_storm_in_afterwards(office: Office):
    a_crowd_is_due(office, CROWD)
    office.twilio.fail_until_recovered("html_503")
    office.rounds()
    assert posts(office) == 5
    assert channel(office).cause == "outage"
    ticks(office, seconds=5)
    assert office.heard() == ["remind-24h: email to candidate"] * CROWD, "within five seconds, and nobody twice"
    ticks(office, minutes=10, step=15)
    assert posts(office) == 5, "nothing waits that could be a probe"

    office.twilio.recover()
    ticks(office, minutes=5, step=15)
    assert (office.twilio.ledger, office.heard()) == ([], [])
    assert states(office, "remind-24h") == {MessageState.FAILED: CROWD}
    office.until(office.interview().starts_at - timedelta(hours=1))
    assert Counter(office.heard())["remind-1h: sms to candidate"] == CROWD, "the first of them is the probe"
    assert channel(office).paused_at is None


def test_while_a_probe_is_under_way_the_others_wait_for_what_it_tells(office: Office):
    a_crowd_is_due(office, 3)
    with office.sessions.begin() as session:
        row = session.get_one(Channel, "sms")
        row.paused_at, row.cause, row.reason = office.now - timedelta(hours=6), "outage", "it was down"
        row.probe_at = office.now - timedelta(hours=5)
    probe = deliver.claim(office.sessions, office.desk, "sms", "one carrier", office.clock)
    assert probe is not None
    assert deliver.claim(office.sessions, office.desk, "sms", "another", office.clock) is None
    assert not diversion.divert_paused(office.sessions, office.desk, "sms", office.clock)
    deliver.carry(office.sessions, office.desk, office.senders["sms"], probe, office.clock)
    office.rounds()
    assert office.heard() == ["remind-24h: sms to candidate"] * 3


@on_sqlite
def test_a_mail_server_that_is_down_is_tried_with_one_mail_each_half_minute(office: Office):
    real = office.senders["email"]
    office.senders["email"] = SmtpSender(NOBODY_LISTENS, mail_from="calls@example.com")
    for hour in (10, 11, 12):
        office.books(f"2027-01-13T{hour}:00")
    paused_at = channel(office, "email").paused_at
    assert (paused_at, tried(office)) == (office.now, 5)
    ticks(office, seconds=29)
    assert tried(office) == 5
    ticks(office, seconds=1)
    assert tried(office) == 6
    office.senders["email"] = real
    ticks(office, minutes=5, step=15)
    assert channel(office, "email").paused_at is None
    assert Counter(office.heard()) == {"confirm: email to candidate": 3, "confirm: email to recruiter": 3}
    assert len(office.mailbox.mails) == 6


@on_sqlite
def test_wrong_numbers_cost_one_attempt_each_and_pause_nothing(office: Office):
    a_crowd_is_due(office, CROWD)
    office.twilio.fail_next("status", times=CROWD, status=400, code=21211)
    office.rounds()
    assert (posts(office), channel(office).paused_at) == (CROWD, None)
    assert office.heard() == ["remind-24h: email to candidate"] * CROWD


@on_sqlite
def test_a_text_that_came_back_from_the_outage_too_late_expires(office: Office):
    office.books()
    office.until(office.interview().closes_at - timedelta(seconds=1))
    office.heard()
    office.twilio.fail_until_recovered("rate_limit", retry_after=3600)
    office.passes(seconds=1)
    office.twilio.recover()
    office.until(office.interview().closes_at + timedelta(days=8))
    heard = office.heard()
    assert heard.count("lapse: sms to candidate") <= 1
    assert not set(states(office, "lapse")) & {MessageState.QUEUED, MessageState.UNKNOWN, MessageState.SENDING}


def tried(office: Office) -> int:
    return sum(row.attempts for which in office.interviews for row in office.messages(which))
