"""Dates with a number in them: 2027-01-12, 12 January, January 12th, 1/12, the 12th, with the weekday beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from scheduler_app.domain import clockface, walltime
from scheduler_app.domain.promises.plain import Span, blank

STILL_MEANT = timedelta(days=60)  # a date without a year that passed more recently was this year's
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?)\b"
)
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_NTH = r"(?P<day>0?[1-9]|[12]\d|3[01])(?P<nth>st|nd|rd|th)?\b(?!:\d|[.h]\d)"
_YEAR = r"(?:[,.]? ?(?P<year>(?:19|20)\d\d)\b(?! ?(?:hrs?|hours|h)\b))?"
_BEFORE = re.compile(rf"\b{WEEKDAY}[.,]? ?\(?(?:on )?(?:the )?\Z", re.IGNORECASE)
_AFTER = re.compile(rf",? ?\(?(?:a )?{WEEKDAY}\.?\)?", re.IGNORECASE)


@dataclass(frozen=True)
class Day(Span):
    """The dates meant, likeliest first; with several, `unclear` says why."""

    dates: tuple[date, ...]
    unclear: str = ""
    relative: bool = False  # counted from today


def said(day: date) -> str:
    """`Tue 12 Jan 2027`."""
    return clockface.say_date(walltime.at_wall(day, time(12), "UTC"), "UTC")


def weekday_number(word: str) -> int:
    return next(n for n, name in enumerate(WEEKDAYS) if name.lower().startswith(word.lower()[:3]))


def dates(text: str, today: date) -> list[Day]:
    found: list[Day] = []
    for form, read in _FORMS:
        for match in form.finditer(blank(text, found)):
            if meant := read(match, today):
                found.append(_with_weekday(match, text, meant, today))
    return found


def on(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2999 else None
    except ValueError:
        return None


def _with_weekday(match: re.Match[str], text: str, meant: tuple[date, ...], today: date) -> Day:
    """What the date says, checked against a weekday beside it."""
    start, end = match.span()
    before, after = _BEFORE.search(text[max(0, start - 20) : start]), _AFTER.match(text, end)
    beside = before or after
    start -= len(before[0]) if before else 0
    end = after.end() if after and not before else end
    words = text[start:end].strip()
    if beside is None:
        return Day(start, end, words, meant, _which(words, meant))
    number = weekday_number(beside["weekday"])
    if fitting := tuple(day for day in meant if day.weekday() == number):
        return Day(start, end, words, fitting[:1])
    nearest = min((meant[0] + timedelta(days=n) for n in range(-3, 4)), key=lambda day: day.weekday() != number)
    unclear = f'"{words}" does not fit: {said(meant[0])} is a {WEEKDAYS[meant[0].weekday()]}.'
    return Day(start, end, words, (meant[0], nearest), unclear)


def _which(words: str, meant: tuple[date, ...]) -> str:
    if len(meant) < 2:
        return ""
    return f'"{words}" can be read as {" or as ".join(map(said, meant))}.'


Read = Callable[[re.Match[str], date], tuple[date, ...]]


def _in_full(match: re.Match[str], _today: date) -> tuple[date, ...]:
    found = on(int(match["year"]), int(match["month"]), int(match["day"]))
    return (found,) if found else ()


def _by_name(match: re.Match[str], today: date) -> tuple[date, ...]:
    if match["month"] == "may" and not (match["nth"] or match["year"]):
        return ()  # "at 2 may I call"
    month = next(n for n, name in enumerate(MONTHS, 1) if name.lower().startswith(match["month"].lower()[:3]))
    return _one(match["year"], month, int(match["day"]), today)


def _by_numbers(match: re.Match[str], today: date) -> tuple[date, ...]:
    """Both orders where both make a date: the month first as in the United States, the day first elsewhere."""
    first, second = int(match["first"]), int(match["second"])
    if match[0] == "24/7":
        return ()
    orders = [(first, second), (second, first)] if match["mark"] != "." else [(second, first)]
    orders = list(dict.fromkeys((month, day) for month, day in orders if month <= 12 and day <= 31))
    passed = STILL_MEANT if len(orders) == 1 else timedelta()
    return tuple(found for month, day in orders for found in _one(match["year"], month, day, today, passed))


def _by_number(match: re.Match[str], today: date) -> tuple[date, ...]:
    return tuple(_ahead(int(match["day"]), today))[:1]


def _one(year: str | None, month: int, day: int, today: date, passed: timedelta = STILL_MEANT) -> tuple[date, ...]:
    if year:
        found = on(int(year) + (2000 if len(year) == 2 else 0), month, day)
        return (found,) if found else ()
    years = [on(today.year + n, month, day) for n in range(-1, 5)]
    return tuple(day for day in years if day and day >= today - passed)[:1]


def _ahead(number: int, today: date) -> Iterator[date]:
    for months in range(3):
        year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
        if (found := on(year, month + 1, number)) and found >= today:
            yield found


_FORMS: list[tuple[re.Pattern[str], Read]] = [
    (re.compile(form, re.IGNORECASE | re.ASCII), read)
    for form, read in (
        (r"(?<![\d/-])(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?!\d)", _in_full),
        (rf"\b{_MONTH} (?:the )?{_NTH}{_YEAR}", _by_name),
        (rf"(?<![\d:.])\b{_NTH}[ -](?:of )?{_MONTH}(?:[ ,-]{{1,2}}(?P<year>(?:19|20)\d\d)\b)?", _by_name),
        (
            r"(?<![\d/.:-])(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d|\d\d)(?![\d/])",
            _by_numbers,
        ),
        (r"(?<![\d/.:-])(?P<first>\d{1,2})(?P<mark>/)(?P<second>\d{1,2})(?P<year>)(?![\d/:]| ?[ap]m)", _by_numbers),
        (
            r"\b(?:on |the ){1,2}(?P<day>[12]?\d|3[01])(?:st|nd|rd|th)\b"
            r"(?! (?:round|interview|stage|floor|call|step|half|time))",
            _by_number,
        ),
    )
]  # fmt: skip
