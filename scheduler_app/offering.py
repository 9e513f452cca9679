"""New times for a call that did not take place, offered in a text and booked by a digit."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler_app import briefing, openings
from scheduler_app.desk import Desk
from scheduler_app.domain import clockface, replies, segments, waking, walltime
from scheduler_app.domain.interview import State
from scheduler_app.messages.facts import NEW_TIMES
from scheduler_app.messages.scripting import spoken
from scheduler_app.store import batch
from scheduler_app.store.batch import Batch
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Candidate

SEARCHED = (timedelta(days=4), timedelta(days=14), timedelta(days=400))  # ahead; further where that holds too few
MOST = len(NEW_TIMES)


def times(session: Session, interview: Interview, now: datetime) -> list[datetime]:
    """Up to three starts in UTC, soonest first and some hours apart, at which the same recruiter could call.

    They are in the candidate's waking hours, if there are such. Nothing is held: whoever books first has it.
    """
    known = batch.of(session)
    if known is not None and interview.id in known.offers:
        return known.offers[interview.id]
    return _soonest(session, interview, now)


def prepare(session: Session, desk: Desk, known: Batch, now: datetime) -> None:
    """Find the times for all windows of a batch that close now, before the batch begins to write."""
    for interview in known.interviews.values():
        closes = interview.state == State.SCHEDULED and interview.closes_at <= now
        if closes and not briefing.no_text(session, desk, interview.candidate):
            known.offers[interview.id] = _soonest(session, interview, now)


def said(starts: list[datetime], reader: Candidate) -> dict[str, str]:
    """The facts that name these times in a text, on the reader's clock: `new_time_1` and so on."""
    return dict(zip(NEW_TIMES, (_brief(start, reader) for start in starts), strict=False))


def menu(text: str, starts: list[datetime], reader: Candidate) -> dict[str, str] | None:
    """What a text that offers these times can be answered with; None if it shows none of them.

    A time that the text had no room for is not in it, so nobody books what they have not read.
    """
    shown = {
        str(number): replies.books(start)
        for number, start in enumerate(starts, 1)
        if f"{number}: {_brief(start, reader)}" in text
    }
    return {**shown, "0": replies.HELD} if shown else None


def _brief(start: datetime, reader: Candidate) -> str:
    """`Wed 13 Jan 9:00 AM Phoenix`; with its offset where clocks show it twice that day."""
    time = segments.in_gsm(clockface.brief_both(start, reader.zone, reader.zone, reader.manner))
    return time if walltime.shown_twice(start, reader.zone) else spoken(time)


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
