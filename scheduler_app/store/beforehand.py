"""What the rules would ask the database about each interview of a batch, asked for all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, exists, func, select
from sqlalchemy.orm import Session, aliased

from scheduler_app.domain.interview import Outcome, Side, State
from scheduler_app.store import lines
from scheduler_app.store.among import among
from scheduler_app.store.interviews import Interview, Report, StepRow
from scheduler_app.store.outbox import NEVER_LEFT, TEXTS, UNSENT, Message, OptOut
from scheduler_app.store.people import Candidate, Recruiter

RECORD, FIELD = "\x1e", "\x1f"
MISSED = (State.LAPSED, State.MISSED)
Key = tuple[str, str]  # a step's name and audience


# Made once, as to make them took longer than to ask about one call. The ids are the batch's, or the people's of it.
DECIDED = (
    select(
        StepRow.interview_id,
        StepRow.generation,
        func.aggregate_strings(StepRow.name + FIELD + StepRow.audience + FIELD + StepRow.state, RECORD),
    )
    .where(among(StepRow.interview_id), StepRow.planned)
    .group_by(StepRow.interview_id, StepRow.generation)
)
OPTED_OUT = select(OptOut.address).where(among(OptOut.address), OptOut.channel == "sms")
TEXTED = [  # whether at all: a recruiter's number has had thousands of texts, and one of them is enough
    select(person.phone).where(
        among(person.id),
        exists().where(TEXTS, Message.to_address == person.phone, Message.state.not_in(NEVER_LEFT)),
    )
    for person in (Candidate, Recruiter)
]
WAITING = select(Message.interview_id).where(among(Message.interview_id), Message.state.in_(UNSENT))
REPORTED = select(Report.interview_id).where(among(Report.interview_id)).distinct()
_EMAIL = func.lower(Candidate.email, type_=String)
MISSED_BEFORE = (
    select(_EMAIL)
    .join(Interview)
    .join(Report)
    .where(among(_EMAIL), Report.by == Side.RECRUITER, Report.outcome == Outcome.NO_ANSWER)
)
_this, _person = aliased(Interview), aliased(Candidate)
FOLLOWED = (  # by a later call of the same kind that is still to come
    select(_this.id)
    .join(_person, _person.id == _this.candidate_id)
    .join(Candidate, func.lower(Candidate.email) == func.lower(_person.email))
    .join(Interview, Interview.candidate_id == Candidate.id)
    .where(
        among(_this.id),
        _this.state.in_(MISSED),
        Interview.type_id == _this.type_id,
        Interview.starts_at > _this.starts_at,
        Interview.state == State.SCHEDULED,
    )
)


class Beforehand:
    """Who of these people and which of these calls are the unusual ones, and what was decided before.

    `hidden` tells what the opt-out of a number is kept under once it is erased.
    `numbers` are those that were asked about; of them `opted_out`, and `texted` before. `missed_before` are addresses,
    in small letters, of people who could not be reached once; of the calls some have messages `waiting`, are
    `reported` on, or, though missed, `followed` by a later one.
    """

    def __init__(self, session: Session, ids: Sequence[UUID], hidden: Callable[[str], str]) -> None:
        self.lines = {line.id: line for line in lines.read(session, ids)}
        self.past = self._decided(session)
        self._ask(session, hidden)

    def _decided(self, session: Session) -> dict[UUID, frozenset[tuple[Key, str]]]:
        found = session.execute(DECIDED, {"ids": list(self.lines)})
        return {
            interview_id: _decisions(told)
            for interview_id, generation, told in found
            if generation == self.lines[interview_id].generation
        }

    def _ask(self, session: Session, hidden: Callable[[str], str]) -> None:
        every, ids = self.lines.values(), list(self.lines)
        self.numbers = {person.phone for line in every for person in (line.candidate, line.recruiter)}
        emails = {line.candidate.email.lower() for line in every}
        kept = {address: number for number in self.numbers if number for address in (number, hidden(number))}

        def ask(statement: Select[Any], about: Iterable[Any]) -> set[Any]:
            return set(session.scalars(statement, {"ids": list(about)}))

        self.opted_out = {kept[address] for address in ask(OPTED_OUT, kept)}
        of_candidates, of_recruiters = TEXTED
        self.texted = ask(of_candidates, {line.candidate.id for line in every})
        self.texted |= ask(of_recruiters, {line.recruiter.id for line in every})
        self.waiting = ask(WAITING, ids)
        self.reported = ask(REPORTED, ids)
        self.missed_before = ask(MISSED_BEFORE, emails)
        self.followed = ask(FOLLOWED, ids)


@lru_cache(maxsize=1024)
def _decisions(told: str) -> frozenset[tuple[Key, str]]:
    """Of a whole generation in one text: interviews that close together have much the same past."""
    rows = (decision.split(FIELD) for decision in told.split(RECORD))
    return frozenset(((name, audience), state) for name, audience, state in rows)
