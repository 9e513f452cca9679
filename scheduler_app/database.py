"""A database made ready: migrated, and with what every deployment starts from."""

from __future__ import annotations

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from scheduler_app.domain.default_plan import DEFAULT_PLAN
from scheduler_app.planning import frozen
from scheduler_app.store import job_tables, schema
from scheduler_app.store.people import InterviewType, Organisation

FIRST_TYPE = ("phone-screen", "Phone screen")


def upgrade(engine: Engine) -> None:
    """Migrate to the schema of this code; a fresh database gets its settings row and one interview type.

    One transaction: a death on the way leaves the database as it was. Safe to run again and by many at once.
    """
    with engine.begin() as connection:
        schema.upgrade(connection)
        job_tables.bring_up(connection)
        with Session(connection, join_transaction_mode="conditional_savepoint") as session:
            _found(session)
            session.commit()


def _found(session: Session) -> None:
    if session.scalar(select(Organisation)) is None:
        session.add(Organisation(id=1, name="", invites_recruiters=True, sms_countries=[]))
    if session.scalar(select(InterviewType).limit(1)) is None:
        slug, name = FIRST_TYPE
        session.add(InterviewType(slug=slug, name=name, plan_id=frozen(session, DEFAULT_PLAN).id))
