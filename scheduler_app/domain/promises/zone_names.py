"""Letters such as MST and names such as "mountain standard time", as the letters they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scheduler_app.domain import zones
from scheduler_app.domain.promises.place import Kind, Place, after_time, before_time, is_clock, zone_is

_SEASON = r"(?:standard|daylight savings?|daylight|std|summer|savings?)"
_FAMILIES = {
    "eastern": "E", "central": "C", "mountain": "M", "pacific": "P", "atlantic": "A", "alaska": "AK", "alaskan": "AK",
    "hawaii": "H", "hawaiian": "H",
}  # fmt: skip
_SPOKEN = re.compile(
    rf"\b(?P<family>{'|'.join(_FAMILIES)})\b(?P<time> (?:(?P<season>{_SEASON}) )?(?:time|tz|clock)\b)?", re.IGNORECASE
)
# "Central Park" and "Central office" are no clocks.
_MORE_OF_A_NAME = re.compile(
    r" (?:office|branch|campus|station|park|bank|team|library)\b|"
    r" (?!Time|Standard|Daylight|Summer|Savings?|Std|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Tomorrow|Today|On|At|And|Or|For|Please"
    r"|Jan|Feb|Mar|Apr|May|Ju[nl]|Aug|Sep|Oct|Nov|Dec|With|We|You|Zone|TZ|This|Next)[A-Z][a-z]"
)
_NAMED = {
    "greenwich mean": "GMT", "british summer": "BST", "british standard": "BST", "central european": "CET",
    "central european summer": "CEST", "eastern european": "EET", "eastern european summer": "EEST",
    "western european": "WET", "western european summer": "WEST", "australian eastern": "AET", "new zealand": "NZT",
    "india": "Asia/Kolkata", "indian": "Asia/Kolkata", "china": "Asia/Shanghai", "japan": "Asia/Tokyo",
    "korea": "Asia/Seoul", "korean": "Asia/Seoul", "singapore": "Asia/Singapore", "us mountain": "America/Phoenix",
    "arizona": "America/Phoenix", "coordinated universal": "UTC",
}  # fmt: skip
_NAMED_TIME = re.compile(
    rf"\b(?P<name>{'|'.join(sorted(_NAMED, key=len, reverse=True))})(?: (?:standard|daylight))? time\b", re.IGNORECASE
)
_LETTERS = re.compile(r"\b([A-Za-z]{2,4})(?:\s?/\s?([A-Za-z]{3,4}))?\b(?!')")
_ALSO_WORDS = {
    "ACT", "ART", "AT", "CAT", "COT", "CT", "EAT", "ET", "GST", "ICT", "MET", "MT", "NT", "PET", "PT", "SST", "WAT",
    "WIT",
}  # fmt: skip
_SHORT = {"CT", "ET", "MT", "PT"}
_NO_STATES = {"ET", "PT"}
_WHERE_AT = re.compile(r" (?:\d|[A-Z@])")  # "TUESDAY AT DENVER", "AT 2 PM"
# Connecticut and Montana: "Mystic, CT". A day may stand there, too.
_TOWN_BEFORE = re.compile(
    r"\b(?!(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Tomorrow|Today|Tonight|Noon"
    r"|Midnight|Morning|Afternoon|Evening|Hours|Hrs|Sharp|[AP][Mm]\b))[A-Z][a-z]+,? \(?\Z"
)


def named_times(text: str) -> Iterator[Place]:
    """Names such as "central European time", which would otherwise be taken apart as "central"."""
    for match in _NAMED_TIME.finditer(text):
        value = _NAMED[match["name"].lower()]
        kind = Kind.LETTERS if value in zones.meanings() else Kind.CITY
        yield Place(match.start(), match.end(), match[0], kind, value)


def spoken_families(text: str) -> Iterator[Place]:
    for match in _SPOKEN.finditer(text):
        if not match["time"] and match[0][0].isupper() and _MORE_OF_A_NAME.match(text, match.end()):
            continue
        start, end = match.span()
        if match["time"] or after_time(text, start) or before_time(text, start, end) or zone_is(text, start):
            yield Place(match.start(), match.end(), match[0], Kind.LETTERS, _letters_of(match))


def letters(text: str) -> Iterator[Place]:
    """In capitals anywhere; those that are also words, and small letters, only where they are said of a time."""
    for match in _LETTERS.finditer(text):
        said, value = match[1], match[1].upper()
        if value not in zones.meanings():
            continue
        start, end = match.start(), match.end(1)
        firm = after_time(text, start) or zone_is(text, start) or is_clock(text, match.end())
        firm = firm or before_time(text, start, end) or (said in _NO_STATES and bool(_TOWN_BEFORE.search(text[:start])))
        if not firm and not (said.isupper() and value not in _ALSO_WORDS):
            continue
        if value == "AT" and (said != "AT" or _WHERE_AT.match(text, match.end())):
            continue
        if not said.isupper() and value in _ALSO_WORDS - _SHORT:
            continue
        if value in {"CT", "MT"} and _TOWN_BEFORE.search(text[: match.start()]):
            continue
        whichever = f"{value[:-2]}T"  # "EST/EDT" says: whichever New York has
        pair = bool(match[2]) and match[2].upper()[:-2] == value[:-2] and whichever in zones.meanings()
        end = match.end() if pair else end
        yield Place(start, end, text[start:end], Kind.LETTERS, whichever if pair else value, firm=firm)


def _letters_of(match: re.Match[str]) -> str:
    family, season = _FAMILIES[match["family"].lower()], (match["season"] or "").lower()
    value = family + ("" if not season else "S" if season.startswith("st") else "D") + "T"
    return value if value in zones.meanings() else family + "ST"  # Hawaii has one time all year
