"""`scheduler-app retz`: new time zone rules, on their own or as a service starts."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter

import structlog

from scheduler_app import logs
from scheduler_app import retz as rules
from scheduler_app.cli.opening import Open, note, opened
from scheduler_app.clock import utcnow
from scheduler_app.domain import walltime
from scheduler_app.domain.rule_change import Kind
from scheduler_app.store.db import reading

SAID = {
    Kind.MOVED: "moved, both sides told",
    Kind.REREAD: "left at the same moment, whose clock changed told",
    Kind.FLAGGED: "flagged for a person to decide",
    Kind.UNCHANGED: "unchanged",
    rules.FAILED: "failed and left for the next run, see the log",
}

log = structlog.get_logger()


def retz(asked: Namespace) -> int:
    """A line for each interview that is concerned: id, what, before, after, parted by tabs. 1 if any failed."""
    logs.set_up()
    done: Counter[str] = Counter()
    with opened() as office:
        for change in rules.retz(office.sessions, office.desk, utcnow, dry_run=asked.dry_run):
            done[change.what] += 1
            if change.what != Kind.UNCHANGED:
                print(change.interview, change.what, change.before, change.after, sep="\t", flush=True)
    note(("Nothing was changed; this would be done. " if asked.dry_run else "") + summary(done))
    return 1 if done[rules.FAILED] else 0


def at_start(office: Open) -> None:
    """Before a service serves or watches; whatever goes wrong here, it starts all the same, and the doctor says so."""
    done: Counter[str] = Counter()
    try:
        with reading(office.sessions) as session:
            if not rules.is_due(session, utcnow()):
                return
        done.update(change.what for change in rules.retz(office.sessions, office.desk, utcnow))
    except Exception:
        log.exception("new time zone rules could not be applied; 'scheduler-app retz' goes on with it")
    else:
        log.info("new time zone rules", release=walltime.tz_release(), **done)


def summary(done: Counter[str]) -> str:
    counts = ", ".join(f"{done[what]} {said}" for what, said in SAID.items() if done[what])
    return f"Release {walltime.tz_release()}: {counts or 'no interview ahead was resolved by an older one'}."
