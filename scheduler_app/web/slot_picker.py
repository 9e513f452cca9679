"""Free times as a person chooses them: the days of a month, and the starts of one, each on both clocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from scheduler_app import offering, openings
from scheduler_app.domain import clockface, waking, walltime, zones
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.manner import ENGLISH, Manner
from scheduler_app.domain.phrases import phrase, phrases
from scheduler_app.domain.said import Said
from scheduler_app.domain.walltime import Agreement
from scheduler_app.messages.facts import first
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import InterviewType, Recruiter
from scheduler_app.web import months
from scheduler_app.web.months import Day, Month

NO_CHOICE = phrase("Please choose one of the free times.")
NIGHT = phrase("Night")
# Each until that hour.
PARTS = ((6, NIGHT), (12, phrase("Morning")), (17, phrase("Afternoon")), (24, phrase("Evening")))


@dataclass(frozen=True)
class Choice:
    """One start. `value` is what the form sends; `clock` and `place` are the reader's own time, `other` the other one.

    `text` says the date and both clocks in full, `label` with nothing shortened. `caller` is a first name where several
    people may call, else "". `awake` says whether it lies in waking hours on the reader's clock.
    """

    value: str
    clock: str
    place: str
    other: str
    text: Said
    label: Said
    caller: str
    awake: bool


@dataclass(frozen=True)
class Part:
    """A part of the day, such as the morning, and its free times; one part of a day is `open` to begin with."""

    title: str
    choices: list[Choice]
    open: bool


@dataclass(frozen=True)
class Page:
    """One day's times, `shown`, in its month; `before` and `after` are the next days on either side that have any."""

    month: Month | None
    shown: Day | None
    parts: list[Part]
    before: Day | None = None
    after: Day | None = None


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
    form: UUID | None = None,
) -> Page:
    """The free times of the day `wanted` on the reader's calendar, or of the next day that has any.

    `picked` is the value of a choice made before; the part of the day that it is in is open. `without` is an
    interview being moved: its time is neither in the way nor a choice, and its own window has to fit. What is kept
    for `form` is free to it.
    """
    free = _free(session, kind, recruiters, now, kind.rules().latest(now), now, without, form)
    starts: dict[date, list[datetime]] = {}
    for start in free:
        starts.setdefault(walltime.local(start, zone).date(), []).append(start)
    dates = sorted(starts)
    if not dates:
        return Page(None, None, [])
    place = next((place for place, day in enumerate(dates) if wanted is None or day >= wanted), len(dates) - 1)
    days = {day: _day(day, found, zone, manner) for day, found in starts.items()}
    several = len(recruiters) > 1
    by_part: dict[str, list[Choice]] = {}
    for start in starts[dates[place]]:
        by_part.setdefault(_part(start, zone), []).append(choice(start, free[start][0], zone, manner, several=several))
    parts = [Part(title, choices, title == _open_part(by_part, picked)) for title, choices in by_part.items()]
    before = days[dates[place - 1]] if place else None
    after = days[dates[place + 1]] if place + 1 < len(dates) else None
    return Page(months.month(days, dates[place], zone, manner), days[dates[place]], parts, before, after)


def soonest(session: Session, moved: Interview, now: datetime) -> list[Choice]:
    """The new times for a call that did not take place, the very ones that a text after a lapse offers."""
    recruiter, zone, manner = moved.recruiter, moved.candidate.zone, moved.candidate.manner
    return [choice(start, recruiter, zone, manner) for start in offering.times(session, moved, now)]


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
    form: UUID | None = None,
) -> list[Choice]:
    """The three free times nearest to one that cannot be had, in order, at night only if there are no others.

    None if `value` is no choice.
    """
    try:
        wanted, _ = chosen(value, recruiters)
    except Refused:
        return []
    around = openings.WIDEST_SEARCH
    free = _free(session, kind, recruiters, wanted - around, wanted + around, now, without, form)
    closest = sorted(waking.kindest(free, zone), key=lambda start: abs(start - wanted))[: openings.ALTERNATIVES]
    return [choice(start, free[start][0], zone, manner, several=len(recruiters) > 1) for start in sorted(closest)]


def wrong_time(code: str, kind: InterviewType, value: str, zone: str, manner: Manner) -> str:
    """Why a choice cannot be had, on the clock of whoever made it; "" for refusals of another kind."""
    if code == "too_soon":
        notice = clockface.duration(timedelta(minutes=kind.notice_minutes), manner)
        return phrase("Calls are booked at least {notice} ahead. Please choose a later time.", notice=notice)
    if code == "too_far":
        return phrases(
            "Calls are booked at most {count} day ahead. Please choose an earlier time.",
            "Calls are booked at most {count} days ahead. Please choose an earlier time.",
            kind.horizon_days,
        )
    if (start := start_of(value)) is None:
        return ""
    said = clockface.say(start, zone, manner)
    if code == "slot_taken":
        return phrase("{time} has just been taken. Please choose another time.", time=said)
    if code == "outside_availability":
        return phrase("{time} is not one of the free times. Please choose another time.", time=said)
    return ""


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
        label=clockface.spell_both(start, zone, recruiter.zone, manner),
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
        raise Refused.because("invalid_request", NO_CHOICE, field="slot") from None
    return start, recruiter


def agreed(start: datetime, zone: str) -> Agreement:
    """The start as an agreement on the reader's own clock; it means that very instant, in a repeated hour too."""
    try:
        return walltime.agree_at(start, zone)
    except ValueError:
        raise Refused.because("invalid_request", NO_CHOICE, field="slot") from None


def day_of(text: str | None, value: str | None, zone: str) -> date | None:
    """The day that an address asks for or, failing that, the one of a choice made before."""
    try:
        if text:
            return date.fromisoformat(text)
    except ValueError:
        return None
    start = start_of(value or "")
    return walltime.local(start, zone).date() if start else None


def bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The instants at which a day begins and ends in a zone."""
    return walltime.at_wall(day, time(), zone), walltime.at_wall(day + timedelta(days=1), time(), zone)


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
    form: UUID | None = None,
) -> dict[datetime, list[Recruiter]]:
    moved = session.get(Interview, without) if without else None
    rules = kind.rules(window_minutes=moved.window_minutes) if moved else None
    free = openings.slots(session, kind, recruiters, start, end, now, rules=rules, without=without, form=form)
    if moved is not None:
        free.pop(moved.starts_at, None)
    return free


def _day(day: date, starts: Sequence[datetime], zone: str, manner: Manner) -> Day:
    title, short = (say(starts[0], zone, manner) for say in (clockface.spell_date, clockface.say_date))
    return Day(day, title, short, len(starts))


def _open_part(parts: Mapping[str, list[Choice]], picked: str) -> str:
    chosen_before = (title for title, choices in parts.items() if any(one.value == picked for one in choices))
    by_day = (title for title in parts if title != NIGHT)
    return next(chosen_before, "") or next(by_day, NIGHT)


def _part(start: datetime, zone: str) -> str:
    hour = walltime.local(start, zone).hour
    return next(title for until, title in PARTS if hour < until)
