"""What may come after a call, line by line, as the candidate's page lists it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scheduler_app.domain import clockface, follow_ups
from scheduler_app.domain.follow_ups import Decision, FollowUp
from scheduler_app.domain.phrases import Phrase, phrase
from scheduler_app.domain.said import Said
from scheduler_app.store.interviews import Interview

TITLES = {
    FollowUp.THANK_YOU: phrase("A thank-you note"),
    FollowUp.ANSWER: phrase("Their answer"),
    FollowUp.CHECK_IN: phrase("A question, if it is late"),
    FollowUp.LAST_CHECK_IN: phrase("A last word"),
}


@dataclass(frozen=True)
class Line:
    """One thing to do or to wait for; `pointless` if another decision has made it so."""

    what: FollowUp
    title: Phrase
    decision: Decision
    when: Said
    pointless: bool


def lines(interview: Interview) -> list[Line]:
    """All of them in their order; none while no call is confirmed."""
    if interview.held_at is None:
        return []
    rows, reader = interview.follow_ups, interview.candidate
    held = interview.held_at.replace(second=0, microsecond=0)
    dates = follow_ups.dates(held, reader.zone, interview.recruiter.zone, rows)
    return [_line(interview, rows, what, due) for what, due in dates.items()]


def _line(interview: Interview, rows: follow_ups.Rows, what: FollowUp, due: datetime) -> Line:
    decision, reader = follow_ups.state(rows, what), interview.candidate
    if what is FollowUp.THANK_YOU or decision is Decision.LATER:
        when = clockface.say(due, reader.zone, reader.manner)
    elif what is FollowUp.ANSWER:
        when = clockface.say_date(due, interview.recruiter.zone, reader.manner)  # a day at the recruiter's place
    else:
        when = clockface.say_date(due, reader.zone, reader.manner)
    told = rows.get(what, {}).get("state", Decision.OPEN)
    return Line(what, TITLES[what], decision, when, pointless=decision is Decision.STOPPED and told != Decision.STOPPED)
