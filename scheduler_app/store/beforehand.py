"""What the rules would ask the database about each interview of a batch, asked for all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from scheduler_app.domain.interview import Outcome, Side, State
from scheduler_app.store import lines
from scheduler_app.store.interviews import Interview, Report, StepRow
from scheduler_app.store.outbox import NEVER_LEFT, TEXTS, UNSENT, Message, OptOut
from scheduler_app.store.people import Candidate

RECORD, FIELD = "\x1e", "\x1f"
MISSED = (State.LAPSED, State.MISSED)
Key = tuple[str, str]  # a step's name and audience


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
        decided = StepRow.name + FIELD + StepRow.audience + FIELD + StepRow.state
        rows = (
            select(StepRow.interview_id, func.aggregate_strings(decided, RECORD))
            .join(Interview, (Interview.id == StepRow.interview_id) & (Interview.generation == StepRow.generation))
            .where(StepRow.interview_id.in_(self.lines), StepRow.planned)
            .group_by(StepRow.interview_id)
        )
        return {interview_id: _decisions(told) for interview_id, told in session.execute(rows)}

    def _ask(self, session: Session, hidden: Callable[[str], str]) -> None:
        every = self.lines.values()
        people = {line.id: (line.candidate, line.recruiter) for line in every}
        self.numbers = {person.phone for pair in people.values() for person in pair}
        emails = {line.candidate.email.lower() for line in every}
        ask = session.scalars
        kept = {address: number for number in self.numbers if number for address in (number, hidden(number))}
        out = select(OptOut.address).where(OptOut.address.in_(kept), OptOut.channel == "sms")
        self.opted_out = {kept[address] for address in ask(out)}
        texted = select(Message.to_address).where(TEXTS, Message.to_address.in_(self.numbers))
        self.texted = set(ask(texted.where(Message.state.not_in(NEVER_LEFT)).distinct()))
        waiting = select(Message.interview_id).where(Message.interview_id.in_(self.lines))
        self.waiting = set(ask(waiting.where(Message.state.in_(UNSENT))))
        self.reported = set(ask(select(Report.interview_id).where(Report.interview_id.in_(self.lines)).distinct()))
        email = func.lower(Candidate.email)
        missed = select(email).join(Interview).join(Report).where(email.in_(emails))
        self.missed_before = set(ask(missed.where(Report.by == Side.RECRUITER, Report.outcome == Outcome.NO_ANSWER)))
        self.followed = self._followed(session)

    def _followed(self, session: Session) -> set[UUID]:
        """Those of whose candidates a later call of the same kind is to come."""
        this, person = aliased(Interview), aliased(Candidate)
        rows = (
            select(this.id)
            .join(person, person.id == this.candidate_id)
            .join(Candidate, func.lower(Candidate.email) == func.lower(person.email))
            .join(Interview, Interview.candidate_id == Candidate.id)
            .where(
                this.id.in_(self.lines),
                this.state.in_(MISSED),
                Interview.type_id == this.type_id,
                Interview.starts_at > this.starts_at,
            )
        )
        return set(session.scalars(rows.where(Interview.state == State.SCHEDULED)))


@lru_cache(maxsize=1024)
def _decisions(told: str) -> frozenset[tuple[Key, str]]:
    """Of a whole generation in one text: interviews that close together have much the same past."""
    rows = (decision.split(FIELD) for decision in told.split(RECORD))
    return frozenset(((name, audience), state) for name, audience, state in rows)
