"""The recruiter's other calendars, whose busy times no call is offered in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from scheduler_app import other_calendars
from scheduler_app.domain import clockface
from scheduler_app.domain.errors import Refused
from scheduler_app.store.calendars import OtherCalendar
from scheduler_app.store.db import reading
from scheduler_app.store.people import Recruiter
from scheduler_app.web import front, now, sessions
from scheduler_app.web.session import signed_in_only, signed_in_recruiter

bp = Blueprint("other_calendars", __name__, url_prefix="/dashboard/calendar/busy")


@dataclass(frozen=True)
class Shown:
    """A calendar as its owner sees it; of the address only the host, as the rest of it may be a secret."""

    id: int
    name: str
    host: str  # "" for a file
    times: int
    read: str  # when, or "" if never
    trouble: str
    stale: bool
    remarks: list[str]


@bp.get("")
@signed_in_only
def show() -> ResponseReturnValue:
    return _page()


@bp.post("/address")
@signed_in_only
def add_address() -> ResponseReturnValue:
    name, address = request.form.get("name", ""), request.form.get("address", "")
    return _added(
        lambda session, owner: other_calendars.add_address(session, owner, name, address, now()),
        f"“{name.strip()}” is added and read within a minute or so.",
        {"name": name, "address": address},
    )


@bp.post("/file")
@signed_in_only
def add_file() -> ResponseReturnValue:
    name, sent = request.form.get("name", ""), request.files.get("file")
    body = sent.read() if sent else b""
    return _added(
        lambda session, owner: other_calendars.add_file(session, owner, name, body, now()),
        f"The busy times of “{name.strip()}” are kept free.",
        {"name_of_file": name},
    )


@bp.post("/<int:calendar_id>/again")
@signed_in_only
def again(calendar_id: int) -> ResponseReturnValue:
    return _done(
        lambda session, owner: other_calendars.ask_again(session, owner, calendar_id, now()),
        "It is read again within a minute or so.",
    )


@bp.post("/<int:calendar_id>/remove")
@signed_in_only
def remove(calendar_id: int) -> ResponseReturnValue:
    return _done(
        lambda session, owner: other_calendars.remove(session, owner, calendar_id),
        "Removed. Its busy times are bookable again.",
    )


def _added(act: Callable[[Session, Recruiter], object], notice: str, typed: dict[str, str]) -> ResponseReturnValue:
    try:
        with sessions().begin() as session:
            act(session, session.merge(signed_in_recruiter(), load=False))
    except Refused as refused:
        kept = {"name": "", "name_of_file": "", "address": ""} | typed
        errors = dict(refused.by_field)
        if "name_of_file" in typed and "name" in errors:
            errors["name_of_file"] = errors.pop("name")
        return _page(**kept, errors=errors), 422
    return _back(notice)


def _done(act: Callable[[Session, Recruiter], object], notice: str) -> ResponseReturnValue:
    try:
        with sessions().begin() as session:
            act(session, session.merge(signed_in_recruiter(), load=False))
    except Refused as refused:
        flash(str(refused), "refused")
        return redirect(url_for("other_calendars.show"), 303)
    return _back(notice)


def _back(notice: str) -> ResponseReturnValue:
    front().poke()
    flash(notice, "good")
    return redirect(url_for("other_calendars.show"), 303)


def _page(*, name: str = "", name_of_file: str = "", address: str = "", errors: dict[str, str] | None = None) -> str:
    owner = signed_in_recruiter()
    with reading(sessions()) as session:
        shown = [_shown(row, times, owner) for row, times in other_calendars.of(session, owner)]
    return render_template(
        "pages/other_calendars.html",
        calendars=shown,
        name=name,
        name_of_file=name_of_file,
        address=address,
        errors=errors or {},
    )


def _shown(row: OtherCalendar, times: int, owner: Recruiter) -> Shown:
    return Shown(
        id=row.id,
        name=row.name,
        host=row.address.removeprefix("https://").partition("/")[0].partition("?")[0],
        times=times,
        read=clockface.say(row.read_at, owner.zone, owner.manner) if row.read_at else "",
        trouble=row.trouble,
        stale=other_calendars.is_stale(row, now()),
        remarks=row.remarks,
    )
