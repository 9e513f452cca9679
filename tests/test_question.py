"""A question put straight to the driver is answered as it would be through SQLAlchemy, and so are its failures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import bindparam, event, select, text
from sqlalchemy.exc import SQLAlchemyError

from scheduler_app import access
from scheduler_app.store.access import ApiKey
from scheduler_app.store.db import Sessions, sessions_for
from scheduler_app.store.question import Question
from tests.office import MONDAY
from tests.ready import migrated


@pytest.fixture(params=["sqlite", "postgresql"])
def sessions(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sessions]:
    postgres = request.param == "postgresql"
    engine = migrated(request.getfixturevalue("ready_postgres") if postgres else f"sqlite:///{tmp_path / 'a.db'}")
    yield sessions_for(engine)
    engine.dispose()


@pytest.fixture
def question(sessions: Sessions) -> Question:
    with sessions.begin() as session:
        access.add_api_key(session, "ats", "read", MONDAY)
    key = (ApiKey.name, ApiKey.made_at, ApiKey.used_at)
    return Question(select(*key).where(ApiKey.scope == "read", ApiKey.name == bindparam("name")))


def test_a_row_has_our_own_values(sessions: Sessions, question: Question):
    for _ in range(2):
        assert question.ask(sessions, name="ats") == ("ats", MONDAY, None)
        assert question.ask(sessions, name="ats' OR '1'='1") is None


def test_nothing_stays_open_behind_it(sessions: Sessions, question: Question):
    assert question.ask(sessions, name="ats")
    assert sessions.kw["bind"].pool.checkedout() == 0
    with sessions.begin() as session:
        session.execute(text("UPDATE api_key SET name = 'jobs'"))
    assert question.ask(sessions, name="ats") is None


def test_a_database_that_cannot_answer_is_told_in_sqlalchemys_terms(sessions: Sessions, question: Question):
    with sessions.begin() as session:
        session.execute(text("ALTER TABLE api_key RENAME TO elsewhere"))
    for _ in range(2):
        with pytest.raises(SQLAlchemyError):
            question.ask(sessions, name="ats")
    assert sessions.kw["bind"].pool.checkedout() == 0


@pytest.mark.parametrize("sessions", ["postgresql"], indirect=True)
def test_a_connection_that_dies_as_it_is_asked_is_replaced(sessions: Sessions, question: Question):
    engine = sessions.kw["bind"]
    dies = iter([True])

    def die(connection: object, *_rest: object) -> None:
        if next(dies, False):
            connection.close()  # type: ignore[attr-defined]

    event.listen(engine, "checkout", die)
    assert question.ask(sessions, name="ats") == ("ats", MONDAY, None)
    assert question.ask(sessions, name="ats") == ("ats", MONDAY, None)
