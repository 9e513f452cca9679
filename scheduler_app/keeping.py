"""Keep a chosen time free for a few minutes, while somebody fills in the booking form and reads it once more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from scheduler_app import openings
from scheduler_app.domain import walltime
from scheduler_app.store import holds
from scheduler_app.store.db import Sessions, reading
from scheduler_app.store.holds import Hold
from scheduler_app.store.people import InterviewType, Recruiter

LASTS = timedelta(minutes=10)
AT_MOST = timedelta(minutes=30)  # for one form without a pause, however often it is sent
MOST_OF_AN_ADDRESS = 4  # at once: a household or a small office, and too few to block anybody's calendar
MOST_OF_A_DAY = 6  # of one recruiter, on the recruiter's own calendar
REMEMBERED = timedelta(days=1)  # so that a form that comes back late is told that its time was over
A_BATCH = 1000


@dataclass(frozen=True)
class Kept:
    """Until when the time is kept, on a whole minute; None if it is free, and too many others are kept already.

    `late` if it had been kept for this form and was not any more: nobody else took it.
    """

    until: datetime | None
    late: bool = False


def keep(
    session: Session,
    kind: InterviewType,
    recruiter: Recruiter,
    start: datetime,
    now: datetime,
    *,
    form: UUID,
    address_key: str,
) -> Kept:
    """Keep this time for this form in place of any other; raises `Refused` as `openings.check` does if it is not free.

    Of forms that ask for one time at once one gets it. Who comes from an address that keeps too much already, or wants
    a day that is being kept away, is not refused: their time is theirs once it is booked.
    """
    openings.hold(session, openings.recruiters_of(kind))
    rules = kind.rules()
    openings.check(session, recruiter, rules, start, now, override=False, form=form)
    row = session.get(Hold, form, populate_existing=True)
    late = row is not None and row.expires_at <= now and (row.recruiter_id, row.starts_at) == (recruiter.id, start)
    since = row.since if row is not None and row.expires_at > now else now
    until = min(_whole_minute(now + LASTS), _whole_minute(since + AT_MOST))
    if _too_many(session, recruiter, start, now, form, address_key):
        let_go(session, form)
        return Kept(None, late)
    row = row or Hold(form=form)
    row.recruiter_id, row.starts_at, row.until = recruiter.id, start, start + rules.occupies
    row.since, row.expires_at, row.address_key = since, until, address_key
    session.add(row)
    session.flush()
    return Kept(until, late)


def let_go(session: Session, form: UUID) -> None:
    """Keep nothing for this form any more."""
    session.execute(delete(Hold).where(Hold.form == form))


def standing(session: Session, form: UUID, recruiter: Recruiter, start: datetime, now: datetime) -> Kept:
    """Whether this time is kept for this form as it is; changes nothing."""
    row = session.get(Hold, form)
    stands = row is not None and row.expires_at > now and (row.recruiter_id, row.starts_at) == (recruiter.id, start)
    return Kept(row.expires_at if row is not None and stands else None)


def kept_for_somebody(
    session: Session, recruiters: list[Recruiter], start: datetime, end: datetime, now: datetime, *, besides: UUID
) -> bool:
    """Whether a time in [start, end) is kept at this moment for another form, and may soon be free again."""
    ids = [recruiter.id for recruiter in recruiters]
    return session.execute(holds.live(ids, start, end, now, besides=besides).limit(1)).first() is not None


def purge(sessions: Sessions, clock: Callable[[], datetime]) -> int:
    """Forget times that were kept long ago, a batch at a time; how many. They are of no effect before that either."""
    past = Hold.expires_at <= clock() - REMEMBERED
    with reading(sessions) as session:
        old = session.scalars(select(Hold.form).where(past).limit(A_BATCH)).all()
    if old:
        with sessions.begin() as session:
            session.execute(delete(Hold).where(Hold.form.in_(old), past))
    return len(old)


def _too_many(
    session: Session, recruiter: Recruiter, start: datetime, now: datetime, form: UUID, address_key: str
) -> bool:
    others = select(func.count()).select_from(Hold).where(Hold.expires_at > now, Hold.form != form)
    day = walltime.local(start, recruiter.zone).date()
    begins = walltime.at_wall(day, time(), recruiter.zone)
    ends = walltime.at_wall(day + timedelta(days=1), time(), recruiter.zone)
    of_address = session.scalar(others.where(Hold.address_key == address_key)) or 0
    of_day = session.scalar(
        others.where(Hold.recruiter_id == recruiter.id, Hold.starts_at >= begins, Hold.starts_at < ends)
    )
    return of_address >= MOST_OF_AN_ADDRESS or (of_day or 0) >= MOST_OF_A_DAY


def _whole_minute(moment: datetime) -> datetime:
    """The next whole minute, so that what is said is what is meant."""
    begun = moment.replace(second=0, microsecond=0)
    return moment if moment == begun else begun + timedelta(minutes=1)
