"""Databases that are migrated already: a file made once for each process of tests and copied, or one that was lent."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, make_url

from scheduler_app import database
from scheduler_app.store import schema
from scheduler_app.store.db import connect


def migrated(database_url: str) -> Engine:
    """An engine for the empty or missing database at this URL, which is one of this code's schema from now on."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database is not None:
        shutil.copyfile(_sqlite_model(), url.database)
    engine = connect(database_url)
    if schema.at(engine) is None:  # on PostgreSQL, and not lent
        database.upgrade(engine)
    return engine


@cache
def _sqlite_model() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="model-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "model.db"
    engine = connect(f"sqlite:///{file}")
    database.upgrade(engine)
    engine.dispose()  # the last connection leaves one file with everything in it
    return file
