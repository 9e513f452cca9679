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

from scheduler_app import diaries
from scheduler_app.domain import availability, clockface, explaining, turns, walltime
from scheduler_app.domain.availability import Rules
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.explaining import Reason, Why
from scheduler_app.domain.manner import ENGLISH, Manner
from scheduler_app.domain.turns import Turn
from scheduler_app.store.people import InterviewType, Recruiter, TypeRecruiter

PROMISED = {Why.CALL, Why.BUFFER}
TAKEN = PROMISED | {Why.HELD, Why.ELSEWHERE}
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
    """Who can be booked for this type, whoever's turn it is first: the least recently booked, shares by weight."""
    parts = {part.recruiter_id: part for part in kind.parts if part.recruiter.takes_bookings}
    return [parts[number].recruiter for number in turns.in_order(map(_turn, parts.values()))]


def note_booked(kind: InterviewType, recruiter: Recruiter, now: datetime) -> None:
    """This recruiter has had their turn."""
    parts = {part.recruiter_id: part for part in kind.parts}
    if (part := parts.get(recruiter.id)) is not None:
        part.turn = turns.after(_turn(part), list(map(_turn, parts.values())))
        part.last_booked_at = now


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
    if start >= end:
        return {}
    whom = list(recruiters)
    found = diaries.of(session, whom, rules, start, end, now, without=without, form=form)
    return availability.together(
        (recruiter, availability.free(diary, rules, start, end)) for recruiter, diary in zip(whom, found, strict=True)
    )


def explain(
    session: Session,
    kind: InterviewType,
    recruiter: Recruiter,
    start: datetime,
    now: datetime,
    *,
    rules: Rules | None = None,
    manner: Manner = ENGLISH,
    without: UUID | None = None,
) -> list[Reason]:
    """Why this recruiter is not offered at `start`, for staff; empty exactly for what `slots` offers."""
    rules = rules or kind.rules()
    (diary,) = diaries.of(session, [recruiter], rules, start, start, now, without=without)
    return explaining.explain(start, diary, rules, now, manner)


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
    (diary,) = diaries.of(session, [recruiter], rules, start, start, now, without=without, form=form)
    if override:
        kinds = {Why.CALL} if availability.overlaps(start, diary, rules) else set[Why]()
    else:
        kinds = {reason.why for reason in explaining.explain(start, diary, rules, now)}
    said = clockface.say(start, recruiter.zone)
    if kinds - TAKEN:
        raise Refused.because(
            "outside_availability",
            f"{said} is not one of the times {recruiter.name} offers; choose one from the list of free times",
            field="starts.wall",
        )
    if kinds:
        words = f"{recruiter.name} is not free at {said}; choose another time"
        if kinds & PROMISED:
            words = f"{recruiter.name} is already promised at {said}; choose another time"
        elif Why.HELD in kinds:
            words = (
                f"somebody is booking {recruiter.name} at {said} at this moment;"
                " choose another time, or try again in a few minutes"
            )
        raise Refused.because("slot_taken", words, field="starts.wall")


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


def _turn(part: TypeRecruiter) -> Turn:
    return Turn(part.recruiter_id, part.weight, part.turn, part.last_booked_at)


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
