"""Real processes of every role on one database, started, killed and stopped by the test."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.office import Office
from tests.service import COMMAND, Service


@dataclass
class Fleet:
    """Every process has the office's providers, keys and database, and writes its log into the folder."""

    office: Office
    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def service(self) -> Service:
        database = self.office.sessions.kw["bind"].url.render_as_string(hide_password=False)
        desk = self.office.desk
        settings = {
            "SCHEDULER_DATABASE_URL": database,
            "SCHEDULER_SECRET_KEY": desk.secret,
            "SCHEDULER_BASE_URL": desk.base_url,
        }
        return Service(self.folder, self.office.twilio, self.office.mailbox, settings)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [*COMMAND, *words], env=self.service.environment, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait(30)
        self.processes.remove(process)

    def stop(self) -> list[int]:
        """SIGTERM to all at once; their exit codes."""
        for process in self.processes:
            process.terminate()
        codes = [process.wait(60) for process in self.processes]
        self.processes.clear()
        return codes

    @property
    def log(self) -> Path:
        return self.folder / "fleet.log"


@contextmanager
def fleet(office: Office, folder: Path) -> Iterator[Fleet]:
    there = Fleet(office, folder)
    try:
        yield there
    finally:
        for process in list(there.processes):
            there.kill(process)
