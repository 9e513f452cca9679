"""What Twilio tells us: the fate of a text, and texts that people send. Believed only when signed with our token."""

from __future__ import annotations

import hmac
import re
from uuid import UUID
from xml.sax.saxutils import escape

import structlog
from flask import Blueprint, Response, abort, request
from twilio.request_validator import SIGNATURE_HEADER, RequestValidator

from scheduler_app import answers, receipts
from scheduler_app.store.db import writing
from scheduler_app.web import desk, front, now, sessions

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
EMPTY_TWIML = f"{DECLARATION}<Response/>"
NOT_WORDS = "(a picture or a file, which is not kept)"
NUMBER = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
SID = re.compile(r"[A-Za-z]{2}[0-9A-Fa-f]{32}", re.ASCII)
CODE = re.compile(r"\d{1,6}", re.ASCII)

bp = Blueprint("webhooks", __name__, url_prefix="/webhooks/twilio")
log = structlog.get_logger()


@bp.before_request
def refuse_unsigned() -> None:
    """403 unless the request was signed with one of our auth tokens, for our account; without a token, always."""
    if not _signed():
        log.warning("a webhook was refused: its signature does not fit our auth token and base URL")
        abort(Response("The signature does not fit.\n", 403, content_type="text/plain; charset=utf-8"))


@bp.post("/status/<token>")
def status(token: str) -> Response:
    """A receipt for the message that `token` names; told once or often, early or late, it counts once."""
    message_id = _message(token)
    if message_id is None:
        abort(404)
    sid, word, code = _field("MessageSid"), _field("MessageStatus").lower(), _field("ErrorCode")
    if SID.fullmatch(sid) and word:
        with writing(sessions(), now) as (session, moment):
            receipts.record(session, desk(), message_id, sid, word, code if CODE.fullmatch(code) else "", moment)
        front().poke()
    return _thanks()


@bp.post("/sms")
def sms() -> Response:
    """A text to our number, acted on and answered at once; posted again it does nothing and gets the same answer."""
    sid, sender, body = _field("MessageSid"), _field("From"), _field("Body")
    if not (SID.fullmatch(sid) and NUMBER.fullmatch(sender)):
        log.warning("a text was not kept: it names no sender that could be answered")
        return _thanks()
    if not body.strip() and _field("NumMedia") not in ("", "0"):
        body = NOT_WORDS
    with writing(sessions(), now) as (session, moment):
        answer = answers.hear(session, desk(), sid, sender, body, _field("OptOutType"), moment)
    front().poke()
    return _thanks(answer)


def _signed() -> bool:
    # Not request.url: it comes from headers anybody can send, and is decoded, while Twilio signs the bytes it asked
    # for. Our paths here are plain ASCII, so only the query needs to be raw.
    query = request.query_string.decode("latin-1")
    url = desk().url(request.path) + (f"?{query}" if query else "")
    signature = request.headers.get(SIGNATURE_HEADER, "")
    genuine = [RequestValidator(token).validate(url, request.form, signature) for token in front().twilio_tokens]
    ours = hmac.compare_digest(_field("AccountSid").encode(), front().account_sid.encode())
    return any(genuine) and ours


def _message(token: str) -> UUID | None:
    try:
        message_id = UUID(hex=token.partition("-")[0])
    except ValueError:
        return None
    expected = desk().receipt_token(message_id)
    return message_id if hmac.compare_digest(token.encode(), expected.encode()) else None


def _field(name: str) -> str:
    return request.form.get(name, "")


def _thanks(answer: str = "") -> Response:
    """TwiML; with an `answer`, Twilio texts it back to the sender."""
    said = f"<Message>{escape(answer)}</Message>" if answer else ""
    twiml = f"{DECLARATION}<Response>{said}</Response>" if said else EMPTY_TWIML
    return Response(twiml, content_type="text/xml; charset=utf-8")
