"""Interviews as they stand: listed, shown, and what was sent about them."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from uuid import UUID

from flask import Blueprint, Response, jsonify
from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import State
from scheduler_app.record import record
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview, Watch
from scheduler_app.store.outbox import Message
from scheduler_app.web import desk, now, sessions
from scheduler_app.web.api import bodies, shapes
from scheduler_app.web.api.auth import holder, keyed

bp = Blueprint("api_interviews", __name__)

PAGE, LARGEST_PAGE = 50, 100
WHOLE = (
    joinedload(Interview.type),
    joinedload(Interview.recruiter),
    joinedload(Interview.candidate),
    joinedload(Interview.watch).joinedload(Watch.plan),
    selectinload(Interview.steps),
    selectinload(Interview.reports),
    selectinload(Interview.answers),
)


@bp.get("/interviews")
@keyed()
def listed() -> Response:
    """By start, then id: a page ends at a row, not at a number, so new bookings neither repeat nor hide any."""
    asked = bodies.query("state", "from", "to", "cursor", "limit")
    most = _limit(asked.get("limit", str(PAGE)))
    rows = _wanted(asked).order_by(Interview.starts_at, Interview.id).limit(most + 1).options(*WHOLE)
    with reading(sessions()) as session:
        found = list(session.scalars(rows))
        items = [shapes.interview(desk(), row, now(), links=holder().writes) for row in found[:most]]
    return jsonify(items=items, next_cursor=_cursor(found[most - 1]) if len(found) > most else None)


@bp.get("/interviews/<interview_id>")
@keyed()
def shown(interview_id: str) -> Response:
    bodies.query()
    with reading(sessions()) as session:
        row = shapes.found(session, interview_id)
        return jsonify(shapes.interview(desk(), row, now(), links=holder().writes))


@bp.get("/interviews/<interview_id>/messages")
@keyed()
def messages(interview_id: str) -> Response:
    bodies.query()
    with reading(sessions()) as session:
        row = shapes.found(session, interview_id)
        sent = select(Message).where(Message.interview_id == row.id).options(selectinload(Message.tries))
        found = session.scalars(sent.order_by(Message.created_at, Message.rank, Message.id))
        items = [shapes.message(desk(), message, links=holder().writes) for message in found]
    return jsonify(items=items, next_cursor=None)


@bp.get("/interviews/<interview_id>/timeline")
@keyed()
def timeline(interview_id: str) -> Response:
    """The record, oldest first; whole, as an interview has some dozens of entries."""
    bodies.query()
    with reading(sessions()) as session:
        row = shapes.found(session, interview_id)
        items = [shapes.entry(entry, row) for entry in record(session, row)]
    return jsonify(items=items, next_cursor=None)


def _wanted(asked: dict[str, str]) -> Select[Interview]:
    rows = select(Interview)
    if "state" in asked:
        if asked["state"] not in tuple(State):
            words = f"state is one of {', '.join(State)}"
            raise Refused.because("invalid_request", words, field="state")
        rows = rows.where(Interview.state == asked["state"])
    if "from" in asked:
        rows = rows.where(Interview.starts_at >= bodies.read_instant(asked["from"], field="from"))
    if "to" in asked:
        rows = rows.where(Interview.starts_at < bodies.read_instant(asked["to"], field="to"))
    if "cursor" in asked:
        starts, last = _opened(asked["cursor"])
        after = and_(Interview.starts_at == starts, Interview.id > last)
        rows = rows.where(or_(Interview.starts_at > starts, after))
    return rows


def _limit(value: str) -> int:
    if value.isascii() and value.isdigit() and len(value) < 4 and 1 <= int(value) <= LARGEST_PAGE:
        return int(value)
    words = f"limit is a whole number from 1 to {LARGEST_PAGE}"
    raise Refused.because("invalid_request", words, field="limit")


def _cursor(last: Interview) -> str:
    return urlsafe_b64encode(f"{last.starts_at.isoformat()}|{last.id}".encode()).decode()


def _opened(cursor: str) -> tuple[datetime, UUID]:
    try:
        starts, _, last = urlsafe_b64decode(cursor.encode()).decode().partition("|")
        moment, which = datetime.fromisoformat(starts), UUID(last)
        if moment.utcoffset() != timedelta():
            raise ValueError(starts)
    except ValueError:
        words = "this cursor is not one of ours; begin without it"
        raise Refused.because("invalid_request", words, field="cursor") from None
    return moment, which
