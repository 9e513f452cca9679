"""Quiet hours and caps of this deployment: an admin's page."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler_app import caps, limits
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.limits import CAPS, Limits, read_limits
from scheduler_app.store.db import reading
from scheduler_app.web import front, now, sessions
from scheduler_app.web.session import admins_only, signed_in_only, signed_in_recruiter

bp = Blueprint("limits", __name__, url_prefix="/dashboard/limits")
log = structlog.get_logger()


@bp.get("")
@signed_in_only
def show() -> ResponseReturnValue:
    admins_only()
    with reading(sessions()) as session:
        present = limits.present(session)
    return _page(_typed(present), {})


@bp.post("")
@signed_in_only
def change() -> ResponseReturnValue:
    admins_only()
    try:
        wanted = read_limits(request.form)
    except Refused as refused:
        return _page(request.form, refused.by_field), 422
    with sessions().begin() as session:
        limits.change(session, wanted, now())
    front().poke()
    log.info("the limits were changed", by=signed_in_recruiter().id)
    flash("Saved. Texts that wait are looked at again by these hours.", "good")
    return redirect(url_for("limits.show"), 303)


def _page(values: Mapping[str, str], errors: Mapping[str, str]) -> str:
    with reading(sessions()) as session:
        used, most = caps.today(session, now())
    return render_template("pages/limits.html", values=values, errors=errors, used=used, most=most)


def _typed(present: Limits) -> dict[str, str]:
    clocks = {"quiet_from": present.quiet.begins, "quiet_until": present.quiet.ends}
    return {name: f"{clock:%H:%M}" for name, clock in clocks.items()} | {
        name: str(getattr(present, name)) for name in CAPS
    }
