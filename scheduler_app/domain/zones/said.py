"""How a zone is said beside a time: the place that was picked, never a canonical one, and the offset."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache

from scheduler_app.domain.manner import UNSAID
from scheduler_app.domain.zones import abroad
from scheduler_app.domain.zones.spelling import plain

_SAID = {
    "America/Argentina/ComodRivadavia": "Comodoro Rivadavia",
    "America/Knox_IN": "Knox, Indiana",
    "America/Virgin": "Virgin Islands",
    "Antarctica/DumontDUrville": "Dumont d'Urville",
    "Asia/Ho_Chi_Minh": "Ho Chi Minh City",
    "GB": "Great Britain",
    "GB-Eire": "Great Britain",
    "Hongkong": "Hong Kong",
    "Indian/Christmas": "Christmas Island",
    "NZ": "New Zealand",
    "NZ-CHAT": "Chatham",
    "Pacific/Easter": "Easter Island",
    "PRC": "China",
    "ROC": "Taiwan",
    "ROK": "South Korea",
    "W-SU": "Moscow",
}
UNIVERSAL = {"UTC", "UCT", "Universal", "Zulu", "Greenwich", "GMT", "GMT0", "GMT+0", "GMT-0"}
_REGION_FIRST = re.compile(r"(?:US|Canada|Mexico|Brazil|Chile)/.+|Australia/(?:ACT|LHI|NSW|North|South|West)")
_STATES = {"Indiana", "Kentucky", "North_Dakota"}


def city(name: str) -> str:
    """How a zone is said beside a time, in plain ASCII: the place that was picked, never a canonical one."""
    area, _, place = name.rpartition("/")
    if said := _SAID.get(name):
        return said
    if area in {"", "Etc"} and place in UNIVERSAL:
        return "UTC"
    if area == "Etc":
        return "fixed offset"  # Etc/GMT+7 is UTC-7: saying its name beside its offset would contradict it
    if region_first(name):
        return re.sub(r"(?<=[a-z])(?=[A-Z])|[/_-]", " ", name)
    state = area.rpartition("/")[2]
    suffix = f", {state.replace('_', ' ')}" if state in _STATES else ""
    return place.replace("_", " ") + suffix


@cache
def place(name: str, language: str = UNSAID) -> str:
    """The city with its country in a language: `Vancouver, Canada`; a country of the same name is not said again."""
    country = abroad.country(name, language)
    return f"{city(name)}, {country}" if country and plain(country) != plain(city(name)) else city(name)


def region_first(name: str) -> bool:
    """Whether the name is a part of a country, such as US/Mountain, and no city."""
    return _REGION_FIRST.fullmatch(name) is not None


@cache
def offset_label(offset: timedelta) -> str:
    """`UTC-7`, `UTC+5:30`, `UTC+0`: seconds only for the local mean times of before the railways."""
    total = int(offset.total_seconds())
    hours, rest = divmod(abs(total), 3600)
    minutes, seconds = divmod(rest, 60)
    tail = f":{minutes:02}:{seconds:02}" if seconds else f":{minutes:02}" if minutes else ""
    return f"UTC{'-' if total < 0 else '+'}{hours}{tail}"
