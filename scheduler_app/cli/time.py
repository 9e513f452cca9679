"""`scheduler-app time resolve`: wall times in, instants out, without a database."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from scheduler_app.domain import zones
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.walltime import Gap, Unique, instant_text, parse_wall, resolve, wall_text


def resolve_input(_asked: Namespace) -> None:
    """Standard input to standard output; items that cannot be read are answers too, not a failure."""
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused.because("invalid_request", "the input is not UTF-8 text") from None
    print(resolve_json(text))


def resolve_json(text: str) -> str:
    """A JSON list of `{"zone", "wall"}` to a JSON list of answers, one for each item and in its order.

    An answer's `kind` is `unique`, `overlap`, `gap` or `error`; an item that cannot be read is an error with
    a reason, never the end of the list. Raises Refused `invalid_request` if `text` is not a JSON list.
    """
    try:
        items = json.loads(text)
    except (ValueError, RecursionError) as bad:
        raise Refused.because("invalid_request", f"the input is not JSON: {bad}") from None
    if not isinstance(items, list):
        raise Refused.because(
            "invalid_request",
            'the input must be a JSON list, such as [{"zone": "Europe/Berlin", "wall": "2027-01-12T14:30"}]',
        )
    return json.dumps([_answer(item) for item in items])


def _answer(item: object) -> dict[str, str]:
    try:
        if not isinstance(item, dict):
            raise Refused.because("invalid_request", 'each item must be an object with "zone" and "wall"')
        zone = zones.check(item.get("zone"), field="zone")
        found = resolve(parse_wall(item.get("wall"), field="wall"), zone)
    except Refused as refused:
        return {"kind": "error", "message": str(refused)}
    if isinstance(found, Unique):
        return {"kind": "unique", "utc": instant_text(found.utc)}
    if isinstance(found, Gap):
        return {"kind": "gap", "next_valid": wall_text(found.next_valid)}
    return {"kind": "overlap", "earlier": instant_text(found.earlier), "later": instant_text(found.later)}
