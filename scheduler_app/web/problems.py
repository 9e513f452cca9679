"""Refusals for programs: RFC 9457 problem documents with a stable `code` and a list of faults by field."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, jsonify, request

from scheduler_app.domain.errors import Problem, Refused

TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    413: "Too large",
    415: "Not JSON",
    422: "Invalid request",
    429: "Too many requests",
    500: "Our fault",
    503: "Not available now",
}
MOST_FAULTS = 20
STATUS = {
    "unauthorized": 401,
    "forbidden": 403,
    "not_found": 404,
    "slot_taken": 409,
    "wrong_state": 409,
    "already_extended": 409,
    "idempotency_conflict": 409,
    "too_many_requests": 429,
    "question_first": 429,
}


# What HTTP itself refuses, before anybody has looked at the request's meaning.
FAILURES = {
    404: ("not_found", "there is nothing at this address; see /api/docs"),
    405: ("invalid_request", "this address does not take such a request; see /api/docs for what it takes"),
    413: ("invalid_request", "the body is larger than 64 KB; send less"),
    415: ("invalid_request", "send JSON with the header Content-Type: application/json"),
    500: ("internal_error", "it is our fault, and it was noted; nothing was half-done; try again"),
    503: ("unavailable", "the database does not answer; nothing was half-done; try again in a minute"),
}
OTHERWISE = ("invalid_request", "the request could not be read; see /api/docs")


def status_of(refused: Refused) -> int:
    return STATUS.get(refused.code, 422)


def wanted() -> bool:
    """Whether whoever asks is a program of the API rather than a person with a browser."""
    return request.path.startswith("/api/")


def refusal(refused: Refused) -> Response:
    return problem(status_of(refused), refused.problems, **refused.extras)


def failure(status: int) -> Response:
    """The answer for an HTTP status that stands for itself."""
    code, words = FAILURES.get(status, OTHERWISE)
    return problem(status, [Problem(code, words)])


def problem(status: int, problems: Sequence[Problem], **extras: object) -> Response:
    """The answer for these faults; only the first `MOST_FAULTS` are named."""
    first, problems = problems[0], problems[:MOST_FAULTS]
    body = {
        **extras,
        "type": "about:blank",
        "title": TITLES.get(status, "Refused"),
        "status": status,
        "detail": "; ".join(problem.message for problem in problems),
        "code": first.code,
        "errors": [{"field": one.field, "code": one.code, "message": one.message} for one in problems],
    }
    answer = jsonify(body)
    answer.status_code = status
    answer.content_type = "application/problem+json"
    return answer
