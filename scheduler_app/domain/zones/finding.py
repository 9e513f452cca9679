"""The search of the picker: text as people write it, and the zones it can mean. One ranking for every page."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from functools import cache, lru_cache

from scheduler_app.domain.manner import UNSAID
from scheduler_app.domain.zones import gazetteer, letters, tables
from scheduler_app.domain.zones.gazetteer import Kind, Name
from scheduler_app.domain.zones.picker import ZoneOption, info, option, options
from scheduler_app.domain.zones.spelling import plain

_OFFSET = re.compile(r"(?:UTC|GMT|Z)?\s*[-+\u2212]\s*\d{1,2}(?::?\d{2})?|GMT0|Z", re.ASCII | re.IGNORECASE)
_LONGEST = 80
_TYPOS_FROM = 4  # letters: below, everything resembles everything
_ALIKE = 0.8
_NEARLY = 0.06  # how much less alike a second misspelt name may be


class Fit(IntEnum):
    """How well a name fits, best first; beginnings are completed, and what is only alike is a guess."""

    EXACT = 0
    WORDS = 1
    BEGINS = 2
    PREFIXES = 3
    ALIKE = 4


@dataclass(frozen=True)
class Match:
    """A place that was found. `through` says which other name led to it, such as `Seattle, Washington`.

    `sure` means that the text is a name of this place and of no other; letters and phrases never are. `fit` tells what
    is named from what only begins like the text, or resembles it.
    """

    option: ZoneOption
    through: str
    sure: bool
    fit: Fit

    @property
    def id(self) -> str:
        return self.option.id


@dataclass(frozen=True)
class _Found:
    zone: str
    fit: Fit
    name: Name | None = None
    names: bool = True  # False for letters and phrases, which name no place
    main: bool = False  # a large zone's own city, which a smaller namesake does not cast into doubt


def search(text: str, on: datetime, limit: int = 8, language: str = UNSAID) -> list[Match]:
    """The places that `text` can mean, best first, with the offsets of the aware instant `on`.

    It may be a city, a country or part of one, a zone id or alias, a Windows name, letters, or "Pacific time"; cities
    and countries also as Spanish, French and German speakers call them, whatever the `language` in which `through` is
    said. A whole name comes before a whole word, that before a beginning, and a misspelling only where nothing else
    fits. A former name is kept as given: "Calcutta" is found as Asia/Calcutta.
    """
    found = _ranked(text.strip()[:_LONGEST], on.astimezone(UTC).year)
    sure = _sure(found)
    return [
        Match(
            option(hit.zone, on),
            hit.name.said_to(language, text.strip()) if hit.name else "",
            hit.zone == sure,
            hit.fit,
        )
        for hit in found[:limit]
    ]


def only(text: str) -> str | None:
    """The one zone whose place `text` names; None for letters, for namesakes, and for what only resembles a name."""
    return _sure(_ranked(text.strip()[:_LONGEST], None))


def meant(text: str) -> list[str]:
    """The zones that `text` obviously means, best first: those it names, or else those it resembles."""
    found = _ranked(text.strip()[:_LONGEST], None)
    return [hit.zone for hit in found if hit.fit in (Fit.EXACT, Fit.ALIKE)]


def is_offset(text: str) -> bool:
    """Whether it is an offset such as UTC-7, which says nothing of when clocks change."""
    return _OFFSET.fullmatch(text.strip()) is not None


@lru_cache(maxsize=256)
def _ranked(given: str, year: int | None) -> tuple[_Found, ...]:
    """Each place once, best first; with a `year` also all whose clocks print such letters in it."""
    wanted = plain(given)
    if not wanted or is_offset(given):
        return ()
    found: list[_Found] = []
    for reading in _readings(given, wanted):
        found += [*_letters(reading, year), *_named(reading)]
        if any(hit.fit is Fit.EXACT for hit in found):
            break
    found = found or list(_alike(wanted))
    once: dict[str, _Found] = {}
    for hit in found:
        once.setdefault(tables.place_of(hit.zone), hit)
    return tuple(once.values())


def _readings(given: str, wanted: str) -> list[str]:
    """The text as it is, then without what is in brackets, "(US & Canada)", then without the word "time"."""
    bare = plain(re.sub(r"\([^)]*\)?", " ", given))
    return list(dict.fromkeys(filter(None, (wanted, bare, letters.without_time(wanted), letters.without_time(bare)))))


def _sure(found: tuple[_Found, ...]) -> str | None:
    exact = [hit for hit in found if hit.fit is Fit.EXACT]
    if not exact or not all(hit.names for hit in exact):
        return None
    return exact[0].zone if len(exact) == 1 or exact[0].main else None


def _letters(wanted: str, year: int | None) -> Iterator[_Found]:
    meaning = letters.read(wanted)
    for zone in meaning:
        yield _Found(zone, Fit.EXACT, names=False)
    if meaning and year:
        for zone, used in _letters_in_use(year):
            if wanted.upper() in used:
                yield _Found(zone, Fit.WORDS, names=False)


def _named(wanted: str) -> Iterator[_Found]:
    words = wanted.split()
    fits = [(fit, name) for name in gazetteer.begun(words) if (fit := _fit(wanted, words, name)) is not None]
    for fit, name in sorted(fits, key=_rank):
        main = name.kind is Kind.CITY and gazetteer.weight(name.zones[0]) > 0
        for zone in name.zones:
            yield _Found(zone, fit, name, names=name.kind is not Kind.CODE, main=main)


def _rank(fitting: tuple[Fit, Name]) -> tuple[object, ...]:
    fit, name = fitting
    weight = gazetteer.weight(name.zones[0])
    own = name.kind is Kind.CITY and weight > 0
    kind = name.kind if fit is Fit.EXACT else -name.kind  # "ind" is begun of India before Indore
    alias = not tables.is_place(name.zones[0])
    return fit, name.kind in (Kind.CODE, Kind.ID), name.foreign, not own, -weight, alias, kind, name.plain


def _fit(wanted: str, words: list[str], name: Name) -> Fit | None:
    if wanted == name.plain:
        return Fit.EXACT
    if wanted.startswith(name.plain + " ") and name.beside.issuperset(wanted.removeprefix(name.plain).split()):
        return Fit.EXACT  # "Portland Oregon"
    if name.kind in (Kind.WINDOWS, Kind.CODE):
        return Fit.BEGINS if len(words) > 1 and name.plain.startswith(wanted) else None
    if name.kind is Kind.ID:  # parts of an id are said by its city; "Pacific" is not every island in it
        return Fit.PREFIXES if len(wanted) > 1 and f" {wanted}" in f" {name.plain}" else None
    if not name.foreign and not name.words.isdisjoint(words) and (name.words | name.beside).issuperset(words):
        return Fit.WORDS  # of foreign names it might be an article: "den" begins Denver, and is no word for The Hague
    if name.plain.startswith(wanted):
        return Fit.BEGINS
    begun = [word for word in words if any(one.startswith(word) for one in name.words)]
    if begun and all(word in begun or any(one.startswith(word) for one in name.beside) for word in words):
        return Fit.PREFIXES
    return None


def _alike(wanted: str) -> Iterator[_Found]:
    if len(wanted) < _TYPOS_FROM:
        return
    length, most = len(wanted), 2 / _ALIKE - 1  # longer and shorter ones cannot be so alike
    near = [spelled for spelled in _spelled() if length <= len(spelled) * most and len(spelled) <= length * most]
    close = difflib.get_close_matches(wanted, near, n=3, cutoff=_ALIKE)
    ratios = [difflib.SequenceMatcher(None, spelled, wanted).ratio() for spelled in close]
    for spelled in (one for one, ratio in zip(close, ratios, strict=True) if ratio > ratios[0] - _NEARLY):
        for name in _spelled()[spelled]:
            for zone in name.zones:
                yield _Found(zone, Fit.ALIKE, name, names=False)


@cache
def _spelled() -> dict[str, list[Name]]:
    found: dict[str, list[Name]] = {}
    for name in gazetteer.names():
        if len(name.plain) >= _TYPOS_FROM:
            found.setdefault(name.plain, []).append(name)
    return found


@lru_cache(maxsize=4)
def _letters_in_use(year: int) -> list[tuple[str, frozenset[str]]]:
    days = [datetime(year, month, 1, tzinfo=UTC) for month in (1, 7, 12)]
    return [
        (place.id, frozenset((day.astimezone(info(place.id)).tzname() or "").upper() for day in days))
        for place in options(days[0])
    ]
