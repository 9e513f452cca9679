"""The plan: every reminder, nudge, escalation and follow-up as data, and what of it is due."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

from dateutil.rrule import DAILY, FR, MO, TH, TU, WE, rrule

from scheduler_app.domain import walltime
from scheduler_app.domain.interview import Side, State
from scheduler_app.domain.quiet import AtNight

MORNING = time(9)


class Anchor(StrEnum):
    BOOKED = "booked"
    START = "start"
    CLOSES = "closes"
    HELD = "held"


class Audience(StrEnum):
    CANDIDATE = "candidate"
    RECRUITER = "recruiter"
    BACKUP = "backup"
    COORDINATOR = "coordinator"


@dataclass(frozen=True)
class Moment:
    """An instant, told from an anchor: elapsed `minutes`, a `share` of the window, or a business day's morning.

    `business_days` counts Monday to Friday from the anchor's date on the clock of `clock` (a side), and means
    09:00 there. Public holidays are not known here.
    """

    anchor: Anchor
    minutes: int = 0
    share: tuple[int, int] | None = None
    business_days: int = 0
    clock: Side = Side.CANDIDATE


@dataclass(frozen=True)
class Step:
    """One thing to tell one audience: when, by which channels, in which words, and until when it is of use.

    `channels` are in order of preference, the second only if the first cannot; with `together` all are used.
    `at_night` says what becomes of its text in the reader's quiet hours; None leaves it to the rule of `quiet.urgent`.
    """

    name: str
    audience: Audience
    at: Moment
    until: Moment
    channels: tuple[str, ...]
    script: str
    together: bool = False
    at_night: AtNight | None = None

    @cached_property
    def key(self) -> tuple[str, Audience]:
        return self.name, self.audience


@dataclass(frozen=True)
class Situation:
    """All that decides which steps are due. Instants are UTC; `held` is None until a call was confirmed."""

    state: State
    booked: datetime
    starts: datetime
    closes: datetime
    candidate_zone: str
    recruiter_zone: str
    held: datetime | None = None
    missed_by: Side | None = None
    recruiter_spoke: bool = False  # the recruiter has reported what happened
    superseded: bool = False  # the candidate has booked another call in the place of this one
    taken: bool = False  # a colleague has taken it over
    moved_on: bool = False  # after a missed call the candidate wants to hear no more about it
    dropped: frozenset[tuple[str, Audience]] = frozenset()  # keys of steps that the candidate has made pointless


@dataclass(frozen=True)
class Decision:
    """A step whose moment has come: taken, or skipped for a reason that a person can read."""

    step: Step
    due_at: datetime
    taken: bool
    reason: str = ""


def moment(when: Moment, at: Situation) -> datetime | None:
    """The instant in UTC, or None while its anchor has not happened."""
    anchor = _anchored(when.anchor, at)
    if anchor is None:
        return None
    if when.business_days:
        zone = at.candidate_zone if when.clock is Side.CANDIDATE else at.recruiter_zone
        return business_morning(anchor, when.business_days, zone)
    if when.share is not None:
        anchor += (at.closes - at.starts) * when.share[0] / when.share[1]
    return anchor + timedelta(minutes=when.minutes) if when.minutes else anchor


def alive(step: Step, at: Situation) -> bool:
    """Whether the step may be taken in this state; it changes the moment somebody confirms, moves or cancels.

    After a missed call the candidate keeps being helped; colleagues are asked only until the recruiter answers. Once
    one of them has taken it over no other is asked, but coordinators are still told while no call is confirmed. All of
    it ends when the candidate has booked another call instead, and what is for the candidate once they have moved on.
    """
    match step.at.anchor:
        case Anchor.BOOKED | Anchor.START:
            return at.state is State.SCHEDULED
        case Anchor.HELD:
            return at.state is State.HELD and step.key not in at.dropped
        case Anchor.CLOSES if at.superseded or (at.taken and step.audience is Audience.BACKUP):
            return False
        case Anchor.CLOSES if at.moved_on and step.audience is Audience.CANDIDATE:
            return False
        case Anchor.CLOSES if at.state is State.LAPSED:
            return True
        case Anchor.CLOSES:
            forgotten = at.state is State.MISSED and at.missed_by is Side.RECRUITER
            return forgotten and (step.audience is Audience.CANDIDATE or not at.recruiter_spoke)


def waits_for_the_call(step: Step) -> bool:
    """Whether the step is about a call that took place, and so has no moment before one is confirmed."""
    return step.at.anchor is Anchor.HELD


def hopeless(step: Step, at: Situation) -> bool:
    """Whether nothing that can still happen in this generation would make the step due."""
    if alive(step, at):
        return False
    match step.at.anchor:
        case Anchor.HELD:
            return at.state is State.CANCELLED or step.key in at.dropped
        case Anchor.CLOSES:
            return at.state is not State.SCHEDULED
        case _:
            return True


def due(plan: Sequence[Step], at: Situation, decided: Collection[tuple[str, str]], now: datetime) -> list[Decision]:
    """Steps whose moment has come and which nobody has decided yet, oldest first; the useless ones skipped."""
    found = []
    for step in plan:
        if step.key in decided or not alive(step, at):
            continue
        due_at = moment(step.at, at)
        if due_at is None or due_at > now:
            continue
        until = moment(step.until, at)
        useful = until is None or now < until
        found.append(Decision(step, due_at, useful, "" if useful else "found too late to be of use"))
    return sorted(found, key=lambda decision: decision.due_at)


def next_due_at(plan: Sequence[Step], at: Situation, decided: Collection[tuple[str, str]]) -> datetime | None:
    """When to look at this interview again; None once nothing is left to do."""
    moments = [moment(step.at, at) for step in plan if step.key not in decided and alive(step, at)]
    if at.state is State.SCHEDULED:
        moments.append(at.closes)
    return min((found for found in moments if found is not None), default=None)


def unfit(plan: Sequence[Step], at: Situation) -> list[Decision]:
    """Steps that were due before the booking was made: skipped at planning, never sent late in a heap."""
    return [
        Decision(step, due_at, taken=False, reason="its time was already past when this was booked")
        for step in plan
        if (due_at := moment(step.at, at)) is not None and due_at < at.booked
    ]


def to_json(plan: Sequence[Step]) -> list[dict[str, Any]]:
    return [_row(step) for step in plan]


def from_json(rows: Sequence[dict[str, Any]]) -> tuple[Step, ...]:
    return tuple(
        Step(
            **row
            | {
                "audience": Audience(row["audience"]),
                "at": _moment_from(row["at"]),
                "until": _moment_from(row["until"]),
                "channels": tuple(row["channels"]),
                "at_night": AtNight(row["at_night"]) if "at_night" in row else None,
            }
        )
        for row in rows
    )


def _row(step: Step) -> dict[str, Any]:
    row = asdict(step)
    if step.at_night is None:  # as plans were frozen before there was a choice, so that they keep their digest
        del row["at_night"]
    return row


def _moment_from(row: dict[str, Any]) -> Moment:
    share = tuple(row["share"]) if row["share"] else None
    return Moment(**row | {"anchor": Anchor(row["anchor"]), "clock": Side(row["clock"]), "share": share})


def _anchored(anchor: Anchor, at: Situation) -> datetime | None:
    match anchor:
        case Anchor.BOOKED:
            return at.booked
        case Anchor.START:
            return at.starts
        case Anchor.CLOSES:
            return at.closes
        case Anchor.HELD:
            return at.held


@lru_cache(maxsize=4096)
def business_morning(anchor: datetime, days: int, zone: str) -> datetime:
    """09:00 in `zone` on the nth Monday-to-Friday day after the anchor's date there, as UTC."""
    today = walltime.local(anchor, zone).date()
    weekdays = rrule(DAILY, byweekday=(MO, TU, WE, TH, FR), dtstart=datetime.combine(today, time()), count=days + 1)
    later = [day.date() for day in weekdays if day.date() > today]
    return walltime.at_wall(later[days - 1], MORNING, zone)
