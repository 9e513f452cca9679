"""Public holidays: real ones, in English, and nothing that is not a country's own."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler_app.domain import public_holidays
from scheduler_app.domain.errors import Refused


@pytest.mark.parametrize(
    ("day", "country", "part", "name"),
    [
        (date(2026, 11, 26), "US", "", "Thanksgiving Day"),
        (date(2026, 10, 5), "US", "CO", "Frances Xavier Cabrini Day"),
        (date(2026, 10, 5), "US", "", ""),
        (date(2027, 1, 6), "DE", "BY", "Epiphany"),
        (date(2027, 1, 6), "DE", "", ""),
        (date(2027, 5, 1), "FR", "", "Labor Day"),
        (date(2026, 11, 26), "", "", ""),
        (date(2026, 11, 26), "XX", "", ""),
    ],
)
def test_days(day: date, country: str, part: str, name: str):
    assert public_holidays.name_on(day, country, part) == name


def test_places_have_names_and_are_checked():
    assert public_holidays.countries()["US"] == "United States"
    assert public_holidays.subdivisions("US")["CO"] == "Colorado"
    assert public_holidays.subdivisions("MX") == public_holidays.subdivisions("XX") == {}
    assert public_holidays.check("", "CO") == ("", "")
    assert public_holidays.check("US", "CO") == ("US", "CO")
    for country, part in (("XX", ""), ("__class__", ""), ("US", "BY")):
        with pytest.raises(Refused):
            public_holidays.check(country, part)


def test_every_place_that_is_offered_has_holidays():
    for country in public_holidays.countries():
        assert isinstance(public_holidays.subdivisions(country), dict)
    assert len(public_holidays.countries()) > 150
