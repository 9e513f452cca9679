"""A calendar over HTTP, for programs that fetch it again and again and know nothing but its address."""

from __future__ import annotations

import gzip
import hashlib
import math
from datetime import datetime, timedelta
from functools import lru_cache

import structlog
from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import Accept
from werkzeug.http import http_date, is_resource_modified, parse_accept_header

from scheduler_app import calendars_out, feed, last_use
from scheduler_app.calendars_out import Opened
from scheduler_app.store.access import OWN
from scheduler_app.store.db import reading
from scheduler_app.web import now, sessions
from scheduler_app.web.known import Known, Tag
from scheduler_app.web.pace import Pace

AT_ONCE, EVERY = 60, timedelta(minutes=1)
PRIVATE = (("X-Robots-Tag", "noindex"), ("Referrer-Policy", "no-referrer"))
KEPT = (("Cache-Control", "private, max-age=300"), ("Vary", "Accept-Encoding"))  # for five minutes
RETRY_AFTER = 60  # seconds, while the calendar cannot be read
PACE, KNOWN = "feed_pace", "feeds_known"

_dated = lru_cache(1000)(http_date)

bp = Blueprint("feeds", __name__)
log = structlog.get_logger()


@bp.record_once
def _own_memory(setup: BlueprintSetupState) -> None:
    setup.app.extensions[PACE] = Pace(AT_ONCE, EVERY)
    setup.app.extensions[KNOWN] = Known()


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
                last_use.note_feed(session, stale, moment, request.user_agent.string)
    except (SQLAlchemyError, feed.Nothing):
        log.exception("a feed could not be read")
        answer = _plain(503, "The calendar cannot be read right now; try again in a minute.")
        answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer


def _answer(token: str, moment: datetime) -> tuple[Response, int | None]:
    """The response, and the feed whose fetch is worth noting."""
    opened = calendars_out.opened_by(sessions(), token)
    if opened is None:
        return _plain(404, "There is no calendar at this address."), None
    pace: Pace = current_app.extensions[PACE]
    if wait := pace.wait(opened.id, moment):
        slower = _plain(429, "This calendar was fetched too often; once an hour is enough.")
        slower.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
        return slower, None
    stale = opened.id if last_use.worth_noting(opened.fetched_at, moment) else None
    return _unchanged(opened, moment) or _calendar(opened, moment), stale


def _unchanged(opened: Opened, moment: datetime) -> Response | None:
    """304, if what this program has is what was last made and still holds; no interview is looked at."""
    known: Known = current_app.extensions[KNOWN]
    tag = known.of(opened, moment)
    if tag is None:
        return None
    told = _Told(tag, moment)
    return told.nothing_new() if told.known_there() else None


def _calendar(opened: Opened, moment: datetime) -> Response:
    with reading(sessions()) as session:
        shown = list(calendars_out.held(session, opened, moment))
        left = calendars_out.last_to_leave(session, opened, moment)
    body = feed.build(
        opened.name,
        shown,
        detail=opened.detail,
        alarm_minutes=opened.alarm_minutes,
        of_others=opened.scope != OWN,
    )
    tag = Tag(
        hashlib.sha256(body).hexdigest()[:32],
        max([opened.made_at, *(row.changed_at for row in shown), *filter(None, [left])]),
        min((row.occupied_until + calendars_out.KEPT for row in shown), default=None),
    )
    known: Known = current_app.extensions[KNOWN]
    known.keep(opened, tag)
    told = _Told(tag, moment)
    return told.nothing_new() if told.known_there() else told.whole(body)


class _Told:
    """What this request is told of a body: its tag, when it changed, and so whether it is there already.

    A compressed body has other bytes, and so another tag.
    """

    def __init__(self, tag: Tag, moment: datetime) -> None:
        self.zipped = _unzips(request.headers.get("Accept-Encoding", ""))
        self.etag = f'"{tag.digest}-gzip"' if self.zipped else f'"{tag.digest}"'
        # Only once that second is over: what changes later within it would look unchanged to If-Modified-Since.
        self.changed = tag.changed if tag.changed < moment.replace(microsecond=0) else None

    def known_there(self) -> bool:
        """By If-None-Match or, only without it, by If-Modified-Since (RFC 9110 section 13.2.2)."""
        if request.headers.get("If-None-Match") == self.etag:  # nearly always, and a fraction of the whole reading
            return True
        return not is_resource_modified(request.environ, etag=self.etag, last_modified=self.changed)

    def nothing_new(self) -> Response:
        return Response(status=304, headers=self._headers())

    def whole(self, body: bytes) -> Response:
        answer = Response(
            gzip.compress(body, mtime=0) if self.zipped else body,
            headers=self._headers(),
            content_type="text/calendar; charset=utf-8",
        )
        answer.headers["Content-Disposition"] = 'inline; filename="interviews.ics"'
        if self.zipped:
            answer.headers["Content-Encoding"] = "gzip"
        return answer

    def _headers(self) -> list[tuple[str, str]]:
        headers = [("ETag", self.etag), *PRIVATE, *KEPT]
        return headers if self.changed is None else [*headers, ("Last-Modified", _dated(self.changed))]


@lru_cache(100)
def _unzips(accepts: str) -> bool:
    """Whether a program that sent this `Accept-Encoding` reads gzip; programs send few different ones."""
    return parse_accept_header(accepts, Accept).quality("gzip") > 0


def _plain(status: int, words: str) -> Response:
    return Response(
        words + "\n", status, [*PRIVATE, ("Cache-Control", "no-store")], content_type="text/plain; charset=utf-8"
    )
