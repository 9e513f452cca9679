"""Countries as a list to choose a telephone number's from, each by its name in the reader's language."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from babel import Locale

from scheduler_app.domain import phone


@dataclass(frozen=True)
class Country:
    """`code` is ISO 3166, `calling` the digits after the +."""

    code: str
    name: str
    calling: int


@cache
def countries(language: str) -> tuple[Country, ...]:
    """Every country that has telephone numbers, in the order of its names; accents do not count."""
    known = [Country(code, name(code, language), calling) for code, calling in phone.calling_codes().items()]
    return tuple(sorted(known, key=lambda one: _plain(one.name)))


def name(code: str, language: str) -> str:
    """The country's name, `United States`; its code where none is known."""
    return str(Locale.parse(language).territories.get(code, code))


def _plain(name: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char)).casefold()
