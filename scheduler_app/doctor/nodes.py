"""The processes that share one PostgreSQL: who is about, in one version, and with which clocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduler_app.doctor.finding import Finding, ok, warn
from scheduler_app.store import nodes
from scheduler_app.store.db import Sessions, reading
from scheduler_app.store.nodes import Node

FAR_MS = 2000
NTP = "set both by NTP; this service goes by the database's, but logs and certificates go by the machine's"


def examine(sessions: Sessions) -> Iterator[Finding]:
    """One line about who is there and one for each trouble; nothing on SQLite."""
    if sessions.kw["bind"].dialect.name != "postgresql":
        return
    with reading(sessions) as session:
        there = nodes.about(session, nodes.database_clock(session))  # by which they beat
    yield _who(there)
    for node in there:
        if abs(node.wall_minus_db_ms) >= FAR_MS:
            side = "ahead of" if node.wall_minus_db_ms > 0 else "behind"
            apart = f"{abs(node.wall_minus_db_ms) / 1000:.1f} seconds {side} the database's"
            yield warn(f"nodes: the clock of {node.id} is {apart}", NTP)


def _who(there: list[Node]) -> Finding:
    if not there:
        return warn("nodes: none about", "start the service: scheduler-app web and scheduler-app watch")
    roles = ", ".join(f"{number} {role}" for role, number in Counter(node.role for node in there).items())
    versions = {node.version for node in there}
    if len(versions) > 1:
        return warn(
            f"nodes: {roles}, of versions {' and '.join(sorted(versions))}", "finish the upgrade on each machine"
        )
    return ok(f"nodes: {roles} about, all of version {versions.pop()}")
