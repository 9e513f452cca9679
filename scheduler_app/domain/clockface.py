"""The one way a time is said: in pages, SMS, mail, calendar text, the API's `text` and logs.

Always weekday, date, time, city and UTC offset; never an abbreviation. English in plain ASCII, so that an SMS
stays in GSM-7. Every time is followed at once by its city, and `say_time` is found word for word in the
longer forms. Instants are aware; a naive one raises ValueError.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler_app.domain import zones
from scheduler_app.domain.walltime import local

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OTHER_DAY = {-2: " two days before", -1: " the day before", 0: "", 1: " the next day", 2: " two days later"}


def say(instant: datetime, zone: str) -> str:
    """`Tue 12 Jan 2027, 2:30 PM Denver (UTC-7)`."""
    return f"{say_date(instant, zone)}, {say_time(instant, zone)}"


def say_date(instant: datetime, zone: str) -> str:
    """`Tue 12 Jan 2027`: the date the calendar shows in that zone."""
    return f"{_brief_date(instant, zone)} {local(instant, zone).year}"


def say_time(instant: datetime, zone: str) -> str:
    """`2:30 PM Denver (UTC-7)`, for use right beside a full one; seconds only when not zero."""
    return f"{_clock(instant, zone)} {zones.city(zone)} ({_offset(instant, zone)})"


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
        f"The clocks in {zones.city(zone)} skip {_face(wall)} on {_brief(wall)} {wall.year};"
        f" the next time they show is {say(following, zone)}."
    )


def repeated(wall: datetime, zone: str, earlier: datetime, later: datetime) -> str:
    """That the clocks of the zone show a naive wall time twice, as the two instants; it asks which one is meant."""
    return (
        f"The clocks in {zones.city(zone)} show {_face(wall)} twice on {_brief(wall)} {wall.year}: before the clocks go"
        f" back ({_offset(earlier, zone)}) and after the clocks go back ({_offset(later, zone)}). Choose which one."
    )


def both(instant: datetime, own: str, other: str) -> str:
    """The reader's clock in full, then the other's; once only when both are the same place.

    `Tue 12 Jan 2027, 2:30 PM Denver (UTC-7), which is 8:30 AM Sydney (UTC+11) the next day`
    """
    if zones.same(own, other):
        return say(instant, own)
    day = _OTHER_DAY[_days_between(instant, own, other)]
    return f"{say(instant, own)}, which is {say_time(instant, other)}{day}"


def brief_both(instant: datetime, own: str, other: str) -> str:
    """The same for an SMS: `Tue 12 Jan 2:30 PM Denver (UTC-7) / Wed 8:30 AM Sydney (UTC+11)`."""
    return f"{_brief_date(instant, own)} {brief_times(instant, own, other)}"


def brief_times(instant: datetime, own: str, other: str) -> str:
    """`brief_both` without the date, for use right beside one; another day of the other's is still named: `Wed`."""
    if zones.same(own, other):
        return say_time(instant, own)
    day = f"{_DAYS[local(instant, other).weekday()]} " if _days_between(instant, own, other) else ""
    return f"{say_time(instant, own)} / {day}{say_time(instant, other)}"


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


def _brief_date(instant: datetime, zone: str) -> str:
    return _brief(local(instant, zone))


def _brief(there: datetime) -> str:
    return f"{_DAYS[there.weekday()]} {there.day} {_MONTHS[there.month - 1]}"


def _clock(instant: datetime, zone: str) -> str:
    return _face(local(instant, zone))


def _face(there: datetime) -> str:
    seconds = f":{there.second:02}" if there.second else ""
    return f"{there.hour % 12 or 12}:{there.minute:02}{seconds} {'AM' if there.hour < 12 else 'PM'}"


def _offset(instant: datetime, zone: str) -> str:
    return zones.offset_label(local(instant, zone).utcoffset() or timedelta())


def _days_between(instant: datetime, own: str, other: str) -> int:
    return (local(instant, other).date() - local(instant, own).date()).days
