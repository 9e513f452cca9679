"""The outbox: messages, attempts, receipts, opt-outs, heartbeats"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler_app.store.db import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("role", name="pk_heartbeat"),
    )
    op.create_table(
        "opt_out",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("address", "channel", name="pk_opt_out"),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=True),
        sa.Column("interview_id", sa.Uuid(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("falls_back", sa.Boolean(), nullable=False),
        sa.Column("to_address", sa.String(), nullable=False),
        sa.Column("to_name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=True),
        sa.Column("calendar_method", sa.String(), nullable=True),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("link_kind", sa.String(), nullable=False),
        sa.Column("link_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=False),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reconcile_at", Instant(), nullable=True),
        sa.Column("lookups", sa.Integer(), nullable=False),
        sa.Column("may_duplicate", sa.Boolean(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("provider_status", sa.String(), nullable=False),
        sa.Column("provider_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_message_interview_id_interview"),
        sa.ForeignKeyConstraint(["step_id"], ["step.id"], name="fk_message_step_id_step"),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("step_id", "recipient", "channel", "rank", name="uq_message_step_id"),
    )
    where = sa.text("state IN ('queued', 'deferred')")
    op.create_index(
        "ix_message_due", "message", ["channel", "due_at", "id"], sqlite_where=where, postgresql_where=where
    )
    op.create_index("ix_message_interview", "message", ["interview_id", "created_at"])
    where = sa.text("state = 'sending'")
    op.create_index("ix_message_lease", "message", ["lease_until"], sqlite_where=where, postgresql_where=where)
    op.create_index("ix_message_provider_id", "message", ["provider_id"])
    where = sa.text("state = 'unknown'")
    op.create_index("ix_message_reconcile", "message", ["reconcile_at"], sqlite_where=where, postgresql_where=where)
    where = sa.text("faults > 0")
    op.create_index("ix_message_faults", "message", ["settled_at"], sqlite_where=where, postgresql_where=where)
    where = sa.text("channel = 'sms'")
    op.create_index("ix_message_texted", "message", ["to_address"], sqlite_where=where, postgresql_where=where)

    op.create_table(
        "attempt",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_attempt_message_id_message"),
        sa.PrimaryKeyConstraint("message_id", "n", name="pk_attempt"),
    )
    op.create_table(
        "provider_event",
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_provider_event_message_id_message"),
        sa.PrimaryKeyConstraint("provider_id", "status", name="pk_provider_event"),
    )
