"""Replies: what a text asks, what people text back, who took a call over and who reported"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler_app.store.db import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("menu", sa.JSON(none_as_null=True), nullable=True))
    _refer("interview", "taken_by_id", "recruiter")
    op.add_column("interview", sa.Column("taken_at", Instant(), nullable=True))
    _refer("report", "person_id", "recruiter")
    op.create_table(
        "inbound",
        sa.Column("provider_sid", sa.String(), nullable=False),
        sa.Column("from_number", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("interview_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("passive", sa.Boolean(), nullable=False),
        sa.Column("offered", sa.JSON(), nullable=False),
        sa.Column("handled_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_inbound_message_id_message"),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_inbound_interview_id_interview"),
        sa.PrimaryKeyConstraint("provider_sid", name="pk_inbound"),
    )
    op.create_index("ix_inbound_number", "inbound", ["from_number", "at"])
    op.create_index("ix_inbound_interview_id", "inbound", ["interview_id"])


def _refer(table: str, column: str, other: str) -> None:
    """A column that names a row of another table; on SQLite it is declared with its column."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER REFERENCES {other} (id)")
        return
    op.add_column(table, sa.Column(column, sa.Integer(), nullable=True))
    op.create_foreign_key(f"fk_{table}_{column}_{other}", table, other, [column], ["id"])
