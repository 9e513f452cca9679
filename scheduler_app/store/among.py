"""One of many values, which on PostgreSQL are one parameter however many they are.

SQLAlchemy's own `in_` writes a parameter for each into the statement, which for the hundreds of interviews of a batch
was written, sent, read and planned anew each time. SQLite, to which nothing is sent, keeps that: it answers a list in
one parameter no faster.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, Boolean, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Among(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()

    def self_group(self, against: Any = None) -> Any:
        return self  # and not "= 1", as for other functions on SQLite, which then would use no index


def among(column: Any, name: str = "ids") -> _Among:
    """Whether the column's value is one of those that the statement is given as the list `name`."""
    each: BindParameter[Any] = bindparam(name, expanding=True)
    return _Among(column.in_(each), column, bindparam(name, type_=ARRAY(column.type)))


@compiles(_Among, "sqlite")
def _each(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    found, _, _ = element.clauses
    return compiler.process(found, **how)


@compiles(_Among, "postgresql")
def _all_at_once(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    _, column, values = element.clauses
    return f"{compiler.process(column, **how)} = ANY ({compiler.process(values, **how)})"
