"""What was told before, and what became of it on each clock: the facts of words that name another time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypedDict

from scheduler_app.domain import clockface, date_words, rule_change, walltime
from scheduler_app.domain.interview import Side
from scheduler_app.domain.manner import Manner
from scheduler_app.domain.rule_change import Promise
from scheduler_app.domain.walltime import Told
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Candidate, Recruiter


class Retold(TypedDict):
    """Named as in `messages/facts.py`."""

    former_starts: str
    told_starts: str
    left_starts: str
    own_change: str
    their_change: str
    changed_places: str
    flag: str


def facts(interview: Interview, reader: Candidate | Recruiter) -> Retold:
    """In the reader's view and manner; whoever is not the candidate reads as the recruiter.

    How a clock moved is part of a sentence, and so in the language of sentences.
    """
    sides = (Side.CANDIDATE, Side.RECRUITER) if isinstance(reader, Candidate) else (Side.RECRUITER, Side.CANDIDATE)
    manner = reader.manner
    own, other = (interview.told(side) for side in sides)
    flag = interview.open_flag
    told = Retold(
        former_starts="",
        told_starts=clockface.both_as_told(interview.starts_at, own, other, manner) if flag else "",
        left_starts=clockface.both(interview.starts_at, own.zone, other.zone, manner) if flag else "",
        own_change="",
        their_change="",
        changed_places="",
        flag=flag,
    )
    former = interview.former_starts_at
    if former is not None:
        before = [_formerly(interview, side, former) for side in sides]
        told["former_starts"] = clockface.both_as_told(former, before[0], before[1], manner)
        told["own_change"] = _change(before[0], former, own, interview.starts_at, reader.sentences)
        told["their_change"] = _change(before[1], former, other, interview.starts_at, reader.sentences)
        told["changed_places"] = date_words.listed(_places(interview, former), reader.sentences.language)
    return told


def _formerly(interview: Interview, side: Side, former: datetime) -> Told:
    """As it was told, or by today's tables for what was told before anybody kept it."""
    return interview.formerly_told(side) or walltime.told(former, interview.told(side).zone)


def _change(before: Told, former: datetime, after: Told, starts: datetime, manner: Manner) -> str:
    return clockface.shift(before.at(former).replace(tzinfo=None), after.at(starts).replace(tzinfo=None), manner)


def _places(interview: Interview, former: datetime) -> list[str]:
    """Whose rules have changed since; nothing but that lies between the two times of an unchanged agreement."""
    candidate, recruiter = (_formerly(interview, side, former) for side in (Side.CANDIDATE, Side.RECRUITER))
    return rule_change.places(Promise(interview.agreed(), former, timedelta(), candidate, recruiter))
