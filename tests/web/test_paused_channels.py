"""A paused channel as people and machines see it, and the counters of what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler_app import channels
from scheduler_app.messages.senders import About, Outcome, Receipt, SendFailed
from tests.office import COLE, DANA
from tests.web.staff import Service, opened
from tests.web.test_health import numbers, ready

LOCKED_OUT = SendFailed(
    "the text was not sent: Twilio does not accept our account SID and auth token (Twilio 401, code 20003)",
    outcome=Outcome.REFUSED,
    about=About.CONFIGURATION,
    code="20003",
)
DOWN = SendFailed(
    "the mail could not be sent yet: the provider could not be reached", outcome=Outcome.LATER, about=About.PROVIDER
)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


def meets(service: Service, channel: str, result: Receipt | SendFailed, times: int = 1) -> None:
    for _ in range(times):
        with service.sessions.begin() as session:
            channels.met(session, service.desk, channel, result, service.now, service.now)


@pytest.mark.parametrize("reader", [DANA, COLE])
def test_the_dashboard_says_which_channel_is_paused_and_what_to_do(service: Service, reader: str):
    person = service.signed_in(reader)
    assert "are paused" not in person.opens("/dashboard")
    meets(service, "sms", LOCKED_OUT)
    seen = person.reads("/dashboard")
    assert "Text messages are paused since Mon 11 Jan 2027" in seen
    assert "Twilio does not accept our account SID and auth token (Twilio 401, code 20003)" in seen
    assert "What was to go that way goes by mail meanwhile." in seen
    assert "Check the TWILIO_ settings" in seen
    meets(service, "sms", Receipt("SM1", "accepted"))
    assert "are paused" not in person.opens("/dashboard/now")


def test_an_outage_is_said_without_asking_for_anything(service: Service):
    meets(service, "email", DOWN, times=5)
    seen = service.signed_in(DANA).reads("/dashboard")
    assert "Mails are paused since Mon 11 Jan 2027, 9:00 AM Denver (UTC-7)." in seen
    assert "They wait, and go as soon as they can. We try again every half minute." in seen


def test_not_ready_while_a_channel_is_paused(service: Service):
    meets(service, "sms", LOCKED_OUT)
    status, (reason,) = ready(service)
    assert status == 503
    assert reason.startswith("text messages are paused since 2027-01-11T16:00:00Z, 0 waiting: the text was not sent")


def test_the_numbers_say_what_is_paused_and_why(service: Service):
    assert numbers(service)['scheduler_channel_paused{cause="configuration",channel="sms"}'] == 0
    meets(service, "sms", LOCKED_OUT)
    meets(service, "email", DOWN, times=5)
    found = numbers(service)
    assert found['scheduler_channel_paused{cause="configuration",channel="sms"}'] == 1
    assert found['scheduler_channel_paused{cause="outage",channel="sms"}'] == 0
    assert found['scheduler_channel_paused{cause="outage",channel="email"}'] == 1


def test_the_numbers_count_what_was_sent_and_how_late(service: Service):
    service.books()
    service.now += timedelta(seconds=4)
    service.rounds()
    found = numbers(service)
    assert found['scheduler_sends_total{channel="email",outcome="delivered"}'] == 2
    buckets = {bound: found[f'scheduler_dwell_seconds_bucket{{channel="email",le="{bound}"}}'] for bound in ("3", "6")}
    assert buckets == {"3": 0, "6": 2}
    assert found['scheduler_dwell_seconds_bucket{channel="email",le="+Inf"}'] == 2
    assert found['scheduler_dwell_seconds_sum{channel="email"}'] == 8
    assert found['scheduler_dwell_seconds_count{channel="sms"}'] == 0
    for trouble in ("unknown_too_long", "messages_put_aside", "watch_parked", "watch_lost"):
        assert found[f"scheduler_{trouble}"] == 0
