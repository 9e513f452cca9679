"""What goes out: interviews, plans and messages as the contract names them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from scheduler_app.desk import Desk
from scheduler_app.domain import clockface, tokens
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.walltime import instant_text, offset_text
from scheduler_app.outlook import Line, outlook
from scheduler_app.record import Entry
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import Attempt, Message
from scheduler_app.web import timeline

MASKED = "…"


def interview(desk: Desk, row: Interview, now: datetime, *, links: bool) -> dict[str, Any]:
    """The whole interview; the private link only with `links`."""
    candidate, recruiter = row.candidate, row.recruiter
    told = {
        "id": str(row.id),
        "state": row.state,
        "phase": row.window.phase(now),
        "missed_by": row.missed_by,
        "generation": row.generation,
        "interview_type": row.type.slug,
        "starts": {
            "wall": row.wall,
            "zone": row.zone,
            "which": row.which,
            "utc": instant_text(row.starts_at),
            "offset": offset_text(row.offset),
            "text": clockface.say(row.starts_at, row.zone),
        },
        "closes": {"utc": instant_text(row.closes_at), "text": clockface.say(row.closes_at, row.zone)},
        "for_candidate": {"text": clockface.both(row.starts_at, candidate.zone, recruiter.zone)},
        "call_minutes": row.call_minutes,
        "callback_window_minutes": row.window_minutes,
        "tz_release": row.tz_release,
        "recruiter": {"name": recruiter.name, "email": recruiter.email, "zone": recruiter.zone},
        "candidate": {
            "name": candidate.name,
            "email": candidate.email,
            "phone": candidate.phone,
            "zone": candidate.zone,
            "sms_consent": candidate.sms_consent_at is not None,
        },
        "answers": [{"question": one.wording, "kind": one.kind, "answer": one.answer} for one in row.answers],
        "cancelled_by": row.cancelled_by,
        "cancel_reason": row.cancel_reason or None,
        "created_at": instant_text(row.created_at),
        "changed_at": instant_text(row.changed_at),
        "plan": [_line(line) for line in outlook(row)],
    }
    if links:
        told["links"] = {"candidate": desk.candidate_link(desk.candidate_token(row))}
    return told


def message(desk: Desk, row: Message, *, links: bool) -> dict[str, Any]:
    """One message with its attempts; without `links` the private link in its words is masked."""
    token = desk.token_in(row) if links else MASKED
    return {
        "id": str(row.id),
        "step": row.name,
        "audience": row.audience,
        "channel": row.channel,
        "state": row.state,
        "reason": row.reason or None,
        "generation": row.generation,
        "rank": row.rank,
        "due_at": instant_text(row.due_at),
        "expires_at": instant_text(row.expires_at),
        "subject": row.subject or None,
        "body": tokens.opened(row.body, token),
        "ref": row.ref or None,
        "provider_id": row.provider_id,
        "may_duplicate": row.may_duplicate,
        "attempts": [_attempt(attempt) for attempt in row.tries],
    }


def entry(made: Entry, row: Interview) -> dict[str, Any]:
    """One entry of the record; `text` says it on the clocks of the recruiter and the candidate."""
    said = timeline.words(made, row, timeline.Clocks(row.recruiter.zone, row.candidate.zone))
    return {
        "at": instant_text(made.at),
        "kind": made.kind,
        "generation": made.generation,
        "by": made.by or None,
        "facts": made.facts,
        "text": f"{clockface.say(made.at, row.recruiter.zone)}: {said}",
    }


def read_id(text: str) -> UUID:
    """An interview's id; anything else is an interview that does not exist."""
    try:
        return UUID(text)
    except ValueError:
        raise Refused.because("not_found", "there is no such interview; check the id") from None


def found(session: Session, interview_id: str) -> Interview:
    """The interview of an id as somebody sent it; raises `Refused` with `not_found`."""
    row = session.get(Interview, read_id(interview_id))
    if row is None:
        raise Refused.because("not_found", "there is no such interview; check the id")
    return row


def _line(line: Line) -> dict[str, Any]:
    return {
        "step": line.step,
        "due_at": instant_text(line.due_at) if line.due_at else None,
        "audience": line.audience,
        "channels": list(line.channels),
        "together": line.together,
        "state": line.state,
        "reason": line.reason or None,
    }


def _attempt(row: Attempt) -> dict[str, Any]:
    return {
        "n": row.n,
        "started_at": instant_text(row.started_at),
        "ended_at": instant_text(row.ended_at) if row.ended_at else None,
        "outcome": row.outcome or None,
        "reason": row.reason or None,
        "http_status": row.http_status,
        "provider_id": row.provider_id,
    }
