"""The outbox of a developer's own machine: every message with its words, private links included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from scheduler_app import answers, telling
from scheduler_app.domain import clockface, replies, segments, tokens
from scheduler_app.store.db import reading, writing
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import Message
from scheduler_app.web import desk, front, now, sessions
from scheduler_app.web.board import unwatched_since
from scheduler_app.web.dossier import channel_name, step_name

bp = Blueprint("outbox", __name__, url_prefix="/outbox")

PAGE = 50
SIMULATED = "sim-"
# The words came from our own scripts, but what people typed is in them: nothing of a mail may run or load.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox allow-popups"


@dataclass(frozen=True)
class Line:
    """A message as its reader gets it. `simulated` says that nothing left this machine."""

    id: UUID
    step: str
    to: str
    address: str
    audience: str
    channel: str
    parts: str  # of a text message: characters and segments
    state: str
    reason: str
    due: str
    subject: str
    body: str
    has_html: bool
    has_invite: bool
    simulated: bool
    provider_id: str
    candidate_page: str
    about: str


@bp.before_request
def only_in_development() -> None:
    if not front().simulates:
        abort(404)


@bp.get("")
def show() -> ResponseReturnValue:
    return render_template("pages/outbox.html", **_page())


@bp.get("/now")
def fresh() -> ResponseReturnValue:
    return render_template("parts/staff_outbox.html", **_page())


@bp.get("/<uuid:message_id>/mail")
def mail(message_id: UUID) -> ResponseReturnValue:
    """The mail as a mail program shows it."""
    with reading(sessions()) as session:
        message = session.get(Message, message_id) or abort(404)
        html = tokens.opened(message.html, desk().token_in(message)) or abort(404)
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


@bp.get("/<uuid:message_id>/invitation.ics")
def invitation(message_id: UUID) -> ResponseReturnValue:
    with reading(sessions()) as session:
        message = session.get(Message, message_id) or abort(404)
        return Response(message.calendar or abort(404), mimetype="text/calendar")


@bp.post("/<uuid:message_id>/reply")
def reply(message_id: UUID) -> ResponseReturnValue:
    """What the person with that telephone would text back, heard as if Twilio had handed it on."""
    body = request.form.get("body", "")[: replies.LONGEST]
    with writing(sessions(), now) as (session, moment):
        text = session.get(Message, message_id) or abort(404)
        if text.channel != telling.SMS or not _is_simulated(text):
            abort(404)
        sid = f"SM{uuid4().hex}"
        answer = answers.hear(session, desk(), sid, text.to_address, body, "", moment) if body.strip() else ""
        name = text.to_name
    front().poke()
    flash(f"{name} texted: {body}. " + (f"Answered: {answer}" if answer else "No answer was texted."), "good")
    return redirect(url_for("outbox.show"), 303)


def _page() -> dict[str, Any]:
    asked = request.args.get("page", 1, type=int)
    with reading(sessions()) as session:
        total = session.scalar(select(func.count()).select_from(Message)) or 0
        pages = max(1, -(-total // PAGE))
        number = min(max(1, asked), pages)
        rows = session.scalars(
            select(Message)
            .options(joinedload(Message.interview).joinedload(Interview.candidate))
            .order_by(Message.created_at.desc(), Message.id.desc())
            .offset((number - 1) * PAGE)
            .limit(PAGE)
        )
        lines = [_line(session, message) for message in rows]
        silent, last = unwatched_since(session, now())
    return {
        "lines": lines,
        "number": number,
        "pages": pages,
        "total": total,
        "silent": silent,
        "silent_since": clockface.say(last, "UTC") if last else "",
        "at": clockface.say(now(), "UTC"),
    }


def _line(session: Session, message: Message) -> Line:
    reader = telling.reader_of(session, message)
    body = tokens.opened(message.body, desk().token_in(message))
    interview = message.interview
    return Line(
        id=message.id,
        step=step_name(message.name),
        to=message.to_name,
        address=message.to_address,
        audience=message.audience,
        channel=channel_name(message.channel),
        parts=_size(body) if message.channel == "sms" else "",
        state=message.state,
        reason=message.reason,
        due=clockface.say(message.due_at, reader.zone if reader else "UTC"),
        subject=message.subject,
        body=body,
        has_html=bool(message.html),
        has_invite=message.calendar is not None,
        simulated=_is_simulated(message),
        provider_id=message.provider_id or "",
        candidate_page=desk().candidate_link(desk().candidate_token(interview)) if interview else "",
        about=interview.candidate.name if interview else "",
    )


def _is_simulated(message: Message) -> bool:
    return (message.provider_id or "").startswith(SIMULATED)


def _size(body: str) -> str:
    count = segments.count(body).segments
    return f"{len(body)} characters, {count} segment{'' if count == 1 else 's'}"
