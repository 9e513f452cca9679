"""A person's calendar: subscriptions, whose addresses are shown once; invitations; all calls as a file."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

import segno
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from scheduler_app import calendars_out, subscribing
from scheduler_app.domain import calendar_programs, clockface
from scheduler_app.domain.errors import Refused
from scheduler_app.store.access import EVERYONE, OWN, TYPE, Feed
from scheduler_app.store.db import reading
from scheduler_app.store.people import InterviewType, Recruiter
from scheduler_app.web import desk, now, sessions
from scheduler_app.web.session import signed_in_only, signed_in_recruiter

bp = Blueprint("calendar", __name__, url_prefix="/dashboard/calendar")


@dataclass(frozen=True)
class Address:
    """A new address, and the ways to hand it to a calendar."""

    name: str
    https: str

    @property
    def webcal(self) -> str:
        return f"webcal://{self.https.partition('://')[2]}"

    @property
    def google(self) -> str:
        # Google takes the address of a calendar here only as webcal:.
        return f"https://calendar.google.com/calendar/render?cid={quote(self.webcal, safe='')}"

    @property
    def outlook(self) -> str:
        return f"https://outlook.office.com/calendar/0/addfromweb?{urlencode({'url': self.https, 'name': self.name})}"

    @property
    def code(self) -> Markup:
        """The webcal: address as a QR code for a phone's camera; the module's own markup, nothing typed."""
        picture = segno.make(self.webcal, error="m", micro=False)
        return Markup(picture.svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=False))


@bp.get("")
@signed_in_only
def show() -> ResponseReturnValue:
    return _page()


@bp.post("")
@signed_in_only
def add() -> ResponseReturnValue:
    """The address is on the page that answers, and nowhere else ever again."""
    typed = request.form
    name, (scope, _, slug) = typed.get("name", ""), typed.get("whose", "").partition(":")
    try:
        with sessions().begin() as session:
            address = subscribing.add_feed(
                session,
                desk(),
                signed_in_recruiter().email,
                name,
                typed.get("detail", "standard"),
                now(),
                scope=scope,
                type_slug=slug,
                alarm_minutes=_minutes(typed.get("alarm", "")),
            )
    except Refused as refused:
        return _page(errors=refused.by_field), 422
    return _page(Address(name, address))


@bp.post("/rotate")
@signed_in_only
def rotate() -> ResponseReturnValue:
    """Another address, shown like a first one; the former opens nothing any more."""
    name = request.form.get("name", "")
    try:
        with sessions().begin() as session:
            address = subscribing.rotate_feed(session, desk(), signed_in_recruiter().email, name)
    except Refused as refused:
        flash(str(refused), "refused")
        return redirect(url_for("calendar.show"), 303)
    return _page(Address(name, address), replaced=True)


@bp.post("/revoke")
@signed_in_only
def revoke() -> ResponseReturnValue:
    name = request.form.get("name", "")
    try:
        with sessions().begin() as session:
            subscribing.revoke_feed(session, signed_in_recruiter().email, name, now())
    except Refused as refused:
        flash(str(refused), "refused")
    else:
        flash(f"“{name}” is ended; its address shows nothing any more.", "good")
    return redirect(url_for("calendar.show"), 303)


@bp.post("/invites")
@signed_in_only
def invites() -> ResponseReturnValue:
    wanted = request.form.get("invites") == "yes"
    with sessions().begin() as session:
        subscribing.choose_invites(session, signed_in_recruiter().email, wanted)
    flash("Emails about your calls " + ("bring" if wanted else "come without") + " a calendar invitation.", "good")
    return redirect(url_for("calendar.show"), 303)


@bp.get("/calls.ics")
@signed_in_only
def export() -> Response:
    """All of one's own calls as a file to keep or to import."""
    with reading(sessions()) as session:
        body = calendars_out.file_of(session, signed_in_recruiter().email, "standard")
    headers = {"Content-Disposition": 'attachment; filename="calls.ics"'}
    return Response(body, content_type="text/calendar; charset=utf-8", headers=headers)


def _page(address: Address | None = None, *, replaced: bool = False, errors: dict[str, str] | None = None) -> str:
    reader = signed_in_recruiter()
    typed = request.form if errors else {}
    with reading(sessions()) as session:
        return render_template(
            "pages/calendar.html",
            feeds=_feeds(session, reader),
            whose=_whose(session, reader),
            chosen={
                "name": typed.get("name", ""),
                "whose": typed.get("whose", EVERYONE if reader.sees_all else OWN),
                "detail": typed.get("detail", "standard"),
                "alarm": typed.get("alarm", ""),
            },
            details=subscribing.DETAILS,
            alarms=subscribing.ALARMS,
            programs=calendar_programs.PROGRAMS,
            invites=reader.wants_invites,
            takes_calls=reader.role == "recruiter",
            address=address,
            replaced=replaced,
            errors=errors or {},
        )


def _feeds(session: Session, reader: Recruiter) -> list[tuple[Feed, str, str]]:
    """Each live subscription, when it was last asked for, and by which program."""
    live = (
        select(Feed)
        .where(Feed.recruiter_id == reader.id, Feed.revoked_at.is_(None))
        .order_by(Feed.id)
        .options(joinedload(Feed.type))
    )
    return [
        (
            feed,
            clockface.say(feed.fetched_at, reader.zone, reader.manner) if feed.fetched_at else "",
            calendar_programs.name_of(feed.fetched_by),
        )
        for feed in session.scalars(live)
    ]


def _whose(session: Session, reader: Recruiter) -> list[tuple[str, str]]:
    """The choices of whose calls to show, as a value and words; a recruiter has only one."""
    if not reader.sees_all:
        return [(OWN, "your own calls")]
    kinds = session.scalars(select(InterviewType).order_by(InterviewType.name))
    return [
        (EVERYONE, "the calls of everyone"),
        *((f"{TYPE}:{kind.slug}", f"everyone, only {kind.name}") for kind in kinds),
    ]


def _minutes(typed: str) -> int | None:
    """None for no reminder; 0, which no choice has, for what is no number."""
    return (int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0) if typed else None
