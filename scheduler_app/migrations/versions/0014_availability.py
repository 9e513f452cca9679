"""Hours by date, time off, holidays, buffers, caps, and a share of each type's calls"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NONE, ONE, NOTHING = sa.text("0"), sa.text("1"), sa.text("''")


def upgrade() -> None:
    for name in ("buffer_before_minutes", "buffer_after_minutes", "most_a_day", "most_a_week"):
        op.add_column("recruiter", sa.Column(name, sa.Integer(), nullable=False, server_default=NONE))
    for name in ("holiday_country", "holiday_subdivision"):
        op.add_column("recruiter", sa.Column(name, sa.String(), nullable=False, server_default=NOTHING))
    for name in ("buffer_before_minutes", "most_a_day", "most_a_week"):
        op.add_column("interview_type", sa.Column(name, sa.Integer(), nullable=False, server_default=NONE))
    op.add_column("interview_type", sa.Column("may_overlap", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("type_recruiter", sa.Column("weight", sa.Integer(), nullable=False, server_default=ONE))
    op.add_column("type_recruiter", sa.Column("turn", sa.BigInteger(), nullable=False, server_default=NONE))
    op.create_table(
        "date_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recruiter_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(["recruiter_id"], ["recruiter.id"], name="fk_date_hours_recruiter_id_recruiter"),
        sa.PrimaryKeyConstraint("id", name="pk_date_hours"),
    )
    op.create_index("ix_date_hours_recruiter", "date_hours", ["recruiter_id", "day"])
    op.create_table(
        "time_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recruiter_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["recruiter_id"], ["recruiter.id"], name="fk_time_off_recruiter_id_recruiter"),
        sa.PrimaryKeyConstraint("id", name="pk_time_off"),
    )
    op.create_index("ix_time_off_recruiter", "time_off", ["recruiter_id", "last_day"])
