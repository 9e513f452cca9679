"""Databases that are migrated already: made once for each process of tests and copied, as migrating takes longer."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, make_url

from scheduler_app import database
from scheduler_app.store.db import connect


def migrated(database_url: str) -> Engine:
    """An engine for the empty or missing database at this URL, which is one of this code's schema from now on."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database is not None:
        shutil.copyfile(_sqlite_model(), url.database)
    elif url.database is not None:
        _copy_into(url.set(drivername="postgresql", database="postgres").render_as_string(False), url.database)
    return connect(database_url)


@cache
def _sqlite_model() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="model-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "model.db"
    engine = connect(f"sqlite:///{file}")
    database.upgrade(engine)
    engine.dispose()  # the last connection leaves one file with everything in it
    return file


def _copy_into(server: str, name: str) -> None:
    import psycopg
    from psycopg import sql

    model = _postgres_model(server)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
        new, old = sql.Identifier(name), sql.Identifier(model)
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(new, old))


@cache
def _postgres_model(server: str) -> str:
    """Once for each server, of which each process of tests has its own."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE model")
    engine = connect(make_url(server).set(database="model").render_as_string(False))
    database.upgrade(engine)
    engine.dispose()
    return "model"
