"""What is installed works away from the checkout: built from the sdist, in an environment of its own."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.domain.tables import compiled

pytestmark = pytest.mark.xdist_group("wheel")  # what they share is made once

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "scheduler_app"


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel, and an empty folder to work in."""

    wheel: Path
    bin: Path
    cwd: Path

    def runs(self, program: str, *words: str, stdin: str = "", **environment: str) -> str:
        """What `program` of the environment prints; it must succeed."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        done = subprocess.run(
            [self.bin / program, *words],
            cwd=self.cwd,
            env=kept | environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{program} {words} ended with {done.returncode}: {done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    # Without --wheel, `build` makes the sdist first and the wheel from nothing else.
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder / "dist", ROOT)
    (wheel,) = (folder / "dist").glob("*.whl")
    home = folder / "venv"
    venv.create(home, symlinks=True)
    python = home / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel)
    # Only now, so that pip never sees the checkout's own installation: the dependencies of this environment.
    here = sysconfig.get_path("purelib")
    (own,) = home.glob("lib/python*/site-packages")
    (own / "dependencies.pth").write_text(f"{here}\n", "utf-8")
    (folder / "elsewhere").mkdir()
    return Installed(wheel, home / "bin", folder / "elsewhere")


def run(*words: str | Path) -> None:
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"


def files_below(folder: Path) -> set[str]:
    return {
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def test_the_wheel_holds_the_package_and_the_templates_and_nothing_else(installed: Installed):
    packed = {name for name in zipfile.ZipFile(installed.wheel).namelist() if ".dist-info/" not in name}

    wanted = {f"scheduler_app/{name}" for name in files_below(PACKAGE)}
    wanted |= {f"scheduler_app/templates/{name}" for name in files_below(ROOT / "templates")}
    assert packed == wanted
    assert {"scheduler_app/py.typed", "scheduler_app/migrations/env.py"} < packed
    assert any(name.startswith("scheduler_app/web/static/") for name in packed)
    assert any(name.startswith("scheduler_app/migrations/versions/") for name in packed)


def test_the_wheel_from_the_checkout_is_the_wheel_from_the_sdist(installed: Installed, tmp_path: Path):
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path, ROOT)
    (direct,) = tmp_path.glob("*.whl")

    def contents(wheel: Path) -> dict[str, bytes]:
        with zipfile.ZipFile(wheel) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    assert contents(direct) == contents(installed.wheel)


def test_the_installed_package_is_the_one_that_runs_and_finds_its_templates(installed: Installed):
    said = installed.runs(
        "python",
        "-c",
        "import scheduler_app; print(scheduler_app.__file__)\n"
        "from scheduler_app.config import templates_folder; print(templates_folder())",
    )

    package, templates = Path(said.splitlines()[0]).parent, Path(said.splitlines()[1])
    assert package.is_relative_to(installed.bin.parent)
    assert templates == package / "templates"
    assert files_below(templates) == files_below(ROOT / "templates") != set()


def test_the_console_script_tells_its_commands(installed: Installed):
    said = installed.runs("scheduler-app", "--help")

    for command in (
        "run",
        "web",
        "watch",
        "db",
        "recruiter",
        "api-key",
        "feed",
        "time",
        "simulate",
        "doctor",
    ):
        assert command in said.split(), command


def test_time_resolve_answers_from_the_pinned_zones_and_not_from_the_machines(installed: Installed, tmp_path: Path):
    (tmp_path / "America").mkdir()
    (tmp_path / "America" / "Vancouver").write_bytes(compiled("PST8PDT,M3.2.0,M11.1.0"))  # until 2026
    said = installed.runs(
        "scheduler-app",
        "time",
        "resolve",
        stdin=json.dumps([{"zone": "America/Vancouver", "wall": "2026-12-15T09:00"}]),
        PYTHONTZPATH=str(tmp_path),
    )

    assert json.loads(said) == [{"kind": "unique", "utc": "2026-12-15T16:00:00Z"}]


def test_an_empty_database_is_brought_up_to_date(installed: Installed):
    database = installed.cwd / "fresh.db"

    installed.runs(
        "scheduler-app",
        "db",
        "upgrade",
        SCHEDULER_DATABASE_URL=f"sqlite:///{database}",
        SCHEDULER_INSTANCE=str(installed.cwd / "instance"),
    )

    connection = sqlite3.connect(database)
    try:
        assert len(connection.execute("SELECT version_num FROM alembic_version").fetchall()) == 1
    finally:
        connection.close()
