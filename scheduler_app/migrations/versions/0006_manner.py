"""How people read times: the language of dates, and 12 or 24 hours"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for person in ("candidate", "recruiter"):
        op.add_column(person, sa.Column("language", sa.String(), nullable=False, server_default=sa.text("''")))
        op.add_column(person, sa.Column("clock_hours", sa.Integer(), nullable=True))
