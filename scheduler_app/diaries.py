"""What stands in recruiters' diaries, read from the database: a handful of questions, however many recruiters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from scheduler_app.domain import availability, hours
from scheduler_app.domain.availability import Commitment, Diary, Kind, Rules
from scheduler_app.domain.hours import Hours, Schedule
from scheduler_app.domain.interview import State
from scheduler_app.store import holds
from scheduler_app.store.calendars import BusyTime, OtherCalendar
from scheduler_app.store.hours import DateHours, TimeOff
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Candidate, InterviewType, Recruiter, WeeklyHours

LIVE = (State.SCHEDULED, State.LAPSED)
MARGIN = timedelta(days=1)  # beyond what is asked for, as far as any call and buffer reach
COUNTED = timedelta(days=8)  # as far as the week of an instant reaches, in any zone

# Made once, as a booking or a lapse asks them all. `ids` are the recruiters', and [start, end) is in UTC.
AMONG: Any = bindparam("ids", expanding=True)
WEEK = select(WeeklyHours).where(WeeklyHours.recruiter_id.in_(AMONG)).order_by(WeeklyHours.weekday, WeeklyHours.opens)
DATES = (
    select(DateHours)
    .where(DateHours.recruiter_id.in_(AMONG), DateHours.day.between(bindparam("first"), bindparam("last")))
    .order_by(DateHours.day, DateHours.opens)
)
ABSENCES = (
    select(TimeOff)
    .where(
        TimeOff.recruiter_id.in_(AMONG),
        TimeOff.last_day >= bindparam("first"),
        TimeOff.first_day <= bindparam("last"),
    )
    .order_by(TimeOff.first_day)
)
PROMISED = (
    select(
        Interview.recruiter_id,
        Interview.starts_at,
        Interview.occupied_until,
        InterviewType.buffer_before_minutes,
        InterviewType.buffer_after_minutes,
        Candidate.name,
    )
    .join(InterviewType, InterviewType.id == Interview.type_id)
    .join(Candidate, Candidate.id == Interview.candidate_id)
    .where(
        Interview.recruiter_id.in_(AMONG),
        Interview.state.in_(LIVE),
        Interview.occupied_until > bindparam("start"),
        Interview.occupied_until < bindparam("last"),  # so that what is promised long after is not read in vain
        Interview.starts_at < bindparam("end"),
    )
)
ELSEWHERE = (
    select(BusyTime.recruiter_id, BusyTime.starts_at, BusyTime.until, OtherCalendar.name)
    .join(OtherCalendar, OtherCalendar.id == BusyTime.calendar_id)
    .where(
        BusyTime.recruiter_id.in_(AMONG),
        BusyTime.until > bindparam("start"),
        BusyTime.starts_at < bindparam("end"),
    )
)


def of(
    session: Session,
    recruiters: Sequence[Recruiter],
    rules: Rules,
    start: datetime,
    end: datetime,
    now: datetime,
    *,
    without: UUID | None = None,
    form: UUID | None = None,
    widest: timedelta = MARGIN,
) -> list[Diary]:
    """Each recruiter's diary for calls by these rules that start in [start, end), in the order of `recruiters`.

    `without` leaves out an interview that is being moved, and `form` what is kept for that form. `widest` is the
    longest that anything stands in the way of a later start.
    """
    ids = [recruiter.id for recruiter in recruiters]
    schedules = _schedules(session, recruiters, start - MARGIN, end + MARGIN)
    commitments = defaultdict[int, list[Commitment]](list)
    reach = start - widest, end + MARGIN
    for owner, found in (
        *_promised(session, ids, *reach, without),
        *_kept(session, ids, *reach, now, form),
        *_elsewhere(session, ids, *reach),
    ):
        commitments[owner].append(found)
    calls, of_type = defaultdict[int, list[datetime]](list), defaultdict[int, list[datetime]](list)
    if rules.caps or any(recruiter.caps for recruiter in recruiters):
        for owner, type_id, starts in _counted(session, ids, start - COUNTED, end + COUNTED, without):
            calls[owner].append(starts)
            if type_id == rules.type_id:
                of_type[owner].append(starts)
    return [
        Diary(
            schedules[recruiter.id],
            commitments[recruiter.id],
            recruiter.caps,
            calls[recruiter.id],
            of_type[recruiter.id],
            recruiter.buffer_before_minutes,
            recruiter.buffer_after_minutes,
        )
        for recruiter in recruiters
    ]


def away(session: Session, now: datetime) -> list[int]:
    """The recruiters who have time off at this moment."""
    rows = select(TimeOff, Recruiter.zone).join(Recruiter, Recruiter.id == TimeOff.recruiter_id)
    near = rows.where(TimeOff.last_day >= (now - 2 * MARGIN).date(), TimeOff.first_day <= (now + MARGIN).date())
    second = availability.seconds_down(now)
    spans = ((row.recruiter_id, row.read.span(zone)) for row, zone in session.execute(near))
    return [owner for owner, (begin, end) in spans if begin <= second < end]


def _schedules(
    session: Session, recruiters: Sequence[Recruiter], start: datetime, end: datetime
) -> dict[int, Schedule]:
    ids = [recruiter.id for recruiter in recruiters]
    first, last = start.date() - MARGIN, end.date() + MARGIN
    weeks = defaultdict[int, list[Hours]](list)
    asked = {"ids": ids, "first": first, "last": last}
    for row in session.scalars(WEEK, {"ids": ids}):
        weeks[row.recruiter_id].append(Hours(row.weekday, row.opens, row.closes))
    dates = defaultdict[int, list[hours.DateHours]](list)
    for one in session.scalars(DATES, asked):
        dates[one.recruiter_id].append(one.read)
    absences = defaultdict[int, list[hours.TimeOff]](list)
    for absence in session.scalars(ABSENCES, asked):
        absences[absence.recruiter_id].append(absence.read)
    return {
        recruiter.id: Schedule(
            recruiter.zone,
            weeks[recruiter.id],
            dates[recruiter.id],
            absences[recruiter.id],
            recruiter.holiday_country,
            recruiter.holiday_subdivision,
        )
        for recruiter in recruiters
    }


def _promised(
    session: Session, ids: Sequence[int], start: datetime, end: datetime, without: UUID | None
) -> Iterator[tuple[int, Commitment]]:
    rows = PROMISED.where(*_not(without)) if without else PROMISED
    asked = {"ids": ids, "start": start, "end": end, "last": end + MARGIN}
    for owner, starts, until, before, after, name in session.execute(rows, asked):
        yield owner, Commitment(starts, until, Kind.CALL, before, after, name)


def _kept(
    session: Session, ids: Sequence[int], start: datetime, end: datetime, now: datetime, form: UUID | None
) -> Iterator[tuple[int, Commitment]]:
    """What is kept for a few minutes for people who are filling in the booking form."""
    for owner, starts, until in session.execute(holds.live(list(ids), start, end, now, besides=form)):
        yield owner, Commitment(starts, until, Kind.HELD)


def _elsewhere(
    session: Session, ids: Sequence[int], start: datetime, end: datetime
) -> Iterator[tuple[int, Commitment]]:
    for owner, starts, until, name in session.execute(ELSEWHERE, {"ids": ids, "start": start, "end": end}):
        yield owner, Commitment(starts, until, Kind.ELSEWHERE, label=name)


def _counted(
    session: Session, ids: Sequence[int], start: datetime, end: datetime, without: UUID | None
) -> list[tuple[int, int, datetime]]:
    """The calls that count for caps: all that were not called off, whatever became of them."""
    rows = select(Interview.recruiter_id, Interview.type_id, Interview.starts_at).where(
        Interview.recruiter_id.in_(ids),
        Interview.state != State.CANCELLED,
        Interview.occupied_until > start,
        Interview.occupied_until < end + MARGIN,
        Interview.starts_at < end,
        *_not(without),
    )
    return [(owner, type_id, starts) for owner, type_id, starts in session.execute(rows)]


def _not(without: UUID | None) -> list[Any]:
    return [Interview.id != without] if without else []
