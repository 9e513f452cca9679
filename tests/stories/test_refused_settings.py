"""Our account or settings are refused: the channel rests, somebody is told once, and the news goes another way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from scheduler_app import channels, deliver, receipts
from scheduler_app.domain.interview import State
from scheduler_app.messages.sms import TwilioSender
from scheduler_app.store.db import connect, sessions_for
from scheduler_app.store.outbox import MessageState
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, FROM
from tests.office import ALIS_NUMBER, COLE, LEE, Office
from tests.stories.crowds import a_crowd_is_due, channel, on_sqlite, posts, states, ticks
from tests.stories.reminders import reminder, up_to_the_reminder

CROWD = 50


def test_fifty_waiting_texts_cost_one_request_and_one_alarm_and_go_by_mail(office: Office):
    a_crowd_is_due(office, CROWD)
    office.twilio.fail_until_recovered("status", status=401, code=20003)
    office.rounds()
    assert (posts(office), office.twilio.ledger) == (1, [])
    assert Counter(office.heard()) == {
        "paused: email to coordinator": 1,
        "remind-24h: email to candidate": CROWD,
    }
    assert "Twilio does not accept our account SID and auth token" in office.mail_to(COLE).text
    assert states(office, "remind-24h") == {MessageState.FAILED: CROWD}
    ticks(office, minutes=9, step=60)
    assert (posts(office), office.heard()) == (1, []), "nothing is tried meanwhile, and nobody is told again"


@on_sqlite
def test_a_probe_that_is_refused_waits_longer_and_one_that_gets_through_opens_the_channel(office: Office):
    up_to_the_reminder(office)
    office.twilio.fail_next("status", status=400, code=21606)
    office.passes(seconds=1)
    paused_at = office.now
    assert (channel(office).paused_at, channel(office).probe_at) == (paused_at, paused_at + timedelta(minutes=10))
    assert reminder(office, "email").state == MessageState.ACCEPTED

    office.until(office.interview().starts_at - timedelta(hours=1, seconds=1))
    office.heard()
    office.twilio.fail_next("status", status=400, code=21606)
    office.passes(seconds=1)  # the next text is the probe
    assert office.heard() == ["prepare-60m: email to recruiter", "remind-1h: email to candidate"]
    assert channel(office).probe_at == office.now + timedelta(minutes=20)

    office.until(office.interview().starts_at)
    assert "open: sms to recruiter" in office.heard()
    assert (channel(office).paused_at, channel(office).resumed_at) == (None, office.now - timedelta(minutes=10))


@on_sqlite
def test_a_text_beside_a_mail_waits_a_while_for_the_channel_and_is_then_told_by_mail_alone(office: Office):
    office.books()
    office.until(office.interview().closes_at - timedelta(seconds=1))
    office.heard()
    office.twilio.fail_next("status", times=9, status=401, code=20003)
    office.passes(seconds=1)
    assert office.interview().state == State.LAPSED
    assert office.heard() == [
        "lapse: email to candidate",
        "lapse: email to recruiter",
        "paused: email to coordinator",
    ]
    lapse = next(row for row in office.messages() if row.name == "lapse" and row.to_address == ALIS_NUMBER)
    assert lapse.state == MessageState.QUEUED
    ticks(office, minutes=9, seconds=59, step=60)
    assert states(office, "lapse") == {MessageState.QUEUED: 1, MessageState.FAILED: 1}
    ticks(office, seconds=1)
    assert states(office, "lapse") == {MessageState.SUPPRESSED: 1, MessageState.FAILED: 1}
    office.twilio.recover()
    ticks(office, minutes=30, step=60)
    assert not any("sms to candidate" in heard for heard in office.heard())


def test_processes_share_the_pause_and_one_of_them_probes(office: Office, database_url: str):
    a_crowd_is_due(office, 6)
    office.twilio.fail_until_recovered("status", status=401, code=20003)
    engine = connect(database_url)
    other = replace(office, sessions=sessions_for(engine))
    other.senders = office.senders | {
        "sms": TwilioSender(ACCOUNT_SID, AUTH_TOKEN, from_=FROM, api_base=office.twilio.base)
    }
    first = deliver.claim(office.sessions, office.desk, "sms", "one", office.clock)
    assert first is not None
    deliver.carry(office.sessions, office.desk, office.senders["sms"], first, office.clock)
    other.rounds()
    assert posts(office) == 1
    other.now = office.now = channel(office).probe_at or office.now
    with office.sessions() as mine, other.sessions() as theirs:
        assert channels.may_use(mine, "sms", office.now)
        mine.commit()
        assert not channels.may_use(theirs, "sms", office.now), "each probe is one message, whoever sends it"
    engine.dispose()


@on_sqlite
def test_a_restart_with_other_settings_tries_one_message_at_once(office: Office):
    bo = office.books(
        "2027-01-13T14:31", candidate={"email": "bo@example.com"}, override_availability=True, recruiter=LEE
    )
    up_to_the_reminder(office)
    office.twilio.auth_token = "another"
    office.passes(seconds=1)
    assert (channel(office).code, office.heard()) == (
        "20003",
        ["paused: email to coordinator", "remind-24h: email to candidate"],
    )
    office.senders["sms"] = TwilioSender(ACCOUNT_SID, "another", from_=FROM, api_base=office.twilio.base)
    with office.sessions.begin() as session:
        channels.started_anew(session, "sms", office.now, has_sender=True)
        assert channels.paused(session, office.now) == [], "nothing is known of the new settings"
    office.until(office.interview(bo).starts_at - timedelta(days=1))  # a minute later
    assert office.heard() == ["remind-24h: sms to candidate"]
    assert channel(office).paused_at is None


@on_sqlite
def test_a_channel_that_is_no_longer_set_up_is_not_paused_either(office: Office):
    up_to_the_reminder(office)
    office.twilio.fail_next("status", status=401, code=20003)
    office.passes(seconds=1)
    with office.sessions.begin() as session:
        channels.started_anew(session, "sms", office.now, has_sender=False)
    assert channel(office).paused_at is None


@on_sqlite
def test_a_receipt_that_says_our_number_is_not_registered_pauses_too_and_alarms_once(office: Office):
    a_crowd_is_due(office, 3)
    office.rounds()
    accepted = list(office.twilio.ledger)
    office.now += timedelta(seconds=4)
    for text in accepted:
        row = next(
            row for which in office.interviews for row in office.messages(which) if row.provider_id == text["sid"]
        )
        with office.sessions.begin() as session:
            receipts.record(session, office.desk, row.id, text["sid"], "undelivered", "30034", office.now)
    office.rounds()
    assert Counter(row for row in office.heard() if "email" in row) == {
        "paused: email to coordinator": 1,
        "remind-24h: email to candidate": 3,
    }
    assert (channel(office).cause, channel(office).code) == ("configuration", "30034")


@on_sqlite
def test_mail_that_our_login_is_refused_for_waits_unharmed(office: Office):
    office.mailbox.fail_next("530 5.7.0 authenticate first", at="MAIL", times=2)
    office.books()
    assert {row.state for row in office.messages()} == {MessageState.QUEUED}
    assert (channel(office, "email").cause, channel(office, "email").code) == ("configuration", "530 5.7.0")
    ticks(office, minutes=9, step=60)
    assert sum(row.attempts for row in office.messages()) == 1
    office.until(office.now + timedelta(minutes=1))  # the probe is refused as well
    assert (sum(row.attempts for row in office.messages()), office.heard()) == (2, [])
    ticks(office, minutes=20, step=60)
    assert office.heard() == ["confirm: email to candidate", "confirm: email to recruiter"], "and no alarm by mail"
    assert sorted(row.attempts for row in office.messages()) == [1, 3]
