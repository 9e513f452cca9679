"""Quiet hours and caps, and whether every built-in text keeps to its size."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from scheduler_app import caps, limits
from scheduler_app.config import templates_folder
from scheduler_app.doctor.finding import Finding, fail, ok, warn
from scheduler_app.messages import worst
from scheduler_app.messages.render import Renderer
from scheduler_app.messages.scripting import WordsMissing
from scheduler_app.store.db import Sessions, reading


def examine(sessions: Sessions, now: datetime) -> Iterator[Finding]:
    with reading(sessions) as session:
        present = limits.present(session)
        used, most = caps.today(session, now)
    quiet = present.quiet
    if quiet.begins == quiet.ends:
        yield ok("quiet hours: none")
    else:
        yield ok(f"quiet hours: from {quiet.begins:%H:%M} until {quiet.ends:%H:%M} on each reader's own clock")
    if used >= most:
        yield warn(
            f"caps: {used} of the day's {most} texts are used, so all news goes by mail",
            "raise the cap on /dashboard/limits, or see who causes so many",
        )
    else:
        yield ok(f"caps: {used} of the day's {most} texts are used")


def words() -> Iterator[Finding]:
    try:
        too_long = list(worst.too_long(Renderer(templates_folder())))
    except WordsMissing as hole:
        yield fail(f"words: {hole}", "mend the template")
        return
    for text in too_long:
        yield fail(f"words: {text}", "shorten its template")
    if not too_long:
        yield ok("words: every text fits its size with the longest names and cities")
