"""The one way a time is said: in pages, SMS, mail, calendar text, the API's `text` and logs.

Always weekday, date, time, city and UTC offset; never an abbreviation. English in plain ASCII, so that an SMS
stays in GSM-7. Every time is followed at once by its city, and `say_time` is found word for word in the
longer forms. Instants are aware; a naive one raises ValueError.

`hours`, 12 or 24, is how the reader reads a clock; left out it is the habit of the place they are in. One sentence
says both clocks in the reader's way.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError

from scheduler_app.domain import zones
from scheduler_app.domain.walltime import Told, local

Hours = Literal[12, 24]
KEPT = 4096  # sentences of each kind that are remembered: a burst says the same times to everybody

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OTHER_DAY = {-2: " two days before", -1: " the day before", 0: "", 1: " the next day", 2: " two days later"}


@lru_cache(maxsize=KEPT)
def say(instant: datetime, zone: str, hours: Hours | None = None) -> str:
    """`Tue 12 Jan 2027, 2:30 PM Denver (UTC-7)`."""
    return f"{say_date(instant, zone)}, {say_time(instant, zone, hours)}"


@lru_cache(maxsize=KEPT)
def say_date(instant: datetime, zone: str) -> str:
    """`Tue 12 Jan 2027`: the date the calendar shows in that zone."""
    return _date(local(instant, zone))


def say_time(instant: datetime, zone: str, hours: Hours | None = None) -> str:
    """`2:30 PM Denver (UTC-7)`, `21:30 London (UTC+0)`; for use right beside a full one. Seconds only when not zero."""
    return " ".join(clock_and_place(instant, zone, hours))


def say_place(instant: datetime, zone: str) -> str:
    """`Denver, United States - Tue 12 Jan 2027, 2:30 PM, UTC-7`: one of several places to choose from."""
    return f"{zones.place(zone)} - {say_date(instant, zone)}, {_clock(instant, zone)}, {_offset(instant, zone)}"


def say_place_now(now: datetime, zone: str) -> str:
    """`Vancouver, Canada - 9:14 AM now, UTC-7`: the same for this moment."""
    return f"{zones.place(zone)} - {_clock(now, zone)} now, {_offset(now, zone)}"


def say_place_that_day(instant: datetime, zone: str) -> str:
    """`Vancouver, Canada - UTC-7 on Tue 15 Dec 2026`: the same for a day."""
    return f"{zones.place(zone)} - {_offset(instant, zone)} on {say_date(instant, zone)}"


def skipped(wall: datetime, zone: str, following: datetime) -> str:
    """That no clock of the zone shows a naive wall time, and the instant of the next time that they do show."""
    return (
        f"The clocks in {zones.city(zone)} skip {_face(wall, hours_in(zone))} on {_date(wall)};"
        f" the next time they show is {say(following, zone)}."
    )


def repeated(wall: datetime, zone: str, earlier: datetime, later: datetime) -> str:
    """That the clocks of the zone show a naive wall time twice, as the two instants; it asks which one is meant."""
    return (
        f"The clocks in {zones.city(zone)} show {_face(wall, hours_in(zone))} twice on {_date(wall)}: before the clocks"
        f" go back ({_offset(earlier, zone)}) and after the clocks go back ({_offset(later, zone)}). Choose which one."
    )


def clock_and_place(instant: datetime, zone: str, hours: Hours | None = None) -> tuple[str, str]:
    """The two halves of `say_time`, such as `2:30 PM` and `Denver (UTC-7)`, for a page that sets them apart."""
    return _clock_and_place(local(instant, zone), zone, hours or hours_in(zone))


def hours_in(zone: str) -> Hours:
    """How clocks are read where this zone is, by CLDR; 24 for UTC and other zones of no country."""
    return _hours_of(zones.country_code(zone))


@lru_cache(maxsize=KEPT)
def both(instant: datetime, own: str, other: str, hours: Hours | None = None) -> str:
    """The reader's clock in full, then the other's; once only when both are the same place.

    `Tue 12 Jan 2027, 2:30 PM Denver (UTC-7), which is 8:30 AM Sydney (UTC+11) the next day`
    """
    return _both(local(instant, own), own, local(instant, other), other, hours)


@lru_cache(maxsize=KEPT)
def both_as_told(instant: datetime, own: Told, other: Told, hours: Hours | None = None) -> str:
    """`both` as it was said under the rules of then, whatever today's tables make of that instant."""
    return _both(own.at(instant), own.zone, other.at(instant), other.zone, hours)


@lru_cache(maxsize=KEPT)
def brief_both(instant: datetime, own: str, other: str, hours: Hours | None = None) -> str:
    """The same for an SMS: `Tue 12 Jan 2:30 PM Denver (UTC-7) / Wed 8:30 AM Sydney (UTC+11)`."""
    return f"{_day(local(instant, own))} {brief_times(instant, own, other, hours)}"


@lru_cache(maxsize=KEPT)
def brief_times(instant: datetime, own: str, other: str, hours: Hours | None = None) -> str:
    """`brief_both` without the date, for use right beside one; another day of the other's is still named: `Wed`."""
    hours = hours or hours_in(own)
    if zones.same(own, other):
        return say_time(instant, own, hours)
    day = f"{_DAYS[local(instant, other).weekday()]} " if _days_between(instant, own, other) else ""
    return f"{say_time(instant, own, hours)} / {day}{say_time(instant, other, hours)}"


def minutes_left(now: datetime, instant: datetime) -> str:
    """`18 minutes`: what is left until `instant`, rounded down so that it never promises too much."""
    return duration(instant - now)


def duration(span: timedelta) -> str:
    """`1 minute`, `2 hours 5 minutes`, `3 days 4 hours`, `under a minute`; `0 minutes` when nothing is left.

    The two largest units at most, rounded down.
    """
    if span <= timedelta():
        return "0 minutes"
    minutes = span // timedelta(minutes=1)
    if not minutes:
        return "under a minute"
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    units = [(days, "day"), (hours, "hour")] if days else [(hours, "hour"), (minutes, "minute")]
    return " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in units if count)


def shift(before: datetime, after: datetime) -> str:
    """How a clock's reading moved, both naive: `an hour earlier`, `30 minutes later, on Wed 16 Dec 2026`, or "".

    The date is said only where it is another one.
    """
    if before == after:
        return ""
    span = abs(after - before)
    amount = "an hour" if span == timedelta(hours=1) else duration(span)
    day = f", on {_date(after)}" if before.date() != after.date() else ""
    return f"{amount} {'earlier' if after < before else 'later'}{day}"


@cache
def _hours_of(country: str) -> Hours:
    try:
        pattern = Locale.parse(f"und_{country}").time_formats["short"].pattern
    except (UnknownLocaleError, ValueError):
        return 24
    return 12 if "a" in pattern else 24


def _both(here: datetime, own: str, there: datetime, other: str, hours: Hours | None) -> str:
    hours = hours or hours_in(own)
    said = f"{_date(here)}, {_time(here, own, hours)}"
    if zones.same(own, other):
        return said
    return f"{said}, which is {_time(there, other, hours)}{_OTHER_DAY[(there.date() - here.date()).days]}"


def _date(there: datetime) -> str:
    return f"{_day(there)} {there.year}"


def _time(there: datetime, zone: str, hours: Hours) -> str:
    return " ".join(_clock_and_place(there, zone, hours))


def _clock_and_place(there: datetime, zone: str, hours: Hours) -> tuple[str, str]:
    offset = zones.offset_label(there.utcoffset() or timedelta())
    return _face(there, hours), f"{zones.city(zone)} ({offset})"


def _clock(instant: datetime, zone: str) -> str:
    return _face(local(instant, zone), hours_in(zone))


def _face(there: datetime, hours: Hours) -> str:
    minutes = f"{there.minute:02}" + (f":{there.second:02}" if there.second else "")
    if hours == 24:
        return f"{there.hour:02}:{minutes}"
    return f"{there.hour % 12 or 12}:{minutes} {'AM' if there.hour < 12 else 'PM'}"


def _offset(instant: datetime, zone: str) -> str:
    return zones.offset_label(local(instant, zone).utcoffset() or timedelta())


def _day(there: datetime) -> str:
    return f"{_DAYS[there.weekday()]} {there.day} {_MONTHS[there.month - 1]}"


def _days_between(instant: datetime, own: str, other: str) -> int:
    return (local(instant, other).date() - local(instant, own).date()).days
