"""The files that deploy it: their commands exist, their settings are read, and they stop with enough patience."""

from __future__ import annotations

import json
import re
import shlex
from configparser import ConfigParser
from pathlib import Path

import pytest

from scheduler_app import serve
from scheduler_app.cli.arguments import parser
from scheduler_app.config import BadConfig, load

FOLDER = Path(serve.__file__).parent / "deployment"
UNITS = sorted(FOLDER.glob("*.service"))
COMPOSE = (FOLDER / "compose.yaml").read_text("utf-8")


class Unit(ConfigParser):
    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit(file: Path) -> Unit:
    read = Unit(interpolation=None)
    read.read_string(file.read_text("utf-8"))
    return read


def settings(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))


def test_there_is_a_unit_for_each_role_and_a_target_that_wants_them():
    assert [file.name for file in UNITS] == [
        "scheduler-app-watch.service",
        "scheduler-app-web.service",
        "scheduler-app-worker@.service",
    ]
    wanted = unit(FOLDER / "scheduler-app.target")["Unit"]["Wants"].split()
    assert {re.sub(r"@\w+", "@", name) for name in wanted} == {file.name for file in UNITS}


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_a_unit_starts_a_command_there_is_and_waits_for_what_is_under_way(file: Path):
    service = unit(file)["Service"]
    program, *words = shlex.split(service["ExecStart"])
    role = re.split(r"[-@.]", file.name)[2]

    assert program == "/opt/scheduler-app/bin/scheduler-app"
    assert parser().parse_args(words).does == f"service:{role}"
    assert int(service["TimeoutStopSec"]) > serve.STOP_SECONDS
    assert load({"SCHEDULER_INSTANCE": service["Environment"].split("=")[1]}).instance.name == "scheduler-app"


def test_compose_runs_every_role_after_the_migration():
    commands = [json.loads(found) for found in re.findall(r"^    command: (\[.*\])$", COMPOSE, re.M)]
    does = [parser().parse_args(words[1:]).does for words in commands]

    assert {words[0] for words in commands} == {"scheduler-app"}
    assert does == ["service:upgrade", "service:web", "service:watch", "service:worker"]
    assert COMPOSE.count("<<: *app") == 3
    assert "migrate: {condition: service_completed_successfully}" in COMPOSE
    (patience,) = re.findall(r"stop_grace_period: (\d+)s", COMPOSE)
    assert int(patience) > serve.STOP_SECONDS


def test_the_example_settings_lack_nothing_for_production_but_a_key_of_ones_own():
    example = settings((FOLDER / "env.example").read_text("utf-8"))
    with pytest.raises(BadConfig, match="SCHEDULER_SECRET_KEY"):
        load(example)
    given = load(example | {"SCHEDULER_SECRET_KEY": "k" * 32})

    assert given.production
    assert given.database_url.startswith("postgresql://")
    assert given.trusted_proxies == COMPOSE.count("proxy_set_header X-Forwarded-For")
