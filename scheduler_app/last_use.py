"""When an API key or a calendar feed was last used, to the minute: enough to find the ones nobody needs."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from scheduler_app.domain import calendar_programs
from scheduler_app.store.access import ApiKey, Feed

MINUTE = timedelta(minutes=1)


def worth_noting(last: datetime | None, now: datetime) -> bool:
    """Whether a use at `now` says anything new; asked first, so that most requests write nothing."""
    return last is None or last <= now - MINUTE


def note_key(session: Session, key_id: int, now: datetime) -> None:
    """Keep `now` as the key's last use, at most once a minute however many requests arrive together."""
    stale = or_(ApiKey.used_at.is_(None), ApiKey.used_at <= now - MINUTE)
    session.execute(update(ApiKey).where(ApiKey.id == key_id, stale).values(used_at=now))


def note_feed(session: Session, feed_id: int, now: datetime, program: str) -> None:
    """The same for a feed's last fetch, and what the program that fetched it called itself."""
    stale = or_(Feed.fetched_at.is_(None), Feed.fetched_at <= now - MINUTE)
    by = calendar_programs.shortened(program)
    session.execute(update(Feed).where(Feed.id == feed_id, stale).values(fetched_at=now, fetched_by=by))
