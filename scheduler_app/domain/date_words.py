"""The words of a date in each language.

Names of days and months and their order are CLDR's, by Babel. Zones never are, nor how a zone is said: those lag behind
the rules. What joins two clocks to a sentence is written here by hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError

ENGLISH_ORDER = "E d MMM y"  # CLDR's has the month first, and a comma
SPELT_ENGLISH = "EEEE d MMMM y"


@dataclass(frozen=True)
class Words:
    """`halves` are those of a twelve-hour clock; `other_day` says on which day, by its distance, the other clock is.

    Of a `units` pair the first is for one. `hour` is one hour as an amount, with its article. `also` is said before the
    last of several things.
    """

    halves: tuple[str, str]
    turn: str
    other_day: Mapping[int, str]
    now: str
    on: str
    hour: str
    earlier: str
    later: str
    units: tuple[tuple[str, str], tuple[str, str], tuple[str, str]]
    none: str
    moment: str
    also: str
    skipped: str
    repeated: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        halves=("AM", "PM"),
        turn=", which is ",
        other_day={-2: " two days before", -1: " the day before", 1: " the next day", 2: " two days later"},
        now="now",
        on="on",
        hour="an hour",
        earlier="earlier",
        later="later",
        units=(("day", "days"), ("hour", "hours"), ("minute", "minutes")),
        none="0 minutes",
        moment="under a minute",
        also=" and ",
        skipped="The clocks in {city} skip {face} on {date}; the next time they show is {following}.",
        repeated=(
            "The clocks in {city} show {face} twice on {date}: before the clocks go back ({earlier}) and after the"
            " clocks go back ({later}). Choose which one."
        ),
    ),
    "es": Words(
        halves=("a. m.", "p. m."),
        turn=", es decir, ",
        other_day={-2: " dos días antes", -1: " del día anterior", 1: " del día siguiente", 2: " dos días después"},
        now="ahora",
        on="el",
        hour="una hora",
        earlier="antes",
        later="después",
        units=(("día", "días"), ("hora", "horas"), ("minuto", "minutos")),
        none="0 minutos",
        moment="menos de un minuto",
        also=" y ",
        skipped="Los relojes de {city} se saltan las {face} el {date}; la siguiente hora que muestran es {following}.",
        repeated=(
            "Los relojes de {city} muestran las {face} dos veces el {date}: antes de que se atrasen ({earlier}) y"
            " después ({later}). Elija cuál."
        ),
    ),
    "fr": Words(
        halves=("AM", "PM"),
        turn=", soit ",
        other_day={-2: " deux jours avant", -1: " la veille", 1: " le lendemain", 2: " deux jours après"},
        now="maintenant",
        on="le",
        hour="une heure",
        earlier="plus tôt",
        later="plus tard",
        units=(("jour", "jours"), ("heure", "heures"), ("minute", "minutes")),
        none="0 minute",
        moment="moins d'une minute",
        also=" et ",
        skipped="Le {date}, les horloges de {city} sautent {face}. La première heure qui suit est {following}.",
        repeated=(
            "Le {date}, les horloges de {city} affichent {face} deux fois, avant le retour en arrière ({earlier}) et"
            " après ({later}). Choisissez laquelle."
        ),
    ),
    "de": Words(
        halves=("AM", "PM"),
        turn=", das entspricht ",
        other_day={-2: " zwei Tage zuvor", -1: " am Vortag", 1: " am nächsten Tag", 2: " zwei Tage danach"},
        now="jetzt",
        on="am",
        hour="eine Stunde",
        earlier="früher",
        later="später",
        units=(("Tag", "Tage"), ("Stunde", "Stunden"), ("Minute", "Minuten")),
        none="0 Minuten",
        moment="unter einer Minute",
        also=" und ",
        skipped="Die Uhren in {city} überspringen {face} am {date}; die nächste Zeit, die sie zeigen, ist {following}.",
        repeated=(
            "Die Uhren in {city} zeigen {face} am {date} zweimal: vor dem Zurückstellen ({earlier}) und danach"
            " ({later}). Bitte wählen Sie eine davon."
        ),
    ),
}


def long_date(day: date, language: str) -> str:
    """`Tue 12 Jan 2027`, `mar. 12 janv. 2027`, `Di., 12. Jan. 2027`, `mar, 12 ene 2027`."""
    return _dated(day, language, "yMMMEd", ENGLISH_ORDER)


def short_date(day: date, language: str) -> str:
    """The same without its year."""
    return _dated(day, language, "MMMEd", ENGLISH_ORDER.removesuffix(" y"))


def spelt_date(day: date, language: str) -> str:
    """`Tuesday 12 January 2027`, `martes, 12 de enero de 2027`: nothing shortened, for whoever hears it."""
    pattern = SPELT_ENGLISH if language == "en" else _locale(language).date_formats["full"].pattern
    return _filled(pattern, day, language)


def month(day: date, language: str) -> str:
    """`January 2027`, `enero de 2027`: the month that a day is in."""
    return _filled(_locale(language).datetime_skeletons["yMMMM"].pattern, day, language)


def short_month(day: date, language: str) -> str:
    """`Jan`, as in the dates."""
    return str(_locale(language).months["format"]["abbreviated"][day.month])


def weekday(day: date, language: str) -> str:
    """`Tue`, as in the dates."""
    return str(_locale(language).days["format"]["abbreviated"][day.weekday()])


def full_weekday(day: date, language: str) -> str:
    """`Tuesday`."""
    return str(_locale(language).days["stand-alone"]["wide"][day.weekday()])


@cache
def first_weekday(country: str) -> int:
    """The day with which calendars of a country (`US`) begin their weeks; Monday is 0, and where nothing is known."""
    try:
        return int(Locale.parse(f"und_{country}").first_week_day) if country else 0
    except (UnknownLocaleError, ValueError):
        return 0


def listed(names: Sequence[str], language: str) -> str:
    """`Vancouver and Edmonton`."""
    return WORDS[language].also.join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _dated(day: date, language: str, skeleton: str, english: str) -> str:
    pattern = english if language == "en" else _locale(language).datetime_skeletons[skeleton].pattern
    return _filled(pattern.replace("EEE", "E"), day, language)


def _filled(pattern: str, day: date, language: str) -> str:
    """A pattern of CLDR's with the parts of a day; what stands in quotes is the language's own."""
    months = _locale(language).months["format"]
    parts = {
        "EEEE": _locale(language).days["format"]["wide"][day.weekday()],
        "E": weekday(day, language),
        "d": str(day.day),
        "MMMM": months["wide"][day.month],
        "MMM": months["abbreviated"][day.month],
        "y": str(day.year),
    }
    return re.sub(r"'([^']*)'|EEEE|E|d|MMMM|MMM|y", lambda found: found[1] or parts[found[0]], pattern)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)
