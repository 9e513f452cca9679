"""Four calendar programs' own parsers, of four families, as functions from calendars to what they read in them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conftest import lacking

READERS = Path(__file__).with_name("readers")
REQUIRED = "SCHEDULER_REQUIRE_CALENDARS"
MACHINES_PYTHON = "/usr/bin/python3"  # where Debian puts libical's bindings, which no environment of ours sees
SABRE = Path("/usr/share/php/Sabre/VObject/autoload.php")

Event = dict[str, Any]
Reader = Callable[[list[str]], list[list[Event]]]


def libical(calendars: list[str]) -> list[list[Event]]:
    probe = [MACHINES_PYTHON, "-c", "import gi; gi.require_version('ICalGLib', '3.0')"]
    if not Path(MACHINES_PYTHON).exists() or subprocess.run(probe, capture_output=True).returncode:
        lacking(REQUIRED, "no libical: install gir1.2-ical-3.0 and python3-gi")
    return _read([MACHINES_PYTHON, "libical.py"], calendars)


def sabre(calendars: list[str]) -> list[list[Event]]:
    if shutil.which("php") is None or not SABRE.exists():
        lacking(REQUIRED, "no sabre/vobject: install php-cli, php-mbstring, php-xml and php-sabre-vobject")
    return _read(["php", "sabre.php"], calendars)


def ical_js(calendars: list[str]) -> list[list[Event]]:
    return _in_node("ical.js", "ical_js.mjs", calendars)


def node_ical(calendars: list[str]) -> list[list[Event]]:
    return _in_node("node-ical", "node_ical.mjs", calendars)


ALL: tuple[Reader, ...] = (libical, sabre, ical_js, node_ical)


def _in_node(module: str, program: str, calendars: list[str]) -> list[list[Event]]:
    if shutil.which("node") is None or not (READERS / "node_modules" / module).exists():
        lacking(REQUIRED, f"no {module}: install nodejs and npm, then run `npm ci` in tests/calendars/readers")
    return _read(["node", program], calendars)


def _read(command: list[str], calendars: list[str]) -> list[list[Event]]:
    done = subprocess.run(
        command, cwd=READERS, input=json.dumps(calendars), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    read: list[list[Event]] = json.loads(done.stdout)
    return read
