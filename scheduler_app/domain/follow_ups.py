"""What comes after a call that took place: a thank-you, the promised answer, two check-ins; done, later or stopped."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypedDict

from scheduler_app.domain import walltime
from scheduler_app.domain.plan import MORNING, Anchor, Audience, Moment, Step, business_morning

THANKS_WITHIN = timedelta(hours=24)
ANSWER_BUSINESS_DAYS = 2  # after the call, on the recruiter's calendar
CHECK_IN_BUSINESS_DAYS, LAST_BUSINESS_DAYS = 1, 5  # after the promised answer, and after the first check-in
USEFUL = timedelta(days=1)  # how long a reminder is
REMINDER = "follow-up"  # the script of a mail that was asked for, and how its steps' names begin


class FollowUp(StrEnum):
    """In the order in which they come."""

    THANK_YOU = "thank-you"
    ANSWER = "answer"
    CHECK_IN = "check-in"
    LAST_CHECK_IN = "last-check-in"


MOVED_ON = "moved-on"  # beside them, after a call that did not take place


class Decision(StrEnum):
    OPEN = "open"
    DONE = "done"
    LATER = "later"  # put off, with a mail on that morning
    STOPPED = "stopped"


class Row(TypedDict, total=False):
    """A decision as it is stored; `due` and `number` where it was put off."""

    state: str
    due: str  # `2027-01-14T16:00:00Z`
    number: int  # of the mail: each of an interview's has its own


Rows = dict[str, Row]


def dates(
    held: datetime, candidate_zone: str, recruiter_zone: str, rows: Rows | None = None
) -> dict[FollowUp, datetime]:
    """When each is due (UTC): a deadline for the thank-you, mornings for the others, each after the one before it.

    What was put off in `rows` is due then, and what comes after it later.
    """
    chosen = {what: put_off_to(rows or {}, what) for what in FollowUp}
    answer = chosen[FollowUp.ANSWER] or business_morning(held, ANSWER_BUSINESS_DAYS, recruiter_zone)
    check_in = chosen[FollowUp.CHECK_IN] or business_morning(answer, CHECK_IN_BUSINESS_DAYS, candidate_zone)
    return {
        FollowUp.THANK_YOU: chosen[FollowUp.THANK_YOU] or held + THANKS_WITHIN,
        FollowUp.ANSWER: answer,
        FollowUp.CHECK_IN: check_in,
        FollowUp.LAST_CHECK_IN: chosen[FollowUp.LAST_CHECK_IN]
        or business_morning(check_in, LAST_BUSINESS_DAYS, candidate_zone),
    }


def later(what: FollowUp, due: datetime, zone: str, now: datetime) -> datetime:
    """To when it is put off: the next morning for a thank-you, the next business day's after it was due for others."""
    if what is FollowUp.THANK_YOU:
        tomorrow = walltime.local(now, zone).date() + timedelta(days=1)
        return walltime.at_wall(tomorrow, MORNING, zone)
    return business_morning(max(due, now), 1, zone)


def put_off_to(rows: Rows, what: FollowUp) -> datetime | None:
    """The moment that was chosen instead of the usual one."""
    row = rows.get(what, {})
    return datetime.fromisoformat(row["due"]) if "due" in row else None


def state(rows: Rows, what: FollowUp) -> Decision:
    """What holds for it now: check-ins stop by themselves once the answer is there."""
    if what in (FollowUp.CHECK_IN, FollowUp.LAST_CHECK_IN) and _said(rows, FollowUp.ANSWER) is Decision.DONE:
        return Decision.STOPPED
    return _said(rows, what)


def decided(rows: Rows, what: FollowUp, decision: Decision, due: datetime | None) -> Rows:
    """The rows with one more decision; `due` where it is put off."""
    row = Row(state=decision)
    if due is not None:
        number = 1 + max((one.get("number", 0) for one in rows.values()), default=0)
        row |= Row(due=walltime.instant_text(due), number=number)
    elif "number" in rows.get(what, {}):
        row["number"] = rows[what]["number"]  # the next mail has another
    return rows | {str(what): row}


def having_moved_on(rows: Rows, *, really: bool) -> Rows:
    """The rows once the candidate wants to hear no more of a call that did not take place, or again does."""
    rest = {what: row for what, row in rows.items() if what != MOVED_ON}
    return rest | {MOVED_ON: Row(state=Decision.DONE)} if really else rest


def moved_on(rows: Rows) -> bool:
    return bool(rows) and MOVED_ON in rows


def dropped(rows: Rows) -> frozenset[tuple[str, Audience]]:
    """The plan's steps that these decisions leave nothing to say for.

    A thank-you that is put off has a mail of its own; once the candidate has the answer, nobody is asked to send it.
    """
    keys: set[tuple[str, Audience]] = set()
    if _said(rows, FollowUp.THANK_YOU) is not Decision.OPEN:
        keys.add((FollowUp.THANK_YOU, Audience.CANDIDATE))
    if _said(rows, FollowUp.ANSWER) is Decision.DONE:
        keys.add(("answer-by", Audience.RECRUITER))
    return frozenset(keys)


def reminders(rows: Rows, held: datetime | None) -> tuple[Step, ...]:
    """The mails that were asked for, as steps beside the plan's own."""
    if not rows or held is None:
        return ()
    return tuple(
        Step(_name(rows, what), Audience.CANDIDATE, _after(held, due), _after(held, due + USEFUL), ("email",), REMINDER)
        for what in FollowUp
        if (due := put_off_to(rows, what)) is not None and state(rows, what) is Decision.LATER
    )


def of_step(rows: Rows, name: str) -> FollowUp | None:
    """What a reminder reminds of."""
    return next((what for what in FollowUp if what in rows and _name(rows, what) == name), None)


def _said(rows: Rows, what: FollowUp) -> Decision:
    return Decision(rows.get(what, {}).get("state", Decision.OPEN))


def _after(held: datetime, moment: datetime) -> Moment:
    """In whole minutes, rounded up."""
    return Moment(Anchor.HELD, minutes=-((held - moment) // timedelta(minutes=1)))


def _name(rows: Rows, what: FollowUp) -> str:
    """The step of its mail."""
    return f"{REMINDER}-{rows[what].get('number', 0)}"
