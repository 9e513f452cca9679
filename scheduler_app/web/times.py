"""How times are said to whoever is signed in: the language of dates, and the clock."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler_app import manners
from scheduler_app.domain.errors import Refused
from scheduler_app.web import manner_form, now, sessions
from scheduler_app.web.session import signed_in_only, signed_in_recruiter

bp = Blueprint("times", __name__, url_prefix="/dashboard/times")


@bp.get("")
@signed_in_only
def show() -> ResponseReturnValue:
    return _page()


@bp.post("")
@signed_in_only
def choose() -> ResponseReturnValue:
    try:
        wanted = manner_form.chosen()
    except Refused as refused:
        return _page(str(refused)), 422
    with sessions().begin() as session:
        manners.recruiter_reads(session, signed_in_recruiter().id, wanted)
    flash("Noted: from now on times are said to you like this.", "good")
    return redirect(url_for("times.show"), 303)


def _page(refused: str = "") -> str:
    offered = manner_form.choices(signed_in_recruiter(), now().replace(second=0, microsecond=0))
    return render_template("pages/times.html", offered=offered, refused=refused)
