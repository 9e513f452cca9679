"""What a write key can do: book an interview, move it, call it off, and say what happened."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from scheduler_app import booking, briefing, reports
from scheduler_app.booking import Booker
from scheduler_app.domain import reach, text
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import Outcome, Side
from scheduler_app.domain.wanted import (
    LONGEST_REASON,
    Fields,
    read_flag,
    read_minutes,
    read_starts,
    read_wanted,
    read_window,
)
from scheduler_app.reports import LATEST_MINUTES
from scheduler_app.store.db import reading
from scheduler_app.web import desk, now, sessions
from scheduler_app.web.api import bodies, shapes
from scheduler_app.web.api.auth import holder, keyed
from scheduler_app.web.api.idempotency import answered_once

bp = Blueprint("api_changes", __name__)


@bp.post("/interviews")
@keyed(writes=True)
def book() -> Response:
    body = bodies.json_body()
    with reading(sessions()) as session:
        codes = briefing.organisation(session).sms_countries
        countries = reach.chosen(codes) if codes else None
    wanted = read_wanted(body, countries=countries)
    name = holder().name
    booker = Booker("api", vouches=True, consent_wording=f"consent stated by the API client {name}", consent_from=name)
    return answered_once(body, 201, lambda session: booking.book(session, desk(), wanted, booker, now()))


@bp.post("/interviews/<interview_id>/reschedule")
@keyed(writes=True)
def reschedule(interview_id: str) -> Response:
    which = _existing(interview_id)
    body = bodies.json_body()
    fields = Fields(body, known=frozenset({"starts", "callback_window_minutes", "override_availability"}))
    starts = read_starts(fields)
    window = fields.take("callback_window_minutes", read_window)
    override = bool(fields.take("override_availability", read_flag, otherwise=False))
    fields.refuse_if_faulty()
    if starts is None:
        raise AssertionError("a missing start was not noted")
    return answered_once(
        body,
        200,
        lambda session: booking.reschedule(
            session, desk(), which, starts, now(), window_minutes=window, override=override, by="api"
        ),
    )


@bp.post("/interviews/<interview_id>/cancel")
@keyed(writes=True)
def cancel(interview_id: str) -> Response:
    which = _existing(interview_id)
    body = bodies.json_body(optional=True)
    fields = Fields(body, known=frozenset({"reason"}))
    reason = fields.take("reason", text.clean_text, most=LONGEST_REASON, least=0) or ""
    fields.refuse_if_faulty()
    return answered_once(
        body, 200, lambda session: booking.cancel(session, desk(), which, Side.RECRUITER, reason, now())
    )


@bp.post("/interviews/<interview_id>/reports")
@keyed(writes=True)
def report(interview_id: str) -> Response:
    which = _existing(interview_id)
    body = bodies.json_body()
    fields = Fields(body, known=frozenset({"by", "outcome", "minutes"}))
    by = fields.need("by", _one_of, choices=Side)
    outcome = fields.need("outcome", _one_of, choices=Outcome)
    minutes = fields.take("minutes", read_minutes, least=1, most=LATEST_MINUTES)
    fields.refuse_if_faulty()
    side, said = Side(str(by)), Outcome(str(outcome))
    return answered_once(
        body,
        200,
        lambda session: reports.report(session, desk(), which, side, said, now(), minutes=minutes, via="api"),
    )


def _existing(interview_id: str) -> UUID:
    with reading(sessions()) as session:
        return shapes.found(session, interview_id).id


def _one_of(value: object, *, field: str, choices: Any) -> str:
    if isinstance(value, str) and value in tuple(choices):
        return value
    raise Refused.because("invalid_request", f"{field} is one of {', '.join(choices)}", field=field)
