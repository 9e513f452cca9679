"""What the doctor says of time zone tables: ours of age, the machine's beside them, and nothing else disturbed."""

from __future__ import annotations

import sysconfig
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scheduler_app.doctor import Level, tables
from scheduler_app.domain import walltime, zones
from tests.domain.tables import compiled, raw
from tests.office import MONDAY

UPGRADE = "upgrade the package tzdata and run: scheduler-app retz"
MOMENT = timedelta(microseconds=1)


def machine(folder: Path, *, version: str = "", **rules: str) -> Path:
    """A folder of tables as a machine has them: our own, but `America__Vancouver="PST8"` makes that one other."""
    names = {name.replace("__", "/"): rule for name, rule in rules.items()}
    for name in ("America/Vancouver", "America/Denver", "Canada/Pacific", "Europe/London", *names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(compiled(names[name]) if name in names else raw(name))
    if version:
        (folder / "tzdata.zi").write_text(f"# version {version}\n", "ascii")
    return folder


@pytest.mark.parametrize(
    ("release", "overtaken"),
    [("2026a", "2026-11-01"), ("2026b", "2027-05-01"), ("2026f", "2027-05-01"), ("2025b", "2026-05-01")],
)
def test_a_release_that_must_have_been_overtaken_is_a_warning(release: str, overtaken: str):
    moment = datetime.fromisoformat(overtaken).replace(tzinfo=UTC)

    assert str(tables.ours(release, None, moment - MOMENT)) == f"ok    time zones: release {release}"
    assert str(tables.ours(release, None, moment)) == (
        f"warn  time zones: release {release}, and by now there should be a newer one - {UPGRADE}"
    )


@pytest.mark.parametrize(
    ("theirs", "level"), [(None, Level.OK), ("2025b", Level.OK), ("2026f", Level.OK), ("2026g", Level.WARN)]
)
def test_newer_tables_on_the_machine_say_that_ours_want_an_upgrade(theirs: str | None, level: Level):
    found = tables.ours("2026f", theirs, MONDAY)

    assert (found.level, found.remedy) == (level, UPGRADE if level is Level.WARN else "")


def test_the_pinned_release_is_of_age_on_the_day_it_was_pinned():
    assert tables.ours(walltime.tz_release(), None, MONDAY).level is Level.OK


def test_a_machine_that_shows_other_times_is_a_warning_that_names_some_places(tmp_path: Path):
    old = machine(tmp_path, America__Vancouver="PST8PDT,M3.2.0,M11.1.0", Canada__Pacific="PST8PDT,M3.2.0,M11.1.0")

    assert tables.differences([old], MONDAY) == (["America/Vancouver", "Canada/Pacific"], 4)
    assert str(tables.machines("2025b", [old], MONDAY)) == (
        "warn  machine's zones: release 2025b, not used here; 2 of 4 differ from ours within a year:"
        " America/Vancouver, Canada/Pacific"
        " - upgrade the machine's own tables: other programs on it show other times"
    )


def test_of_many_that_differ_three_are_named_places_before_aliases(tmp_path: Path):
    old = machine(
        tmp_path,
        America__Vancouver="PST8", Canada__Pacific="PST8", America__Havana="<-03>3", Africa__Casablanca="<+05>-5",
    )  # fmt: skip
    found = tables.machines(None, [old], MONDAY)

    assert found.what == (
        "machine's zones: of a release they do not name, not used here; 4 of 6 differ from ours within a year:"
        " Africa/Casablanca, America/Havana, America/Vancouver and others"
    )


def test_another_release_with_the_same_clocks_is_no_warning(tmp_path: Path):
    assert str(tables.machines("2026e", [machine(tmp_path)], MONDAY)) == (
        "ok    machine's zones: release 2026e, not used here; the same times as ours for a year"
    )


@pytest.mark.parametrize(
    ("now", "differs"),
    [
        ("2025-10-30T12:00Z", False),
        ("2025-11-03T12:00Z", True),
        ("2027-03-14T04:59Z", True),
        ("2027-03-14T05:00Z", False),
    ],
)
def test_only_the_coming_year_counts(tmp_path: Path, now: str, differs: bool):
    """Havana does not go back on 1 November 2026, and then follows its old rule again."""
    old = machine(tmp_path, America__Havana="CST5CDT,M3.2.0/0,M11.1.0/1")

    assert tables.differences([old], datetime.fromisoformat(now))[0] == (["America/Havana"] if differs else [])


def test_the_first_folder_that_has_a_zone_counts_as_for_any_program(tmp_path: Path):
    ours, old = machine(tmp_path / "ours"), machine(tmp_path / "old", America__Vancouver="PST8")

    assert tables.differences([ours, old], MONDAY)[0] == []
    assert tables.differences([tmp_path / "none", old, ours], MONDAY)[0] == ["America/Vancouver"]


@pytest.mark.parametrize(
    "content", [b"", b"TZif", b"TZif2" + b"\0" * 10, b"no table\n" * 20, raw("Europe/London")[:300]]
)
def test_a_broken_table_of_the_machine_is_left_alone(tmp_path: Path, content: bytes):
    folder = machine(tmp_path)
    (folder / "Europe" / "London").write_bytes(content)
    (folder / "Europe" / "Paris").mkdir()

    assert tables.differences([folder], MONDAY) == ([], 3)


def test_a_machine_without_tables_is_as_good_as_any(tmp_path: Path):
    assert str(tables.machines(None, [tmp_path], MONDAY)) == "ok    machine's zones: none found, and none needed"


def test_looking_at_the_machines_tables_does_not_make_them_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    old = machine(tmp_path, version="2025b", America__Vancouver="PST8")
    monkeypatch.setitem(sysconfig.get_config_vars(), "TZPATH", f"{tmp_path / 'none'}:{old}")
    released, differing = tables.examine(MONDAY)

    assert (released.level, differing.level) == (Level.OK, Level.WARN)
    assert "release 2025b" in differing.what
    nine = datetime.fromisoformat("2026-12-15T09:00")
    assert walltime.resolve(nine, "America/Vancouver") == walltime.Unique(datetime(2026, 12, 15, 16, tzinfo=UTC))


def test_a_whole_set_of_our_own_tables_agrees_in_every_zone(tmp_path: Path):
    for name in zones.known():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(raw(name))

    assert tables.differences([tmp_path], MONDAY) == ([], len(zones.known()))


def test_the_release_of_the_machines_tables_is_read_from_the_tables(tmp_path: Path):
    for name, line in (("one", None), ("two", "no version here\n"), ("three", "# version 2025b\n# more")):
        (tmp_path / name).mkdir()
        if line:
            (tmp_path / name / "tzdata.zi").write_text(line)
    (tmp_path / "four").mkdir()
    (tmp_path / "four" / "+VERSION").write_text("2024a\n")

    def release(*names: str) -> str | None:
        return tables.machine_release([tmp_path / name for name in names])

    assert release("one", "none", "two", "three", "four") == "2025b"
    assert release("four", "three") == "2024a"
    assert release("one", "two") is None
