"""The service as it is run in earnest: several processes, each started again when it ends, as a supervisor would."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

RESTART_SECONDS = 0.2

# How many processes of each role run on which database. A new role (a worker, say) is a line here.
ROLES: Mapping[str, Mapping[str, int]] = {
    "sqlite": {"web": 1, "watch": 2},
    "postgresql": {"web": 2, "watch": 3},
}


@dataclass
class Member:
    """One process of the fleet and its successors; it leads a process group, so that its workers die with it."""

    role: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    frozen: bool = False
    starts: int = 0

    def start(self) -> None:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command, env=dict(self.environment), stdout=out, stderr=out, start_new_session=True
            )
        self.starts += 1
        self.frozen = False

    def signal(self, what: signal.Signals) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, what)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass
class Fleet:
    """`ports` are where the web answers. Everything done to a process is done by its own id."""

    kind: str
    clock_file: Path
    environment: Mapping[str, str]
    folder: Path
    members: list[Member] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)

    def __enter__(self) -> Fleet:
        self._over = threading.Event()
        self._turn = threading.Lock()
        for role, count in ROLES[self.kind].items():
            for number in range(count):
                self.members.append(self._member(role, number))
        for member in self.members:
            member.start()
        self._supervisor = threading.Thread(target=self._supervise, name="supervisor", daemon=True)
        self._supervisor.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._supervisor.join()
        for member in self.members:
            member.signal(signal.SIGCONT)
            member.signal(signal.SIGKILL)
            if member.process is not None:
                member.process.wait(30)

    def kill(self, chance: Random) -> str:
        """kill -9 of one member and all its workers."""
        with self._turn:
            member = chance.choice(self.members)
            member.signal(signal.SIGKILL)
        return member.role

    def freeze(self, chance: Random) -> Member | None:
        """SIGSTOP one member that runs; None if all are frozen."""
        with self._turn:
            running = [member for member in self.members if member.alive and not member.frozen]
            if not running:
                return None
            member = chance.choice(running)
            member.signal(signal.SIGSTOP)
            member.frozen = True
        return member

    def thaw(self, member: Member) -> None:
        with self._turn:
            member.signal(signal.SIGCONT)
            member.frozen = False

    def thaw_all(self) -> None:
        for member in self.members:
            self.thaw(member)

    def answer(self) -> bool:
        """Whether every web process does."""
        return all(_answers(port) for port in self.ports)

    @property
    def starts(self) -> int:
        return sum(member.starts for member in self.members)

    def _member(self, role: str, number: int) -> Member:
        words = [role]
        if role == "web":
            self.ports.append(_free_port())
            words += ["--port", str(self.ports[-1])]
        command = [sys.executable, "-m", "tests.soak.launcher", str(self.clock_file), *words]
        return Member(role, command, self.environment, self.folder / f"{role}-{number}.log")

    def _supervise(self) -> None:
        while not self._over.wait(RESTART_SECONDS):
            with self._turn:
                for member in self.members:
                    if not member.alive:
                        member.start()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return True
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
