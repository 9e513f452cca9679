"""A month as a calendar leaf: which of its days have free times, and where the neighbouring months begin."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler_app.domain import date_words, zones
from scheduler_app.domain.manner import Manner
from scheduler_app.domain.said import Said

WEEK = 7


@dataclass(frozen=True)
class Day:
    """A day with free times that can be gone to; `title` is its date in full, `short` with its words shortened."""

    date: date
    title: Said
    short: Said
    free: int


@dataclass(frozen=True)
class Cell:
    """A day of the leaf; `day` is None where nothing is free. `title` is its date in full.

    `month` is the short name of another month than the leaf's, whose days fill its first and last week, else "".
    """

    number: int
    title: Said
    day: Day | None
    month: str


@dataclass(frozen=True)
class Neighbour:
    """A month beside this one that has free times, and the first day of them to go to."""

    title: Said
    day: date


@dataclass(frozen=True)
class Month:
    """Whole weeks, from the first to the last that has a free day of this month.

    `weekdays` are their short and full names, in the order in which the reader's country begins its weeks.
    """

    title: Said
    weekdays: list[tuple[str, str]]
    weeks: list[list[Cell]]
    earlier: Neighbour | None
    later: Neighbour | None


def month(free: Mapping[date, Day], shown: date, zone: str, manner: Manner) -> Month:
    """The month of the day `shown`; `free` holds every day that has free times, in order. Dates are the zone's own."""
    language, first = manner.language, date_words.first_weekday(zones.country_code(zone))
    this = _ordinal(shown)
    inside = [day for day in free if _ordinal(day) == this]
    weeks = Calendar(first).monthdatescalendar(shown.year, shown.month)
    used = [week for week in weeks if week[0] <= inside[-1] and week[-1] >= inside[0]]
    cells = [[_cell(day, free, this, language) for day in week] for week in used]
    before, after = ([day for day in free if _ordinal(day) < this], [day for day in free if _ordinal(day) > this])
    return Month(
        title=_month(shown, language),
        weekdays=[_weekday(used[0][0] + timedelta(days=place), language) for place in range(WEEK)],
        weeks=cells,
        earlier=_neighbour([day for day in before if _ordinal(day) == _ordinal(before[-1])], language),
        later=_neighbour(after, language),
    )


def _ordinal(day: date) -> tuple[int, int]:
    return day.year, day.month


def _cell(day: date, free: Mapping[date, Day], this: tuple[int, int], language: str) -> Cell:
    short = "" if _ordinal(day) == this else date_words.short_month(day, language)
    return Cell(day.day, Said(date_words.spelt_date(day, language), language), free.get(day), short)


def _neighbour(days: list[date], language: str) -> Neighbour | None:
    return Neighbour(_month(days[0], language), days[0]) if days else None


def _month(day: date, language: str) -> Said:
    return Said(date_words.month(day, language), language)


def _weekday(day: date, language: str) -> tuple[str, str]:
    return date_words.weekday(day, language), date_words.full_weekday(day, language)
