"""The story for real: the service as processes, a one-minute window, the official client, a real mail server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.fakes.mailbox import Mailbox
from tests.fakes.twilio import FakeTwilio
from tests.office import ALI, ALIS_NUMBER, DANA, DANAS_NUMBER, request
from tests.service import Service
from tests.waiting import PAUSE, eventually


@pytest.fixture
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """Running; once set up by an operator's commands, and else without the seconds that those take."""
    with FakeTwilio() as twilio, Mailbox() as mailbox:
        service = Service(tmp_path, twilio, mailbox)
        if getattr(request, "param", "") == "by commands":
            service.staffed()
        else:
            service.ready()
        service.start()
        yield service
        service.stop()


def promise(opens: datetime, **changes: Any) -> dict[str, Any]:
    """A one-minute window that opens at this instant, to the second."""
    wall = opens.replace(microsecond=0, tzinfo=None).isoformat()
    return request(wall, "UTC", override_availability=True, callback_window_minutes=1, **changes)


def heard(service: Service) -> Counter[str]:
    texts = Counter(f"sms to {to}" for to, _ in service.twilio.texts)
    return texts + Counter(f"email to {mail.recipients[0]}" for mail in service.mailbox.mails)


@pytest.mark.parametrize("service", ["by commands"], indirect=True)
def test_a_one_minute_window_lapses_for_real_and_everybody_is_told(service: Service):
    opens = datetime.now(UTC) + timedelta(seconds=3)
    status, interview = service.ask("POST", "/api/v1/interviews", promise(opens))
    assert (status, interview["state"]) == (201, "scheduled")
    closes = datetime.fromisoformat(interview["closes"]["utc"])

    def state() -> str:
        return str(service.ask("GET", f"/api/v1/interviews/{interview['id']}")[1]["state"])

    eventually(lambda: heard(service)[f"sms to {DANAS_NUMBER}"] == 1, seconds=15, what="the call to call now")
    assert "602-555-0123" in service.twilio.texts[-1][1]
    eventually(lambda: heard(service)[f"sms to {DANAS_NUMBER}"] == 2, seconds=60, what="the nudge")
    assert state() == "scheduled"
    eventually(lambda: heard(service)[f"sms to {ALIS_NUMBER}"] == 1, seconds=60, what="the text to the candidate")
    assert datetime.now(UTC) - closes < timedelta(seconds=20)
    assert state() == "lapsed"
    everything = Counter(
        {
            f"email to {ALI}": 2,
            f"email to {DANA}": 1,
            f"sms to {DANAS_NUMBER}": 3,
            f"sms to {ALIS_NUMBER}": 1,
        }
    )
    eventually(lambda: heard(service).total() >= everything.total(), seconds=20, what="all of it")

    words = service.mailbox.mails[-1].text if service.mailbox.mails[-1].recipients == [ALI] else ""
    assert "closed without a confirmed call" in " ".join(words.split())
    assert f"{service.url}/c/" in service.twilio.texts[-1][1] + service.twilio.texts[-2][1]

    def outcomes() -> set[tuple[str, str]]:
        return {(message["step"], message["state"]) for message in messages_of(service, interview)}

    told = {(step, "accepted") for step in ("confirm", "open", "nudge", "lapse")}
    eventually(lambda: outcomes() == told, seconds=20, what="the record of what the providers accepted")

    assert service.stop() == 0
    service.start()
    PAUSE.wait(6)  # a tick and more after the restart
    assert heard(service) == everything, "nothing was repeated, and nothing else was sent"


def test_thirty_ask_the_running_service_for_one_slot_and_one_gets_it(service: Service):
    _, slots = service.ask("GET", f"/api/v1/slots?interview_type=phone-screen&recruiter={DANA}&zone=UTC&{next_week()}")
    wall = slots["items"][0]["wall"]

    def book(number: int) -> tuple[int, str]:
        body = request(wall, "UTC", candidate={"email": f"c{number}@example.com", "phone": None})
        status, answer = service.ask("POST", "/api/v1/interviews", body)
        return status, str(answer.get("code", ""))

    with ThreadPoolExecutor(30) as crowd:
        answers = Counter(crowd.map(book, range(30)))
    assert answers == {(201, ""): 1, (409, "slot_taken"): 29}
    eventually(lambda: heard(service).total() == 2, seconds=20, what="one confirmation to each side")


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_again_and_again_it_loses_nothing_and_repeats_nothing(service: Service, seed: int):
    chance = Random(seed)
    status, closing = service.ask("POST", "/api/v1/interviews", promise(datetime.now(UTC) - timedelta(seconds=45)))
    assert status == 201
    closes = datetime.fromisoformat(closing["closes"]["utc"])
    eventually(lambda: heard(service).total() == 2, seconds=10, what="the confirmation of a call that is useless soon")

    _, slots = service.ask("GET", f"/api/v1/slots?interview_type=phone-screen&recruiter={DANA}&zone=UTC&{next_week()}")
    later = request(slots["items"][0]["wall"], "UTC", candidate={"email": "b@example.com", "phone": None})
    status, coming = service.ask("POST", "/api/v1/interviews", later)
    assert status == 201
    while datetime.now(UTC) < closes + timedelta(seconds=2):
        service.kill()
        service.start()
        PAUSE.wait(chance.uniform(0, 1.5))

    everything = Counter(
        {
            f"email to {ALI}": 2,
            f"email to {DANA}": 2,
            "email to b@example.com": 1,
            f"sms to {DANAS_NUMBER}": 1,
            f"sms to {ALIS_NUMBER}": 1,
        }
    )
    eventually(lambda: not everything - heard(service), seconds=200, what="every message of the story")
    sent = [row for one in (closing, coming) for row in messages_of(service, one)]
    steps = Counter((row["interview"], row["step"], row["audience"], row["channel"]) for row in sent)
    assert set(steps.values()) == {1}
    twice = {row["id"].replace("-", "") for row in sent if row["channel"] == "email" and len(row["attempts"]) > 1}
    ids = Counter(mail.key for mail in service.mailbox.mails)
    assert {name for name, count in ids.items() if count > 1} <= twice, "only a mail whose answer died comes twice"
    assert len(service.twilio.ledger) == 2


def messages_of(service: Service, interview: dict[str, Any]) -> list[dict[str, Any]]:
    _, found = service.ask("GET", f"/api/v1/interviews/{interview['id']}/messages")
    return [row | {"interview": interview["id"]} for row in found["items"]]


def next_week() -> str:
    day = datetime.now(UTC).date() + timedelta(days=7)
    return f"from={day}&to={day + timedelta(days=5)}"
