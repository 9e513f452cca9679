"""Nobody looks a message up by the provider's id, as receipts name ours; every lapse paid for an index on it"""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_message_provider_id", "message")
