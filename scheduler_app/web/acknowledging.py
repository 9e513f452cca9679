"""What a candidate has just done on the private page, so that the page can thank them for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import Side, State
from scheduler_app.store.interviews import Interview
from scheduler_app.web import forms

NEWS = timedelta(minutes=30)  # how long it is news
MOVED, NUMBER, CANCELLED, REPORT = "moved", "number", "cancelled", "report"
NEW_NUMBER, LEAVING = "new-number", "leaving"
TIMES, FOLLOW_UP, MOVED_ON = UNRECORDED = "times", "follow-up", "moved-on"  # of which no record keeps the moment


def just_done(interview: Interview, claimed: str, now: datetime) -> str:
    """One of the words above, or the outcome just reported; "" if the address claims what is not so."""
    done, at = _last(interview, claimed, now)
    return done if at is not None and now - at < NEWS else ""


def claim(done: str, now: datetime) -> str:
    """What the address claims after something of which no record keeps the moment."""
    return forms.token(done, "", now)


def _last(interview: Interview, claimed: str, now: datetime) -> tuple[str, datetime | None]:
    match claimed:
        case "moved" if interview.state == State.SCHEDULED and interview.generation > 1:
            return MOVED, interview.booked_at
        case "number":
            return NUMBER, interview.candidate.number_vouched_at
        case "cancelled" if interview.cancelled_by == Side.CANDIDATE:
            return CANCELLED, interview.changed_at
        case "new-number":
            return NEW_NUMBER, _told(interview, NEW_NUMBER)
        case "leaving" if interview.free_until is not None:
            return LEAVING, _told(interview, LEAVING)
        case "report":
            said = [
                row for row in interview.reports if (row.by, row.generation) == (Side.CANDIDATE, interview.generation)
            ]
            return (said[-1].outcome, said[-1].at) if said else ("", None)
        case _:
            return next(_unrecorded(claimed, now), ("", None))


def _told(interview: Interview, script: str) -> datetime | None:
    told = [row for row in interview.steps if row.script == script and row.generation == interview.generation]
    return max((row.decided_at for row in told), default=None)


def _unrecorded(claimed: str, now: datetime) -> Iterator[tuple[str, datetime]]:
    for done in UNRECORDED:
        with suppress(Refused):
            yield done, forms.read(claimed, done, now)[1].at
