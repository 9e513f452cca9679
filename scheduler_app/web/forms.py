"""Public forms without cookies: each carries a signed token that says which form it is, about what, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4, uuid5

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from scheduler_app.domain.errors import Refused
from scheduler_app.domain.phrases import phrase

LASTS = timedelta(hours=12)
FIELD = "form_token"


@dataclass(frozen=True)
class Opened:
    """A form that somebody opened: when (UTC, whole seconds), and a key that no other opening of it has."""

    at: datetime
    key: UUID

    def key_for(self, *values: object) -> UUID:
        """The key of what this very form makes of these values: the same however often it is sent."""
        return uuid5(self.key, "\n".join(map(str, values)))


def token(purpose: str, subject: str, issued: datetime) -> str:
    """A token for one form about one thing, good for 12 hours; worthless for another form or another thing."""
    return str(_signer().dumps([purpose, subject, int(issued.timestamp()), uuid4().hex]))


def check(given: str, purpose: str, subject: str, now: datetime) -> Opened:
    """The form this token came with; raises `Refused` for a forged, foreign or expired one."""
    about, opened = read(given, purpose, now)
    if about != subject:
        raise _stale()
    return opened


def read(given: str, purpose: str, now: datetime) -> tuple[str, Opened]:
    """What a token of this purpose is about, and its form; raises `Refused` as `check` does."""
    try:
        said, about, issued, key = _signer().loads(given)
        opened = Opened(datetime.fromtimestamp(issued, UTC), UUID(key))
    except (BadSignature, ValueError, TypeError, AttributeError):
        raise _stale() from None
    if said != purpose or not isinstance(about, str) or not opened.at <= now < opened.at + LASTS:
        raise _stale()
    return about, opened


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="public form")


def _stale() -> Refused:
    return Refused.because(
        "invalid_request", phrase("this page was open for too long; please check it and send it again")
    )
