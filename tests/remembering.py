"""What every application and every engine would make anew, made once for each process of tests.

Each test has an application and a database of its own. Most of its time would go into compiling the same templates and
writing out the same statements again; what they do is not touched.
"""

from __future__ import annotations

from types import CodeType
from typing import Any

import jinja2
import sqlalchemy
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from scheduler_app.store import db

MOST_STATEMENTS = 5_000

_STATEMENTS: Any = LRUCache(MOST_STATEMENTS)
_ENGINES: dict[str, Engine] = {}
_BUILDERS: dict[object, Any] = {}
_compile_builder = Rule._compile_builder


class Templates(BytecodeCache):
    """Compiled templates, by their words and by everything in an environment that changes what they compile to."""

    def __init__(self) -> None:
        self._codes: dict[object, CodeType] = {}

    def get_bucket(self, environment: jinja2.Environment, name: str, filename: str | None, source: str) -> Bucket:
        escapes = environment.autoescape
        manner = (
            type(environment),
            escapes(name) if callable(escapes) else escapes,
            environment.trim_blocks,
            environment.lstrip_blocks,
            environment.keep_trailing_newline,
            tuple(sorted(environment.extensions)),
            environment.policies.get("ext.i18n.trimmed"),
            environment.globals.get("page_language"),
            getattr(environment, "newstyle_gettext", None),
            environment.finalize is None,
        )
        key: Any = (name, filename, source, manner)
        bucket = Bucket(environment, key, self.get_source_checksum(source))
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._codes[bucket.key] = bucket.code


def engine(*arguments: Any, **options: Any) -> Engine:
    """`create_engine`, with the statements that an earlier engine for the same kind of database has written out."""
    made = sqlalchemy.create_engine(*arguments, **options)
    first = _ENGINES.get(made.dialect.name)
    if first is None or first.dialect.server_version_info is None:  # it has connected, and so is complete
        first = _ENGINES[made.dialect.name] = made
    made.dialect = first.dialect
    made.update_execution_options(compiled_cache=_STATEMENTS)
    return made


def _builder(rule: Any, append_unknown: bool = True) -> Any:
    """What writes a route's address: a function of the route alone, which werkzeug compiles for each application."""
    route = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
    if route not in _BUILDERS:
        _BUILDERS[route] = _compile_builder(rule, append_unknown)
    return _BUILDERS[route]


def begin() -> None:
    """From now on, in this process."""
    Rule._compile_builder = _builder  # type: ignore[method-assign,assignment]
    db.create_engine = engine  # type: ignore[attr-defined]
    templates, plain = Templates(), jinja2.Environment.__init__

    def with_memory(self: jinja2.Environment, *arguments: Any, **options: Any) -> None:
        plain(self, *arguments, **({"bytecode_cache": templates} | options))

    jinja2.Environment.__init__ = with_memory  # type: ignore[method-assign]
