"""What most commands begin with: the settings, and a database that is there and up to date."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

from scheduler_app.app import connected
from scheduler_app.config import Settings, load
from scheduler_app.desk import Desk
from scheduler_app.domain.errors import Refused
from scheduler_app.store import schema
from scheduler_app.store.db import Sessions
from scheduler_app.store.file import sqlite_file

REMEDY = "run: scheduler-app db upgrade"


@dataclass(frozen=True)
class Open:
    """A migrated database, and what use cases need beside it."""

    settings: Settings
    sessions: Sessions
    desk: Desk


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Open]:
    """The database of the settings, migrated; raises `Refused` with the remedy where it is not, or not there."""
    settings = settings or load()
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        raise Refused.because("not_migrated", f"there is no database yet; {REMEDY}")
    with database_told(settings):
        sessions, desk = connected(settings)
        engine = sessions.kw["bind"]
        try:
            at, wanted = schema.at(engine), schema.head()
            if at != wanted:
                found = f"at revision {at}, not {wanted}" if at else "empty"
                raise Refused.because("not_migrated", f"the database is {found}; {schema.remedy(at)}")
            yield Open(settings, sessions, desk)
        finally:
            engine.dispose()


@contextmanager
def database_told(settings: Settings) -> Iterator[None]:
    """A database that cannot be used becomes `Refused`: what its driver says, without the values of a statement."""
    try:
        yield
    except DBAPIError as fault:
        said = " ".join(str(fault.orig).split())
        raise Refused.because(
            "no_database", f"the database cannot be used ({said}); check SCHEDULER_DATABASE_URL"
        ) from None
    except ModuleNotFoundError as lacking:
        if lacking.name not in ("psycopg", "procrastinate"):
            raise
        raise Refused.because(
            "no_database", "PostgreSQL needs its driver; install scheduler-app with the extra 'postgres'"
        ) from None


def note(text: str) -> None:
    """A word for the person at the terminal, kept apart from the value on standard output."""
    print(text, file=sys.stderr)
