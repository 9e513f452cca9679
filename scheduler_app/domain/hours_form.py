"""Hours, time off and numbers as staff type them, read into values; what is wrong is said at its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from itertools import pairwise
from typing import TypeVar

from scheduler_app.domain import text
from scheduler_app.domain.errors import Problem, Refused
from scheduler_app.domain.hours import MIDNIGHT, DateHours, Hours, TimeOff, second_of

T = TypeVar("T")
Span = tuple[time, time]

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_SPANS = 8  # a day
LONGEST_LABEL = 80
LONGEST_ABSENCE = 400  # days
NO_HOURS = frozenset({"", "-", "none", "closed", "off"})
FORM = "write hours as 9:00-17:00, several as 9:00-12:00, 13:00-17:00"
OVER_MIDNIGHT = "hours over midnight are two: until 24:00, and from 0:00 on the next day"

_BETWEEN = re.compile(r"\s*(?:,|;|\n|\band\b)\s*", re.IGNORECASE)
_SPAN = re.compile(r"(.+?)\s*(?:-|\u2013|\u2014|\bto\b|\buntil\b)\s*(.+)", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:([ap])\.?\s?m\.?)?", re.IGNORECASE | re.ASCII)
_WORDS = {"noon": "12:00", "midnight": "24:00"}


def read_spans(typed: str, *, field: str) -> list[Span]:
    """The stretches of one day, in order; an end at midnight is 00:00. Raises `Refused` for anything unclear."""
    typed = typed.strip()
    if typed.lower() in NO_HOURS:
        return []
    parts = [part for part in _BETWEEN.split(typed) if part]
    if len(parts) > MOST_SPANS:
        raise _wrong(f"{MOST_SPANS} stretches of hours a day are the most", field)
    spans = sorted(_read_span(part, field) for part in parts)
    for before, after in pairwise(spans):
        if before[1] == MIDNIGHT or after[0] < before[1]:
            raise _wrong(f"{said([after])} overlaps {said([before])}; write each hour once", field)
    return spans


def read_week(form: Mapping[str, str]) -> list[Hours]:
    """The week of a form with one field for each day of `WEEK`. Raises `Refused` with every fault at its day."""
    problems: list[Problem] = []
    days = [_noting(problems, read_spans, form.get(name, ""), field=name) or [] for name in WEEK]
    if problems:
        raise Refused(problems)
    return [Hours(number, opens, closes) for number, spans in enumerate(days) for opens, closes in spans]


def read_date_hours(form: Mapping[str, str], today: date) -> list[DateHours]:
    """Other hours on the date `day`, in `spans`. Raises `Refused` for a past date and for no hours at all."""
    problems: list[Problem] = []
    day = _noting(problems, _read_day, form.get("day", ""), today, field="day")
    spans = _noting(problems, read_spans, form.get("spans", ""), field="spans")
    if spans == []:
        problems.append(Problem("invalid_request", f"{FORM}; for a day without hours add time off", "spans"))
    if problems or day is None or spans is None:
        raise Refused(problems)
    return [DateHours(day, opens, closes) for opens, closes in spans]


def read_time_off(form: Mapping[str, str], today: date, zone: str) -> TimeOff:
    """From `first` to `last` (the same day if empty), `begins` and `ends` both or neither; `label` is optional."""
    problems: list[Problem] = []
    first = _noting(problems, _read_day, form.get("first", ""), date.min, field="first")
    last = _noting(problems, _read_day, form.get("last", "").strip() or form.get("first", ""), today, field="last")
    begins, ends = (_noting(problems, _read_clock, form.get(name, ""), field=name) for name in ("begins", "ends"))
    label = _noting(problems, text.clean_line, form.get("label", ""), field="label", most=LONGEST_LABEL, least=0)
    if (begins is None) != (ends is None) and not problems:
        missing = "begins" if begins is None else "ends"
        problems.append(Problem("invalid_request", "give both times, or neither for whole days", missing))
    if problems or first is None or last is None:
        raise Refused(problems)
    found = TimeOff(first, last, begins, ends, label or "")
    if last < first:
        raise _wrong("the last day is before the first; change one of them", "last")
    if (last - first).days > LONGEST_ABSENCE:
        raise _wrong(f"{LONGEST_ABSENCE} days are the most at once; add the rest on its own", "last")
    start, end = found.span(zone)
    if start >= end:
        over = "" if last > first else "; where it runs over midnight, choose the next day as the last"
        raise _wrong(f"it ends before it begins{over}", "ends")
    if end <= second_of(today, MIDNIGHT, zone):
        raise _wrong("that is past; choose a later day", "last")
    return found


def read_whole(form: Mapping[str, str], name: str, least: int, most: int, problems: list[Problem]) -> int:
    """A whole number within bounds; what is wrong is added to `problems`, and `least` returned."""
    typed = form.get(name, "").strip()
    if typed.isascii() and typed.isdigit() and len(typed) <= len(str(most)) and least <= int(typed) <= most:
        return int(typed)
    problems.append(Problem("invalid_request", f"write a whole number from {least} to {most}", name))
    return least


def said(spans: Iterable[Span]) -> str:
    """Stretches as a form holds them: `9:00-12:00, 13:00-24:00`."""
    return ", ".join(f"{_clock(opens)}-{_clock(closes, end=True)}" for opens, closes in spans)


def _read_span(part: str, field: str) -> Span:
    found = _SPAN.fullmatch(part)
    if found is None:
        raise _wrong(f"“{part[:40]}” is not clear; {FORM}", field)
    sides = [_WORDS.get(side.strip().lower(), side.strip()) for side in found.groups()]
    read = [_TIME.fullmatch(side) for side in sides]
    if read[0] is None or read[1] is None:
        raise _wrong(f"“{part[:40]}” is not clear; {FORM}", field)
    named = [side in _WORDS for side in (side.strip().lower() for side in found.groups())]
    if not any(named) and (read[0][3] is None) != (read[1][3] is None):
        raise _wrong(f"“{part[:40]}” can mean two things; write AM or PM at both times, or at neither", field)
    begin, end = (_minutes(one, part, field) for one in (read[0], read[1]))
    if begin >= end:
        if end == 0:
            end = 1440
        elif begin < 720 and end < 720 and read[1][3] is None:
            later = f"{end // 60 + 12}:{end % 60:02}"
            raise _wrong(f"“{part[:40]}” ends before it begins; the afternoon is {later} or PM", field)
        else:
            raise _wrong(f"“{part[:40]}” ends before it begins; {OVER_MIDNIGHT}", field)
    if begin >= 1440:
        raise _wrong(f"“{part[:40]}” begins at the end of the day; {OVER_MIDNIGHT}", field)
    return time(begin // 60, begin % 60), time(end // 60 % 24, end % 60)


def _minutes(read: re.Match[str], part: str, field: str) -> int:
    hour, minute, half = int(read[1]), int(read[2] or 0), (read[3] or "").lower()
    if minute > 59 or hour > 24 or (hour == 24 and minute) or (half and not 1 <= hour <= 12):
        raise _wrong(f"“{part[:40]}” is on no clock; {FORM}", field)
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + minute


def _read_day(typed: str, earliest: date, *, field: str) -> date:
    try:
        found = date.fromisoformat(typed.strip())
    except ValueError:
        raise _wrong("choose a date, or write it as 2027-01-12", field) from None
    if not 2000 <= found.year <= 2999:
        raise _wrong("choose a year from 2000 to 2999", field)
    if found < earliest:
        raise _wrong("that is past; choose a later day", field)
    return found


def _read_clock(typed: str, *, field: str) -> time | None:
    typed = typed.strip()
    if not typed:
        return None
    try:
        if len(typed) != len("09:00"):
            raise ValueError
        return time.fromisoformat(typed)
    except ValueError:
        raise _wrong("write the time as HH:MM, such as 14:30", field) from None


def _clock(clock: time, *, end: bool = False) -> str:
    return "24:00" if end and clock == MIDNIGHT else f"{clock.hour}:{clock.minute:02}"


def _noting(problems: list[Problem], read: Callable[..., T], *given: object, **more: object) -> T | None:
    try:
        return read(*given, **more)
    except Refused as refused:
        problems += refused.problems
        return None


def _wrong(message: str, field: str) -> Refused:
    return Refused.because("invalid_request", message, field=field)
