"""What a new release of the time zone tables makes of a promise: nothing, another reading, another instant, a doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from scheduler_app.domain import clockface, walltime, zones
from scheduler_app.domain.hours import Hours, covers
from scheduler_app.domain.walltime import Agreement, Gap, Overlap, Told, WallTime, Which

SOON = timedelta(hours=24)  # a start this near is a person's to move


class Kind(StrEnum):
    UNCHANGED = "unchanged"
    REREAD = "reread"  # the instant stays, and somebody's clock shows it at another time
    MOVED = "moved"  # the agreed wall time is another instant now
    FLAGGED = "flagged"  # it should move, and a person has to say where to


@dataclass(frozen=True)
class Promise:
    """A call as it was agreed and told, under the tables of then. `length` is how long the recruiter keeps free."""

    agreed: WallTime
    starts: datetime  # UTC
    length: timedelta
    candidate: Told
    recruiter: Told


@dataclass(frozen=True)
class Taken:
    """Another live promise of the same recruiter; `pending` while new rules may still move it out of the way."""

    interview: UUID
    starts: datetime
    until: datetime
    pending: bool


@dataclass(frozen=True)
class Verdict:
    """`starts` is the instant under today's tables, None where they have none or two; `doubt` is a sentence."""

    kind: Kind
    starts: Agreement | None = None
    doubt: str = ""
    in_the_way: tuple[UUID, ...] = ()  # pending promises that it would land on


def reread(promise: Promise) -> Verdict:
    """The promise by today's tables alone, whatever else the recruiter has promised."""
    if doubt := _unclear(promise):
        return Verdict(Kind.FLAGGED, doubt=doubt)
    agreed = walltime.agree(promise.agreed.local, promise.agreed.zone, _which(promise))
    if agreed.utc != promise.starts:
        return Verdict(Kind.MOVED, agreed)
    kept = all(side == walltime.told(promise.starts, side.zone) for side in (promise.candidate, promise.recruiter))
    return Verdict(Kind.UNCHANGED if kept else Kind.REREAD, agreed)


def decide(promise: Promise, hours: Sequence[Hours], others: Sequence[Taken], now: datetime) -> Verdict:
    """What to do with the promise; `hours` and `others` are its recruiter's, `others` at least around both instants.

    It moves only where nobody could mind: not within a day, not onto another call, not out of the hours it was in.
    """
    verdict = reread(promise)
    if verdict.kind is not Kind.MOVED or verdict.starts is None:
        return verdict
    starts = verdict.starts.utc
    met = [other for other in others if other.starts < starts + promise.length and starts < other.until]
    if min(starts, promise.starts) <= now + SOON:
        why = "the call is less than a day away"
    elif met:
        why = "another call is promised then"
    elif _leaves_hours(promise, starts, hours):
        why = "that is outside the recruiter's hours"
    else:
        return verdict
    doubt = f"By new time zone rules the agreed time is now {_said(promise, starts)}, but {why}."
    may_clear = all(other.pending for other in met) and min(starts, promise.starts) > now + SOON
    return Verdict(Kind.FLAGGED, verdict.starts, doubt, tuple(other.interview for other in met) if may_clear else ())


def places(promise: Promise) -> list[str]:
    """The cities whose rules are no longer those of when it was told: the candidate's, the recruiter's, the agreed."""
    wall = promise.agreed.local - promise.starts.replace(tzinfo=None)
    clocks = (promise.candidate, promise.recruiter, Told(promise.agreed.zone, wall))
    changed = [clock.zone for clock in clocks if clock != walltime.told(promise.starts, clock.zone)]
    return list(dict.fromkeys(map(zones.city, changed)))


def _which(promise: Promise) -> Which | None:
    """Of two instants the one that stands already, if one of them was chosen before."""
    found = walltime.resolve(promise.agreed.local, promise.agreed.zone)
    if isinstance(found, Overlap) and promise.starts in (found.earlier, found.later):
        return Which.EARLIER if promise.starts == found.earlier else Which.LATER
    return promise.agreed.which


def _unclear(promise: Promise) -> str:
    """Why the agreed wall time names no instant, or two of which nobody has chosen one; "" where it is clear."""
    wall, city = promise.agreed, zones.city(promise.agreed.zone)
    match walltime.resolve(wall.local, wall.zone):
        case Gap(next_valid=following):
            said = _said(promise, walltime.at_wall(following.date(), following.time(), wall.zone))
            return f"By new time zone rules the clocks in {city} skip the agreed time; the next that exists is {said}."
        case Overlap(earlier=earlier, later=later) if wall.which is None:
            first, second = _said(promise, earlier), _said(promise, later)
            return f"By new time zone rules the clocks in {city} show the agreed time twice: {first}; and {second}."
        case _:
            return ""


def _leaves_hours(promise: Promise, starts: datetime, hours: Sequence[Hours]) -> bool:
    before = promise.recruiter.at(promise.starts).replace(tzinfo=None)
    after = walltime.local(starts, promise.recruiter.zone).replace(tzinfo=None)
    return covers(hours, before, promise.length) and not covers(hours, after, promise.length)


def _said(promise: Promise, instant: datetime) -> str:
    return clockface.both(instant, promise.recruiter.zone, promise.candidate.zone)
