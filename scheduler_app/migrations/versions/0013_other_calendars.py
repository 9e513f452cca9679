"""Recruiters' other calendars and their busy times"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler_app.store.db import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "other_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recruiter_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("next_fetch_at", Instant(), nullable=True),
        sa.Column("tried_at", Instant(), nullable=True),
        sa.Column("read_at", Instant(), nullable=True),
        sa.Column("read_until", Instant(), nullable=True),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("last_modified", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["recruiter_id"], ["recruiter.id"], name="fk_other_calendar_recruiter_id_recruiter"),
        sa.PrimaryKeyConstraint("id", name="pk_other_calendar"),
    )
    where = sa.text("next_fetch_at IS NOT NULL")
    op.create_index(
        "ix_other_calendar_due", "other_calendar", ["next_fetch_at"], sqlite_where=where, postgresql_where=where
    )
    op.create_index("ix_other_calendar_recruiter_id", "other_calendar", ["recruiter_id"])
    op.create_table(
        "busy_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("recruiter_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["calendar_id"], ["other_calendar.id"], name="fk_busy_time_calendar_id_other_calendar"),
        sa.ForeignKeyConstraint(["recruiter_id"], ["recruiter.id"], name="fk_busy_time_recruiter_id_recruiter"),
        sa.PrimaryKeyConstraint("id", name="pk_busy_time"),
    )
    op.create_index("ix_busy_time_calendar_id", "busy_time", ["calendar_id"])
    op.create_index("ix_busy_time_recruiter", "busy_time", ["recruiter_id", "until"])
