"""The locks are exact and name no address, and the pages load nothing from elsewhere."""

from __future__ import annotations

import json
import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-postgres.lock", "requirements-test.lock")
OLD_TABLES = "requirements-tzdata-2025.2.lock"
PINNED = re.compile(r"([a-z0-9-]+)==([0-9][^ ]*)( ; [^\\]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
LOADED = re.compile(
    r"""(?:src|srcset|action|formaction)\s*=\s*["']?\s*(?:https?:)?//|<link\b[^>]*//|@import|url\(\s*["']?(?:https?:)?//"""
)


def pins(lock: str) -> dict[str, set[str]]:
    """Package to versions; a package has several where Python versions or platforms want different ones."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / lock).read_text("utf-8").splitlines():
        if match := PINNED.fullmatch(line):
            found.setdefault(match[1], set()).add(match[2])
    return found


@pytest.mark.parametrize("lock", [*LOCKS, OLD_TABLES])
def test_a_lock_holds_exact_versions_hashes_and_nothing_else(lock: str):
    lines = (ROOT / lock).read_text("utf-8").splitlines()

    assert [
        line
        for line in lines
        if not (PINNED.fullmatch(line) or HASH.fullmatch(line) or (line.startswith("    #") and "://" not in line))
    ] == []
    assert [a for a, b in pairwise(lines) if PINNED.fullmatch(a) and not HASH.fullmatch(b)] == []


@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("requirements.lock", []),
        ("requirements-postgres.lock", ["postgres"]),
        ("requirements-test.lock", ["postgres", "test"]),
    ],
)
def test_a_lock_answers_what_the_project_asks_for(lock: str, extras: list[str]):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for extra in extras:
        asked += project["project"]["optional-dependencies"][extra]
    locked = pins(lock)

    for text in asked:
        wanted = Requirement(text)
        versions = locked.get(canonicalize_name(wanted.name), set())
        assert versions, f"{lock} lacks {wanted.name}; run make lock"
        assert all(wanted.specifier.contains(version) for version in versions), f"{lock}: {text} is {versions}"


def test_the_lock_of_the_calendar_programs_names_versions_and_hashes_and_no_address():
    text = (ROOT / "tests" / "calendars" / "readers" / "package-lock.json").read_text("utf-8")
    packages = [entry for name, entry in json.loads(text)["packages"].items() if name]

    assert all(entry["version"] and entry["integrity"].startswith("sha512-") for entry in packages)
    assert "://" not in text


def test_what_is_tested_is_what_is_run():
    tested = pins("requirements-test.lock")

    for lock in LOCKS:
        assert {name: versions for name, versions in pins(lock).items() if tested.get(name) != versions} == {}


def test_a_page_loads_nothing_from_elsewhere():
    places = [ROOT / "templates", ROOT / "scheduler_app" / "web" / "static"]
    files = [file for place in places for file in place.rglob("*") if file.suffix in {".html", ".css", ".svg"}]

    assert {file.name: found[0] for file in files if (found := LOADED.search(file.read_text("utf-8")))} == {}


@pytest.mark.parametrize(
    "line",
    [
        '<script src="https://cdn.example/x.js">',
        "<img src=//cdn.example/x.png>",
        '<link rel="stylesheet" href="https://fonts.example/css">',
        "body { background: url(https://cdn.example/x.png) }",
        '@import "other.css";',
    ],
)
def test_a_page_that_did_would_be_noticed(line: str):
    assert LOADED.search(line)
