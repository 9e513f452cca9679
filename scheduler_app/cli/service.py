"""`scheduler-app run`, `web`, `watch`, `worker` and `db upgrade`."""

from __future__ import annotations

import os
from argparse import Namespace

from scheduler_app import database, demo, logs, serve
from scheduler_app.app import connected, senders_for
from scheduler_app.cli import rules
from scheduler_app.cli.opening import Open, database_told, note, opened
from scheduler_app.cli.welcome import welcome
from scheduler_app.clock import utcnow
from scheduler_app.config import Settings, load, private_folder
from scheduler_app.domain.errors import Refused
from scheduler_app.stopping import stopping_quietly
from scheduler_app.store.file import sqlite_file


def run(asked: Namespace) -> None:
    logs.set_up()
    settings = load(served_at=serve.address(asked.host, asked.port))
    _check_channels(settings)
    with stopping_quietly():
        with serve.reserved(asked.host, asked.port):
            _migrate(settings)
            with opened(settings) as office:
                rules.at_start(office)
                if asked.demo:
                    _fill(office)
                print(welcome(office, utcnow(), fresh_link=asked.demo), flush=True)
        serve.web(settings, asked.host, asked.port, watching=True)


def web(asked: Namespace) -> None:
    logs.set_up()
    settings = load(served_at=serve.address(asked.host, asked.port))
    with stopping_quietly():
        with serve.reserved(asked.host, asked.port), opened(settings):
            print(f"The web is at {settings.base_url}; 'scheduler-app watch' watches and delivers.", flush=True)
        serve.web(settings, asked.host, asked.port, workers=asked.workers)


def watch(_asked: Namespace) -> None:
    logs.set_up()
    settings = load()
    _check_channels(settings)
    with stopping_quietly():
        with opened(settings) as office:
            rules.at_start(office)
            note("Watching and delivering; Ctrl-C stops.")
        serve.watch(settings)


def worker(_asked: Namespace) -> None:
    logs.set_up()
    settings = load()
    _needs_postgresql(settings)
    _check_channels(settings)
    with stopping_quietly():
        with opened(settings):
            note("Delivering what the others hand over, beside 'scheduler-app watch'; Ctrl-C stops.")
        serve.work(settings)


def upgrade(_asked: Namespace) -> None:
    _migrate(load())
    note("The database is up to date.")


def _needs_postgresql(settings: Settings) -> None:
    if settings.database_url.startswith("sqlite"):
        raise Refused.because(
            "no_worker",
            "a worker takes deliveries over on PostgreSQL only; on SQLite 'scheduler-app run' or 'scheduler-app watch'"
            " delivers everything itself. For many machines set SCHEDULER_DATABASE_URL to postgresql://…",
        )


def _check_channels(settings: Settings) -> None:
    """Find out here, in one sentence, what a sender would trip over in a worker."""
    try:
        senders_for(settings)
    except ValueError as wrong:
        raise Refused.because("invalid_request", str(wrong)) from None


def _migrate(settings: Settings) -> None:
    from alembic.util import CommandError

    _keep_private(settings)
    with database_told(settings):
        sessions, _ = connected(settings)
        engine = sessions.kw["bind"]
        try:
            database.upgrade(engine)
        except CommandError as newer:
            raise Refused.because(
                "not_migrated",
                f"the database belongs to another version of this program ({newer}); upgrade the program",
            ) from None
        finally:
            engine.dispose()


def _keep_private(settings: Settings) -> None:
    """Make a new SQLite file readable by its owner alone; SQLite gives the files beside it the same mode."""
    file = sqlite_file(settings.database_url)
    if file is None:
        return
    if file.parent == settings.instance:
        private_folder(settings.instance)
    try:
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as fault:
        raise Refused.because(
            "no_database", f"{file} cannot be written ({fault.strerror}); check SCHEDULER_DATABASE_URL"
        ) from None


def _fill(office: Open) -> None:
    reason = demo.why_not(office.settings)
    if reason:
        note(f"No demo data: {reason}.")
    else:
        demo.fill(office.sessions, office.desk, utcnow())
