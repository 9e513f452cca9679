"""Public holidays by country and, where it has them, by state or province, named in English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

import holidays
from babel import Locale
from holidays import HolidayBase

from scheduler_app.domain.errors import Refused


def name_on(day: date, country: str, subdivision: str = "") -> str:
    """The holiday's name, or "" on any other day; `country` may be "", which has none."""
    return in_year(country, subdivision, day.year).get(day, "") if country else ""


@lru_cache(maxsize=1024)
def in_year(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    """The days that are public holidays in a year, each with its name.

    Empty for what a later release of the library no longer knows.
    """
    try:
        return dict(_calendar(country, subdivision, year))
    except (NotImplementedError, KeyError):
        return {}


@cache
def countries() -> Mapping[str, str]:
    """ISO code to English name of every country whose holidays are known, by name."""
    names = Locale("en").territories
    known = {code: names[code] for code in holidays.list_supported_countries(include_aliases=False) if code in names}
    return dict(sorted(known.items(), key=lambda entry: entry[1]))


@cache
def subdivisions(country: str) -> Mapping[str, str]:
    """Code to name of the parts of a country that have holidays of their own, by name; {} for an unknown country."""
    if country not in countries():
        return {}
    kind = getattr(holidays, country)
    names = {code: code for code in kind.subdivisions}
    for name, code in kind.subdivisions_aliases.items():
        if code in names and len(name) > len(names[code]) and names[code] == code:
            names[code] = name
    return dict(sorted(names.items(), key=lambda entry: entry[1]))


def check(country: str, subdivision: str) -> tuple[str, str]:
    """The choice, if there is such a place; "" twice means none. Raises `Refused` on the field that is wrong."""
    if not country:
        return "", ""
    if country not in countries():
        raise Refused.because("invalid_request", "choose a country from the list", field="holiday_country")
    if subdivision and subdivision not in subdivisions(country):
        place = countries()[country]
        raise Refused.because("invalid_request", f"choose a part of {place} from the list", field="holiday_subdivision")
    return country, subdivision


def _calendar(country: str, subdivision: str, year: int) -> HolidayBase:
    known = getattr(holidays, country, None)
    languages = known.supported_languages if known is not None else ()
    english = next((one for one in ("en_US", *sorted(languages)) if one in languages and one.startswith("en")), None)
    return holidays.country_holidays(country, subdiv=subdivision or None, years=year, language=english)
