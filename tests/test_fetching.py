"""Fetching an address that somebody typed: it comes whole or not at all, and never from inside our own network."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from scheduler_app.domain.errors import Refused
from scheduler_app.fetching import FetchFailed, is_public, read_address
from tests.fakes.calendars import CalendarServer, calendar

HERE = "https://localhost/private-secret/basic.ics"


@pytest.fixture
def server() -> Iterator[CalendarServer]:
    with CalendarServer(body=calendar("UID:1\nDTSTART:20270112T170000Z")) as server:
        yield server


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" https://calendar.example.com/a.ics?k=1#part ", "https://calendar.example.com/a.ics?k=1"),
        ("webcal://calendar.example.com/a.ics", "https://calendar.example.com/a.ics"),
        ("WEBCAL://calendar.example.com/a.ics", "https://calendar.example.com/a.ics"),
        ("HTTPS://calendar.example.com:443/a.ics", "https://calendar.example.com:443/a.ics"),
    ],
)
def test_https_and_webcal_addresses_are_taken(typed: str, meant: str):
    assert read_address(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *("", "calendar.example.com", "http://calendar.example.com/a.ics", "file:///etc/passwd", "https://"),
        *("ftp://example.com/a", "javascript:alert(1)", "https://me:secret@example.com/a.ics", "https://[::1/a.ics"),
        *("https://example.com:8443/a.ics", "https://example.com:99999/", "https://example.com/a\nb", "gopher://x/"),
        "https://example.com/" + "a" * 2000,
    ],
)
def test_anything_else_is_refused_with_what_to_do(typed: str):
    with pytest.raises(Refused) as refused:
        read_address(typed)
    assert refused.value.problems[0].field == "address"


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses(address: str):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("::1", "::", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:0:1::1"),
        *("255.255.255.255", "198.18.0.1", "192.0.2.1", "240.0.0.1", "ff02::1"),
    ],
)
def test_addresses_that_lead_inside(address: str):
    assert not is_public(address)


def test_a_calendar_comes_whole_and_once_more_only_when_it_has_changed(server: CalendarServer):
    server.etag = '"one"'
    first = server.fetcher().fetch(HERE)
    assert first.body == server.body
    again = server.fetcher().fetch(HERE, etag=first.etag)
    assert again.body is None
    assert server.asked[1]["if-none-match"] == '"one"'
    assert server.asked[0]["host"] == "localhost", "and nothing of ours goes along"
    assert "cookie" not in server.asked[0]


def test_a_name_that_leads_to_this_machine_is_not_followed(server: CalendarServer):
    with pytest.raises(FetchFailed, match="not on the public internet"):
        server.fetcher(allows=is_public).fetch(HERE)
    assert server.asked == [], "nothing was even asked"


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("https://10.0.0.1/latest/meta-data", "not on the public internet"),
        ("https://[::1]/", "not on the public internet"),
        ("http://localhost/a.ics", "one that cannot be used"),
        ("file:///etc/passwd", "one that cannot be used"),
        ("/around", "never to a calendar"),
    ],
)
def test_a_redirect_is_looked_at_like_the_address_itself(server: CalendarServer, location: str, why: str):
    server.status, server.location = 302, location
    with pytest.raises(FetchFailed, match=why):
        server.fetcher().fetch(HERE)


@pytest.mark.parametrize(
    ("behaviour", "seconds", "why"),
    [
        ("hangs", 1, "within 1 seconds|could not be reached"),
        ("drips", 1, "within 1 seconds"),
        ("floods", 60, "larger than 5 MB"),
        ("bomb", 60, "larger than 5 MB"),
        ("cut off", 60, "broke off"),
    ],
)
def test_whatever_the_other_side_does_it_ends_soon_and_small(
    server: CalendarServer, behaviour: str, seconds: int, why: str
):
    server.behaviour = behaviour
    began = time.monotonic()
    with pytest.raises(FetchFailed, match=why):
        server.fetcher(seconds=seconds).fetch(HERE)
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(("status", "why"), [(404, "any more"), (403, "private"), (500, "answered 500")])
def test_a_refusal_is_told_as_a_fact(server: CalendarServer, status: int, why: str):
    server.status, server.body = status, b"secret words of theirs"
    with pytest.raises(FetchFailed, match=why) as failed:
        server.fetcher().fetch(HERE)
    assert "secret" not in str(failed.value)


def test_a_server_without_a_good_certificate_is_not_believed(server: CalendarServer):
    with pytest.raises(FetchFailed, match="could not be reached"):
        server.fetcher(ca_certs=None).fetch(HERE)
