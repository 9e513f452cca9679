"""The machine: whether what should be private on it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scheduler_app.config import Settings
from scheduler_app.doctor.finding import Finding, fail, ok
from scheduler_app.store.file import sqlite_file

OTHERS = 0o077


def examine(settings: Settings) -> Iterator[Finding]:
    open_to_others = [
        path
        for path in (settings.instance, settings.instance / "secret_key")
        if path.exists() and path.stat().st_mode & OTHERS
    ]
    database = sqlite_file(settings.database_url)
    if database is not None and database.exists() and database.stat().st_mode & OTHERS and not _shielded(database):
        open_to_others.append(database)
    for path in open_to_others:
        mode = f"{path.stat().st_mode & 0o777:o}"
        yield fail(f"files: {path} is open to others (mode {mode})", f"chmod go= {path}")
    if not open_to_others:
        yield ok("files: keys and data are closed to others")


def _shielded(file: Path) -> bool:
    return not file.absolute().parent.stat().st_mode & OTHERS
