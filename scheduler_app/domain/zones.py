"""Names of time zones: which are accepted, how they are said, and which ones a person can pick from.

Everything is read from the pinned tzdata package, never from the machine's own tables.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from zoneinfo import ZoneInfo

from scheduler_app.domain.errors import Refused

# Letters people write for a zone, and the places they usually mean, likeliest first. An American's EST is not
# the tz database's (Panama), and since 2026 CST and EST are also Edmonton and Winnipeg: no guessing.
_MEANT = """
EST ET EST5EDT: America/New_York America/Toronto America/Panama America/Winnipeg Australia/Sydney
EDT: America/New_York America/Toronto
CST CT CST6CDT: America/Chicago America/Mexico_City America/Regina America/Winnipeg America/Edmonton
  America/Havana Asia/Shanghai
CDT: America/Chicago America/Winnipeg America/Havana
MST MT MST7MDT: America/Denver America/Phoenix America/Edmonton America/Vancouver America/Whitehorse
MDT: America/Denver America/Edmonton
PST PT PST8PDT: America/Los_Angeles America/Vancouver America/Tijuana Asia/Manila
PDT: America/Los_Angeles America/Vancouver America/Tijuana
HST HDT HAST HADT: Pacific/Honolulu America/Adak
AST AT: America/Halifax America/Puerto_Rico Atlantic/Bermuda Asia/Riyadh
ADT: America/Halifax Atlantic/Bermuda
GMT: Europe/London Africa/Accra Atlantic/Reykjavik UTC
BST: Europe/London Asia/Dhaka
IST: Asia/Kolkata Europe/Dublin Asia/Jerusalem
WET WEST: Europe/Lisbon Atlantic/Canary Atlantic/Faroe
CET CEST MET MEST MEZ MESZ: Europe/Berlin Europe/Paris Europe/Madrid Europe/Rome Europe/Warsaw Africa/Tunis
EET EEST: Europe/Athens Europe/Helsinki Europe/Kyiv Europe/Bucharest Africa/Cairo
CAT: Africa/Maputo Africa/Harare Africa/Khartoum
ICT: Asia/Bangkok Asia/Ho_Chi_Minh
KST: Asia/Seoul Asia/Pyongyang
AEST AET: Australia/Sydney Australia/Melbourne Australia/Brisbane Australia/Hobart
AEDT: Australia/Sydney Australia/Melbourne Australia/Hobart
ACST ACT: Australia/Adelaide Australia/Darwin
AKST AKDT AKT: America/Anchorage; NST NDT NT: America/St_Johns; IDT: Asia/Jerusalem; MSK MSD: Europe/Moscow
WAT: Africa/Lagos; EAT: Africa/Nairobi; SAST: Africa/Johannesburg; TRT: Europe/Istanbul; GST: Asia/Dubai
PKT: Asia/Karachi; NPT: Asia/Kathmandu; WIB: Asia/Jakarta; WITA: Asia/Makassar; WIT: Asia/Jayapura
HKT: Asia/Hong_Kong; SGT: Asia/Singapore; PHT: Asia/Manila; JST: Asia/Tokyo; ACDT: Australia/Adelaide
AWST: Australia/Perth; NZST NZDT NZT: Pacific/Auckland; CHST: Pacific/Guam; SST: Pacific/Pago_Pago
BRT: America/Sao_Paulo; ART: America/Argentina/Buenos_Aires; CLT CLST: America/Santiago; COT: America/Bogota
PET: America/Lima
"""
# "Pacific Standard Time", Windows' names among them, stands for these letters or this zone.
_SPOKEN = """
eastern: ET; central: CT; mountain: MT; pacific: PT; atlantic: AT; alaskan: AKT; hawaiian: HST; gmt: GMT
greenwich mean: GMT; british summer: BST; india: IST; w. europe: CET; central europe: CET; russian: MSK
central european: CET; e. europe: EET; eastern european: EET; tokyo: JST; korea: KST; new zealand: NZT
aus eastern: AET; us mountain: America/Phoenix; china: Asia/Shanghai; romance: Europe/Paris
"""


def _entries(table: str) -> dict[str, str]:
    rows = (entry.partition(":") for entry in re.split(r"\n(?=\S)|;", table.strip()))
    return {key.strip(): meaning.strip() for key, _, meaning in rows}


_ABBREVIATIONS = {letters: places.split() for key, places in _entries(_MEANT).items() for letters in key.split()}
_TIME_NAMES = _entries(_SPOKEN)
# These are in the tables, but are an offset or a POSIX rule spelled as a name.
_NOT_PLACES = {"Factory", "posixrules", "localtime", "GMT+0", "GMT-0", "GMT0"}
_OFFSET = re.compile(r"(?:UTC|GMT|Z)?\s*[-+\u2212]\s*\d{1,2}(?::?\d{2})?|GMT0|Z", re.ASCII | re.IGNORECASE)
_POSIX = re.compile(r"(?P<letters>[A-Z]{3,5}|<[^>]*>)[-+]?\d.*", re.ASCII | re.DOTALL)

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
_UNIVERSAL = {"UTC", "UCT", "Universal", "Zulu", "Greenwich", "GMT", "GMT0", "GMT+0", "GMT-0"}
_REGION_FIRST = re.compile(r"(?:US|Canada|Mexico|Brazil|Chile)/.+|Australia/(?:ACT|LHI|NSW|North|South|West)")
_STATES = {"Indiana", "Kentucky", "North_Dakota"}
# Where the plain name differs from the tz database's own ("Britain (UK)").
_COUNTRIES = {
    "AS": "American Samoa", "CD": "DR Congo", "CF": "Central African Republic", "CG": "Congo",
    "GB": "United Kingdom", "KP": "North Korea", "KR": "South Korea", "MM": "Myanmar", "SZ": "Eswatini",
    "WS": "Samoa",
}  # fmt: skip

_ALSO_CALLED = {"US": "usa america", "GB": "uk england scotland wales britain", "AE": "uae", "NL": "holland"}


@dataclass(frozen=True)
class ZoneOption:
    """One line of the picker. `offset` and `label` hold at the instant asked about."""

    id: str
    label: str
    city: str
    country: str
    offset: timedelta
    keywords: str  # lower case: country, names, letters in use


@cache
def known() -> frozenset[str]:
    """Exactly the names `check` accepts: every place and alias of tzdata, without abbreviations and rules."""
    return frozenset(_lines("zones")) - _NOT_PLACES - _ABBREVIATIONS.keys()


def check(name: object, *, field: str) -> str:
    """The name, exactly as given, if it is one of `known()`.

    Raises Refused: `ambiguous_abbreviation` (always with `choices`) for letters such as MST, even where
    the tz database has them as a name; `unknown_zone` for anything else, with `choices` where the meaning is
    obvious; `invalid_request` for what is not text.
    """
    if not isinstance(name, str):
        raise Refused.because("invalid_request", "the time zone must be text, such as Europe/Berlin", field=field)
    if name in known():
        return name
    text = name.strip()[:80]
    shown = "".join(char if char.isprintable() else "?" for char in text[:40])
    if meant := _ABBREVIATIONS.get(text.upper()):
        several = f"does not name one time zone: it can mean the clocks of {_listed(meant)}; choose a city"
        message = f"{shown} {several if len(meant) > 1 else f'is an abbreviation; choose a city, such as {meant[0]}'}"
        raise Refused.because("ambiguous_abbreviation", message, field=field, choices=list(meant))
    choices = _choices(text)
    if not text:
        message = "no time zone was given; choose a city, such as Europe/Berlin"
    elif _OFFSET.fullmatch(text):
        message = f'"{shown}" is an offset and does not say when clocks change; choose a city, like Europe/Berlin'
    elif choices:
        message = f'there is no time zone "{shown}"; did you mean {_listed(choices)}?'
    else:
        message = f'there is no time zone "{shown}"; choose a city, such as America/Denver or Europe/Berlin'
    raise Refused.because("unknown_zone", message, field=field, **({"choices": choices} if choices else {}))


def meanings() -> Mapping[str, list[str]]:
    """What letters such as MST can mean: zones, likeliest first."""
    return MappingProxyType(_ABBREVIATIONS)


def city(name: str) -> str:
    """How a zone is said beside a time, in plain ASCII: the place that was picked, never a canonical one."""
    area, _, place = name.rpartition("/")
    if said := _SAID.get(name):
        return said
    if area in {"", "Etc"} and place in _UNIVERSAL:
        return "UTC"
    if area == "Etc":
        return "fixed offset"  # Etc/GMT+7 is UTC-7: saying its name beside its offset would contradict it
    if _REGION_FIRST.fullmatch(name):
        return re.sub(r"(?<=[a-z])(?=[A-Z])|[/_-]", " ", name)
    state = area.rpartition("/")[2]
    suffix = f", {state.replace('_', ' ')}" if state in _STATES else ""
    return place.replace("_", " ") + suffix


@cache
def offset_label(offset: timedelta) -> str:
    """`UTC-7`, `UTC+5:30`, `UTC+0`: seconds only for the local mean times of before the railways."""
    total = int(offset.total_seconds())
    hours, rest = divmod(abs(total), 3600)
    minutes, seconds = divmod(rest, 60)
    tail = f":{minutes:02}:{seconds:02}" if seconds else f":{minutes:02}" if minutes else ""
    return f"UTC{'-' if total < 0 else '+'}{hours}{tail}"


def options(on: datetime) -> list[ZoneOption]:
    """Every place of zone.tab (also Oslo) and UTC, by label; offsets are those at the aware instant `on`."""
    utc = on.astimezone(UTC)
    found = []
    for info, place, country, keywords in _places(utc.year):
        offset = utc.astimezone(info).utcoffset() or timedelta()
        label = f"{place}, {country}" if country else place
        found.append(ZoneOption(info.key, f"{label} ({offset_label(offset)})", place, country, offset, keywords))
    return found


def same(a: str, b: str) -> bool:
    """Whether two names are one place: Asia/Calcutta and Asia/Kolkata are, Oslo and Berlin are not.

    Zones that merely agree differ, even where the tz database links them: a link counts only from a name that
    zone.tab does not list as a place of its own.
    """
    return _canonical(a) == _canonical(b)


def country_code(name: str) -> str:
    """The ISO country of a place (`US`), aliases included; "" for UTC and other zones of no country."""
    return _table().get(name, _table().get(_canonical(name), ("", "")))[0]


def _canonical(name: str) -> str:
    return name if name in _table() else _links().get(name, name)


@cache
def _table() -> dict[str, tuple[str, str]]:
    """Zone -> (country code, comment), from zone.tab."""
    rows = (line.split("\t") for line in _lines("zoneinfo/zone.tab"))
    return {row[2]: (row[0], row[3] if len(row) > 3 else "") for row in rows}


@cache
def _links() -> dict[str, str]:
    links = dict(line.split()[:0:-1] for line in _lines("zoneinfo/tzdata.zi") if line.startswith("L "))
    for alias, target in links.items():
        while target in links:
            target = links[target]
        links[alias] = target
    return links


@cache
def _country_names() -> dict[str, str]:
    return dict(line.split("\t") for line in _lines("zoneinfo/iso3166.tab"))


@lru_cache(maxsize=8)
def _places(year: int) -> list[tuple[ZoneInfo, str, str, str]]:
    """(zone, city, country, keywords) in label order; the letters in use are those of that year.

    It holds the zones themselves because zoneinfo remembers only eight and reads the others from disk again.
    """
    aliases = defaultdict(list)
    for alias, target in _links().items():
        if "/" in alias and alias not in _table():
            aliases[target].append(alias)
    letters = defaultdict(list)
    for short, zones in _ABBREVIATIONS.items():
        for zone in zones:
            letters[zone].append(short)
    days = [datetime(year, month, 1, tzinfo=UTC) for month in (1, 7, 12)]
    places = [(ZoneInfo("UTC"), "UTC", "", "utc coordinated universal time gmt zulu etc/utc")]
    for zone, (code, comment) in _table().items():
        info = ZoneInfo(zone)
        used = [day.astimezone(info).tzname() or "" for day in days]
        listed = _country_names()[code]
        country = _COUNTRIES.get(code, listed)
        names = [zone, *aliases[zone]]
        words = [*map(city, names), country, listed, _ALSO_CALLED.get(code, ""), *names, comment, *letters[zone], *used]
        keywords = " ".join(dict.fromkeys(word.lower() for word in words if word[:1].isalpha()))
        places.append((info, city(zone), country, keywords))
    return sorted(places, key=lambda place: (place[1].casefold(), place[2].casefold()))


def _choices(text: str) -> list[str]:
    """Zones that text which is not a zone obviously means; the best first, at most five."""
    if _OFFSET.fullmatch(text):
        return []
    wanted = text.casefold().replace(" ", "_")
    places = (name for name in known() if not name.startswith("Etc/"))
    names = sorted(places, key=lambda name: (name not in _table(), name))
    if hits := [name for name in names if wanted in (name.casefold(), name.casefold().rpartition("/")[2])]:
        return hits[:5]
    spoken = re.sub(r"\s+(?:standard\s+|daylight\s+)?time$", "", text.casefold())
    if spoken != text.casefold() and (meaning := _TIME_NAMES.get(spoken)):
        return _ABBREVIATIONS.get(meaning, [meaning])[:5]
    if (posix := _POSIX.fullmatch(text)) and (meant := _ABBREVIATIONS.get(posix["letters"])):
        return meant[:5]
    codes = {code for code, name in _country_names().items() if text.casefold() == name.casefold()}
    codes |= {code for code, name in _COUNTRIES.items() if text.casefold() == name.casefold()}
    if codes:
        return [zone for zone, (code, _) in _table().items() if code in codes][:5]
    if posix:
        return []
    return difflib.get_close_matches(text[:40], names, n=3, cutoff=0.8)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _lines(path: str) -> Iterator[str]:
    text = resources.files("tzdata").joinpath(path).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
