"""The one way a time is said: in pages, SMS, mail, calendar text, the API's `text` and logs.

Always weekday, date, time, city and UTC offset; never an abbreviation. English in plain ASCII, so that an SMS
stays in GSM-7. Every time is followed at once by its city, and `say_time` is found word for word in the
longer forms. Instants are aware; a naive one raises ValueError.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler_app.domain import zones
from scheduler_app.domain.walltime import Told, local

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OTHER_DAY = {-2: " two days before", -1: " the day before", 0: "", 1: " the next day", 2: " two days later"}


def say(instant: datetime, zone: str) -> str:
    """`Tue 12 Jan 2027, 2:30 PM Denver (UTC-7)`."""
    return f"{say_date(instant, zone)}, {say_time(instant, zone)}"


def say_date(instant: datetime, zone: str) -> str:
    """`Tue 12 Jan 2027`: the date the calendar shows in that zone."""
    return _date(local(instant, zone))


def say_time(instant: datetime, zone: str) -> str:
    """`2:30 PM Denver (UTC-7)`, for use right beside a full one; seconds only when not zero."""
    return _time(local(instant, zone), zone)


def both(instant: datetime, own: str, other: str) -> str:
    """The reader's clock in full, then the other's; once only when both are the same place.

    `Tue 12 Jan 2027, 2:30 PM Denver (UTC-7), which is 8:30 AM Sydney (UTC+11) the next day`
    """
    return _both(local(instant, own), own, local(instant, other), other)


def both_as_told(instant: datetime, own: Told, other: Told) -> str:
    """`both` as it was said under the rules of then, whatever today's tables make of that instant."""
    return _both(own.at(instant), own.zone, other.at(instant), other.zone)


def brief_both(instant: datetime, own: str, other: str) -> str:
    """The same for an SMS: `Tue 12 Jan 2:30 PM Denver (UTC-7) / 8:30 AM Sydney (UTC+11) +1 day`."""
    return f"{_day(local(instant, own))} {brief_times(instant, own, other)}"


def brief_times(instant: datetime, own: str, other: str) -> str:
    """`brief_both` without the date, for use right beside one; the other's clock is still marked `+1 day`."""
    if zones.same(own, other):
        return say_time(instant, own)
    days = _days_between(instant, own, other)
    mark = f" {days:+} day{'s' if abs(days) > 1 else ''}" if days else ""
    return f"{say_time(instant, own)} / {say_time(instant, other)}{mark}"


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


def _both(here: datetime, own: str, there: datetime, other: str) -> str:
    said = f"{_date(here)}, {_time(here, own)}"
    if zones.same(own, other):
        return said
    return f"{said}, which is {_time(there, other)}{_OTHER_DAY[(there.date() - here.date()).days]}"


def _date(there: datetime) -> str:
    return f"{_day(there)} {there.year}"


def _day(there: datetime) -> str:
    return f"{_DAYS[there.weekday()]} {there.day} {_MONTHS[there.month - 1]}"


def _time(there: datetime, zone: str) -> str:
    seconds = f":{there.second:02}" if there.second else ""
    half = "AM" if there.hour < 12 else "PM"
    offset = zones.offset_label(there.utcoffset() or timedelta())
    return f"{there.hour % 12 or 12}:{there.minute:02}{seconds} {half} {zones.city(zone)} ({offset})"


def _days_between(instant: datetime, own: str, other: str) -> int:
    return (local(instant, other).date() - local(instant, own).date()).days
