"""A database that was another test's before shows no trace of it, and one that was altered is not lent again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from scheduler_app.store.db import connect
from tests.lent import Shelf
from tests.office import opened

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
COUNTERS = "SELECT s::text FROM pg_sequences s ORDER BY 1"


@pytest.fixture
def own(shelf: Shelf) -> Shelf:
    """A shelf with nothing on it yet."""
    return Shelf(shelf.server, shelf.shape, shelf.rows, shelf.counters)


@contextmanager
def borrowed(shelf: Shelf, postgres_url: str) -> Iterator[tuple[str, str]]:
    with shelf.lends() as name:
        yield name, connect(postgres_url).url.set(database=name).render_as_string(False)


def contents(url: str) -> list[str]:
    """Every row of every table, and where each counter stands."""
    engine = connect(url)
    with engine.connect() as connection:
        asked = [f"SELECT string_agg(t::text, '') FROM {table} t" for table in connection.scalars(text(TABLES))]
        found = [str(connection.scalar(text(question))) for question in asked]
        found += connection.scalars(text(COUNTERS))
    engine.dispose()
    return found


def test_what_a_story_left_is_gone_and_what_migrations_put_there_is_not(own: Shelf, postgres_url: str):
    with borrowed(own, postgres_url) as (first, url):
        fresh = contents(url)
        with opened(url) as office:
            office.books()
        assert contents(url) != fresh
    with borrowed(own, postgres_url) as (second, url):
        assert contents(url) == fresh
    assert first != second
    assert own.returned == [second], "it is the same one under another name"


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE candidate RENAME COLUMN zone TO place",
        "DROP INDEX ix_candidate_email",
        "INSERT INTO calendar_edition SELECT n, n FROM generate_series(1, 6000) n",
    ],
)
def test_one_that_was_altered_or_filled_is_dropped(own: Shelf, postgres_url: str, change: str):
    with borrowed(own, postgres_url) as (altered, url):
        engine = connect(url)
        with engine.begin() as connection:
            connection.execute(text("SET session_replication_role = replica"))
            connection.execute(text(change))
        engine.dispose()
    with borrowed(own, postgres_url) as (other, url):
        assert contents(url)
    assert own.returned == [other]
    assert altered != other


def test_a_connection_that_was_forgotten_is_cut_off(own: Shelf, postgres_url: str):
    with borrowed(own, postgres_url) as (_, url):
        forgotten = connect(url).connect()
        forgotten.execute(text("SELECT 1"))
    with borrowed(own, postgres_url), pytest.raises(OperationalError):
        forgotten.execute(text("SELECT 1"))
    forgotten.close()
