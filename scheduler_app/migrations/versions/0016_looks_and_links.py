"""The organisation's colour and logo, the sites that may frame the booking form, and links for one candidate"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler_app.store.db import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("organisation") as organisation:
        for name in ("colour", "logo_digest"):
            organisation.add_column(sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''")))
        for name in ("logo_width", "logo_height"):
            organisation.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0")))
        organisation.add_column(sa.Column("framed_by", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
    op.create_table(
        "logo",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_logo"),
    )
    op.create_table(
        "booking_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("booked_at", Instant(), nullable=True),
        sa.Column("hushed_at", Instant(), nullable=True),
        sa.Column("interview_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["type_id"], ["interview_type.id"], name="fk_booking_link_type_id_interview_type"),
        sa.ForeignKeyConstraint(["made_by_id"], ["recruiter.id"], name="fk_booking_link_made_by_id_recruiter"),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_booking_link_interview_id_interview"),
        sa.PrimaryKeyConstraint("id", name="pk_booking_link"),
        sa.UniqueConstraint("token_digest", name="uq_booking_link_token_digest"),
    )
    op.create_index("ix_booking_link_email", "booking_link", [sa.text("lower(email)")])
    op.create_index("ix_booking_link_made_by", "booking_link", ["made_by_id", "made_at"])
