"""A recruiter's hours: read and changed. No change of them moves or cancels a call that is booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from scheduler_app import diaries
from scheduler_app.domain import explaining, public_holidays, walltime
from scheduler_app.domain.availability import Caps
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.explaining import Reason
from scheduler_app.domain.hours import DateHours, Hours, TimeOff
from scheduler_app.domain.hours_form import Span
from scheduler_app.domain.interview import State
from scheduler_app.store import hours as store
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Recruiter, WeeklyHours

MOST_EXCEPTIONS = 200  # dates with other hours, and absences, of one recruiter from today on
NEXT_HOLIDAYS = 3
BOOKED_AHEAD = 500  # calls that are compared with new hours


@dataclass(frozen=True)
class Timetable:
    """A recruiter's hours as they stand; what is past is left out. Days and times are on the recruiter's clock."""

    week: list[list[Span]]  # Monday first
    dates: list[tuple[date, list[Span]]]
    absences: list[tuple[int, TimeOff]]  # with their ids
    holidays: list[tuple[date, str]]  # the next ones, with their names


@dataclass(frozen=True)
class Outside:
    """A booked call that candidates could no longer book, and why."""

    interview: Interview
    reasons: list[Reason]


def everyone(session: Session) -> list[Recruiter]:
    """Whoever takes bookings, by name."""
    rows = select(Recruiter).where(Recruiter.role == "recruiter", Recruiter.disabled_at.is_(None))
    return list(session.scalars(rows.order_by(Recruiter.name, Recruiter.id)))


def today(recruiter: Recruiter, now: datetime) -> date:
    """The date that the recruiter's own calendar shows."""
    return walltime.local(now, recruiter.zone).date()


def of(session: Session, recruiter: Recruiter, now: datetime) -> Timetable:
    from_day = today(recruiter, now)
    week: list[list[Span]] = [[] for _ in range(7)]
    for rule in recruiter.week():
        week[rule.weekday].append((rule.opens, rule.closes))
    dates: dict[date, list[Span]] = {}
    rows = select(store.DateHours).where(store.DateHours.recruiter_id == recruiter.id, store.DateHours.day >= from_day)
    for row in session.scalars(rows.order_by(store.DateHours.day, store.DateHours.opens)):
        dates.setdefault(row.day, []).append((row.opens, row.closes))
    off = select(store.TimeOff).where(store.TimeOff.recruiter_id == recruiter.id, store.TimeOff.last_day >= from_day)
    absences = [(row.id, row.read) for row in session.scalars(off.order_by(store.TimeOff.first_day, store.TimeOff.id))]
    return Timetable(week, list(dates.items()), absences, _next_holidays(recruiter, from_day))


def set_week(session: Session, recruiter: Recruiter, week: Sequence[Hours]) -> None:
    session.execute(delete(WeeklyHours).where(WeeklyHours.recruiter_id == recruiter.id))
    session.add_all(
        WeeklyHours(recruiter_id=recruiter.id, weekday=rule.weekday, opens=rule.opens, closes=rule.closes)
        for rule in week
    )


def set_date(session: Session, recruiter: Recruiter, wanted: Sequence[DateHours], now: datetime) -> None:
    """These hours, all of one date, instead of any that it had."""
    remove_date(session, recruiter, wanted[0].day)
    kept = select(func.count(store.DateHours.day.distinct())).where(
        store.DateHours.recruiter_id == recruiter.id, store.DateHours.day >= today(recruiter, now)
    )
    _refuse_beyond(session.scalar(kept) or 0, "day")
    session.add_all(
        store.DateHours(recruiter_id=recruiter.id, day=one.day, opens=one.opens, closes=one.closes) for one in wanted
    )


def remove_date(session: Session, recruiter: Recruiter, day: date) -> None:
    """Let the date have its weekday's hours again."""
    session.execute(
        delete(store.DateHours).where(store.DateHours.recruiter_id == recruiter.id, store.DateHours.day == day)
    )


def add_time_off(session: Session, recruiter: Recruiter, wanted: TimeOff, now: datetime) -> None:
    """The same absence again, as after a second click, is kept once."""
    mine = store.TimeOff.recruiter_id == recruiter.id
    kept = session.scalars(select(store.TimeOff).where(mine, store.TimeOff.last_day >= today(recruiter, now))).all()
    if any(row.read == wanted for row in kept):
        return
    _refuse_beyond(len(kept), "first")
    session.add(
        store.TimeOff(
            recruiter_id=recruiter.id,
            first_day=wanted.first,
            last_day=wanted.last,
            begins=wanted.begins,
            ends=wanted.ends,
            label=wanted.label,
        )
    )


def remove_time_off(session: Session, recruiter: Recruiter, absence: int) -> None:
    """One that is not this recruiter's, or is gone already, is `not_found`."""
    found = session.get(store.TimeOff, absence)
    if found is None or found.recruiter_id != recruiter.id:
        raise Refused.because("not_found", "that time off is not there any more")
    session.delete(found)


def set_holidays(recruiter: Recruiter, country: str, subdivision: str) -> None:
    """Close on the public holidays of a place; "" for none. A part of another country than before is let go."""
    if country != recruiter.holiday_country and subdivision not in public_holidays.subdivisions(country):
        subdivision = ""
    recruiter.holiday_country, recruiter.holiday_subdivision = public_holidays.check(country, subdivision)


def set_pace(recruiter: Recruiter, *, before: int, after: int, caps: Caps) -> None:
    """The recruiter's own buffers in minutes, and caps over all types."""
    recruiter.buffer_before_minutes, recruiter.buffer_after_minutes = before, after
    recruiter.most_a_day, recruiter.most_a_week = caps.a_day, caps.a_week


def outside(session: Session, recruiter: Recruiter, now: datetime) -> list[Outside]:
    """The booked calls that lie outside the recruiter's hours as they are, or within time off, soonest first."""
    rows = (
        select(Interview)
        .options(joinedload(Interview.candidate), joinedload(Interview.type))
        .where(
            Interview.recruiter_id == recruiter.id,
            Interview.state == State.SCHEDULED,
            Interview.occupied_until > now,
            Interview.starts_at > now,
        )
    )
    booked = list(session.scalars(rows.order_by(Interview.starts_at).limit(BOOKED_AHEAD)))
    if not booked:
        return []
    rules = booked[0].type.rules()
    (diary,) = diaries.of(session, [recruiter], rules, booked[0].starts_at, booked[-1].starts_at, now)
    found = []
    for call in booked:
        rules = call.type.rules(window_minutes=call.window_minutes)
        if reasons := list(explaining.by_hours(call.starts_at, diary, rules, recruiter.manner)):
            found.append(Outside(call, reasons))
    return found


def _next_holidays(recruiter: Recruiter, from_day: date) -> list[tuple[date, str]]:
    if not recruiter.holiday_country:
        return []
    place = recruiter.holiday_country, recruiter.holiday_subdivision
    years = (from_day.year, from_day.year + 1)
    known = [entry for year in years for entry in public_holidays.in_year(*place, year).items()]
    return sorted(entry for entry in known if entry[0] >= from_day)[:NEXT_HOLIDAYS]


def _refuse_beyond(count: int, field: str) -> None:
    if count >= MOST_EXCEPTIONS:
        raise Refused.because(
            "invalid_request", f"{MOST_EXCEPTIONS} are the most; remove one that is not needed", field=field
        )
