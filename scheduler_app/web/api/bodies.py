"""What comes in: JSON bodies and query strings, read strictly."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any, NoReturn

from flask import request
from werkzeug.exceptions import UnsupportedMediaType

from scheduler_app.domain.errors import Problem, Refused
from scheduler_app.web.problems import MOST_FAULTS

DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?Z", re.ASCII)


def json_body(*, optional: bool = False) -> dict[str, Any]:
    """The request's JSON object; raises `Refused` for broken JSON, a name given twice or another shape.

    Another content type is 415. With `optional` an empty body is an empty object, whatever its type.
    """
    query()
    sent = request.get_data()
    if optional and not sent.strip():
        return {}
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        body = json.loads(sent, object_pairs_hook=_each_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        words = "the body is not valid JSON in UTF-8; check its quotes, brackets and commas"
        raise Refused.because("invalid_request", words) from None
    if not isinstance(body, dict):
        raise Refused.because("invalid_request", 'the body must be a JSON object such as {"name": "value"}')
    return body


def query(*known: str) -> dict[str, str]:
    """The query parameters, each at most once; an empty one counts as left out, an unknown one is refused."""
    unknown = sorted(set(request.args) - set(known))
    twice = sorted(name for name in known if len(request.args.getlist(name)) > 1)
    problems = [
        Problem("unknown_field", f"there is no parameter {name[:80]!r}; leave it out", name[:80])
        for name in unknown[:MOST_FAULTS]
    ]
    problems += [Problem("invalid_request", f"{name} is given twice; give it once", name) for name in twice]
    if problems:
        raise Refused(problems)
    return {name: value for name, value in request.args.items() if value}


def read_instant(value: str, *, field: str) -> datetime:
    """An instant `2027-01-12T21:30:00Z`, or a date, which means its first moment in UTC."""
    try:
        if INSTANT.fullmatch(value):
            return datetime.fromisoformat(value[:-1]).replace(tzinfo=UTC)
        return datetime.combine(_date(value), datetime.min.time(), UTC)
    except ValueError:
        words = f"{field} is an instant such as 2027-01-12T21:30:00Z or a date such as 2027-01-12"
        raise Refused.because("invalid_request", words, field=field) from None


def read_day(value: str, *, field: str) -> date:
    """A date of the years in which anybody books a call."""
    try:
        day = _date(value)
        if not 2000 <= day.year <= 2200:
            raise ValueError
    except ValueError:
        words = f"{field} is a date such as 2027-01-12"
        raise Refused.because("invalid_request", words, field=field) from None
    return day


def _date(value: str) -> date:
    if not DATE.fullmatch(value):
        raise ValueError(value)
    return date.fromisoformat(value)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object's fields; readers of JSON disagree about which of two counts, so neither does here."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = sorted(name for name, count in counts.items() if count > 1)[:MOST_FAULTS]
        raise Refused(
            [Problem("invalid_request", f"{name[:80]!r} is given twice; give it once", name[:80]) for name in twice]
        )
    return fields


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
