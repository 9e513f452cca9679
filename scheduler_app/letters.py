"""Mails that tell one person something beside the steps of a plan: an alarm, a sign-in link, a link that was lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from scheduler_app.domain import tokens
from scheduler_app.messages.render import Words
from scheduler_app.store.outbox import Message, new_id
from scheduler_app.store.people import Candidate, Recruiter


def mail(
    reader: Candidate | Recruiter,
    name: str,
    audience: str,
    words: Words,
    now: datetime,
    expires_at: datetime,
    *,
    token: str = "",
    **more: Any,
) -> Message:
    """A message that leaves at once, for the caller to add; `more` are further columns.

    A private `token` in the words rests as a placeholder, for which `link_kind` and `link_key` say what it is.
    """
    return Message(
        id=new_id(now),
        name=name,
        audience=audience,
        recipient=recipient_key(reader),
        channel="email",
        to_address=reader.email,
        to_name=reader.name,
        subject=words.subject,
        body=tokens.sealed(words.body, token),
        html=tokens.sealed(words.html, token),
        due_at=now,
        expires_at=expires_at,
        created_at=now,
        **more,
    )


def recipient_key(reader: Candidate | Recruiter) -> str:
    return f"{'candidate' if isinstance(reader, Candidate) else 'recruiter'}:{reader.id}"
