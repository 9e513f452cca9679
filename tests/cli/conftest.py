"""The command line as typed, with settings of its own."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from scheduler_app.cli import main
from scheduler_app.config import load, private_folder
from tests.ready import migrated

OURS = ("SCHEDULER_", "TWILIO_", "SMTP_", "MAIL_")


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


Typed = Callable[..., Said]


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for local state of every command in this test; no database yet, and no other setting."""
    for name in os.environ:
        if name.startswith(OURS):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SCHEDULER_INSTANCE", str(tmp_path / "instance"))
    return tmp_path / "instance"


@pytest.fixture
def typed(instance: Path, capfd: pytest.CaptureFixture[str]) -> Typed:
    """Type a command: its exit code, standard output and standard error."""

    def run(*words: str) -> Said:
        capfd.readouterr()
        try:
            main(words)
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        return Said(code, *capfd.readouterr())

    return run


@pytest.fixture
def office(typed: Typed, instance: Path) -> Typed:
    """The same on a migrated database with Dana in Denver, Lee in London and Cole, who coordinates."""
    private_folder(instance)
    migrated(load().database_url).dispose()
    for words in (
        ("recruiter", "add", "dana@example.com", "--name", "Dana Reyes", "--zone", "America/Denver"),
        ("recruiter", "add", "lee@example.com", "--name", "Lee Okafor", "--zone", "Europe/London"),
        ("recruiter", "add", "cole@example.com", "--name", "Cole Winter", "--zone", "UTC", "--role", "coordinator"),
    ):
        assert typed(*words).code == 0
    return typed
