"""Numbers as people type them, and those that are not one person's telephone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler_app.domain import phone
from scheduler_app.domain.errors import Refused

AMERICA = frozenset({"US"})


def refusal(number, **options) -> Refused:
    with pytest.raises(Refused) as caught:
        phone.check(number, field="candidate.phone", **options)
    return caught.value


@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("+16025550123", "+16025550123"),
        (" +1 (602) 555-0123 ", "+16025550123"),
        ("+1.602.555.0123", "+16025550123"),
        ("+1\u00a0602\u2011555\u20110123", "+16025550123"),
        ("\u202a+1 602 555 0123\u202c", "+16025550123"),
        ("+44 (0)20 7946 0123", "+442079460123"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("+39 06 6982", "+39066982"),
        ("+447700900123", "+447700900123"),
        ("+٤٤٢٠٧٩٤٦٠١٢٣", "+442079460123"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed, e164):
    assert phone.check(typed, field="phone") == e164


@pytest.mark.parametrize(
    ("typed", "region", "e164"),
    [
        ("(602) 555-0123", "US", "+16025550123"),
        ("020 7946 0123", "GB", "+442079460123"),
        ("00 49 30 1234567", "DE", "+49301234567"),
        ("+16025550123", "GB", "+16025550123"),
    ],
)
def test_a_number_without_its_country_needs_to_be_told_one(typed, region, e164):
    assert phone.check(typed, field="phone", region=region) == e164


@pytest.mark.parametrize("typed", ["602 555 0123", "00 44 20 7946 0123", "911", "+999123456789"])
def test_without_a_country_the_remedy_is_named(typed):
    refused = refusal(typed)

    assert refused.code == "invalid_phone"
    assert "begin with + and a country code" in str(refused)
    assert refused.problems[0].field == "candidate.phone"


@pytest.mark.parametrize(
    "typed",
    ["", " ", "Ali", "call +16025550123", "+16025550123 x5", "+1-800-FLOWERS", "+16025550123;ext=5", "+", "+1",
     "+1602555012", "+160255501234", "+15555550123", "+1" * 30, "+1602555\n0123\x00", "tel:+16025550123",
     None, 16025550123, ["+16025550123"], {}, True, "\ud800"],
)  # fmt: skip
def test_what_is_no_number_is_refused(typed):
    assert refusal(typed).code == "invalid_phone"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("+19005551234", "premium-rate"),
        ("+449091234567", "premium-rate"),
        ("+18005551234", "toll-free"),
        ("+448001111234", "toll-free"),
        ("+491801234567", "shared-cost"),
        ("+447012345678", "follow-me"),
        ("+443331234567", "universal access"),
        ("+447600123456", "pager"),
        ("+881612345678", "no country"),
        ("+883510001234567", "no country"),
    ],
)
def test_numbers_that_cost_or_are_nobodys_telephone_are_refused(typed, kind):
    refused = refusal(typed)

    assert refused.code == "invalid_phone"
    assert kind in str(refused)


@pytest.mark.parametrize("typed", ["+18765551234", "+447911123456", "+447700900123", "+12423591234"])
def test_a_country_outside_the_list_is_named(typed):
    refused = refusal(typed, allowed_countries=AMERICA)

    assert refused.code == "country_not_allowed"
    assert "this service reaches US" in str(refused)


def test_a_country_on_the_list_passes():
    assert phone.check("+16025550123", field="phone", allowed_countries=AMERICA)
    assert phone.check("+447700900123", field="phone", allowed_countries=frozenset({"GB"}))


def test_an_empty_list_reaches_nobody():
    assert refusal("+16025550123", allowed_countries=frozenset()).code == "country_not_allowed"


@given(st.text(st.sampled_from("+0123456789 ()-./٣۴"), max_size=25))
def test_whatever_passes_passes_again_unchanged(typed):
    try:
        e164 = phone.check(typed, field="phone")
    except Refused:
        return
    assert phone.check(e164, field="phone") == e164
    assert e164.isascii()


def test_how_a_number_is_shown_linked_and_hidden():
    assert phone.display("+16025550123") == "+1 602-555-0123"
    assert phone.tel("+16025550123") == "tel:+16025550123"
    assert phone.masked("+16025550123") == "••••23"
    assert phone.masked("+12") == "••••"


def test_where_a_number_may_be_at_home():
    assert phone.zones_of("+16025550123") == ("America/Phoenix",)
    assert {"Australia/Perth", "Australia/Sydney"} < set(phone.zones_of("+61400000000"))
    assert phone.zones_of("+447700900123") == ()  # of no network, and so of no place


def test_neighbours_share_their_first_seven_digits():
    assert phone.number_range("+16025550123") == phone.number_range("+16025559999") == "1602555"
    assert phone.number_range("+16025560123") != "1602555"


@pytest.mark.parametrize(
    ("typed", "both"),
    [
        ("49 151 12345678", "+494915112345678 or +4915112345678"),
        ("(49) 151/1234 56 78", "+494915112345678 or +4915112345678"),
        ("4915112345678", "+494915112345678 or +4915112345678"),
    ],
)
def test_digits_that_may_begin_with_the_code_of_their_country_are_asked_about(typed, both):
    """Somebody else's telephone in the area of Leer would have rung."""
    assert both in str(refusal(typed, region="DE"))
    assert phone.readings(typed, "DE") == both.split(" or ")


@pytest.mark.parametrize(
    ("typed", "region", "e164"),
    [
        ("+49 151 12345678", "DE", "+4915112345678"),
        ("0151 12345678", "DE", "+4915112345678"),
        ("0491 5112345678", "DE", "+494915112345678"),  # the zero says that it is written as at home
        ("0049 151 12345678", "DE", "+4915112345678"),
        ("1 602 555 0123", "US", "+16025550123"),
        ("919876543210", "IN", "+919876543210"),
        ("9198765432", "IN", "+919198765432"),
        ("8 912 345 67 89", "RU", "+79123456789"),
    ],
)
def test_digits_that_can_be_read_in_one_way_only_are_not_asked_about(typed, region, e164):
    assert phone.check(typed, field="phone", region=region) == e164
    assert phone.readings(typed, region) == [e164]


@pytest.mark.parametrize(
    ("typed", "region", "e164"),
    [
        ("+52 1 55 1234 5678", None, "+525512345678"),
        ("1 55 1234 5678", "MX", "+525512345678"),
        ("044 55 1234 5678", "MX", "+525512345678"),
        ("0044 7911 123456", "US", "+447911123456"),
        ("00 44 7700 900123", "JP", "+447700900123"),
        ("011 44 7911 123456", "US", "+447911123456"),
    ],
)
def test_prefixes_that_no_network_there_reads_are_understood(typed, region, e164):
    assert phone.check(typed, field="phone", region=region) == e164


def test_two_zeros_before_what_is_no_number_stay_refused():
    assert refusal("0044 12", region="US").code == "invalid_phone"
    assert refusal("+52 1 55 1234 567").code == "invalid_phone"
