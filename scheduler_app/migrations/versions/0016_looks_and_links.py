"""The organisation's colour and logo, the sites that may frame the booking form, and links for one candidate"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0013"
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
