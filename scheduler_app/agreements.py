"""What was agreed, put on the interview: when it is booked, rescheduled, or read by new time zone rules."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from scheduler_app import planning, record
from scheduler_app.desk import Desk
from scheduler_app.domain import walltime
from scheduler_app.domain.walltime import Agreement
from scheduler_app.domain.window import Window
from scheduler_app.record import Facts
from scheduler_app.store.events import EventKind
from scheduler_app.store.interviews import Interview


def note(interview: Interview, starts: Agreement, window: Window) -> None:
    """The agreement, the instants that follow from it, and what each side's clock shows then."""
    interview.wall = walltime.wall_text(starts.wall.local)
    interview.zone = starts.wall.zone
    interview.which = starts.wall.which
    interview.starts_at = starts.utc
    interview.offset_seconds = round(starts.offset.total_seconds())
    interview.tz_release = starts.tz_release
    interview.closes_at = window.closes
    interview.occupied_until = window.occupied_until(interview.call_minutes)
    interview.candidate_offset_seconds = _seconds(starts.utc, interview.candidate.zone)
    interview.recruiter_offset_seconds = _seconds(starts.utc, interview.recruiter.zone)
    interview.rules_flag = interview.rules_checked = ""


def restate(session: Session, interview: Interview, starts: Agreement, now: datetime, *, by: str) -> None:
    """The same moment by another clock: nobody has to be told, but new time zone rules go by that clock from now on."""
    was = record.time_of(interview)
    interview.wall = walltime.wall_text(starts.wall.local)
    interview.zone, interview.which = starts.wall.zone, starts.wall.which
    interview.offset_seconds = round(starts.offset.total_seconds())
    interview.tz_release = starts.tz_release
    interview.changed_at = now
    record.note(session, interview, EventKind.RESTATED, now, record.time_of(interview) | {"was": was}, by=by)


def remember_former(interview: Interview) -> None:
    """Keep what was told until now, for words that name it."""
    interview.former_starts_at = interview.starts_at
    interview.former_candidate_offset_seconds = interview.candidate_offset_seconds
    interview.former_recruiter_offset_seconds = interview.recruiter_offset_seconds


def renew(
    session: Session,
    desk: Desk,
    interview: Interview,
    starts: Agreement,
    window: Window,
    now: datetime,
    *,
    why: str,
    script: str,
    kind: EventKind = EventKind.MOVED,
    by: str = "",
    before: Facts | None = None,
) -> None:
    """A new generation at another time: nothing of the old one starts after, and `script` tells both sides.

    The record gets an event of that `kind`, with `before` beside the two times.
    """
    was = record.time_of(interview)
    planning.hold_back(session, interview, why, now, all_of=True)
    remember_former(interview)
    note(interview, starts, window)
    interview.generation += 1
    interview.sequence += 1
    interview.booked_at = interview.changed_at = now
    interview.watch.generation = interview.generation
    interview.watch.parked, interview.watch.failures = "", 0
    session.flush()
    told = record.time_of(interview) | {"was": was} | (before or {})
    record.note(session, interview, kind, now, told, by=by)
    planning.begin(session, desk, interview, now, confirm=script)


def _seconds(instant: datetime, zone: str) -> int:
    return round(walltime.told(instant, zone).offset.total_seconds())
