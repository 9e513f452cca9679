"""Which module of scheduler_app may import which, who may read the wall clock, and who may give a time its zone.

Read by `ast`: what is not written down as a name, such as an import by a computed string, is not seen.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PACKAGE = "scheduler_app"

TOP = {"", "__main__", "app", "cli", "serve", "demo", "doctor"}  # "" is the package itself
USE_CASES = "use cases"  # every top-level module that is named nowhere else here
MAY_IMPORT = {
    "top": {"top", "web", "jobs", USE_CASES, "store", "messages", "migrations", "config", "clock", "domain"},
    "web": {USE_CASES, "store", "messages", "domain"},
    "jobs": {USE_CASES, "store", "messages", "domain"},
    USE_CASES: {USE_CASES, "store", "messages", "domain"},
    "migrations": {"store", "domain"},
    "store": {"domain"},
    "messages": {"domain"},
    "config": {"domain"},
    "clock": set[str](),
    "domain": set[str](),
}
ZONES = {"domain/zones/finding.py", "domain/zones/picker.py"}
ONLY_IN = {
    "icalendar": {"feed.py", "calendar_reading.py"},
    "recurring_ical_events": {"calendar_reading.py"},
    "apscheduler": {"jobs.py"},
    "procrastinate": {"handover.py", "worker.py"},
    "twilio": {"messages/sms.py", "web/webhooks.py"},
    "holidays": {"domain/public_holidays.py"},
    "zoneinfo": {"__init__.py", "domain/walltime.py", *ZONES, "doctor/tables.py"},
}
# These bring tables of their own, or the server's zone.
NO_ZONES_FROM = (
    "dateutil.tz",
    "dateutil.zoneinfo",
    "dateutil.parser",
    "pytz",
    "tzlocal",
    "babel.dates",
    "babel.localtime",
)
GIVES_ZONES = {"domain/walltime.py", *ZONES, "doctor/tables.py"}  # the last compares tables and tells nobody
UNIVERSAL = {"datetime.UTC", "datetime.timezone.utc"}
DOMAIN_MAY_USE = {"babel", "dateutil", "holidays", "phonenumbers", "email_validator", "tzdata"}
READS_THE_CLOCK = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
}


@dataclass
class Source:
    """One file: its path inside the package, its dotted name, and by line what it imports and names."""

    path: str
    module: str
    imports: list[tuple[int, str]] = field(default_factory=list)
    uses: list[tuple[int, str]] = field(default_factory=list)
    zones: list[tuple[int, str]] = field(default_factory=list)  # where a time is given another zone than UTC

    @property
    def group(self) -> str:
        return group_of(self.module)


def violations(package: Path) -> list[str]:
    """Every broken rule below the folder `package`, as `path:line what is wrong`; empty when all is well."""
    return [complaint for source in sources(package) for complaint in complaints(source)]


def sources(package: Path) -> list[Source]:
    """Every Python file below `package`, parsed; imports that only a type checker sees are left out."""
    found = []
    for file in sorted(package.rglob("*.py")):
        path = file.relative_to(package)
        parts = [PACKAGE, *path.with_suffix("").parts]
        is_package = parts[-1] == "__init__"
        source = Source(path.as_posix(), ".".join(parts[:-1] if is_package else parts))
        home = parts[:-1]  # what a leading dot stands for
        nodes = list(seen_at_run_time(ast.parse(file.read_text("utf-8"))))
        names: dict[str, str] = {}
        for node in nodes:
            for line, target, bound, meaning in imports_of(node, home):
                source.imports.append((line, target))
                names[bound] = meaning
        for node in nodes:
            if isinstance(node, ast.Name | ast.Attribute) and (dotted := dotted_name(node, names)):
                source.uses.append((node.lineno, dotted))
            if isinstance(node, ast.Call) and not all(is_utc(zone, names) for zone in zones_given(node, names)):
                source.zones.append((node.lineno, ast.unparse(node)))
        found.append(source)
    return found


def seen_at_run_time(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            for other in child.orelse:
                yield other
                yield from seen_at_run_time(other)
            continue
        yield child
        yield from seen_at_run_time(child)


def imports_of(node: ast.AST, home: list[str]) -> Iterator[tuple[int, str, str, str]]:
    """For each thing that is imported: the line, the dotted target, the local name and its meaning."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            first = alias.name.partition(".")[0]
            yield node.lineno, alias.name, alias.asname or first, alias.name if alias.asname else first
    elif isinstance(node, ast.ImportFrom):
        base = home[: len(home) - node.level + 1] if node.level else []
        module = ".".join([*base, *filter(None, [node.module])])
        for alias in node.names:
            target = f"{module}.{alias.name}"
            yield node.lineno, target, alias.asname or alias.name, target


def dotted_name(node: ast.expr, names: dict[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute) and (owner := dotted_name(node.value, names)):
        return f"{owner}.{node.attr}"
    return None


def zones_given(call: ast.Call, names: dict[str, str]) -> Iterator[ast.expr | None]:
    """What a call gives a time as its zone, None being the server's: `tzinfo=`, `astimezone` and their kin."""
    yield from (keyword.value for keyword in call.keywords if keyword.arg == "tzinfo")
    by_name = [keyword.value for keyword in call.keywords if keyword.arg == "tz"]
    place = {"datetime.datetime": 7, "datetime.time": 4, "datetime.datetime.combine": 2}
    if isinstance(call.func, ast.Attribute) and call.func.attr in ("astimezone", "fromtimestamp"):
        given = by_name or call.args[int(call.func.attr == "fromtimestamp") :]
        yield given[0] if given else None
    elif (made := dotted_name(call.func, names)) == "datetime.timezone":
        yield call
    else:
        yield from call.args[place.get(made or "", len(call.args)) :][:1]


def is_utc(zone: ast.expr | None, names: dict[str, str]) -> bool:
    """Also true of `tzinfo=None`, which takes the zone away."""
    if isinstance(zone, ast.Constant):
        return zone.value is None
    return zone is not None and dotted_name(zone, names) in UNIVERSAL


def group_of(dotted: str) -> str:
    top = dotted.removeprefix(PACKAGE).removeprefix(".").partition(".")[0]
    if top in TOP or top == "create_app":  # the package hands out app.create_app under its own name
        return "top"
    return top if top in MAY_IMPORT else USE_CASES


def complaints(source: Source) -> Iterator[str]:
    for line, target in source.imports:
        place = f"{source.path}:{line}"
        library = target.partition(".")[0]
        if library == PACKAGE:
            if target == f"{PACKAGE}.__version__" or target == PACKAGE:
                continue
            if target == f"{PACKAGE}.clock.Clock" and source.group in ("web", "jobs"):
                continue
            wanted = group_of(target)
            if wanted != source.group and wanted not in MAY_IMPORT[source.group]:
                yield f"{place} {source.group} may not import {wanted} ({target})"
        elif source.path not in ONLY_IN.get(library, {source.path}):
            yield f"{place} only {' and '.join(sorted(ONLY_IN[library]))} may import {library}"
        elif source.group == "domain" and library not in sys.stdlib_module_names | DOMAIN_MAY_USE:
            yield f"{place} domain may not import {library}"
    for line, dotted in source.imports + source.uses:
        if dotted.startswith(tuple(f"{name}." for name in NO_ZONES_FROM)) or dotted in NO_ZONES_FROM:
            yield f"{source.path}:{line} zones come from domain/walltime.py, not from {dotted}"
    if source.path not in GIVES_ZONES:
        for line, call in source.zones:
            yield f"{source.path}:{line} only domain/walltime.py may give a time its zone: {call}"
    if source.module != f"{PACKAGE}.clock":
        for line, dotted in source.uses:
            if dotted in READS_THE_CLOCK:
                yield f"{source.path}:{line} only clock.py may read {dotted}"
