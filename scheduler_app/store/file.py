"""Where a SQLite database lies."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import make_url


def sqlite_file(database_url: str) -> Path | None:
    """The file of a SQLite database; None for one in memory, and for other databases."""
    url = make_url(database_url)
    named = url.database or ""
    on_disk = url.get_backend_name() == "sqlite" and named and not named.startswith(("file:", ":"))
    return Path(named) if on_disk else None
