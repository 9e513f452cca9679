"""Until when a candidate can take the call: said on the private page, told to the recruiter at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from scheduler_app import planning, record
from scheduler_app.desk import Desk
from scheduler_app.domain import default_plan, walltime
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import Side, State
from scheduler_app.domain.phrases import phrase
from scheduler_app.domain.window import Phase
from scheduler_app.store.events import EventKind
from scheduler_app.store.interviews import Interview

MOST = 3  # times it can be said about one call: each is a message to the recruiter
SCRIPT = "leaving"
STEPS = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 15, 30))  # between times offered
OFFERED = 13


def offered(interview: Interview, now: datetime) -> list[datetime]:
    """Round times (UTC) that can be chosen, soonest first; none once nothing is left to tell."""
    if not open_to_say(interview, now):
        return []
    latest = _latest(interview)
    step = next((step for step in STEPS if (latest - max(now, interview.starts_at)) / step <= OFFERED), STEPS[-1])
    midnight = datetime(now.year, now.month, now.day, tzinfo=UTC)
    first = midnight + ((max(now, interview.starts_at) - midnight) // step + 1) * step
    return [first + number * step for number in range(max(0, (latest - first) // step + 1))]


def open_to_say(interview: Interview, now: datetime) -> bool:
    """Whether the recruiter can still make use of it, and has not been told often enough."""
    ahead = interview.state == State.SCHEDULED and interview.window.phase(now) is not Phase.CLOSED
    return ahead and len(_told(interview)) < MOST


def say(session: Session, desk: Desk, interview_id: UUID, until: datetime, now: datetime) -> Interview:
    """The candidate can take the call until `until` (UTC). The window stays as it is; the same again changes nothing.

    Raises `Refused`: `wrong_state` once the window is over or it was said three times, `invalid_request` for a time
    that is past, before the call may come, or after any call of this window would be over.
    """
    interview = planning.locked(session, interview_id)
    if interview.state != State.SCHEDULED or interview.window.phase(now) is Phase.CLOSED:
        raise Refused.because("wrong_state", phrase("the callback window is over; agree on a new time instead"))
    if interview.free_until == until:
        return interview
    if not open_to_say(interview, now):
        raise Refused.because(
            "wrong_state", phrase("this was said three times already; please write to your recruiter")
        )
    whole = until == until.replace(second=0, microsecond=0)
    if not (whole and max(now, interview.starts_at) < until <= _latest(interview)):
        raise Refused.because("invalid_request", phrase("choose one of the times shown"), field="until")
    interview.free_until, interview.changed_at = until, now
    record.note(
        session, interview, EventKind.MUST_LEAVE, now, {"until": walltime.instant_text(until)}, by=Side.CANDIDATE
    )
    session.flush()
    notice = default_plan.leaving(len(_told(interview)) + 1)
    planning.announce(session, desk, interview, notice, now, expires_at=min(until, interview.closes_at))
    session.expire(interview, ["steps"])
    planning.hold_back(session, interview, f"{notice.name} tells what holds now", now)
    return interview


def _latest(interview: Interview) -> datetime:
    """When a call that begins at the last moment is over."""
    return interview.closes_at + timedelta(minutes=interview.call_minutes)


def _told(interview: Interview) -> list[str]:
    return [row.name for row in interview.steps if row.script == SCRIPT and row.generation == interview.generation]
