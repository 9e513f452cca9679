"""The people: organisation, recruiters, interview types, candidates"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler_app.store.db import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("sms_consent_at", Instant(), nullable=True),
        sa.Column("sms_consent_wording", sa.String(), nullable=False),
        sa.Column("sms_consent_from", sa.String(), nullable=False),
        sa.Column("number_vouched_at", Instant(), nullable=True),
        sa.Column("number_vouched_by", sa.String(), nullable=False),
        sa.Column("sms_refused", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_candidate"),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("invites_recruiters", sa.Boolean(), nullable=False),
        sa.Column("sms_countries", sa.JSON(), nullable=False),
        sa.CheckConstraint("id = 1", name="one_row"),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
        sa.UniqueConstraint("digest", name="uq_plan_digest"),
    )
    op.create_table(
        "recruiter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("disabled_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_recruiter"),
        sa.UniqueConstraint("email", name="uq_recruiter_email"),
    )
    op.create_table(
        "interview_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("call_minutes", sa.Integer(), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("window_minutes", sa.Integer(), nullable=False),
        sa.Column("notice_minutes", sa.Integer(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("buffer_after_minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_interview_type_plan_id_plan"),
        sa.PrimaryKeyConstraint("id", name="pk_interview_type"),
        sa.UniqueConstraint("slug", name="uq_interview_type_slug"),
    )
    op.create_table(
        "weekly_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recruiter_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(["recruiter_id"], ["recruiter.id"], name="fk_weekly_hours_recruiter_id_recruiter"),
        sa.PrimaryKeyConstraint("id", name="pk_weekly_hours"),
    )
    op.create_index("ix_weekly_hours_recruiter_id", "weekly_hours", ["recruiter_id"])

    op.create_table(
        "type_recruiter",
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("recruiter_id", sa.Integer(), nullable=False),
        sa.Column("last_booked_at", Instant(), nullable=True),
        sa.Column("last_asked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["recruiter_id"], ["recruiter.id"], name="fk_type_recruiter_recruiter_id_recruiter"),
        sa.ForeignKeyConstraint(["type_id"], ["interview_type.id"], name="fk_type_recruiter_type_id_interview_type"),
        sa.PrimaryKeyConstraint("type_id", "recruiter_id", name="pk_type_recruiter"),
    )
    op.create_index("ix_candidate_email", "candidate", [sa.text("lower(email)")])
