"""The description for programs, and the same for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, jsonify, render_template

from scheduler_app.web import desk
from scheduler_app.web.api.description import EXAMPLES, PATHS, document
from scheduler_app.web.api.schemas import ANSWERS, CODES, REQUESTS, Json, status_of

bp = Blueprint("described", __name__)

SHOWN = ("Interview", "Answer", "PlanLine", "Message", "Entry", "Slot")  # of the answers, on the page for people


@bp.get("/openapi.json")
def openapi() -> Response:
    return jsonify(document(desk().base_url))


@bp.get("/api/docs")
def docs() -> str:
    shown = {name: list(_rows(REQUESTS[name])) for name in ("Booking", "Rescheduling", "Cancellation", "Reporting")}
    return render_template(
        "pages/api_docs.html",
        base_url=desk().base_url,
        paths=PATHS,
        examples={name: json.dumps(body, indent=2) for name, body in EXAMPLES.items()},
        requests=shown,
        answers={name: list(_rows(ANSWERS[name])) for name in SHOWN},
        codes=[(code, status_of(code), words) for code, words in CODES.items()],
        body_of=_body_of,
    )


def _body_of(operation: Json) -> str:
    """The name of the schema an operation takes, "" if it takes none."""
    content = operation.get("requestBody", {}).get("content", {})
    return str(next((kind["schema"]["$ref"] for kind in content.values()), "")).rpartition("/")[2]


def _rows(schema: Json, prefix: str = "") -> Iterator[tuple[str, str, bool, str]]:
    """A schema's fields one by one, inner ones with a dotted name: name, type, whether required, what it is."""
    for name, given in schema["properties"].items():
        inner = _resolved(given)
        yield prefix + name, _kind(inner), name in schema["required"], str(inner.get("description", ""))
        if "properties" in inner:
            yield from _rows(inner, f"{prefix}{name}.")


def _resolved(schema: Json) -> Json:
    found: Json = (REQUESTS | ANSWERS)[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found


def _kind(schema: Json) -> str:
    if "enum" in schema:
        return " | ".join("null" if choice is None else str(choice) for choice in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    kinds: Any = schema["type"]
    return " | ".join(kinds) if isinstance(kinds, list) else str(kinds)
