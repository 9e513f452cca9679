"""What an admin can switch off, and who has been erased"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler_app.store.db import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for switch in ("booking_is_open", "candidates_are_texted"):
        op.add_column("organisation", sa.Column(switch, sa.Boolean(), nullable=False, server_default=sa.true()))
    for moment in ("booking_switched_at", "texts_switched_at"):
        op.add_column("organisation", sa.Column(moment, Instant(), nullable=True))
    for words in ("booking_switched_by", "booking_contact", "texts_switched_by"):
        op.add_column("organisation", sa.Column(words, sa.String(), nullable=False, server_default=sa.text("''")))
    for table in ("candidate", "message"):
        op.add_column(table, sa.Column("erased_at", Instant(), nullable=True))
