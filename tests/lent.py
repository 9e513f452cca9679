"""Migrated PostgreSQL databases that tests borrow one after another: emptying one is far cheaper than copying one.

What a test leaves is judged by the server's own catalogues: one in which anything but rows has changed, or which grew
large, is not lent again.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from scheduler_app import database
from scheduler_app.store.db import connect

MODEL = "model"
CATALOGUES = ("class", "attribute", "attrdef", "constraint", "index", "proc", "trigger", "type", "description")
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
COUNTERS = "SELECT sequencename, last_value, start_value FROM pg_sequences WHERE schemaname = 'public'"
OTHERS = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
MOST_ROWS = 5_000  # of one test; more would leave the next one a table full of holes


@dataclass
class Shelf:
    """The databases of one server: the model they are copied from, and those that tests have given back."""

    server: str
    shape: Any  # of the model
    rows: dict[str, bytes]  # of its tables, as COPY writes them
    counters: list[Any]
    returned: list[str] = field(default_factory=list)

    @classmethod
    def made(cls, server: str) -> Shelf:
        """With the one model of a server that is new."""
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(MODEL)))
        engine = connect(_url(server, MODEL))
        database.upgrade(engine)
        engine.dispose()
        with psycopg.connect(_url(server, MODEL)) as model:
            tables = [table for (table,) in model.execute(TABLES).fetchall()]
            rows = {table: _copied_out(model, table) for table in tables}
            return cls(server, _shape(model), rows, model.execute(COUNTERS).fetchall())

    @contextlib.contextmanager
    def lends(self) -> Iterator[str]:
        """The name of a database with nothing in it but what migrations put there, nobody else's meanwhile."""
        name = self._used() or self._copied()
        try:
            yield name
        finally:
            self.returned.append(name)

    def _used(self) -> str:
        """One that was given back, as it was copied again; empty if there is none."""
        while self.returned:
            old, name = self.returned.pop(), _fresh_name()
            # Under another name, so that a process which some test forgot finds nothing there.
            with psycopg.connect(self.server, autocommit=True) as admin:
                admin.execute(OTHERS, (old,))
                admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (old, name))))
            if self._emptied(name):
                return name
            with psycopg.connect(self.server, autocommit=True) as admin:
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        return ""

    def _copied(self) -> str:
        name = _fresh_name()
        with psycopg.connect(self.server, autocommit=True) as admin:
            admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, MODEL))))
        with psycopg.connect(_url(self.server, name)) as connection:
            self._count_on(connection)
        return name

    def _emptied(self, name: str) -> bool:
        with psycopg.connect(_url(self.server, name)) as connection:
            if _shape(connection) != self.shape:
                return False
            connection.execute("SET session_replication_role = replica")  # no order among tables, no triggers
            if sum(self._as_in_the_model(connection, table) for table in self.rows) > MOST_ROWS:
                return False
            self._count_on(connection)
            return True

    def _count_on(self, connection: psycopg.Connection[Any]) -> None:
        """From where the model stood when it was made: where some test had the server crash, its own leapt ahead."""
        for counter, last, start in self.counters:
            values = (counter, start if last is None else last, last is not None)
            connection.execute("SELECT setval(quote_ident(%s)::regclass, %s, %s)", values)

    def _as_in_the_model(self, connection: psycopg.Connection[Any], table: str) -> int:
        """How many rows the test had left in it."""
        named = sql.Identifier(table)
        removed = connection.execute(sql.SQL("DELETE FROM {}").format(named)).rowcount
        if self.rows[table]:
            with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(named)) as into:
                into.write(self.rows[table])
        return removed


def _url(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _fresh_name() -> str:
    return f"lent_{secrets.token_hex(6)}"


def _copied_out(connection: psycopg.Connection[Any], table: str) -> bytes:
    with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as out:
        return b"".join(bytes(part) for part in out)


def _shape(connection: psycopg.Connection[Any]) -> Any:
    """Differs once anything has been created, altered or dropped; the statistics kept beside it change nothing."""
    newest = ", ".join(f"(SELECT (count(*), max(xmin::text::bigint)) FROM pg_{name})" for name in CATALOGUES)
    return connection.execute(f"SELECT ROW({newest})::text".encode()).fetchone()
