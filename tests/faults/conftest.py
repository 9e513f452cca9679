"""Faults are told on SQLite and on PostgreSQL, as the stories are."""

from __future__ import annotations

from tests.stories.conftest import database_url, office

__all__ = ["database_url", "office"]
