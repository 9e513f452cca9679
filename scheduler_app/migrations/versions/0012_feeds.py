"""Feeds: of an interview type or of everyone, with reminders, and known by an edition"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("feed") as feed:
        feed.add_column(sa.Column("scope", sa.String(), nullable=False, server_default=sa.text("'own'")))
        feed.add_column(sa.Column("type_id", sa.Integer(), nullable=True))
        feed.add_column(sa.Column("alarm_minutes", sa.Integer(), nullable=True))
        feed.add_column(sa.Column("fetched_by", sa.String(), nullable=False, server_default=sa.text("''")))
        feed.create_foreign_key("fk_feed_type_id_interview_type", "interview_type", ["type_id"], ["id"])
    op.add_column("recruiter", sa.Column("wants_invites", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_table(
        "calendar_edition",
        sa.Column("recruiter_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["recruiter_id"], ["recruiter.id"], name="fk_calendar_edition_recruiter_id_recruiter"),
        sa.PrimaryKeyConstraint("recruiter_id", name="pk_calendar_edition"),
    )
