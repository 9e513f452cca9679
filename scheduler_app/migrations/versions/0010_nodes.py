"""Nodes: the processes on one PostgreSQL, their signs of life and how their clocks differ from the database's"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler_app.store.db import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "node",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("last_beat_at", Instant(), nullable=False),
        sa.Column("wall_minus_db_ms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_node"),
    )
