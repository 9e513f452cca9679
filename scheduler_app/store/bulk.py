"""Many rows of one table at once, as the driver wants them: on PostgreSQL by COPY, on SQLite by one statement.

For tables that a burst of lapses fills. What SQLAlchemy does for each row, most of which are alike, took longer than
the database itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Table, text

from scheduler_app.store.db import Base

Values = list[Any]  # of one row, in the order of the table's columns, as the driver takes them


class Rows:
    """What one table's rows look like to the driver of one dialect."""

    def __init__(self, model: type[Base], dialect: Dialect) -> None:
        self.table = cast(Table, model.__table__)
        self.at = {column.name: place for place, column in enumerate(self.table.columns)}
        self.processed = [
            _processor(column.type.dialect_impl(dialect).bind_processor(dialect)) for column in self.table.c
        ]
        self._usual = [column.default.arg if column.default is not None else None for column in self.table.columns]  # type: ignore[attr-defined]

    def row(self, values: Mapping[str, Any]) -> Values:
        """What is not among `values` has the column's default."""
        known = [values.get(name, usual) for name, usual in zip(self.at, self._usual, strict=True)]
        return [turned(value) for turned, value in zip(self.processed, known, strict=True)]

    def put(self, connection: Connection, rows: Sequence[Sequence[Any]]) -> None:
        """Insert them all, or raise; nothing else of the transaction's is written by it."""
        if not rows:
            return
        names = ", ".join(f'"{name}"' for name in self.at)
        if connection.dialect.name == "postgresql":
            _copy(connection, f"COPY {self.table.name} ({names}) FROM STDIN", rows)
            return
        marks = ", ".join("?" * len(self.at))
        connection.exec_driver_sql(
            f"INSERT INTO {self.table.name} ({names}) VALUES ({marks})", [tuple(row) for row in rows]
        )


def new_ids(connection: Connection, table: Table, many: int) -> Iterable[int]:
    """So many integer keys that nobody else gets: on SQLite because the transaction already holds the write lock."""
    if not many:
        return []
    if connection.dialect.name == "postgresql":
        sequence = f"nextval(pg_get_serial_sequence('{table.name}', 'id'))"
        found = connection.execute(text(f"SELECT {sequence} FROM generate_series(1, :many)"), {"many": many})
        return sorted(found.scalars())
    last = connection.exec_driver_sql(f"SELECT coalesce(max(id), 0) FROM {table.name}").scalar_one()
    return range(last + 1, last + 1 + many)


def _processor(own: Callable[[Any], Any] | None) -> Callable[[Any], Any]:
    return own if own is not None else _plain


def _plain(value: Any) -> Any:
    """A member of a StrEnum as the text it is, which drivers know how to store without asking."""
    return str(value) if isinstance(value, str) else value


def _copy(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
