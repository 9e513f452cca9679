"""The promise: interviews, watches, steps, reports"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler_app.store.db import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "interview",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("recruiter_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("wall", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("which", sa.String(), nullable=True),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("offset_seconds", sa.Integer(), nullable=False),
        sa.Column("tz_release", sa.String(), nullable=False),
        sa.Column("call_minutes", sa.Integer(), nullable=False),
        sa.Column("window_minutes", sa.Integer(), nullable=False),
        sa.Column("closes_at", Instant(), nullable=False),
        sa.Column("occupied_until", Instant(), nullable=False),
        sa.Column("former_starts_at", Instant(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("missed_by", sa.String(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("link_digest", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("booked_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("lapsed_at", Instant(), nullable=True),
        sa.Column("held_at", Instant(), nullable=True),
        sa.Column("cancelled_by", sa.String(), nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=False),
        sa.Column("recruiter_late_minutes", sa.Integer(), nullable=True),
        sa.Column("candidate_late_minutes", sa.Integer(), nullable=True),
        sa.Column("superseded_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name="fk_interview_candidate_id_candidate"),
        sa.ForeignKeyConstraint(["recruiter_id"], ["recruiter.id"], name="fk_interview_recruiter_id_recruiter"),
        sa.ForeignKeyConstraint(["superseded_by"], ["interview.id"], name="fk_interview_superseded_by_interview"),
        sa.ForeignKeyConstraint(["type_id"], ["interview_type.id"], name="fk_interview_type_id_interview_type"),
        sa.PrimaryKeyConstraint("id", name="pk_interview"),
        sa.UniqueConstraint("link_digest", name="uq_interview_link_digest"),
    )
    op.create_index("ix_interview_candidate_id", "interview", ["candidate_id"])
    op.create_index("ix_interview_recruiter_until", "interview", ["recruiter_id", "occupied_until"])
    op.create_index("ix_interview_starts", "interview", ["starts_at", "id"])

    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("settles", sa.Boolean(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_report_interview_id_interview"),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
    )
    op.create_index("ix_report_interview_id", "report", ["interview_id"])

    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("script", sa.String(), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_step_interview_id_interview"),
        sa.PrimaryKeyConstraint("id", name="pk_step"),
        sa.UniqueConstraint("interview_id", "generation", "name", "audience", "script", name="uq_step_interview_id"),
    )
    op.create_table(
        "watch",
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("next_due_at", Instant(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("parked", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_watch_interview_id_interview"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_watch_plan_id_plan"),
        sa.PrimaryKeyConstraint("interview_id", name="pk_watch"),
    )
    where = sa.text("next_due_at IS NOT NULL")
    op.create_index(
        "ix_watch_due", "watch", ["next_due_at", "interview_id"], sqlite_where=where, postgresql_where=where
    )
