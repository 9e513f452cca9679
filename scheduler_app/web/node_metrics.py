"""The processes on one PostgreSQL as numbers: how many of each role are about, and whose clock is how far off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy.orm import Session

from scheduler_app.store import nodes


def measured(session: Session, moment: datetime) -> Iterator[Metric]:
    """Nothing on SQLite, where no process has a row."""
    there = nodes.about(session, moment)
    if not there:
        return
    count = GaugeMetricFamily("scheduler_nodes", "Processes about, by role and version.", labels=["role", "version"])
    for (role, version), number in Counter((node.role, node.version) for node in there).items():
        count.add_metric([role, version], number)
    yield count
    apart = GaugeMetricFamily(
        "scheduler_node_clock_ahead_seconds",
        "The clock of a process's machine, less the database's, which is the one that counts.",
        labels=["node"],
    )
    for node in there:
        apart.add_metric([node.id], node.wall_minus_db_ms / 1000)
    yield apart
