"""Free times as a person chooses them: a week of days, and the starts of one, each with both clocks in its label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from markupsafe import Markup
from sqlalchemy.orm import Session

from scheduler_app import openings
from scheduler_app.domain import clockface, date_words, waking, walltime, zones
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.manner import ENGLISH, Manner
from scheduler_app.domain.said import Said
from scheduler_app.domain.walltime import Agreement, Overlap, Which
from scheduler_app.messages.facts import first
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import InterviewType, Recruiter

DAYS_AT_ONCE = 7
WRONG_TIME = {"slot_taken": "has just been taken", "outside_availability": "is not one of the free times"}
APART = timedelta(hours=3)  # between times offered in one tap, so that they are a choice
NIGHT = "Night"
PARTS = ((6, NIGHT), (12, "Morning"), (17, "Afternoon"), (24, "Evening"))  # each until that hour


@dataclass(frozen=True)
class Choice:
    """One start. `value` is what the form sends; `clock` and `place` are the reader's own time, `other` the other one.

    `text` says the date and both clocks in full. `caller` is a first name where several people may call, else "".
    `awake` says whether it lies in waking hours on the reader's clock.
    """

    value: str
    clock: str
    place: str
    other: str
    text: Said
    caller: str
    awake: bool


@dataclass(frozen=True)
class Part:
    """A part of the day, such as the morning, and its free times; one part of a day is `open` to begin with."""

    title: str
    choices: list[Choice]
    open: bool


@dataclass(frozen=True)
class Day:
    """A day with free times that can be gone to; `title` is its date in full, `short` without weekday and year."""

    date: date
    weekday: str
    short: str
    title: Said
    free: int


@dataclass(frozen=True)
class Page:
    """One day's times, `shown`, among up to a week of days; `earlier` and `later` are days of the weeks beside it."""

    days: list[Day]
    shown: Day | None
    parts: list[Part]
    earlier: date | None
    later: date | None


def page(
    session: Session,
    kind: InterviewType,
    recruiters: Sequence[Recruiter],
    zone: str,
    wanted: date | None,
    now: datetime,
    *,
    manner: Manner = ENGLISH,
    picked: str = "",
    without: UUID | None = None,
) -> Page:
    """The free times of the day `wanted` on the reader's calendar, or of the next day that has any.

    `picked` is the value of a choice made before; the part of the day that it is in is open. `without` is an
    interview being moved: its time is neither in the way nor a choice, and its own window has to fit.
    """
    free = _free(session, kind, recruiters, now, kind.rules().latest(now), now, without)
    starts: dict[date, list[datetime]] = {}
    for start in free:
        starts.setdefault(walltime.local(start, zone).date(), []).append(start)
    dates = sorted(starts)
    if not dates:
        return Page([], None, [], None, None)
    place = next((place for place, day in enumerate(dates) if wanted is None or day >= wanted), len(dates) - 1)
    begin = place // DAYS_AT_ONCE * DAYS_AT_ONCE
    days = [_day(day, starts[day], zone, manner) for day in dates[begin : begin + DAYS_AT_ONCE]]
    several = len(recruiters) > 1
    by_part: dict[str, list[Choice]] = {}
    for start in starts[dates[place]]:
        by_part.setdefault(_part(start, zone), []).append(choice(start, free[start][0], zone, manner, several=several))
    parts = [Part(title, choices, title == _open_part(by_part, picked)) for title, choices in by_part.items()]
    earlier = dates[begin - DAYS_AT_ONCE] if begin else None
    later = next(iter(dates[begin + DAYS_AT_ONCE :]), None)
    return Page(days, days[place - begin], parts, earlier, later)


def soonest(session: Session, moved: Interview, now: datetime, *, count: int = 3) -> list[Choice]:
    """The first free times for a call that is to be moved, some hours apart, at night only if there are no others."""
    found: list[datetime] = []
    recruiter, zone, manner = moved.recruiter, moved.candidate.zone, moved.candidate.manner
    latest = moved.type.rules().latest(now)
    free = _free(session, moved.type, [recruiter], now, latest, now, moved.id)
    for start in waking.kindest(free, zone):
        if not found or start - found[-1] >= APART:
            found.append(start)
        if len(found) == count:
            break
    return [choice(start, recruiter, zone, manner) for start in found]


def nearest(
    session: Session,
    kind: InterviewType,
    recruiters: Sequence[Recruiter],
    value: str,
    zone: str,
    now: datetime,
    *,
    manner: Manner = ENGLISH,
    without: UUID | None = None,
) -> list[Choice]:
    """The three free times nearest to one that cannot be had, in order, at night only if there are no others.

    None if `value` is no choice.
    """
    try:
        wanted, _ = chosen(value, recruiters)
    except Refused:
        return []
    around = openings.WIDEST_SEARCH
    free = _free(session, kind, recruiters, wanted - around, wanted + around, now, without)
    closest = sorted(waking.kindest(free, zone), key=lambda start: abs(start - wanted))[: openings.ALTERNATIVES]
    return [choice(start, free[start][0], zone, manner, several=len(recruiters) > 1) for start in sorted(closest)]


def wrong_time(code: str, start: datetime | None, zone: str, manner: Manner) -> str:
    """Why a time cannot be had, on the clock of whoever chose it; "" for refusals of another kind."""
    why = WRONG_TIME.get(code)
    if not why or start is None:
        return ""
    return Markup("{} {}; choose another time.").format(clockface.say(start, zone, manner), why)


def choice(
    start: datetime, recruiter: Recruiter, zone: str, manner: Manner = ENGLISH, *, several: bool = False
) -> Choice:
    own = clockface.say_time(start, zone, manner)
    return Choice(
        value=f"{walltime.instant_text(start)}.{recruiter.id}",
        clock=own.clock,
        place=own.place,
        other=""
        if zones.same(zone, recruiter.zone)
        else clockface.say_time(start, recruiter.zone, clockface.alike(zone, manner)),
        text=clockface.both(start, zone, recruiter.zone, manner),
        caller=first(recruiter.name) if several else "",
        awake=waking.awake(start, zone),
    )


def chosen(value: str, recruiters: Sequence[Recruiter]) -> tuple[datetime, Recruiter]:
    """The start and the recruiter of a choice that came back; raises `Refused` for anything else."""
    instant, _, number = value.partition("Z.")
    try:
        start = datetime.fromisoformat(instant + "+00:00")
        recruiter = next(person for person in recruiters if str(person.id) == number)
        if not 2000 <= start.year <= 2999:
            raise ValueError("no zone has a clock then")
    except (ValueError, StopIteration):
        raise Refused.because("invalid_request", "choose one of the free times", field="slot") from None
    return start, recruiter


def agreed(start: datetime, zone: str) -> Agreement:
    """The start as an agreement on the reader's own clock; it means that very instant, in a repeated hour too."""
    wall = walltime.local(start, zone).replace(tzinfo=None)
    reading = walltime.resolve(wall, zone)
    which = None
    if isinstance(reading, Overlap):
        which = Which.EARLIER if start == reading.earlier else Which.LATER
    agreement = walltime.agree(wall, zone, which)
    if agreement.utc != start:
        raise Refused.because("invalid_request", "choose one of the free times", field="slot")
    return agreement


def day_of(text: str | None, value: str | None, zone: str) -> date | None:
    """The day that an address asks for or, failing that, the one of a choice made before."""
    try:
        if text:
            return date.fromisoformat(text)
    except ValueError:
        return None
    start = start_of(value or "")
    return walltime.local(start, zone).date() if start else None


def start_of(value: str) -> datetime | None:
    """The instant of a choice made before, as it was sent; None if that was no choice."""
    try:
        start = datetime.fromisoformat(value.partition("Z.")[0] + "+00:00")
    except ValueError:
        return None
    return start if 2000 <= start.year <= 2999 else None


def kept(value: str, recruiters: Sequence[Recruiter], zone: str, page: Page, manner: Manner = ENGLISH) -> Choice | None:
    """A choice made before that is not among the times shown, so that another day or zone does not lose it."""
    if any(choice.value == value for part in page.parts for choice in part.choices):
        return None
    try:
        start, recruiter = chosen(value, recruiters)
    except Refused:
        return None
    return choice(start, recruiter, zone, manner, several=len(recruiters) > 1)


def _free(
    session: Session,
    kind: InterviewType,
    recruiters: Sequence[Recruiter],
    start: datetime,
    end: datetime,
    now: datetime,
    without: UUID | None,
) -> dict[datetime, list[Recruiter]]:
    moved = session.get(Interview, without) if without else None
    rules = kind.rules(window_minutes=moved.window_minutes) if moved else None
    free = openings.slots(session, kind, recruiters, start, end, now, rules=rules, without=without)
    if moved is not None:
        free.pop(moved.starts_at, None)
    return free


def _day(day: date, starts: Sequence[datetime], zone: str, manner: Manner) -> Day:
    weekday, language = date_words.weekday(day, manner.language), manner.language
    short = date_words.short_date(day, language).removeprefix(weekday).lstrip(", ")
    return Day(day, weekday, short, clockface.say_date(starts[0], zone, manner), len(starts))


def _open_part(parts: Mapping[str, list[Choice]], picked: str) -> str:
    chosen_before = (title for title, choices in parts.items() if any(one.value == picked for one in choices))
    by_day = (title for title in parts if title != NIGHT)
    return next(chosen_before, "") or next(by_day, NIGHT)


def _part(start: datetime, zone: str) -> str:
    hour = walltime.local(start, zone).hour
    return next(title for until, title in PARTS if hour < until)
