"""`Idempotency-Key`: a request that is sent again gets the answer it got before, and nothing happens twice.

The key's row is written first, in the transaction of the effect. A twin that arrives meanwhile waits for that
transaction and then finds the answer. A refusal rolls the row back with everything else, so it is not remembered.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scheduler_app.domain import tokens
from scheduler_app.domain.errors import Refused
from scheduler_app.store.access import Answered
from scheduler_app.store.interviews import Interview
from scheduler_app.web import desk, front, now, sessions
from scheduler_app.web.api import shapes
from scheduler_app.web.api.auth import holder

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
LONGEST = 255

Act = Callable[[Session], Interview]


def answered_once(body: dict[str, Any], status: int, act: Act) -> Response:
    """Do `act` in one transaction and answer with the interview; or answer as before, if the key was seen."""
    key = _key()
    with sessions().begin() as session:
        session.connection()  # begun before `act` reads the clock, so that waiting for a lock does not age `now`
        row, fresh = _remembered(session, key, body, status) if key else (None, True)
        if row is not None and not fresh:
            status, told = row.status, _told_before(session, row, body)
        else:
            told = _done(session, act, row)
    if fresh:
        front().poke()
    answer = jsonify(told)
    answer.status_code = status
    if status == 201:
        answer.headers["Location"] = f"/api/v1/interviews/{told['id']}"
    if not fresh:
        answer.headers[REPLAYED] = "true"
    return answer


def _key() -> str | None:
    key = request.headers.get(HEADER)
    if key is None or (0 < len(key) <= LONGEST and all("!" <= character <= "~" for character in key)):
        return key
    words = f"{HEADER} is 1 to {LONGEST} visible ASCII characters; a fresh UUID will do"
    raise Refused.because("invalid_request", words, field=HEADER)


def _remembered(session: Session, key: str, body: dict[str, Any], status: int) -> tuple[Answered, bool]:
    """The row of this key, and whether it is new: a second one fails to be written once the first is committed."""
    mine = holder().id
    row = Answered(api_key_id=mine, idempotency_key=key, request_digest=_digest(body), status=status, body={}, at=now())
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        seen = select(Answered).where(Answered.api_key_id == mine, Answered.idempotency_key == key)
        return session.scalars(seen).one(), False
    return row, True


def _done(session: Session, act: Act, row: Answered | None) -> dict[str, Any]:
    interview = act(session)
    told = shapes.interview(desk(), interview, now(), links=True)
    if row is not None:
        row.body = json.loads(tokens.sealed(json.dumps(told), desk().candidate_token(interview)))
    return told


def _told_before(session: Session, row: Answered, body: dict[str, Any]) -> dict[str, Any]:
    if row.request_digest != _digest(body):
        words = f"this {HEADER} was used for another request; use a new one for each"
        raise Refused.because("idempotency_conflict", words, field=HEADER)
    interview = session.get_one(Interview, shapes.read_id(str(row.body["id"])))
    told: dict[str, Any] = json.loads(
        tokens.opened(json.dumps(row.body, ensure_ascii=False), desk().candidate_token(interview))
    )
    return told


def _digest(body: dict[str, Any]) -> str:
    text = json.dumps([request.method, request.path, body], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
