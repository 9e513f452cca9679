"""Channels: pauses shared by all processes, counters, and how long a message waited for its first attempt"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler_app.store.db import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NAMES = ("sms", "email")


def upgrade() -> None:
    channel = op.create_table(
        "channel",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("paused_at", Instant(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("reason", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("code", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("probe_at", Instant(), nullable=True),
        sa.Column("probing_until", Instant(), nullable=True),
        sa.Column("probes", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("resumed_at", Instant(), nullable=True),
        sa.Column("alarmed_at", Instant(), nullable=True),
        sa.Column("alarmed_code", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("failed_at", sa.JSON(), nullable=False, server_default=sa.text("'[]'")),
        sa.PrimaryKeyConstraint("name", name="pk_channel"),
    )
    op.bulk_insert(channel, [{"name": name} for name in NAMES])
    op.create_table(
        "meter",
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("metric", "channel", "label", name="pk_meter"),
    )
    op.add_column("message", sa.Column("dwell_seconds", sa.Float(), nullable=True))
    op.create_index(
        "ix_watch_parked",
        "watch",
        ["interview_id"],
        sqlite_where=sa.text("parked <> ''"),
        postgresql_where=sa.text("parked <> ''"),
    )
