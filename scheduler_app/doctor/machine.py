"""The machine: its time zone tables beside ours, and whether what is private is private."""

from __future__ import annotations

import re
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

from scheduler_app.config import Settings
from scheduler_app.doctor.finding import Finding, fail, ok, warn
from scheduler_app.domain import walltime
from scheduler_app.store.file import sqlite_file

OTHERS = 0o077
_VERSION = re.compile(r"(?:# version )?(\d{4}[a-z]+)")


def examine(settings: Settings) -> Iterator[Finding]:
    folders = (sysconfig.get_config_var("TZPATH") or "").split(":")
    yield zones(walltime.tz_release(), machine_release(map(Path, filter(None, folders))))
    yield from _private(settings)


def zones(ours: str, theirs: str | None) -> Finding:
    """Ours are used whatever the machine has; a machine with newer ones says that ours want an upgrade."""
    if theirs is None:
        return ok(f"time zones: release {ours}; the machine has none, or does not say which")
    if theirs > ours:
        return warn(f"time zones: release {ours}, and the machine has the newer {theirs}", "upgrade the package tzdata")
    return ok(f"time zones: release {ours}; the machine has {theirs}, which is not used")


def machine_release(folders: Iterable[Path]) -> str | None:
    """The release of the first tables in these folders that name theirs."""
    for folder in folders:
        for name in ("tzdata.zi", "+VERSION"):
            try:
                with (folder / name).open(encoding="ascii", errors="replace") as table:
                    found = _VERSION.match(table.readline())
            except OSError:
                continue
            if found:
                return found[1]
    return None


def _private(settings: Settings) -> Iterator[Finding]:
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
