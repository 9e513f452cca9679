"""The service as a user starts it: real processes on this machine, told everything by their environment."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scheduler_app import access, staff
from scheduler_app.app import connected
from scheduler_app.clock import utcnow
from scheduler_app.config import load
from tests.fakes.mailbox import Mailbox
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, FROM, FakeTwilio
from tests.office import STAFF
from tests.ready import migrated
from tests.waiting import eventually

OURS = ("SCHEDULER_", "TWILIO_", "SMTP_", "MAIL_")
COMMAND = (sys.executable, "-c", "from scheduler_app.cli import main; main()")


def bare_environment() -> dict[str, str]:
    """This process's environment without any setting of the service."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


@dataclass
class Service:
    """`run` on a port of its own, with the fakes as its providers; `key` is a write key once `staffed`."""

    folder: Path
    twilio: FakeTwilio
    mailbox: Mailbox
    settings: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return bare_environment() | {
            "SCHEDULER_INSTANCE": str(self.folder / "instance"),
            "SCHEDULER_BASE_URL": self.url,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_FROM": FROM,
            "TWILIO_API_BASE": self.twilio.base,
            "SMTP_URL": self.mailbox.url,
            "MAIL_FROM": "calls@example.com",
            **self.settings,
        }

    def command(self, *arguments: str) -> str:
        """A command's standard output; it must succeed."""
        done = subprocess.run(
            [*COMMAND, *arguments], env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def staffed(self) -> Service:
        """Migrated and with Dana in Denver, Lee in London and Cole, who coordinates, as an operator would do it."""
        self.command("db", "upgrade")
        for email, name, zone, *more in (
            ("dana@example.com", "Dana Reyes", "America/Denver", "--phone", "+13035550110"),
            ("lee@example.com", "Lee Okafor", "Europe/London"),
            ("cole@example.com", "Cole Winter", "America/New_York", "--role", "coordinator"),
        ):
            self.command("recruiter", "add", email, "--name", name, "--zone", zone, *more)
        self.key = self.command("api-key", "add", "test", "--scope", "write")
        return self

    def ready(self) -> Service:
        """As `staffed`, without a process for each command."""
        settings = load(self.environment)
        sessions, _desk = connected(settings)
        migrated(settings.database_url).dispose()
        with sessions.begin() as session:
            for email, name, zone, phone, role in STAFF:
                staff.add_recruiter(session, email=email, name=name, zone=zone, phone=phone, role=role, now=utcnow())
            self.key = access.add_api_key(session, "test", "write", utcnow())
        sessions.kw["bind"].dispose()
        return self

    def start(self) -> None:
        log = (self.folder / "service.log").open("ab")
        self._process = subprocess.Popen(
            [*COMMAND, "run", "--port", str(self.port)],
            env=self.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        eventually(self._answers, seconds=30, what="the service answering")

    def kill(self) -> None:
        """kill -9 of the process the user started, and of nothing else."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(30)
        eventually(lambda: not self._answers(), seconds=15, what="the port being free")

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        if self._process is None or self._process.poll() is not None:
            return 0
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(30)

    def ask(self, method: str, path: str, body: object = None, key: str | None = None) -> tuple[int, Any]:
        """An API call: the status and the parsed answer."""
        call = urllib.request.Request(
            f"{self.url}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {key or self.key}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(call, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, json.load(refused)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                return True
        except OSError:
            return False
