"""Nobody without a key, no change without a write key, and a limit that is counted for each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from scheduler_app import access
from scheduler_app.store.access import ApiKey
from scheduler_app.store.db import reading
from scheduler_app.web.api.auth import A_MINUTE, FAILURES_A_MINUTE
from tests.office import request
from tests.web.api.caller import INTERVIEWS, Caller, caller, refused, stored
from tests.web.staff import Service


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer ", "Basic c2s6", "Bearer sk_wrong", "sk_wrong", "Bearer \xff\xfe"]
)
def test_without_a_good_key_nothing_is_told(service: Service, reader: Caller, given: str):
    before = stored(service)
    for method, path in (("GET", INTERVIEWS), ("POST", INTERVIEWS), ("GET", f"{INTERVIEWS}/17")):
        answer = reader.sends(method, path, request() if method == "POST" else None, Authorization=given)
        refused(answer, 401, "unauthorized")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert stored(service) == before


def test_a_key_in_the_address_does_not_count(reader: Caller):
    refused(reader.sends("GET", f"{INTERVIEWS}?key={reader.key}", Authorization=""), 401, "unauthorized")


def test_a_revoked_key_ends_at_once(service: Service, reader: Caller):
    reader.gets(INTERVIEWS)
    with service.sessions.begin() as session:
        access.revoke_api_key(session, "read", service.now)
    refused(reader.sends("GET", INTERVIEWS), 401, "unauthorized")


@pytest.mark.parametrize("path", [INTERVIEWS, f"{INTERVIEWS}/17/cancel", f"{INTERVIEWS}/17/reports"])
def test_a_read_key_changes_nothing(service: Service, reader: Caller, path: str):
    before = stored(service)
    refused(reader.sends("POST", path, request()), 403, "forbidden")
    assert stored(service) == before


def test_a_signed_in_recruiters_cookie_is_no_key(service: Service):
    person = service.signed_in("dana@example.com")
    refused(person.browser.get(INTERVIEWS), 401, "unauthorized")


def test_the_last_use_is_noted_once_a_minute(service: Service, reader: Caller):
    def used():
        with reading(service.sessions) as session:
            return session.scalars(select(ApiKey)).one().used_at

    began = service.now
    for seconds, noted in ((0, 0), (59, 0), (60, 60), (119, 60)):
        service.now = began + timedelta(seconds=seconds)
        reader.gets(INTERVIEWS)
        assert used() == began + timedelta(seconds=noted)


def test_six_hundred_calls_a_minute_for_each_key(service: Service, reader: Caller, writer: Caller):
    began = service.now
    for number in range(A_MINUTE):
        service.now = began + timedelta(milliseconds=50 * number)
        reader.sends("GET", f"{INTERVIEWS}/17")
    service.now = began + timedelta(seconds=60, microseconds=-1)
    answer = reader.sends("GET", INTERVIEWS)
    problem = refused(answer, 429, "too_many_requests")
    assert (answer.headers["Retry-After"], problem["retry_after"]) == ("1", 1)
    writer.gets(INTERVIEWS)
    service.now = began + timedelta(seconds=60)
    reader.gets(INTERVIEWS)


def test_guessing_keys_is_slowed_down_and_does_not_lock_out_a_good_one(service: Service, reader: Caller):
    stranger = Caller(service, "sk_guessed")
    for _ in range(FAILURES_A_MINUTE):
        refused(stranger.sends("GET", INTERVIEWS), 401, "unauthorized")
    answer = stranger.sends("GET", INTERVIEWS)
    refused(answer, 429, "too_many_requests")
    assert answer.headers["Retry-After"] == "60"
    reader.gets(INTERVIEWS)


def test_two_applications_count_apart(service: Service, reader: Caller, tmp_path):
    from tests.web.staff import opened

    for _ in range(FAILURES_A_MINUTE + 1):
        Caller(service, "sk_guessed").sends("GET", INTERVIEWS)
    with opened(tmp_path / "other") as other:
        refused(Caller(other, "sk_guessed").sends("GET", INTERVIEWS), 401, "unauthorized")
        caller(other, "read").gets(INTERVIEWS)
