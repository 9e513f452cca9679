"""Is this service fit to keep its promises? Every check is one finding; nothing is changed and nobody is told."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler_app.clock import Clock
from scheduler_app.config import Settings
from scheduler_app.doctor import backlog, channels, database, limits, machine, nodes, rules, tables
from scheduler_app.doctor.finding import Finding, Level

__all__ = ["Finding", "Level", "examine"]


def examine(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Every finding, as soon as it is known. Asks the configured providers, with their senders' patience."""
    with database.reached(settings) as (findings, sessions):
        yield from findings
        if sessions is not None:
            yield from database.examine(sessions, clock)
            yield from nodes.examine(sessions)
            yield from backlog.examine(sessions, clock())
            yield from rules.examine(sessions, clock())
            yield from limits.examine(sessions, clock())
    yield from limits.words()
    yield from tables.examine(clock())
    yield from machine.examine(settings)
    yield from channels.examine(settings, clock())
