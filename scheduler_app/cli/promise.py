"""`scheduler-app time check`: a promise in people's own words, read without a database."""

from __future__ import annotations

import json
import re
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import datetime

from scheduler_app.clock import utcnow
from scheduler_app.domain import zones
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.promises import Check, Remark, check
from scheduler_app.domain.walltime import instant_text

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:[Zz]|[+-]\d{2}:?\d{2})", re.ASCII)


def check_text(asked: Namespace) -> int:
    """The verdict on standard output; 0 if a time could be read, else 1."""
    zone = zones.check(asked.zone, field="--zone")
    found = check(asked.text, now=utcnow() if asked.now is None else read_now(asked.now), zone=zone)
    print(json.dumps(as_json(found)) if asked.json else "\n".join(in_words(found)))
    return 0 if found.readings else 1


def read_now(text: str) -> datetime:
    """An instant with its offset; raises Refused for anything else."""
    try:
        now = datetime.fromisoformat(text.upper()) if _INSTANT.fullmatch(text) else None
    except ValueError:
        now = None
    if now is None or not 1900 < now.year < 2999:
        shown = "".join(char if char.isprintable() else "?" for char in text[:40])
        why = "write an instant of the years 1901 to 2998 with Z or an offset, such as 2027-01-11T16:00:00Z"
        raise Refused.because("invalid_request", f'--now cannot be "{shown}": {why}', field="--now")
    return now


def as_json(found: Check) -> dict[str, object]:
    return {
        "clear": [remark.words for remark in found.clear],
        "unclear": [remark.words for remark in found.unclear],
        "readings": [
            {
                "zone": reading.zone,
                "starts": instant_text(reading.starts),
                "closes": instant_text(reading.closes) if reading.closes else None,
                "text": reading.text,
            }
            for reading in found.readings
        ],
        "question": found.question,
    }


def in_words(found: Check) -> Iterator[str]:
    yield from _part("Clear", found.clear)
    yield from _part("Not clear", found.unclear)
    if found.readings:
        yield "It means:" if len(found.readings) == 1 else "It can mean, the likeliest first:"
        yield from (f"  {reading.text}" for reading in found.readings)
    if found.question:
        yield "You could ask:"
        yield f"  {found.question}"


def _part(title: str, remarks: Sequence[Remark]) -> Iterator[str]:
    if remarks:
        yield f"{title}:"
        yield from (f"  {remark.words}" for remark in remarks)
