"""A recruiter's calendar subscriptions: added, shown once, and ended."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from scheduler_app import access
from scheduler_app.domain import clockface
from scheduler_app.domain.errors import Refused
from scheduler_app.store.access import Feed
from scheduler_app.store.db import reading
from scheduler_app.web import desk, now, sessions
from scheduler_app.web.session import signed_in_only, signed_in_recruiter

bp = Blueprint("calendar", __name__, url_prefix="/dashboard/calendar")


@bp.get("")
@signed_in_only
def show() -> ResponseReturnValue:
    return _page()


@bp.post("")
@signed_in_only
def add() -> ResponseReturnValue:
    """The address is on the page that answers, and nowhere else ever again."""
    name, detail = request.form.get("name", ""), request.form.get("detail", "standard")
    try:
        with sessions().begin() as session:
            address = access.add_feed(session, desk(), signed_in_recruiter().email, name, detail, now())
    except Refused as refused:
        return _page(name=name, detail=detail, errors=refused.by_field), 422
    return _page(address=address, added=name)


@bp.post("/revoke")
@signed_in_only
def revoke() -> ResponseReturnValue:
    name = request.form.get("name", "")
    try:
        with sessions().begin() as session:
            access.revoke_feed(session, signed_in_recruiter().email, name, now())
    except Refused as refused:
        flash(str(refused), "refused")
    else:
        flash(f"“{name}” is ended; its address shows nothing any more.", "good")
    return redirect(url_for("calendar.show"), 303)


def _page(
    *,
    address: str = "",
    added: str = "",
    name: str = "",
    detail: str = "standard",
    errors: dict[str, str] | None = None,
) -> str:
    reader = signed_in_recruiter()
    live = select(Feed).where(Feed.recruiter_id == reader.id, Feed.revoked_at.is_(None)).order_by(Feed.id)
    with reading(sessions()) as session:
        feeds = [
            (feed, clockface.say(feed.fetched_at, reader.zone, reader.manner) if feed.fetched_at else "")
            for feed in session.scalars(live)
        ]
    _, _, bare = address.partition("://")
    return render_template(
        "pages/calendar.html",
        feeds=feeds,
        details=access.DETAILS,
        address=address,
        webcal=f"webcal://{bare}" if address else "",
        added=added,
        name=name,
        detail=detail,
        errors=errors or {},
    )
