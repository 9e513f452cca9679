"""A recruiter's calendar over HTTP, for programs that fetch it again and again and know nothing but its address."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime, timedelta

import structlog
from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, joinedload

from scheduler_app import access, feed, last_use
from scheduler_app.store.access import Feed
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from scheduler_app.web import now, sessions
from scheduler_app.web.pace import Pace

AT_ONCE, EVERY = 60, timedelta(minutes=1)
MAX_AGE = 300  # seconds a program may reuse what it has
RETRY_AFTER = 60  # seconds, while the database does not answer
PACE = "feed_pace"

bp = Blueprint("feeds", __name__)
log = structlog.get_logger()


@bp.record_once
def _own_pace(setup: BlueprintSetupState) -> None:
    setup.app.extensions[PACE] = Pace(AT_ONCE, EVERY)


@bp.get("/feeds/<token>.ics", provide_automatic_options=False)
def calendar(token: str) -> Response:
    """The feed's bytes, or 304 when they are the same; unknown and revoked addresses look alike.

    A failure of the database is 503: an empty calendar would empty the subscriber's.
    """
    moment = now()
    try:
        answer, stale = _answer(token, moment)
        if stale is not None:
            with sessions().begin() as session:
                last_use.note_feed(session, stale, moment)
    except SQLAlchemyError:
        log.exception("a feed could not be read from the database")
        answer = _plain(503, "The calendar cannot be read right now; try again in a minute.")
        answer.headers["Retry-After"] = str(RETRY_AFTER)
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _answer(token: str, moment: datetime) -> tuple[Response, int | None]:
    """The response, and the feed whose fetch is worth noting."""
    with reading(sessions()) as session:
        opened = access.feed_opened_by(session, token)
        if opened is None:
            return _plain(404, "There is no calendar at this address."), None
        if wait := _pace().wait(opened.id, moment):
            slower = _plain(429, "This calendar was fetched too often; once an hour is enough.")
            slower.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
            return slower, None
        stale = opened.id if last_use.worth_noting(opened.fetched_at, moment) else None
        return _calendar(session, opened, moment), stale


def _calendar(session: Session, opened: Feed, moment: datetime) -> Response:
    rows = session.scalars(
        select(Interview)
        .where(
            Interview.recruiter_id == opened.recruiter_id,
            # The index is on (recruiter_id, occupied_until), and a call is not over before its window.
            Interview.occupied_until >= moment - feed.KEPT,
        )
        .order_by(Interview.starts_at, Interview.id)
        .options(joinedload(Interview.type), joinedload(Interview.recruiter), joinedload(Interview.candidate))
    ).all()
    owner = opened.recruiter
    body = feed.build(opened.name, rows, detail=opened.detail, zone=owner.zone, manner=owner.manner)
    answer = Response(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = f"private, max-age={MAX_AGE}"
    answer.headers["Content-Disposition"] = 'inline; filename="interviews.ics"'
    answer.set_etag(hashlib.sha256(body).hexdigest())
    changed = max([opened.made_at, *(row.changed_at for row in rows)])
    # Only once that second is over: what changes later within it would look unchanged to If-Modified-Since.
    if changed < moment.replace(microsecond=0):
        answer.last_modified = changed
    answer.make_conditional(request)  # answers 304 in place
    return answer


def _plain(status: int, words: str) -> Response:
    return Response(
        words + "\n", status, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"}
    )


def _pace() -> Pace:
    pace: Pace = current_app.extensions[PACE]
    return pace
