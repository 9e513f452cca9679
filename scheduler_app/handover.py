"""What a transaction on PostgreSQL leaves to others: its due messages to the workers, and a word to every watcher.

Both are written by the deciding transaction itself, just before it commits, and go with it if it does not. Both are
hints: the rows are the truth, and a watcher finds within seconds whatever a hint was lost for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import event, text
from sqlalchemy.orm import ORMExecuteState, Session

from scheduler_app.store import batch, nodes
from scheduler_app.store.db import Sessions
from scheduler_app.store.interviews import Watch
from scheduler_app.store.outbox import Message, MessageState

if TYPE_CHECKING:
    from procrastinate import App

CHANNEL = "scheduler_app_due"  # of NOTIFY
TASK, QUEUE = "deliver", "scheduler-app-deliveries"
BATCH = 10  # messages to a job: a job costs as much as several messages, and its messages go one after the other

_WAITING = frozenset({MessageState.QUEUED, MessageState.DEFERRED})
_ORIGIN, _WRITTEN, _MOVED = "origin", "messages that wait", "something may be due"

log = structlog.get_logger()


def attach(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """From here on, every transaction of these sessions hands over what it wrote. Nothing is done on SQLite."""
    if sessions.kw["bind"].dialect.name != "postgresql":
        return
    sessions.kw["info"] = {_ORIGIN: uuid4().hex}

    def hand_over(session: Session) -> None:
        if not session.in_nested_transaction():
            session.flush()
            _hand_over(session, clock)

    event.listen(sessions, "after_flush", _note_rows)
    event.listen(sessions, "do_orm_execute", _note_statement)
    event.listen(sessions, "before_commit", hand_over)


def origin(sessions: Sessions) -> str:
    """What these sessions sign their NOTIFY with; "" if they send none."""
    return str(sessions.kw.get("info", {}).get(_ORIGIN, ""))


@cache
def job_app() -> App:
    """Procrastinate without a connection of its own, for deferring through somebody else's."""
    from procrastinate import App, PsycopgConnector  # only in the extra for PostgreSQL

    return App(connector=PsycopgConnector())


def _note_rows(session: Session, _flush: object) -> None:
    for row in [*session.new, *session.dirty]:
        if isinstance(row, Message):
            _note(session, row.id, row.state, row.channel, row.due_at)
        elif isinstance(row, Watch) and row.next_due_at is not None:
            session.info[_MOVED] = True


def _note_statement(statement: ORMExecuteState) -> None:
    """The same for rows that are written in bulk."""
    if not (statement.is_insert or statement.is_update):
        return
    session, table = statement.session, getattr(getattr(statement.statement, "table", None), "name", "")
    if table == Watch.__tablename__:
        session.info[_MOVED] = True
    elif table == Message.__tablename__ and statement.is_insert:
        for row in _rows(statement.parameters):
            _note(session, row["id"], row.get("state", MessageState.QUEUED), row["channel"], row["due_at"])


def _rows(parameters: Any) -> Iterable[dict[str, Any]]:
    if not parameters:
        return []
    return [parameters] if isinstance(parameters, dict) else list(parameters)


def _note(session: Session, message: UUID, state: str, channel: str, due_at: datetime) -> None:
    written = session.info.setdefault(_WRITTEN, {})
    if state in _WAITING:
        written[message] = channel, due_at
    else:
        written.pop(message, None)


def _hand_over(session: Session, clock: Callable[[], datetime]) -> None:
    if (known := batch.of(session)) is not None:
        for message, state, channel, due_at in known.put:
            _note(session, message, state, channel, due_at)
        known.put.clear()
    written: dict[UUID, tuple[str, datetime]] = session.info.pop(_WRITTEN, {})
    moved = session.info.pop(_MOVED, False)
    if not written and not moved:
        return
    now = clock()
    due = defaultdict[str, list[UUID]](list)
    for message, (channel, due_at) in written.items():
        if due_at <= now:
            due[channel].append(message)
    if due and nodes.workers_about(session, now):
        _defer(session, [job for channel, ids in due.items() for job in _jobs(channel, ids)])
    session.execute(text("SELECT pg_notify(:channel, :origin)"), {"channel": CHANNEL, "origin": session.info[_ORIGIN]})


def _jobs(channel: str, messages: list[UUID]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(messages), BATCH):
        yield {"channel": channel, "messages": [message.hex for message in messages[start : start + BATCH]]}


def _defer(session: Session, jobs: list[dict[str, Any]]) -> None:
    """Under a savepoint: tables that somebody has dropped must not undo what was decided."""
    driver: Any = session.connection().connection.driver_connection
    try:
        with driver.transaction():
            job_app().configure_task(TASK, queue=QUEUE, connection=driver).batch_defer(*jobs)
    except Exception as fault:
        if driver.closed:
            raise
        why = str(fault.__cause__ or fault)
        log.warning("nothing could be handed to the workers; a watcher delivers it", why=why)
