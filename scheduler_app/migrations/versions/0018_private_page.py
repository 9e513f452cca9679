"""The private page: until when a candidate can take the call, a note to the recruiter, follow-ups, lost links"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler_app.store.db import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("interview", sa.Column("free_until", Instant(), nullable=True))
    op.add_column("interview", sa.Column("follow_ups", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    op.add_column("report", sa.Column("note", sa.String(), nullable=False, server_default=sa.text("''")))
    op.create_table(
        "lost_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lost_link"),
    )
