"""The one way a time is said: in pages, SMS, mail, calendar text, the API's `text` and logs.

Always weekday, date, time, city and UTC offset; never an abbreviation. Every time is followed at once by its city, and
`say_time` is found word for word in the longer forms. Instants are aware; a naive one raises ValueError.

`manner` is how the reader reads: the language of the date and of what joins two clocks, and 12 or 24 hours. Left out
it is English, which is plain ASCII, and each place's own habit; one sentence says both clocks in one way. Spaces are
plain and cities keep their one name in every language; only the country beside one is said in the reader's.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError

from scheduler_app.domain import date_words, zones
from scheduler_app.domain.date_words import WORDS
from scheduler_app.domain.manner import ENGLISH, Hours, Manner
from scheduler_app.domain.said import Said
from scheduler_app.domain.walltime import Told, local

KEPT = 4096  # sentences of each kind that are remembered: a burst says the same times to everybody


@lru_cache(maxsize=KEPT)
def say(instant: datetime, zone: str, manner: Manner = ENGLISH) -> Said:
    """`Tue 12 Jan 2027, 2:30 PM Denver (UTC-7)`."""
    return _say(local(instant, zone), zone, manner)


@lru_cache(maxsize=KEPT)
def say_date(instant: datetime, zone: str, manner: Manner = ENGLISH) -> Said:
    """`Tue 12 Jan 2027`: the date the calendar shows in that zone."""
    return Said(_date(local(instant, zone), manner), manner.language)


@lru_cache(maxsize=KEPT)
def spell_date(instant: datetime, zone: str, manner: Manner = ENGLISH) -> Said:
    """`Tuesday 12 January 2027`: the same with nothing shortened, for whoever hears it."""
    return Said(date_words.spelt_date(local(instant, zone), manner.language), manner.language)


@lru_cache(maxsize=KEPT)
def spell_both(instant: datetime, own: str, other: str, manner: Manner = ENGLISH) -> Said:
    """`both` with the date spelt out: `Tuesday 12 January 2027, 2:30 PM Denver (UTC-7), which is …`."""
    said, short = both(instant, own, other, manner), say_date(instant, own, manner)
    whole = f"{spell_date(instant, own, manner)}{said.own.removeprefix(short)}"
    return Said(whole, manner.language, place=said.place, turn=said.turn, other=said.other)


def say_time(instant: datetime, zone: str, manner: Manner = ENGLISH) -> Said:
    """`2:30 PM Denver (UTC-7)`, `21:30 London (UTC+0)`; for use right beside a full one. Seconds only when not zero."""
    there = local(instant, zone)
    return Said(_time(there, zone, manner), manner.language, place=_place(there, zone))


def say_place(instant: datetime, zone: str, manner: Manner = ENGLISH) -> Said:
    """`Denver, United States - Tue 12 Jan 2027, 2:30 PM, UTC-7`: one of several places to choose from."""
    there = local(instant, zone)
    return _option(zone, f"{_date(there, manner)}, {_clock(there, zone, manner)}, {_offset(there)}", manner)


def say_place_now(now: datetime, zone: str, manner: Manner = ENGLISH) -> Said:
    """`Vancouver, Canada - 9:14 AM now, UTC-7`: the same for this moment."""
    there = local(now, zone)
    return _option(zone, f"{_clock(there, zone, manner)} {WORDS[manner.language].now}, {_offset(there)}", manner)


def say_place_that_day(instant: datetime, zone: str, manner: Manner = ENGLISH) -> Said:
    """`Vancouver, Canada - UTC-7 on Tue 15 Dec 2026`: the same for a day."""
    there = local(instant, zone)
    return _option(zone, f"{_offset(there)} {WORDS[manner.language].on} {_date(there, manner)}", manner)


def skipped(wall: datetime, zone: str, following: datetime, manner: Manner = ENGLISH) -> Said:
    """That no clock of the zone shows a naive wall time, and the instant of the next time that they do show."""
    told = WORDS[manner.language].skipped.format(
        city=zones.city(zone),
        face=_clock(wall, zone, manner),
        date=_date(wall, manner),
        following=say(following, zone, manner),
    )
    return Said(told, manner.language)


def repeated(wall: datetime, zone: str, earlier: datetime, later: datetime, manner: Manner = ENGLISH) -> Said:
    """That the clocks of the zone show a naive wall time twice, as the two instants; it asks which one is meant."""
    told = WORDS[manner.language].repeated.format(
        city=zones.city(zone),
        face=_clock(wall, zone, manner),
        date=_date(wall, manner),
        earlier=_offset(local(earlier, zone)),
        later=_offset(local(later, zone)),
    )
    return Said(told, manner.language)


def hours_in(zone: str) -> Hours:
    """How clocks are read where this zone is, by CLDR; 24 for UTC and other zones of no country."""
    return _hours_of(zones.country_code(zone))


def alike(zone: str, manner: Manner) -> Manner:
    """The manner in which a clock beside one of `zone` is read: with that one's hours."""
    return Manner(manner.language, manner.hours or hours_in(zone))


@lru_cache(maxsize=KEPT)
def both(instant: datetime, own: str, other: str, manner: Manner = ENGLISH) -> Said:
    """The reader's clock in full, then the other's; once only when both are the same place.

    `Tue 12 Jan 2027, 2:30 PM Denver (UTC-7), which is 8:30 AM Sydney (UTC+11) the next day`
    """
    return _both(local(instant, own), own, local(instant, other), other, manner)


@lru_cache(maxsize=KEPT)
def both_as_told(instant: datetime, own: Told, other: Told, manner: Manner = ENGLISH) -> Said:
    """`both` as it was said under the rules of then, whatever today's tables make of that instant."""
    return _both(own.at(instant), own.zone, other.at(instant), other.zone, manner)


@lru_cache(maxsize=KEPT)
def brief_both(instant: datetime, own: str, other: str, manner: Manner = ENGLISH) -> Said:
    """The same for an SMS: `Tue 12 Jan 2:30 PM Denver (UTC-7) / Wed 8:30 AM Sydney (UTC+11)`."""
    day = date_words.short_date(local(instant, own), manner.language)
    times = brief_times(instant, own, other, manner)
    return Said(f"{day} {times.own}", manner.language, place=times.place, turn=times.turn, other=times.other)


@lru_cache(maxsize=KEPT)
def brief_times(instant: datetime, own: str, other: str, manner: Manner = ENGLISH) -> Said:
    """`brief_both` without the date, for use right beside one; another day of the other's is still named: `Wed`."""
    manner = alike(own, manner)
    said = say_time(instant, own, manner)
    if zones.same(own, other):
        return said
    here, there = local(instant, own), local(instant, other)
    day = f"{date_words.weekday(there, manner.language)} " if there.date() != here.date() else ""
    theirs = f"{day}{_time(there, other, manner)}"
    return Said(said.own, manner.language, place=said.place, turn=" / ", other=theirs)


def minutes_left(now: datetime, instant: datetime) -> str:
    """`18 minutes`: what is left until `instant`, rounded down so that it never promises too much."""
    return duration(instant - now)


def duration(span: timedelta, manner: Manner = ENGLISH) -> str:
    """`1 minute`, `2 hours 5 minutes`, `3 days 4 hours`, `under a minute`; `0 minutes` when nothing is left.

    The two largest units at most, rounded down.
    """
    words = WORDS[manner.language]
    if span <= timedelta():
        return words.none
    minutes = span // timedelta(minutes=1)
    if not minutes:
        return words.moment
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    counts = (days, hours, 0) if days else (0, hours, minutes)
    units = zip(counts, words.units, strict=True)
    return " ".join(f"{count} {one if count == 1 else many}" for count, (one, many) in units if count)


def shift(before: datetime, after: datetime, manner: Manner = ENGLISH) -> str:
    """How a clock's reading moved, both naive: `an hour earlier`, `30 minutes later, on Wed 16 Dec 2026`, or "".

    The date is said only where it is another one.
    """
    if before == after:
        return ""
    words = WORDS[manner.language]
    span = abs(after - before)
    amount = words.hour if span == timedelta(hours=1) else duration(span, manner)
    day = f", {words.on} {_date(after, manner)}" if before.date() != after.date() else ""
    return f"{amount} {words.earlier if after < before else words.later}{day}"


@cache
def _hours_of(country: str) -> Hours:
    try:
        pattern = Locale.parse(f"und_{country}").time_formats["short"].pattern
    except (UnknownLocaleError, ValueError):
        return 24
    return 12 if "a" in pattern else 24


def _both(here: datetime, own: str, there: datetime, other: str, manner: Manner) -> Said:
    manner = alike(own, manner)
    said = _say(here, own, manner)
    if zones.same(own, other):
        return said
    words = WORDS[manner.language]
    day = words.other_day.get((there.date() - here.date()).days, "")
    theirs = f"{_time(there, other, manner)}{day}"
    return Said(said.own, manner.language, place=said.place, turn=words.turn, other=theirs)


def _say(there: datetime, zone: str, manner: Manner) -> Said:
    own = f"{_date(there, manner)}, {_time(there, zone, manner)}"
    return Said(own, manner.language, place=_place(there, zone))


def _option(zone: str, clock: str, manner: Manner) -> Said:
    return Said(f"{zones.place(zone, manner.language)} - {clock}", manner.language)


def _date(there: datetime, manner: Manner) -> str:
    return date_words.long_date(there, manner.language)


def _time(there: datetime, zone: str, manner: Manner) -> str:
    return f"{_clock(there, zone, manner)} {_place(there, zone)}"


def _place(there: datetime, zone: str) -> str:
    return f"{zones.city(zone)} ({_offset(there)})"


def _clock(there: datetime, zone: str, manner: Manner) -> str:
    minutes = f"{there.minute:02}" + (f":{there.second:02}" if there.second else "")
    if (manner.hours or hours_in(zone)) == 24:
        return f"{there.hour:02}:{minutes}"
    return f"{there.hour % 12 or 12}:{minutes} {WORDS[manner.language].halves[there.hour // 12]}"


def _offset(there: datetime) -> str:
    return zones.offset_label(there.utcoffset() or timedelta())
