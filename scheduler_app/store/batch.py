"""Many interviews in one transaction: read with a few questions, written with one statement for each table.

The rules (`planning`, `telling`, `briefing`) look at one interview at a time and do not know whether it is one of a
batch. What they would ask about each is asked here for all at once, and only the usual answer, that there is nothing
special, is given from memory: about everybody else the database is asked as ever. What they write is gathered, and
put down before any such question and at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import event, func, insert, inspect, select, update
from sqlalchemy.orm import ORMExecuteState, Session, aliased
from sqlalchemy.orm.attributes import set_committed_value

from scheduler_app.domain.interview import Outcome, Side, State
from scheduler_app.store.interviews import Interview, Report, StepRow, Watch
from scheduler_app.store.outbox import NEVER_LEFT, TEXTS, UNSENT, Message, OptOut, wants_none
from scheduler_app.store.people import Candidate, InterviewType, Organisation, PlanRow, Recruiter

RECORD, FIELD = "\x1e", "\x1f"
Key = tuple[str, str]  # a step's name and audience
COLUMNS = tuple(column.key for column in StepRow.__table__.columns if column.key != "id")


class Batch:
    """These interviews, whose watch rows the caller has locked, for as long as the session's transaction lasts."""

    def __init__(self, session: Session, ids: Sequence[UUID]) -> None:
        self._session = session
        self._steps: list[StepRow] = []
        self._messages: list[tuple[StepRow, dict[str, Any]]] = []
        self.interviews = self._load(ids)
        self.offers: dict[UUID, list[datetime]] = {}  # new times, for the windows that close now
        self._load_shared()
        self.organisation = session.get_one(Organisation, 1)
        self.decisions = self._load_decisions()
        self._ask()
        session.info[Batch] = self
        event.listen(session, "do_orm_execute", self._before_a_question)

    def record(self, row: StepRow) -> None:
        if row.id is None:
            self._steps.append(row)
        self.decisions[row.interview_id][row.name, row.audience] = row.state

    def queue(self, row: StepRow, values: dict[str, Any]) -> None:
        self._messages.append((row, values))
        self.waiting.add(values["interview_id"])
        if values["channel"] == "sms":
            self.texted.add(values["to_address"])

    def put_down(self) -> None:
        """Write all that was gathered, and what became of the interviews; the batch is over then."""
        interviews = list(self.interviews.values())
        changes = [*self._changes(Watch, [one.watch for one in interviews]), *self._changes(Interview, interviews)]
        self._session.flush()
        for kind, values in changes:
            self._session.execute(update(kind), values)
        steps, messages = self._taken()
        if steps:
            wanted = insert(StepRow).returning(StepRow.id, sort_by_parameter_order=True)
            ids = self._session.scalars(wanted, [{key: getattr(row, key) for key in COLUMNS} for row in steps])
            for row, step_id in zip(steps, ids, strict=True):
                row.id = step_id
        if messages:
            self._session.execute(insert(Message), [{"step_id": row.id, **values} for row, values in messages])

    def _changes(self, kind: Any, rows: Iterable[Any]) -> list[tuple[Any, list[dict[str, Any]]]]:
        """One statement's values for all in whom the same columns changed, taken out of the session's hands.

        A flush would weigh every relationship of each.
        """
        columns = {column.key for column in inspect(kind).column_attrs}
        key = inspect(kind).primary_key[0].name
        alike: dict[frozenset[str], list[dict[str, Any]]] = {}
        for row in rows:
            if changed := frozenset(columns - inspect(row).unmodified):
                alike.setdefault(changed, []).append({name: getattr(row, name) for name in (key, *changed)})
                self._session.expunge(row)
        return [(kind, values) for values in alike.values()]

    def _before_a_question(self, asked: ORMExecuteState) -> None:
        """By way of the session, which then also keeps what still becomes of the last step."""
        if asked.is_select and (self._steps or self._messages):
            steps, messages = self._taken()
            self._session.add_all(steps)
            self._session.add_all(Message(step=row, **values) for row, values in messages)

    def _taken(self) -> tuple[list[StepRow], list[tuple[StepRow, dict[str, Any]]]]:
        taken = self._steps, self._messages
        self._steps, self._messages = [], []
        return taken

    def _load(self, ids: Sequence[UUID]) -> dict[UUID, Interview]:
        rows = (
            select(Interview, Watch, Candidate)
            .join(Watch, Watch.interview_id == Interview.id)
            .join(Candidate, Candidate.id == Interview.candidate_id)
            .where(Interview.id.in_(ids))
        )
        found, reports = {}, dict[UUID, list[Report]]()
        for report in self._session.scalars(select(Report).where(Report.interview_id.in_(ids)).order_by(Report.id)):
            reports.setdefault(report.interview_id, []).append(report)
        for interview, watch, candidate in self._session.execute(rows):
            set_committed_value(watch, "interview", interview)
            set_committed_value(interview, "watch", watch)
            set_committed_value(interview, "candidate", candidate)
            set_committed_value(interview, "reports", reports.get(interview.id, []))
            found[interview.id] = interview
        return found

    def _load_shared(self) -> None:
        """What many of them have in common."""
        every = self.interviews.values()
        recruiters = self._by_id(Recruiter, {one.recruiter_id for one in every})
        types = self._by_id(InterviewType, {one.type_id for one in every})
        plans = self._by_id(PlanRow, {one.watch.plan_id for one in every})
        for interview in every:
            set_committed_value(interview, "recruiter", recruiters[interview.recruiter_id])
            set_committed_value(interview, "type", types[interview.type_id])
            set_committed_value(interview.watch, "plan", plans[interview.watch.plan_id])

    def _by_id(self, kind: Any, ids: set[int]) -> dict[int, Any]:
        return {row.id: row for row in self._session.scalars(select(kind).where(kind.id.in_(ids)))}

    def _load_decisions(self) -> dict[UUID, dict[Key, str]]:
        known: dict[UUID, dict[Key, str]] = {key: {} for key in self.interviews}
        decided = StepRow.name + FIELD + StepRow.audience + FIELD + StepRow.state
        rows = (
            select(StepRow.interview_id, func.aggregate_strings(decided, RECORD))
            .join(Interview, (Interview.id == StepRow.interview_id) & (Interview.generation == StepRow.generation))
            .where(StepRow.interview_id.in_(known), StepRow.planned)
            .group_by(StepRow.interview_id)
        )
        for interview_id, told in self._session.execute(rows):
            known[interview_id] = dict(_decisions(told))
        return known

    def _ask(self) -> None:
        every = self.interviews.values()
        self.numbers = {person.phone for one in every for person in (one.candidate, one.recruiter)}
        emails = {one.candidate.email.lower() for one in every}
        ask = self._session.scalars
        out = select(OptOut.address).where(OptOut.address.in_(self.numbers))
        self.opted_out = set(ask(out))
        hidden = select(OptOut.address).where(OptOut.address.startswith("hmac:")).limit(1)
        self.hides = self._session.scalar(hidden) is not None
        texted = select(Message.to_address).where(TEXTS, Message.to_address.in_(self.numbers))
        self.texted = set(ask(texted.where(Message.state.not_in(NEVER_LEFT)).distinct()))
        waiting = select(Message.interview_id).where(Message.interview_id.in_(self.interviews))
        self.waiting = set(ask(waiting.where(Message.state.in_(UNSENT))))
        email = func.lower(Candidate.email)
        missed = select(email).join(Interview).join(Report).where(email.in_(emails))
        self.missed_before = set(ask(missed.where(Report.by == Side.RECRUITER, Report.outcome == Outcome.NO_ANSWER)))
        self.followed = self._followed([one.id for one in every if one.state in (State.LAPSED, State.MISSED)])

    def _followed(self, ids: Sequence[UUID]) -> set[UUID]:
        """Those of whose candidates a later call of the same kind is to come."""
        if not ids:
            return set()
        this, person = aliased(Interview), aliased(Candidate)
        rows = (
            select(this.id)
            .join(person, person.id == this.candidate_id)
            .join(Candidate, func.lower(Candidate.email) == func.lower(person.email))
            .join(Interview, Interview.candidate_id == Candidate.id)
            .where(this.id.in_(ids), Interview.type_id == this.type_id, Interview.starts_at > this.starts_at)
        )
        return set(self._session.scalars(rows.where(Interview.state == State.SCHEDULED)))


@lru_cache(maxsize=1024)
def _decisions(told: str) -> tuple[tuple[Key, str], ...]:
    """Of a whole generation in one text: interviews that close together have much the same past."""
    rows = (decision.split(FIELD) for decision in told.split(RECORD))
    return tuple(((name, audience), state) for name, audience, state in rows)


def of(session: Session) -> Batch | None:
    """The batch that this transaction is about, if it is about one."""
    return session.info.get(Batch)


def decisions(session: Session, interview: Interview) -> dict[Key, str]:
    """The state of each planned step that this generation has decided."""
    batch = of(session)
    if batch is not None:
        return batch.decisions[interview.id]
    return {(row.name, row.audience): row.state for row in interview.present_steps()}


def record(session: Session, interview: Interview, row: StepRow) -> None:
    """Write what was decided about a step, the first time or anew."""
    if (batch := of(session)) is not None:
        batch.record(row)
        return
    if row.id is None:
        interview.steps.append(row)
    session.flush()


def queue(session: Session, row: StepRow, **values: Any) -> None:
    """Write a message of this step."""
    if (batch := of(session)) is not None:
        batch.queue(row, values)
    else:
        session.add(Message(step_id=row.id, **values))
        session.flush()


def opted_out(session: Session, number: str, hidden: str) -> bool:
    """Whether this number wants no texts; as `outbox.wants_none`."""
    batch = of(session)
    if batch is not None and number in batch.numbers and (number in batch.opted_out or not batch.hides):
        return number in batch.opted_out
    return wants_none(session, number, hidden)
