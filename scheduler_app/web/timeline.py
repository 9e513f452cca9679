"""The record of an interview in words, on the clocks of whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from scheduler_app.domain import clockface, zones
from scheduler_app.domain.interview import Side
from scheduler_app.domain.manner import ENGLISH, Manner
from scheduler_app.domain.said import Said
from scheduler_app.record import Entry, Kind, record
from scheduler_app.store.events import EventKind
from scheduler_app.store.interviews import Interview
from scheduler_app.web.dossier import channel_name, step_name
from scheduler_app.web.glance import account_of

BOOKERS = {"candidate": "the candidate, on the booking page", "recruiter": "a recruiter", "api": "another system"}
DECIDED = {"taken": "the step is taken", "skipped": "the step is skipped", "stopped": "the step is stopped"}
VIA = {"page": "on the private page", "dashboard": "on the dashboard", "api": "by another system", "sms": "by text"}


@dataclass(frozen=True)
class Line:
    """What happened; `tone` is a word for styles."""

    words: str
    tone: str


@dataclass(frozen=True)
class Moment:
    """What happened in one minute, in the order of cause and effect; `when` is on the reader's own clock."""

    when: Said
    lines: list[Line]


@dataclass(frozen=True)
class Clocks:
    """Whose clocks the record's own times are said on: the reader's first."""

    own: str
    other: str
    manner: Manner = ENGLISH

    def say(self, utc: str) -> str:
        return clockface.both(datetime.fromisoformat(utc), self.own, self.other, self.manner.in_english())


def timeline(session: Session, interview: Interview, own: str, manner: Manner = ENGLISH) -> list[Moment]:
    """The whole record for somebody whose clock is `own`, newest moment first."""
    clocks = Clocks(own, interview.candidate.zone, manner)
    found = groupby(record(session, interview), lambda entry: entry.at.replace(second=0, microsecond=0))
    moments = [
        Moment(
            clockface.say(minute, own, manner), [Line(words(entry, interview, clocks), tone(entry)) for entry in within]
        )
        for minute, within in found
    ]
    return moments[::-1]


def tone(entry: Entry) -> str:
    """`bad` for what went wrong, `decided` for what changed the interview, else `quiet`."""
    if entry.kind is Kind.SETTLED and entry.facts["state"] == "failed":
        return "bad"
    if entry.kind is Kind.ATTEMPT and entry.facts["outcome"] in ("refused", "unclear"):
        return "bad"
    return "quiet" if entry.kind in (Kind.STEP, Kind.MESSAGE, Kind.ATTEMPT, Kind.RECEIPT, Kind.SETTLED) else "decided"


def words(entry: Entry, interview: Interview, clocks: Clocks) -> str:
    """What happened, as one sentence without its own moment; every time in it with its city."""
    facts: dict[str, Any] = entry.facts
    match entry.kind:
        case EventKind.BOOKED:
            at = f" for {clocks.say(facts['utc'])}" if facts else ""
            return f"Booked by {BOOKERS.get(entry.by, entry.by)}{at}."
        case EventKind.MOVED:
            return f"{_who(entry.by, interview)} set another time: {_moved(facts, clocks)}."
        case EventKind.RESTATED:
            return f"{_who(entry.by, interview)} agreed on the same moment by the clock of {zones.city(facts['zone'])}."
        case EventKind.RULES_MOVED:
            return f"New time zone rules ({facts['tz_release']}) moved it: {_moved(facts, clocks)}."
        case EventKind.RULES_READ:
            sides = " and ".join(_who(side, interview) for side in facts["sides"])
            return f"By new time zone rules ({facts['tz_release']}) another time shows on the clock of {sides}."
        case EventKind.RULES_FLAGGED:
            return f"New time zone rules ({facts['tz_release']}) leave a question: {facts['doubt']}"
        case EventKind.CANCELLED:
            reason = f': "{facts["reason"]}"' if facts.get("reason") else ""
            return f"{_who(entry.by, interview)} cancelled the call{reason}."
        case EventKind.NUMBER_CONFIRMED:
            return f"{_who(entry.by, interview)} confirmed the candidate's number; texts may go there."
        case EventKind.NUMBER_CHANGED:
            return f"{_who(entry.by, interview)} gave another number to call, {facts['number']}."
        case EventKind.MUST_LEAVE:
            return f"{_who(entry.by, interview)} can take the call until {clocks.say(facts['until'])}."
        case EventKind.FOLLOW_UP:
            return f"{_who(entry.by, interview)} decided about the {_follow_up(facts, clocks)}."
        case EventKind.SUPERSEDED:
            return "The candidate has another call booked, which takes the place of this one."
        case EventKind.ERASED:
            return "What was kept about the candidate was erased."
        case EventKind.HELD_BACK:
            return f"{_message(facts)} is held back: {facts['reason']}."
        case Kind.REPLY:
            answer = f' We answered: "{facts["answer"]}"' if facts["answer"] else ""
            return f'{facts["from"] or "Somebody"} texted: "{facts["words"]}" ({facts["action"]}).{answer}'
        case Kind.TAKEN:
            return f"{facts['by']} took the call over."
        case Kind.LAPSED:
            return "The window closed without a confirmed call."
        case Kind.REPORT:
            said = account_of(facts["outcome"], facts["minutes"], settles=facts["settles"])
            note = f': "{facts["note"]}"' if facts["note"] else ""
            return f"{facts['teller']} reported{_via(facts)}: {said}{note}."
        case Kind.STEP:
            reason = f": {facts['reason']}" if facts["reason"] else ""
            due = datetime.fromisoformat(facts["due_at"])
            late = f", due {clocks.say(facts['due_at'])}" if due != entry.at else ""
            return f"{step_name(facts['step'])}, for the {facts['audience']}: {DECIDED[facts['state']]}{late}{reason}."
        case Kind.MESSAGE:
            place = " in its place" if facts["rank"] else ""
            return f"{_message(facts)} is written{place}."
        case Kind.ATTEMPT:
            return f"{_message(facts)}, attempt {facts['attempt']}: {_outcome(facts)}."
        case Kind.RECEIPT:
            code = f", code {facts['code']}" if facts["code"] else ""
            return f"{_message(facts)}: the provider reports it {facts['status']}{code}."
        case Kind.SETTLED:
            reason = f", {facts['reason']}" if facts["reason"] else ""
            return f"{_message(facts)}: {facts['state']}{reason}."


FOLLOW_UPS = {
    "thank-you": "thank-you note",
    "answer": "answer after the call",
    "check-in": "first check-in",
    "last-check-in": "last check-in",
    "moved-on": "notes after the missed call",
}


def _follow_up(facts: dict[str, Any], clocks: Clocks) -> str:
    until = f", until {clocks.say(facts['due'])}" if facts["due"] else ""
    return f"{FOLLOW_UPS[facts['what']]}: {facts['decision']}{until}"


def _moved(facts: dict[str, Any], clocks: Clocks) -> str:
    return f"from {clocks.say(facts['was']['utc'])} to {clocks.say(facts['utc'])}"


def _message(facts: dict[str, Any]) -> str:
    to = facts["to"] or f"the {facts['audience']}"
    return f"{channel_name(facts['channel']).capitalize()} to {to} ({step_name(facts['step'])})"


def _outcome(facts: dict[str, Any]) -> str:
    if facts["ended_at"] is None:
        return "under way, or its sender died"
    proof = f" ({facts['provider_id']})" if facts["provider_id"] else ""
    reason = f", {facts['reason']}" if facts["reason"] else ""
    return f"{facts['outcome']}{proof}{reason}"


def _via(facts: dict[str, Any]) -> str:
    return f" {VIA[facts['via']]}" if facts["via"] in VIA else ""


def _who(by: str, interview: Interview) -> str:
    names = {
        Side.CANDIDATE: interview.candidate.name,
        Side.RECRUITER: interview.recruiter.name,
        "api": "Another system",
    }
    return names.get(by, "Somebody")
