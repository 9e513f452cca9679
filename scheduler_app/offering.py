"""New times for a call that did not take place, offered in a text and booked by a digit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from scheduler_app import diaries, openings
from scheduler_app.desk import Desk
from scheduler_app.domain import availability, clockface, replies, segments, waking, walltime
from scheduler_app.domain.availability import Diary, Rules
from scheduler_app.domain.interview import State
from scheduler_app.domain.manner import Manner
from scheduler_app.messages.facts import NEW_TIMES
from scheduler_app.messages.scripting import spoken
from scheduler_app.store import batch
from scheduler_app.store.among import among
from scheduler_app.store.batch import Batch
from scheduler_app.store.db import Instant
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Candidate, InterviewType, Recruiter

SEARCHED = (timedelta(days=4), timedelta(days=14), timedelta(days=400))  # ahead; further where that holds too few
MOST = len(NEW_TIMES)
Asking = tuple[str, dict[str, str] | None]
Chosen = dict[tuple[int, int, int, str], list[datetime]]  # by type, window's minutes, recruiter and candidate's zone


def times(session: Session, interview: Interview, now: datetime) -> list[datetime]:
    """Up to three starts in UTC, soonest first and some hours apart, at which the same recruiter could call.

    They are in the candidate's waking hours, if there are such. Nothing is held: whoever books first has it.
    """
    known = batch.of(session)
    if known is not None and interview.id in known.offers:
        return known.offers[interview.id]
    return _soonest(session, interview, now)


def prepare(session: Session, desk: Desk, known: Batch, now: datetime, chosen: Chosen) -> None:
    """Find the times for all windows of a batch that close now, before the batch begins to write.

    With a handful of questions for each kind of call, however many windows; the times are those that `times` finds.
    `chosen` holds what earlier batches of this very moment have found for the same recruiters, and is added to.
    """
    if not (desk.texting and known.organisation.candidates_are_texted):
        return
    alike = defaultdict[tuple[int, int], list[_Closing]](list)
    for row in session.execute(_CLOSING, {"ids": list(known.lines), "now": now}):
        closing = _Closing(*row)
        if closing.phone not in known.opted_out:
            alike[closing.type_id, closing.window_minutes].append(closing)
    wanted = {closing.recruiter_id for rows in alike.values() for closing in rows}
    recruiters = {row.id: row for row in session.scalars(select(Recruiter).where(Recruiter.id.in_(wanted)))}
    for (type_id, window_minutes), rows in alike.items():
        kind = session.get_one(InterviewType, type_id)
        rules = kind.rules(window_minutes=window_minutes)
        known.offers.update(_found(session, rules, recruiters, rows, now, chosen))


def said(starts: list[datetime], zone: str, manner: Manner) -> dict[str, str]:
    """The facts that name these times in a text, on the reader's clock: `new_time_1` and so on."""
    return dict(zip(NEW_TIMES, (words for words, _ in _choices(tuple(starts), zone, manner)), strict=False))


def menu(
    text: str, starts: list[datetime], zone: str, manner: Manner, *, or_else: Asking = ("", None)
) -> dict[str, str] | None:
    """What a text that offers these times can be answered with; None if it names no digit.

    A time that the text had no room for is not in it, so nobody books what they have not read. `or_else` is what is
    asked where no time is shown, and the words that ask it.
    """
    shown = {
        str(number): books
        for number, (words, books) in enumerate(_choices(tuple(starts), zone, manner), 1)
        if f"{number}: {words}" in text
    }
    if shown:
        return {**shown, "0": replies.HELD}
    asking, asked = or_else
    return asked if asking and asking in text else None


@lru_cache(maxsize=4096)
def _choices(starts: tuple[datetime, ...], zone: str, manner: Manner) -> list[tuple[str, str]]:
    """What is said of each, and what its digit does."""
    return [(_brief(start, zone, manner), replies.books(start)) for start in starts]


def _brief(start: datetime, zone: str, manner: Manner) -> str:
    """`Wed 13 Jan 9:00 AM Phoenix`; with its offset where clocks show it twice that day."""
    time = segments.in_gsm(clockface.brief_both(start, zone, zone, manner))
    return time if walltime.shown_twice(start, zone) else spoken(time)


def _soonest(session: Session, interview: Interview, now: datetime) -> list[datetime]:
    if not interview.recruiter.takes_bookings:
        return []
    found: list[datetime] = []
    for ahead in SEARCHED:
        rules = interview.type.rules(window_minutes=interview.window_minutes)
        free = openings.slots(
            session, interview.type, [interview.recruiter], now, now + ahead, now, rules=rules, without=interview.id
        )
        free.pop(interview.starts_at, None)
        found = waking.spread(free, interview.candidate.zone, MOST)
        if len(found) == MOST:
            break
    return found


class _Closing(NamedTuple):
    id: UUID
    type_id: int
    window_minutes: int
    recruiter_id: int
    starts_at: datetime
    occupied_until: datetime
    zone: str  # the candidate's
    phone: str


# Whose candidate may be texted, as far as the tables tell; for one too many, times are found in vain.
_CLOSING: Select[Any] = (
    select(*(getattr(Interview, name) for name in _Closing._fields[:-2]), Candidate.zone, Candidate.phone)
    .join(Candidate, Candidate.id == Interview.candidate_id)
    .where(
        among(Interview.id),
        Interview.state == State.SCHEDULED,
        Interview.closes_at <= bindparam("now", type_=Instant),
        Candidate.phone.is_not(None),
        Candidate.sms_consent_at.is_not(None),
        Candidate.number_vouched_at.is_not(None),
        Candidate.sms_refused == "",
    )
)


def _found(
    session: Session,
    rules: Rules,
    recruiters: dict[int, Recruiter],
    rows: Sequence[_Closing],
    now: datetime,
    chosen: Chosen,
) -> dict[UUID, list[datetime]]:
    """What `_soonest` would find for each."""
    widest = _widest(session, rules, recruiters)
    clear = max(now, rules.earliest(now)) - widest  # what is over by then keeps no time from being offered
    shared = {
        row.id: (row.type_id, row.window_minutes, row.recruiter_id, row.zone)
        for row in rows
        if row.occupied_until <= clear and not (rules.caps or recruiters[row.recruiter_id].caps)
    }
    found = {row.id: chosen.get(shared[row.id], []) if row.id in shared else [] for row in rows}
    left = [row for row in rows if recruiters[row.recruiter_id].takes_bookings and shared.get(row.id) not in chosen]
    for ahead in SEARCHED:
        start, end = max(now, rules.earliest(now)), min(now + ahead, rules.latest(now))
        if start >= end:
            break
        whom = [recruiters[key] for key in sorted({row.recruiter_id for row in left})]
        filled = diaries.of(session, whom, rules, start, end, now, widest=widest) if whom else []
        search = _Search(rules, start, end, {one.id: diary for one, diary in zip(whom, filled, strict=True)})
        for row in left:
            found[row.id] = search.times(row, alone=row.id not in shared)
        left = [row for row in left if len(found[row.id]) < MOST]
    chosen.update({shared[key]: starts for key, starts in found.items() if key in shared})
    return found


def _widest(session: Session, rules: Rules, recruiters: dict[int, Recruiter]) -> timedelta:
    """The longest buffer there is, and a minute for what is rounded."""
    buffers = select(func.max(InterviewType.buffer_before_minutes), func.max(InterviewType.buffer_after_minutes))
    own = [(one.buffer_before_minutes, one.buffer_after_minutes) for one in recruiters.values()]
    all_of = [*session.execute(buffers).one(), *(minutes for pair in own for minutes in pair)]
    return timedelta(minutes=1 + max(filter(None, all_of), default=0))


class _Search:
    """For many calls of one kind whose diaries are known; what several of them have in common is found once."""

    def __init__(self, rules: Rules, start: datetime, end: datetime, filled: dict[int, Diary]) -> None:
        self._rules, self._start, self._end, self._filled = rules, start, end, filled
        self._free: dict[int, list[datetime]] = {}
        self._chosen: dict[tuple[int, str], list[datetime]] = {}

    def times(self, row: _Closing, *, alone: bool) -> list[datetime]:
        """`alone` if the call that did not take place would itself keep a time from being offered."""
        key = row.recruiter_id
        if alone:
            diary = self._filled[key].but_for(row.starts_at, row.occupied_until)
            return waking.spread(self._starts(diary), row.zone, MOST)
        if key not in self._free:
            self._free[key] = list(self._starts(self._filled[key]))
        if (key, row.zone) not in self._chosen:
            self._chosen[key, row.zone] = waking.spread(self._free[key], row.zone, MOST)
        return self._chosen[key, row.zone]

    def _starts(self, diary: Diary) -> Iterator[datetime]:
        for run in availability.free(diary, self._rules, self._start, self._end):
            yield from map(availability.instant, run)
