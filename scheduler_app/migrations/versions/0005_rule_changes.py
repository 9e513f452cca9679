"""Rule changes: what each side was told, and what waits for a person"""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from alembic import op

from scheduler_app.domain import walltime, zones
from scheduler_app.store.db import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BATCH = 500
SIDES = ("candidate", "recruiter")


def upgrade() -> None:
    for side in SIDES:
        told = sa.Column(f"{side}_offset_seconds", sa.Integer(), nullable=False, server_default=sa.text("0"))
        op.add_column("interview", told)
        op.add_column("interview", sa.Column(f"former_{side}_offset_seconds", sa.Integer(), nullable=True))
    for name in ("rules_flag", "rules_checked"):
        op.add_column("interview", sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''")))
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    """What was told before it was kept: by the offset that was stored, or else by the tables of today."""
    people = {side: sa.table(side, sa.column("id"), sa.column("zone")) for side in SIDES}
    interview = sa.table(
        "interview",
        sa.column("id", sa.Uuid()),
        sa.column("zone"),
        sa.column("starts_at", Instant()),
        sa.column("offset_seconds"),
        *(sa.column(f"{side}_{what}") for side in SIDES for what in ("id", "offset_seconds")),
    )
    rows = sa.select(
        interview.c.id,
        interview.c.zone,
        interview.c.starts_at,
        interview.c.offset_seconds,
        *(people[side].c.zone.label(side) for side in SIDES),
    ).join_from(interview, people["candidate"], people["candidate"].c.id == interview.c.candidate_id)
    rows = rows.join(people["recruiter"], people["recruiter"].c.id == interview.c.recruiter_id)
    rows = rows.order_by(interview.c.id).limit(BATCH)
    put = interview.update().where(interview.c.id == sa.bindparam("key"))
    put = put.values({f"{side}_offset_seconds": sa.bindparam(f"of_{side}") for side in SIDES})
    after: UUID | None = None
    while batch := connection.execute(rows if after is None else rows.where(interview.c.id > after)).all():
        connection.execute(put, [{"key": row.id} | {f"of_{side}": _told(row, side) for side in SIDES} for row in batch])
        after = batch[-1].id


def _told(row: sa.Row[tuple[object, ...]], side: str) -> int:
    zone = getattr(row, side)
    if zones.same(zone, row.zone):
        return int(row.offset_seconds)
    return round(walltime.told(row.starts_at, zone).offset.total_seconds())
