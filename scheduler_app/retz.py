"""New time zone rules: every promise ahead is read by them again, and whoever is concerned is told.

The row's own `tz_release` is the mark of what was done, so that this may be stopped anywhere, run again, and run by
many at once. Tables never go backwards: a process whose release is older than a row's leaves that row alone.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, select, tuple_, update
from sqlalchemy.orm import Session, joinedload

from scheduler_app import diaries, openings, planning, rule_effects
from scheduler_app.desk import Desk
from scheduler_app.domain import clockface, rule_change, walltime
from scheduler_app.domain.interview import Side, State
from scheduler_app.domain.rule_change import Kind, Taken, Verdict
from scheduler_app.store.db import Sessions, reading
from scheduler_app.store.interviews import Interview

BATCH = 200
WIDEST_MOVE = timedelta(hours=30)  # a country that changes sides of the date line moves by 24
FAILED = "failed"

log = structlog.get_logger()


@dataclass(frozen=True)
class Change:
    """What was done about one interview, or would be. `before` is as it was told, `after` by today's tables."""

    interview: UUID
    what: str  # a `Kind`, or "failed"
    before: str = ""
    after: str = ""  # of a flagged one why it was not moved


def retz(
    sessions: Sessions, desk: Desk, clock: Callable[[], datetime], *, dry_run: bool = False
) -> Generator[Change, None, None]:
    """Read every scheduled interview ahead by today's tables; each change is committed before it is handed out.

    One interview is one transaction under its watch's lock; one that fails is logged, handed out as `failed` and
    left for the next run. With `dry_run` the same is decided and nothing is written.
    """
    run = _Run(sessions, desk, clock, dry_run)
    for batch in _batches(sessions, clock()):
        same = {row.id: row.generation for row in batch if _stays(row)}
        if same and not dry_run:
            _mark(sessions, same)
        for row in batch:
            if row.id not in same:
                yield from run.settle(row.id)
            elif row.id not in run.done:
                run.done.add(row.id)
                yield Change(row.id, Kind.UNCHANGED)


def outdated(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Scheduled interviews ahead that were last looked at by an older release than this process has."""
    release = walltime.tz_release()
    return (*_ahead(now), Interview.tz_release < release, Interview.rules_checked < release)


def ahead_of_us(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Scheduled interviews ahead that were resolved by a newer release than this process has."""
    return (*_ahead(now), Interview.tz_release > walltime.tz_release())


def flagged() -> tuple[ColumnElement[bool], ...]:
    """Interviews whose time somebody has to decide."""
    return (Interview.state == State.SCHEDULED, Interview.rules_flag != "")


def is_due(session: Session, now: datetime) -> bool:
    return session.scalar(select(Interview.id).where(*outdated(now)).limit(1)) is not None


def _ahead(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Interview.state == State.SCHEDULED, Interview.starts_at > now)


def _batches(sessions: Sessions, now: datetime) -> Iterator[list[Interview]]:
    order = tuple_(Interview.starts_at, Interview.id)
    rows = (
        select(Interview)
        .where(*outdated(now))
        .options(joinedload(Interview.candidate), joinedload(Interview.recruiter))
        .order_by(Interview.starts_at, Interview.id)
        .limit(BATCH)
    )
    after: tuple[datetime, UUID] | None = None
    while True:
        with reading(sessions) as session:
            batch = list(session.scalars(rows if after is None else rows.where(order > after)))
        if not batch:
            return
        after = (batch[-1].starts_at, batch[-1].id)
        yield batch


def _stays(interview: Interview) -> bool:
    try:
        return rule_change.reread(interview.promise()).kind is Kind.UNCHANGED
    except Exception:
        return False  # it is looked at on its own, where its trouble is logged


def _mark(sessions: Sessions, same: dict[UUID, int]) -> None:
    """Note the release on interviews that it leaves as they are, unless they have another generation by now."""
    still = tuple_(Interview.id, Interview.generation).in_(list(same.items()))
    with sessions.begin() as session:
        # In order, or two runs could wait for each other; and out of the way of who only writes a step or message.
        held = select(Interview.id).where(still).order_by(Interview.id).with_for_update(key_share=True)
        marked = update(Interview).where(Interview.id.in_(list(session.scalars(held))))
        session.execute(marked.values(tz_release=walltime.tz_release(), rules_flag="", rules_checked=""))


@dataclass
class _Run:
    """One run: what it has settled and, in a dry run, where it would have put what it would have moved."""

    sessions: Sessions
    desk: Desk
    clock: Callable[[], datetime]
    dry: bool
    done: set[UUID] = field(default_factory=set)
    moved: dict[UUID, tuple[datetime, datetime]] = field(default_factory=dict)

    def settle(self, interview_id: UUID, asking: tuple[UUID, ...] = ()) -> Iterator[Change]:
        """Settle one; first those that stand where it would move to and will move away themselves."""
        if interview_id in self.done:
            return
        found = self._look_at(interview_id, insist=False)
        if isinstance(found, Verdict):
            for other in found.in_the_way:
                if other not in asking:
                    yield from self.settle(other, (*asking, interview_id))
            found = self._look_at(interview_id, insist=True)
        self.done.add(interview_id)
        if isinstance(found, Change):
            yield found

    def _look_at(self, interview_id: UUID, *, insist: bool) -> Change | Verdict | None:
        """What came of it; the verdict alone if it may yet be another one; None if there is nothing left to do."""
        now = self.clock()
        try:
            with self._transaction() as session:
                interview = planning.locked(session, interview_id)
                if not _is_outdated(interview, now):
                    return None
                openings.hold(session, [interview.recruiter])
                promise, others = interview.promise(), self._others(session, interview, now)
                verdict = rule_change.decide(promise, interview.recruiter.week(), others, now)
                if verdict.in_the_way and not insist:
                    return verdict
                change = _change(interview, verdict)
                if self.dry:
                    self._imagine(interview, verdict)
                else:
                    rule_effects.apply(session, self.desk, interview, verdict, now)
                return change
        except Exception:
            log.exception("new time zone rules: an interview is left for the next run", interview=str(interview_id))
            return Change(interview_id, FAILED)

    def _transaction(self) -> AbstractContextManager[Session]:
        return reading(self.sessions) if self.dry else self.sessions.begin()

    def _others(self, session: Session, interview: Interview, now: datetime) -> list[Taken]:
        """The recruiter's other live promises of those days, where they stand by now."""
        rows = session.scalars(
            select(Interview).where(
                Interview.recruiter_id == interview.recruiter_id,
                Interview.id != interview.id,
                Interview.state.in_(diaries.LIVE),
                Interview.occupied_until > interview.starts_at - 2 * WIDEST_MOVE,  # it may have moved here
                Interview.starts_at < interview.occupied_until + 2 * WIDEST_MOVE,
            )
        )
        return [
            Taken(
                row.id,
                *self.moved.get(row.id, (row.starts_at, row.occupied_until)),
                pending=row.id not in self.done and _is_outdated(row, now),
            )
            for row in rows
        ]

    def _imagine(self, interview: Interview, verdict: Verdict) -> None:
        if verdict.kind is Kind.MOVED and verdict.starts is not None:
            length = interview.occupied_until - interview.starts_at
            self.moved[interview.id] = (verdict.starts.utc, verdict.starts.utc + length)


def _is_outdated(interview: Interview, now: datetime) -> bool:
    """`outdated`, asked of one row."""
    release = walltime.tz_release()
    waits = interview.state == State.SCHEDULED and interview.starts_at > now
    return waits and interview.tz_release < release and interview.rules_checked < release


def _change(interview: Interview, verdict: Verdict) -> Change:
    recruiter, candidate = interview.told(Side.RECRUITER), interview.told(Side.CANDIDATE)
    before = clockface.both_as_told(interview.starts_at, recruiter, candidate)
    after = verdict.doubt
    if not after and verdict.starts is not None:
        after = clockface.both(verdict.starts.utc, recruiter.zone, candidate.zone)
    return Change(interview.id, verdict.kind, before, after)
