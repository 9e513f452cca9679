"""A program that calls the API with its key."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from scheduler_app import access
from scheduler_app.store.access import Answered
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview, Report
from scheduler_app.store.outbox import Message
from scheduler_app.store.people import Candidate
from tests.office import request
from tests.web.staff import Service

INTERVIEWS = "/api/v1/interviews"


@dataclass
class Caller:
    service: Service
    key: str
    http: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.http = self.service.app.test_client()

    def sends(
        self, method: str, path: str, body: object = None, *, raw: bytes | None = None, **headers: Any
    ) -> TestResponse:
        """A call; `body` goes as JSON unless `raw` says otherwise. `_` in a header's name stands for `-`."""
        given = {"Authorization": f"Bearer {self.key}"}
        if body is not None or raw is not None:
            given["Content-Type"] = "application/json"
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        return self.http.open(path, method=method, data=data, headers=given)

    def gets(self, path: str) -> Any:
        answer = self.sends("GET", path)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_json()

    def posts(self, path: str, body: object, status: int = 200, **headers: Any) -> Any:
        answer = self.sends("POST", path, body, **headers)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_json()

    def books(self, wall: str = "2027-01-12T14:30", zone: str = "America/Denver", **changes: Any) -> Any:
        return self.posts(INTERVIEWS, request(wall, zone, **changes), 201)


def caller(service: Service, scope: str, name: str = "") -> Caller:
    with service.sessions.begin() as session:
        return Caller(service, access.add_api_key(session, name or scope, scope, service.now))


def refused(answer: TestResponse, status: int, code: str, field: str | None = None) -> Any:
    """The problem document, which must say this status and code (and name this field first)."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.content_type == "application/problem+json"
    problem = answer.get_json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["errors"][0]["code"] == code
    assert problem["detail"]
    if field is not None:
        assert problem["errors"][0]["field"] == field
    return problem


def stored(service: Service) -> dict[str, int]:
    """How many rows there are of everything that a call could leave behind."""
    with reading(service.sessions) as session:
        return {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Interview, Candidate, Message, Report, Answered)
        }
