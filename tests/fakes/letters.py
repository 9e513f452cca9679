"""Letters for tests of the ways out: one text, one mail, and any of them changed in one respect."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from scheduler_app.messages.senders import Letter

NOW = datetime(2027, 1, 12, 21, 30, tzinfo=UTC)

INVITE = "\r\n".join(
    ["BEGIN:VCALENDAR", "METHOD:REQUEST", "BEGIN:VEVENT", "SUMMARY:Café, 14:30", "END:VEVENT", "END:VCALENDAR", ""]
)

_TEXT = Letter(
    id="0af7651916cd43dd8448eb211c80319c",
    to="+16025550123",
    to_name="",
    subject="",
    body="Northwind: Dana will call at 2:30 PM Denver (UTC-7). Ref 7KQ2",
    html="",
    calendar=None,
    calendar_method=None,
    thread=None,
    created_at=NOW,
    expires_at=NOW + timedelta(minutes=30),
    receipt_url=None,
)
_MAIL = replace(
    _TEXT,
    to="ali@example.com",
    to_name="Ali Ünal",
    subject="Dana calls you on Tuesday at 2:30 PM",
    body="Hi Ali,\nDana will call you at 2:30 PM Denver.\n",
    html="<p>Hi Ali,</p><p>Dana will call you at 2:30 PM Denver.</p>",
    calendar=INVITE,
    calendar_method="REQUEST",
    thread="5f2b9c1e",
)


def a_text(**changes: Any) -> Letter:
    return replace(_TEXT, **changes)


def a_mail(**changes: Any) -> Letter:
    return replace(_MAIL, **changes)
