"""What a candidate has just done on the private page, so that the page can thank them for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import Side, State
from scheduler_app.store.interviews import Interview
from scheduler_app.web import forms

NEWS = timedelta(minutes=30)  # how long it is news
MOVED, NUMBER, CANCELLED, REPORT, TIMES = "moved", "number", "cancelled", "report", "times"


def just_done(interview: Interview, claimed: str, now: datetime) -> str:
    """`moved`, `number`, `cancelled`, `times` or the outcome just reported; "" if the address claims what is not so."""
    done, at = _last(interview, claimed, now)
    return done if at is not None and now - at < NEWS else ""


def said_times(now: datetime) -> str:
    """What the address claims after a choice of language and clock, of which no record keeps the moment."""
    return forms.token(TIMES, "", now)


def _last(interview: Interview, claimed: str, now: datetime) -> tuple[str, datetime | None]:
    match claimed:
        case "moved" if interview.state == State.SCHEDULED and interview.generation > 1:
            return MOVED, interview.booked_at
        case "number":
            return NUMBER, interview.candidate.number_vouched_at
        case "cancelled" if interview.cancelled_by == Side.CANDIDATE:
            return CANCELLED, interview.changed_at
        case "report":
            said = [
                row for row in interview.reports if (row.by, row.generation) == (Side.CANDIDATE, interview.generation)
            ]
            return (said[-1].outcome, said[-1].at) if said else ("", None)
        case _:
            try:
                return TIMES, forms.read(claimed, TIMES, now)[1].at
            except Refused:
                return "", None
