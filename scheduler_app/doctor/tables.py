"""The time zone tables: whether ours are of age, and whether other programs on this machine read other ones."""

from __future__ import annotations

import re
import struct
import sysconfig
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from scheduler_app.doctor.finding import Finding, ok, warn
from scheduler_app.domain import walltime, zones

UPGRADE = "upgrade the package tzdata and run: scheduler-app retz"
WEEKS = 52
NAMED = 3
_VERSION = re.compile(r"(?:# version )?(\d{4}[a-z]+)")


def examine(now: datetime) -> Iterator[Finding]:
    folders = [Path(folder) for folder in (sysconfig.get_config_var("TZPATH") or "").split(":") if folder]
    theirs = machine_release(folders)
    yield ours(walltime.tz_release(), theirs, now)
    yield machines(theirs, folders, now)


def ours(release: str, theirs: str | None, now: datetime) -> Finding:
    """Ours are used whatever the machine has; a newer release on it, or one that must be out, is wanted here too."""
    if theirs is not None and theirs > release:
        return warn(f"time zones: release {release}, and the machine has the newer {theirs}", UPGRADE)
    if now >= overtaken(release):
        return warn(f"time zones: release {release}, and by now there should be a newer one", UPGRADE)
    return ok(f"time zones: release {release}")


def overtaken(release: str) -> datetime:
    """When a newer release should be out.

    A release does not say its day, only its year and its turn in it. From 2015 to 2025 each year's first came by
    23 April and its second by 6 October (both latest in 2020); so a first one is old in November, others next May.
    """
    year, first = int(release[:4]), release[4:] == "a"
    return datetime(year, 11, 1, tzinfo=UTC) if first else datetime(year + 1, 5, 1, tzinfo=UTC)


def machines(theirs: str | None, folders: Sequence[Path], now: datetime) -> Finding:
    """The machine's tables are not used here; a calendar or a database beside us may well use them."""
    differing, compared = differences(folders, now)
    if not compared:
        return ok("machine's zones: none found, and none needed")
    release = f"release {theirs}" if theirs else "of a release they do not name"
    if not differing:
        return ok(f"machine's zones: {release}, not used here; the same times as ours for a year")
    such = ", ".join(differing[:NAMED]) + (" and others" if len(differing) > NAMED else "")
    count = f"{len(differing)} of {compared}"
    return warn(
        f"machine's zones: {release}, not used here; {count} differ from ours within a year: {such}",
        "upgrade the machine's own tables: other programs on it show other times",
    )


def differences(folders: Sequence[Path], now: datetime) -> tuple[list[str], int]:
    """The zones whose clocks the machine shows otherwise on some day of the next year, and how many it has at all.

    Places come first, then aliases. It looks once a week, so that only a disagreement of some days can be missed.
    """
    looks = [now + timedelta(weeks=week) for week in range(WEEKS + 1)]
    places = {option.id for option in zones.options(now)}
    differing, compared = [], 0
    for name in sorted(zones.known(), key=lambda name: (name not in places, name)):
        theirs = _read(folders, name)
        if theirs is not None:
            compared += 1
            if any(look.astimezone(theirs).utcoffset() != walltime.local(look, name).utcoffset() for look in looks):
                differing.append(name)
    return differing, compared


def machine_release(folders: Sequence[Path]) -> str | None:
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


def _read(folders: Sequence[Path], name: str) -> ZoneInfo | None:
    """The zone as Python would find it there: of the first folder that has it. A broken file counts as none."""
    for folder in folders:
        try:
            with (folder / name).open("rb") as table:
                return ZoneInfo.from_file(table)
        except FileNotFoundError:
            continue
        except (OSError, ValueError, LookupError, struct.error):
            return None
    return None
