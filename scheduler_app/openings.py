"""When a call can be booked: the recruiters of a type, their hours, and what they already promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app import other_calendars
from scheduler_app.domain import availability, clockface, walltime
from scheduler_app.domain.availability import Busy, Rules
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import State
from scheduler_app.store import holds
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import InterviewType, Recruiter

LIVE = (State.SCHEDULED, State.LAPSED)
GRACE = timedelta(seconds=60)  # how far past a start may be that staff enter by hand
ALTERNATIVES = 3
WIDEST_SEARCH = timedelta(days=14)
ANY_DAY = 36_525  # days; a horizon nobody sees


def find_type(session: Session, slug: str, *, field: str = "interview_type") -> InterviewType:
    found = session.scalar(select(InterviewType).where(InterviewType.slug == slug))
    if found is None:
        raise Refused.because("invalid_request", f"there is no interview type {slug!r}; check the name", field=field)
    return found


def recruiters_of(kind: InterviewType) -> list[Recruiter]:
    """Who can be booked for this type, least recently booked first."""
    parts = [part for part in kind.parts if part.recruiter.takes_bookings]
    parts.sort(key=lambda part: (part.last_booked_at is not None, part.last_booked_at, part.recruiter_id))
    return [part.recruiter for part in parts]


def busy(
    session: Session, recruiter: Recruiter, start: datetime, end: datetime, *, without: UUID | None = None
) -> list[Busy]:
    """The recruiter's live promises that touch [start, end); `without` leaves out an interview being moved.

    Promises only: what stands in the recruiter's other calendars is `other_calendars.busy`.
    """
    rows = session.execute(
        select(Interview.starts_at, Interview.occupied_until).where(
            Interview.recruiter_id == recruiter.id,
            Interview.state.in_(LIVE),
            Interview.occupied_until > start,
            Interview.starts_at < end,
            Interview.id != without if without else Interview.id.is_not(None),
        )
    )
    return [Busy(starts, until) for starts, until in rows]


def kept_for_others(
    session: Session, recruiter: Recruiter, start: datetime, end: datetime, now: datetime, *, form: UUID | None = None
) -> list[Busy]:
    """What is kept for a few minutes for people who are filling in the booking form, `form` left out."""
    rows = session.execute(holds.live([recruiter.id], start, end, now, besides=form))
    return [Busy(starts, until) for _, starts, until in rows]


def hold(session: Session, recruiters: Iterable[Recruiter]) -> None:
    """Let nobody else book these recruiters until the transaction ends (SQLite holds its one write lock anyway)."""
    ids = sorted(recruiter.id for recruiter in recruiters)
    session.execute(select(Recruiter.id).where(Recruiter.id.in_(ids)).order_by(Recruiter.id).with_for_update())


def slots(
    session: Session,
    kind: InterviewType,
    recruiters: Iterable[Recruiter],
    start: datetime,
    end: datetime,
    now: datetime,
    *,
    rules: Rules | None = None,
    without: UUID | None = None,
    form: UUID | None = None,
) -> dict[datetime, list[Recruiter]]:
    """Every bookable start in [start, end) in UTC, in order, with the recruiters who are free then.

    `rules` are the type's own if left out. `without` leaves out an interview being moved, and `form` what is kept for
    that form: their own time does not stand in their way.
    """
    rules = rules or kind.rules()
    start, end = max(start, rules.earliest(now)), min(end, rules.latest(now))
    free: dict[datetime, list[Recruiter]] = {}
    if start < end:
        reach = rules.occupies + rules.buffer
        for recruiter in recruiters:
            promised = busy(session, recruiter, start - reach, end + reach, without=without)
            promised += kept_for_others(session, recruiter, start - reach, end + reach, now, form=form)
            elsewhere = other_calendars.busy(session, recruiter, start - reach, end + reach)
            for begin in availability.slots(
                recruiter.week(), promised, recruiter.zone, rules, start=start, end=end, elsewhere=elsewhere
            ):
                free.setdefault(begin, []).append(recruiter)
    return dict(sorted(free.items()))


def check(
    session: Session,
    recruiter: Recruiter,
    rules: Rules,
    start: datetime,
    now: datetime,
    *,
    override: bool,
    without: UUID | None = None,
    form: UUID | None = None,
) -> None:
    """Refuse a start that this recruiter cannot promise; staff may override everything but a double booking.

    What stands in the recruiter's other calendars is theirs to override: they see it, and may promise a call all the
    same. So is what is kept for somebody's form, other than `form`.
    """
    _check_when(rules, start, now, override=override)
    if not override and not availability.on_grid(start, recruiter.week(), recruiter.zone, rules):
        raise Refused.because(
            "outside_availability",
            f"{clockface.say(start, recruiter.zone)} is not one of the times {recruiter.name} offers;"
            " choose one from the list of free times",
            field="starts.wall",
        )
    reach = rules.occupies + rules.buffer
    promised = busy(session, recruiter, start - reach, start + reach, without=without)
    clear = (
        rules
        if not override
        else Rules(rules.call_minutes, window_minutes=rules.window_minutes, buffer_after_minutes=0)
    )
    if availability.crowded(start, promised, clear):
        raise Refused.because(
            "slot_taken",
            f"{recruiter.name} is already promised at {clockface.say(start, recruiter.zone)}; choose another time",
            field="starts.wall",
        )
    kept = [] if override else kept_for_others(session, recruiter, start - reach, start + reach, now, form=form)
    if availability.crowded(start, kept, rules):
        raise Refused.because(
            "slot_taken",
            f"somebody is booking {recruiter.name} at {clockface.say(start, recruiter.zone)} at this moment;"
            " choose another time, or try again in a few minutes",
            field="starts.wall",
        )
    elsewhere = [] if override else other_calendars.busy(session, recruiter, start - reach, start + reach)
    if availability.overlaps(start, elsewhere, rules):
        raise Refused.because(
            "slot_taken",
            f"{recruiter.name} is not free at {clockface.say(start, recruiter.zone)}; choose another time",
            field="starts.wall",
        )


def alternatives(
    session: Session,
    kind: InterviewType,
    recruiters: Iterable[Recruiter],
    wanted: datetime,
    zone: str,
    now: datetime,
    *,
    rules: Rules,
    override: bool = False,
    without: UUID | None = None,
) -> list[dict[str, object]]:
    """The starts nearest to the wanted one that could be had instead, as facts for whoever has to choose again.

    Each can be booked by these rules; with `override`, without their notice and horizon.
    """
    if override:
        rules = replace(rules, notice_minutes=0, horizon_days=ANY_DAY)
    recruiters = list(recruiters)
    free = partial(slots, session, kind, recruiters, now=now, rules=rules, without=without)
    near = free(wanted - WIDEST_SEARCH, wanted + WIDEST_SEARCH)
    if len(near) < ALTERNATIVES and not override:
        near = free(now, rules.latest(now))
    closest = sorted(islice(sorted(near, key=lambda start: abs(start - wanted)), ALTERNATIVES))
    return [describe(start, zone) for start in closest]


def describe(start: datetime, zone: str) -> dict[str, object]:
    """A start for a person and a program: UTC, wall time and words in the asked zone."""
    return {
        "utc": walltime.instant_text(start),
        "wall": walltime.wall_text(walltime.local(start, zone).replace(tzinfo=None)),
        "zone": zone,
        "text": clockface.say(start, zone),
    }


def _check_when(rules: Rules, start: datetime, now: datetime, *, override: bool) -> None:
    if override:
        if start < now - GRACE or start + timedelta(minutes=rules.window_minutes) <= now:
            raise Refused.because("too_soon", "that time is past; choose a later one", field="starts.wall")
        return
    if start < rules.earliest(now):
        notice = clockface.duration(timedelta(minutes=rules.notice_minutes))
        raise Refused.because(
            "too_soon", f"calls are booked at least {notice} ahead; choose a later time", field="starts.wall"
        )
    if start >= rules.latest(now):
        raise Refused.because(
            "too_far",
            f"calls are booked at most {rules.horizon_days} days ahead; choose an earlier time",
            field="starts.wall",
        )
