"""Quiet hours and caps: the deployment's limits, what is counted, and messages told in one"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler_app.store.db import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CAPS = {
    "texts_an_hour": "20",
    "texts_a_day": "40",
    "range_texts_a_day": "10",
    "all_texts_a_day": "6000",
    "mails_an_hour": "30",
}


def upgrade() -> None:
    for name, clock in (("quiet_from", "21:00:00.000000"), ("quiet_until", "08:00:00.000000")):
        column = sa.Column(name, sa.Time(), nullable=False, server_default=sa.text(f"'{clock}'"))
        op.add_column("organisation", column)
    for name, number in CAPS.items():
        op.add_column("organisation", sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text(number)))
    op.create_table(
        "tally",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_tally"),
    )
    op.create_index("ix_tally_since", "tally", ["since"])
    # No foreign key: SQLite would have to copy the whole table for one.
    op.add_column("message", sa.Column("bundle_id", sa.Uuid(), nullable=True))
    where = sa.text("bundle_id IS NOT NULL")
    op.create_index("ix_message_bundle", "message", ["bundle_id"], sqlite_where=where, postgresql_where=where)
