"""Who is one caller however they spell themselves, and which countries get texts."""

from __future__ import annotations

import pytest

from scheduler_app.domain import abuse, reach
from scheduler_app.domain.errors import Refused


@pytest.mark.parametrize(
    ("spelled", "one"),
    [
        ("Ali@Example.COM", "ali@example.com"),
        ("ali+one+two@example.com", "ali@example.com"),
        ("a.l.i+x@GoogleMail.com", "ali@gmail.com"),
        ("a.li@example.com", "a.li@example.com"),  # dots count everywhere else
        ("+ali@example.com", "+ali@example.com"),
    ],
)
def test_one_mailbox_is_one_however_it_is_spelled(spelled: str, one: str):
    assert abuse.mailbox(spelled) == one


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("8.8.8.8", "8.8.8.8"),
        ("::ffff:8.8.8.8", "8.8.8.8"),
        ("2600:1700:1:2:aaaa::1", "2600:1700:1:2::/64"),
        ("2600:1700:1:2:bbbb::9", "2600:1700:1:2::/64"),
        ("127.0.0.1", ""),  # a proxy on this machine that nobody has named, perhaps
        ("10.0.0.7", ""),
        ("::1", ""),
        ("unix", ""),
        ("", ""),
    ],
)
def test_a_caller_is_an_address_or_a_64_and_a_proxy_of_ours_is_nobody(address: str, network: str):
    assert abuse.network(address) == network


def test_a_booking_counts_for_its_mailbox_its_network_its_number_and_the_neighbours():
    counted = abuse.counted("8.8.8.8", "Ali+1@example.com", "+16025550123")
    assert [(measure.name, subject) for measure, subject in counted] == [
        ("address", "ali@example.com"),
        ("network", "8.8.8.8"),
        ("number", "+16025550123"),
        ("range", "1602555"),
    ]
    assert [measure.name for measure, _ in abuse.counted("::1", "x@example.com", None)] == ["address"]


@pytest.mark.parametrize(
    ("answer", "digits"),
    [("3815", "3815"), (" 3 8-1,5.", "3815"), ("٣٨١٥", "3815"), ("three", "")],
)
def test_an_answer_is_read_as_people_write_it(answer: str, digits: str):
    assert abuse.digits_in(answer) == digits


@pytest.mark.parametrize(
    ("texts_from", "inside", "outside"),
    [
        ("+16025550199", "CA", "JM"),  # +1 as well, and dear
        ("+447700900123", "DE", "US"),
        ("+61412345678", "NZ", "GB"),
        ("+5491123456789", "AR", "BR"),
    ],
)
def test_the_deployments_own_number_says_which_countries_are_usual(texts_from: str, inside: str, outside: str):
    usual = reach.usual(texts_from)
    assert usual is not None
    assert inside in usual
    assert outside not in usual


@pytest.mark.parametrize("unknown", ["", "Northwind", "12345"])
def test_a_sender_that_is_no_number_suggests_no_country(unknown: str):
    assert reach.usual(unknown) is None


def test_countries_are_read_as_an_admin_types_them():
    assert reach.read("us, ca;MX  us", field="c") == ["CA", "MX", "US"]
    assert reach.read(" ", field="c") == []
    assert reach.read("US *", field="c") == ["*"]
    assert reach.chosen(["*"]) is None
    for wrong in ("USA", "XX", "1", "U S A"):
        with pytest.raises(Refused) as refused:
            reach.read(wrong, field="c")
        assert "no country code" in refused.value.by_field["c"]
