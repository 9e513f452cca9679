"""What countries and the zones' cities are called in each language of the pages: CLDR's names, by Babel.

They are read when they are first needed. Only names are taken from there: the zones and their rules are always those
of the pinned tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from babel import Locale

from scheduler_app.domain.manner import LANGUAGES, UNSAID
from scheduler_app.domain.zones import tables

# Where CLDR's name is an office's and not what people say ("Sonderverwaltungsregion Hongkong").
_PLAINER = {
    "en": {"HK": "Hong Kong", "MO": "Macao", "PS": "Palestine"},
    "es": {"HK": "Hong Kong", "MO": "Macao", "PS": "Palestina"},
    "fr": {"HK": "Hong Kong", "MO": "Macao", "PS": "Palestine", "VA": "Vatican"},
    "de": {"HK": "Hongkong", "MO": "Macau", "PS": "Palästina"},
}
# What is said in Spanish, French and German beside CLDR's names.
_ALSO_CALLED = {
    "US": "EE. UU.; EEUU; EUA; Estados Unidos de América; États-Unis d'Amérique; Amerika",
    "GB": "Gran Bretaña; Grande-Bretagne; Großbritannien",
    "AE": "Emiratos; Émirats; Emirate; EAU; VAE",
    "NL": "Holanda; Hollande",
    "CZ": "República Checa; République tchèque; Tschechische Republik",
    "CI": "Costa de Marfil; Elfenbeinküste",
    "KR": "Corea; Corée",
    "CV": "Kap Verde",
    "MM": "Birma",
    "SZ": "Suazilandia; Swasiland",
    "TL": "Osttimor",
    "BY": "Weißrussland",
    "MD": "Moldau; Moldawien",
    "MK": "Macedonia; Macédoine; Mazedonien",
    "SA": "Arabia Saudita",
    "FK": "Malvinas; Malouines",
}


def country(zone: str, language: str = UNSAID) -> str:
    """The country of a zone as readers of a language call it, or "" for UTC and fixed offsets."""
    usual = tables.country(zone)
    return usual if language == UNSAID else _countries(language).get(tables.country_code(zone), usual)


def countries(code: str) -> list[str]:
    """What a country is called in each language; of "Myanmar (Birmania)" both."""
    listed = [_countries(language).get(code, "") for language in LANGUAGES]
    listed += _ALSO_CALLED.get(code, "").split("; ")
    return [name for one in listed for name in re.split(r" ?[()]", one) if name]


def cities() -> Iterator[tuple[str, str, str]]:
    """(zone, what its city is called in some language, words said beside it) wherever that is not the zone's id."""
    for language in LANGUAGES:
        for key, called in _cities(language).items():
            city, _, beside = re.sub(r" ?[\[(]", ", ", called).rstrip(")]").partition(", ")
            yield _place(key), city, beside


def _place(key: str) -> str:
    """The zone of one of CLDR's ids. Some are former ones, and those may share another place's rules.

    The tables have Africa/Asmera on Nairobi's: it is Asmara by its English name.
    """
    if tables.is_place(key):
        return key
    return _by_city().get(_cities(UNSAID).get(key, ""), tables.place_of(key))


@cache
def _by_city() -> Mapping[str, str]:
    return {zone.rpartition("/")[2].replace("_", " "): zone for zone in tables.table()}


@cache
def _cities(language: str) -> Mapping[str, str]:
    listed = Locale.parse(language).time_zones
    named = {key: str(names["city"]) for key, names in listed.items() if "city" in names and key in tables.known()}
    return {key: city.replace("\xad", "") for key, city in named.items()}  # CLDR hyphenates Reykjavík softly


@cache
def _countries(language: str) -> Mapping[str, str]:
    named = {code: str(name) for code, name in Locale.parse(language).territories.items()}
    return named | _PLAINER[language]
