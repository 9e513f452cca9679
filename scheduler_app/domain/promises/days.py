"""The day of a promise, counted from the reader's today: tomorrow, in 2 days, Tuesday, next Tuesday, 12 January."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from scheduler_app.domain.promises.dates import WEEKDAY, Day, dates, said, weekday_number
from scheduler_app.domain.promises.plain import blank

_WEEK = timedelta(days=7)
_FAR = 5  # days ahead at which "next Tuesday" can only be the nearest one
_COUNTS = ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNT = rf"(?P<count>\d{{1,3}}|an|{'|'.join(_COUNTS)})"
_UNIT = r"(?P<unit>day|week)s?"
_CASUAL = re.compile(r"(?:sat|sun|mon|wed)\Z")  # in lower case mostly another word
_SPOKEN = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1}


def days(text: str, today: date) -> list[Day]:
    """Every day that is named, from left to right."""
    found = dates(text, today)
    for form, read in _FORMS:
        for match in form.finditer(blank(text, found)):
            if day := read(match, today):
                found.append(day)
    return sorted(found, key=lambda day: day.start)


Read = Callable[[re.Match[str], date], Day | None]


def _after(match: re.Match[str], today: date) -> Day:
    return _day(match, today + timedelta(days=2))


def _spoken(match: re.Match[str], today: date) -> Day:
    word = match["word"].lower()
    return _day(match, today + timedelta(days=_SPOKEN.get(word, 0)))


def _counted(match: re.Match[str], today: date) -> Day:
    count = match["count"].lower()
    number = int(count) if count.isdigit() else max(1, _COUNTS.index("a" if count == "an" else count))
    return _day(match, today + number * (_WEEK if match["unit"].lower() == "week" else timedelta(days=1)))


def _of_a_week(match: re.Match[str], today: date) -> Day:
    """ "Tuesday next week": weeks begin on Monday."""
    monday = today - timedelta(days=today.weekday())
    weeks = 1 if match["when"].lower() == "next" else 0
    return _day(match, monday + weeks * _WEEK + timedelta(days=weekday_number(match["weekday"])))


def _a_week_later(match: re.Match[str], today: date) -> Day:
    ahead = (weekday_number(match["weekday"]) - today.weekday()) % 7 or 7
    return _day(match, today + timedelta(days=ahead) + _WEEK)


def _weekday(match: re.Match[str], today: date) -> Day | None:
    if _CASUAL.match(match["weekday"]):
        return None
    which = (match["which"] or "").lower()
    ahead = (weekday_number(match["weekday"]) - today.weekday()) % 7
    near = today + timedelta(days=ahead)
    words = match[0].strip()
    if which == "next" and 0 < ahead < _FAR:
        this_week = near.isocalendar()[1] == today.isocalendar()[1]
        both = (near + _WEEK, near) if this_week else (near, near + _WEEK)
        return _day(
            match, *both, unclear=f'"{words}" is {said(near)} for some people and {said(near + _WEEK)} for others.'
        )
    if ahead:
        return _day(match, near)
    if which == "next":
        return _day(match, near + _WEEK)
    if which == "this":
        return _day(match, near)
    return _day(
        match, near, near + _WEEK, unclear=f'"{words}" can be today, {said(near)}, or in a week, {said(near + _WEEK)}.'
    )


def _day(match: re.Match[str], *meant: date, unclear: str = "") -> Day:
    return Day(match.start(), match.end(), match[0].strip(), meant, unclear, relative=True)


_FORMS: list[tuple[re.Pattern[str], Read]] = [
    (re.compile(form, re.IGNORECASE | re.ASCII), read)
    for form, read in (
        (r"\bthe day after tomorrow\b|\bday after tomorrow\b|\bovermorrow\b", _after),
        (rf"\b(?P<when>next|this) week,? (?:on )?{WEEKDAY}", _of_a_week),
        (rf"\b{WEEKDAY},? (?:of )?(?P<when>next|this) week\b", _of_a_week),
        (rf"\b(?:a week (?:from|on) (?:this |next )?{WEEKDAY})", _a_week_later),
        (rf"\b{WEEKDAY} week\b", _a_week_later),
        (rf"\bin {_COUNT} {_UNIT}\b(?:' time)?", _counted),
        (rf"\b{_COUNT} {_UNIT} from (?:now|today)\b", _counted),
        (rf"\b(?P<word>{'|'.join(_SPOKEN)}|this (?:morning|afternoon|evening))\b", _spoken),
        (rf"\b(?:(?P<which>this|next|coming|following|upcoming)(?: coming)? )?{WEEKDAY}", _weekday),
    )
]  # fmt: skip
