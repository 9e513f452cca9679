"""Alembic's entry: runs on the connection it is handed, all in that connection's one transaction."""

from __future__ import annotations

from alembic import context

from scheduler_app.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
