"""Quiet hours, caps, countries and switches of this deployment: an admin's page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import structlog
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler_app import caps, limits, switches
from scheduler_app.domain import clockface, reach
from scheduler_app.domain.errors import Problem, Refused
from scheduler_app.domain.limits import CAPS, Limits, read_limits
from scheduler_app.store.db import reading
from scheduler_app.store.people import Organisation
from scheduler_app.switches import Switch
from scheduler_app.web import desk, front, now, sessions
from scheduler_app.web.session import admins_only, signed_in_only, signed_in_recruiter

COUNTRIES = "sms_countries"

bp = Blueprint("limits", __name__, url_prefix="/dashboard/limits")
log = structlog.get_logger()


@bp.get("")
@signed_in_only
def show() -> ResponseReturnValue:
    admins_only()
    with reading(sessions()) as session:
        organisation = session.get_one(Organisation, 1)
    return _page(_typed(organisation.limits) | {COUNTRIES: ", ".join(organisation.sms_countries)}, {})


@bp.post("")
@signed_in_only
def change() -> ResponseReturnValue:
    admins_only()
    try:
        wanted, countries = _read()
    except Refused as refused:
        return _page(request.form, refused.by_field), 422
    with sessions().begin() as session:
        limits.change(session, wanted, now())
        limits.choose_countries(session, desk(), countries)
    front().poke()
    log.info("the limits were changed", by=signed_in_recruiter().id)
    flash("Saved. Texts that wait are looked at again by these hours.", "good")
    return redirect(url_for("limits.show"), 303)


@bp.post("/switch")
@signed_in_only
def turn() -> ResponseReturnValue:
    """`which` is the switch, `on` whether it is to be on, `contact` whom people turn to while the form is closed."""
    admins_only()
    if (which := request.form.get("which", "")) not in tuple(Switch):
        abort(404)
    try:
        with sessions().begin() as session:
            contact, on = request.form.get("contact", ""), request.form.get("on") == "yes"
            switches.turn(session, Switch(which), signed_in_recruiter(), now(), on=on, contact=contact)
    except Refused as refused:
        flash(str(refused), "error")
    front().poke()
    return redirect(url_for("limits.show") + "#switches", 303)


def _read() -> tuple[Limits, list[str]]:
    problems: list[Problem] = []
    wanted, countries = None, list[str]()
    try:
        wanted = read_limits(request.form)
    except Refused as refused:
        problems += refused.problems
    try:
        countries = reach.read(request.form.get(COUNTRIES, ""), field=COUNTRIES)
    except Refused as refused:
        problems += refused.problems
    if wanted is None or problems:
        raise Refused(problems)
    return wanted, countries


def _page(values: Mapping[str, str], errors: Mapping[str, str]) -> str:
    reader = signed_in_recruiter()

    def when(moment: datetime | None) -> str:
        return clockface.say(moment.replace(second=0, microsecond=0), reader.zone, reader.manner) if moment else ""

    with reading(sessions()) as session:
        used, most = caps.today(session, now())
        organisation = session.get_one(Organisation, 1)
    usual = reach.usual(desk().texts_from)
    return render_template(
        "pages/limits.html",
        values=values,
        errors=errors,
        used=used,
        most=most,
        organisation_row=organisation,
        usual=", ".join(sorted(usual)) if usual else "every country",
        booking_switched=when(organisation.booking_switched_at),
        texts_switched=when(organisation.texts_switched_at),
    )


def _typed(present: Limits) -> dict[str, str]:
    clocks = {"quiet_from": present.quiet.begins, "quiet_until": present.quiet.ends}
    return {name: f"{clock:%H:%M}" for name, clock in clocks.items()} | {
        name: str(getattr(present, name)) for name in CAPS
    }
