"""Many interviews in one transaction: read with a few questions, written with one statement for each table.

The rules (`planning`, `telling`, `briefing`) look at one interview at a time and do not know whether it is one of a
batch. What they would ask about each is asked here for all at once, and only the usual answer, that there is nothing
special, is given from memory: about everybody else the database is asked as ever. What they write is gathered, and
put down before any such question and at the end. `alike.py` also adds copies of it, for interviews like one that the
rules have looked at; those are never read as objects.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import event, inspect, select, update
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.attributes import set_committed_value

from scheduler_app.store import bulk, editions
from scheduler_app.store.among import among
from scheduler_app.store.beforehand import Beforehand, Key
from scheduler_app.store.bulk import Rows, Values
from scheduler_app.store.interviews import Interview, Report, StepRow, Watch
from scheduler_app.store.outbox import Message, wants_none
from scheduler_app.store.people import Candidate, InterviewType, Organisation, PlanRow, Recruiter

COLUMNS = tuple(column.key for column in StepRow.__table__.columns if column.key != "id")


class Standing(NamedTuple):
    """How far a batch has come: what was asked and gathered, and which rows of other tables it has changed."""

    questions: int
    steps: int
    messages: int
    else_changed: set[int]


class Batch(Beforehand):
    """These interviews, whose watch rows the caller has locked, for as long as the session's transaction lasts."""

    def __init__(self, session: Session, ids: Sequence[UUID], hidden: Callable[[str], str]) -> None:
        super().__init__(session, ids, hidden)
        self._session = session
        self._steps: list[StepRow] = []
        self._messages: list[tuple[StepRow, dict[str, Any], Any]] = []
        self._copied_steps: list[Values] = []
        self._copied_messages: list[tuple[Values, Values]] = []
        self._alike: dict[tuple[Any, ...], list[UUID]] = {}
        # Messages that are in the database now: id, state, channel and moment.
        self.put: list[tuple[UUID, str, str, datetime]] = []
        self.offers: dict[UUID, list[datetime]] = {}  # new times, for the windows that close now
        self._is_reading = False
        self.questions = 0  # that the rules had to ask the database
        dialect = session.connection().dialect
        self.step_rows, self.message_rows = Rows(StepRow, dialect), Rows(Message, dialect)
        self.plans = self._by_id(PlanRow, {line.plan_id for line in self.lines.values()})
        self.interviews: dict[UUID, Interview] = {}
        self.organisation = session.get_one(Organisation, 1)
        self.decisions: dict[UUID, dict[Key, str]] = {}
        session.info[Batch] = self
        event.listen(session, "do_orm_execute", self._before_a_question)

    def bring(self, ids: Sequence[UUID]) -> None:
        """Read these of the interviews as objects, for the rules to look at."""
        if not ids:
            return
        with self._reading():
            found = self._load(ids)
            self._load_shared(found.values())
        self.interviews |= found
        self.decisions |= {key: dict(self.past.get(key, ())) for key in ids}

    def record(self, row: StepRow) -> None:
        if row.id is None:
            self._steps.append(row)
        self.decisions[row.interview_id][row.name, row.audience] = row.state

    def queue(self, row: StepRow, values: dict[str, Any], told: Any) -> None:
        self._messages.append((row, values, told))
        self.waiting.add(values["interview_id"])
        if values["channel"] == "sms":
            self.texted.add(values["to_address"])

    def gathered(self) -> Standing:
        """Where it stands, for `since`."""
        return Standing(self.questions, len(self._steps), len(self._messages), self._else_changed())

    def since(self, then: Standing) -> tuple[list[StepRow], list[tuple[StepRow, dict[str, Any], Any]]] | None:
        """What has been written from then on; None if the database was asked about it or something else changed."""
        if self.questions != then.questions or self._else_changed() != then.else_changed:
            return None
        return self._steps[then.steps :], self._messages[then.messages :]

    def _else_changed(self) -> set[int]:
        """The rows of other tables that wait for a flush: what earlier interviews of this batch left, say."""
        changed = (*self._session.new, *self._session.dirty, *self._session.deleted)
        return {id(row) for row in changed if not isinstance(row, Interview | Watch)}

    def step_values(self, row: StepRow) -> Values:
        return self.step_rows.row({key: getattr(row, key) for key in COLUMNS})

    def copy(self, steps: list[Values], messages: list[tuple[Values, Values]]) -> None:
        """Rows as the driver takes them, each message with its step's; the steps have no key yet."""
        self._copied_steps += steps
        self._copied_messages += messages

    def change_alike(self, kind: Any, key: UUID, values: dict[str, Any]) -> None:
        """Those in whom the same changes are changed by one statement."""
        if values:
            self._alike.setdefault((kind, *values.items()), []).append(key)

    def put_down(self) -> None:
        """Write all that was gathered, and what became of the interviews; the batch is over then."""
        for interview in self.interviews.values():
            for row in (interview.watch, interview):
                if changes := changed(row):
                    self.change_alike(type(row), interview.id, changes)
                    self._session.expunge(row)  # a flush would weigh every relationship of each
        self._session.flush()
        for (kind, *values), ids in self._alike.items():
            table = kind.__table__
            statement = update(table).where(among(table.primary_key.columns[0])).values(dict(values))
            self._session.execute(statement, {"ids": ids})
            if kind is Interview:
                editions.changed(self._session, {self.lines[key].recruiter.id for key in ids})
        self._put_rows()

    def _put_rows(self) -> None:
        steps, messages = self._taken()
        new = [(row, self.step_values(row)) for row in steps]
        step_values = [values for _, values in new] + self._copied_steps
        connection = self._session.connection()
        ids = bulk.new_ids(connection, self.step_rows.table, len(step_values))
        key, step_key = self.step_rows.at["id"], self.message_rows.at["step_id"]
        for values, step_id in zip(step_values, ids, strict=True):
            values[key] = step_id
        for row, values in new:
            row.id = values[key]
        message_values = []
        for row, known, _ in messages:
            message_values.append(self.message_rows.row({"step_id": row.id, **known}))
            self.put.append((known["id"], known["state"], known["channel"], known["due_at"]))
        for step, values in self._copied_messages:
            values[step_key] = step[key]
            message_values.append(values)
        self.step_rows.put(connection, step_values)
        self.message_rows.put(connection, message_values)

    def _before_a_question(self, asked: ORMExecuteState) -> None:
        """By way of the session, which then also keeps what still becomes of the last step."""
        if not asked.is_select or self._is_reading:
            return
        self.questions += 1
        if self._steps or self._messages:
            steps, messages = self._taken()
            self._session.add_all(steps)
            self._session.add_all(Message(step=row, **values) for row, values, _ in messages)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """What the batch itself asks concerns nothing that was gathered."""
        self._is_reading = True
        try:
            with self._session.no_autoflush:
                yield
        finally:
            self._is_reading = False

    def _taken(self) -> tuple[list[StepRow], list[tuple[StepRow, dict[str, Any], Any]]]:
        taken = self._steps, self._messages
        self._steps, self._messages = [], []
        return taken

    def _load(self, ids: Sequence[UUID]) -> dict[UUID, Interview]:
        rows = (
            select(Interview, Watch, Candidate)
            .join(Watch, Watch.interview_id == Interview.id)
            .join(Candidate, Candidate.id == Interview.candidate_id)
            .where(Interview.id.in_(ids), Watch.interview_id.in_(ids))
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

    def _load_shared(self, every: Collection[Interview]) -> None:
        """What many of them have in common."""
        recruiters = self._by_id(Recruiter, {one.recruiter_id for one in every})
        types = self._by_id(InterviewType, {one.type_id for one in every})
        for interview in every:
            set_committed_value(interview, "recruiter", recruiters[interview.recruiter_id])
            set_committed_value(interview, "type", types[interview.type_id])
            set_committed_value(interview.watch, "plan", self.plans[interview.watch.plan_id])

    def _by_id(self, kind: Any, ids: set[int]) -> dict[int, Any]:
        return {row.id: row for row in self._session.scalars(select(kind).where(kind.id.in_(ids)))}


def changed(row: Any) -> dict[str, Any]:
    """The columns that were given another value since the row was read, and their values."""
    state = inspect(row)
    names = {column.key for column in state.mapper.column_attrs} - state.unmodified
    return {name: getattr(row, name) for name in sorted(names)}


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


def queue(session: Session, row: StepRow, told: Any, **values: Any) -> None:
    """Write a message of this step; `told` are the facts that its words were made of."""
    if (batch := of(session)) is not None:
        batch.queue(row, values, told)
    else:
        session.add(Message(step_id=row.id, **values))
        session.flush()


def opted_out(session: Session, number: str, hidden: str) -> bool:
    """Whether this number wants no texts; as `outbox.wants_none`."""
    batch = of(session)
    if batch is not None and number in batch.numbers:
        return number in batch.opted_out
    return wants_none(session, number, hidden)
