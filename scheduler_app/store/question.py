"""A question put straight to the driver: for one that is asked so often that SQLAlchemy's way to it costs more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Dialect, Engine, Select

from scheduler_app.store.db import Sessions


class _Written(NamedTuple):
    """A statement in one database's words."""

    words: str
    constants: dict[str, Any]  # the values that are part of the statement
    order: list[str] | None  # of the values, where the database knows them by place and not by name
    readers: list[tuple[int, Callable[[Any], Any]]]  # what turns the values of some columns into ours


class Question:
    """A SELECT of at most one row, whose bound values are strings; it is written out once for each database.

    It sees whatever is committed, waits for no writer, and none waits for it.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._written: dict[str, _Written] = {}

    def ask(self, sessions: Sessions, **values: str) -> tuple[Any, ...] | None:
        """The row, None if there is none. Raises `SQLAlchemyError` where the database cannot be asked."""
        engine: Engine = sessions.kw["bind"]
        dialect = engine.dialect
        if (written := self._written.get(dialect.name)) is None:
            written = self._written[dialect.name] = _write(self._statement, dialect)
        try:
            row = _asked(engine, written, written.constants | values)
        except dialect.loaded_dbapi.Error:
            # Once more by the long way, which tells a failure in SQLAlchemy's terms and lets go of a dead connection.
            with engine.connect().execution_options(reads_only=True) as connection:
                return connection.execute(self._statement, values).one_or_none()
        if row is None:
            return None
        ours = list(row)
        for place, reader in written.readers:
            ours[place] = reader(row[place])
        return tuple(ours)


def _write(statement: Select[*tuple[Any, ...]], dialect: Dialect) -> _Written:
    compiled: Any = statement.compile(dialect=dialect)
    readers = [column.type.result_processor(dialect, None) for column in statement.selected_columns]
    return _Written(
        words=str(compiled),
        constants=dict(compiled.params),
        order=compiled.positiontup if compiled.positional else None,
        readers=[(place, reader) for place, reader in enumerate(readers) if reader is not None],
    )


def _asked(engine: Engine, written: _Written, values: dict[str, Any]) -> Any:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(written.words, values if written.order is None else [values[name] for name in written.order])
        row = cursor.fetchone()
        cursor.close()
        return row
    finally:
        connection.close()  # and so ends the transaction, where the driver has begun one
