"""What can be booked and by which rules: an admin's page."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app import hours, interview_types
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.turns import MOST_WEIGHT
from scheduler_app.domain.type_form import NUMBERS, read_type
from scheduler_app.store.db import reading
from scheduler_app.store.people import InterviewType, Recruiter
from scheduler_app.web import sessions
from scheduler_app.web.session import signed_in_only, signed_in_recruiter

MAY_CHANGE = "admin"

bp = Blueprint("types", __name__, url_prefix="/dashboard/types")
log = structlog.get_logger()


@bp.get("")
@signed_in_only
def listed() -> ResponseReturnValue:
    _admins_only()
    with reading(sessions()) as session:
        kinds = [(kind, _count(session, kind)) for kind in interview_types.every(session)]
        return render_template("pages/types.html", kinds=kinds)


@bp.get("/<slug>")
@signed_in_only
def show(slug: str) -> ResponseReturnValue:
    _admins_only()
    return _page(slug)


@bp.post("/<slug>")
@signed_in_only
def change(slug: str) -> ResponseReturnValue:
    _admins_only()
    try:
        with sessions().begin() as session:
            wanted = read_type(request.form, [person.id for person in hours.everyone(session)])
            interview_types.change(session, _find(session, slug), wanted)
    except Refused as refused:
        return _page(slug, request.form, refused), 422
    log.info("an interview type was changed", by=signed_in_recruiter().id, type=slug)
    flash("Saved. Calls that are booked keep their time, length and window.", "good")
    return redirect(url_for("types.show", slug=slug), 303)


def _admins_only() -> None:
    if signed_in_recruiter().role != MAY_CHANGE:
        abort(403)


def _count(session: Session, kind: InterviewType) -> int:
    return sum(weight > 0 for _, weight in interview_types.weights(session, kind))


def _find(session: Session, slug: str) -> InterviewType:
    found = session.scalar(select(InterviewType).where(InterviewType.slug == slug))
    if found is None:
        abort(404)
    return found


def _page(slug: str, typed: Mapping[str, str] | None = None, refused: Refused | None = None) -> str:
    with reading(sessions()) as session:
        kind = _find(session, slug)
        people = interview_types.weights(session, kind)
        return render_template(
            "pages/type.html",
            kind=kind,
            people=[person for person, _ in people],
            values=typed if typed is not None else _values(kind, people),
            errors=refused.by_field if refused else {},
            problems=refused.problems if refused else (),
            bounds=NUMBERS,
            most_weight=MOST_WEIGHT,
        )


def _values(kind: InterviewType, people: list[tuple[Recruiter, int]]) -> dict[str, str]:
    known = {name: str(getattr(kind, name)) for name in NUMBERS} | {"name": kind.name}
    if kind.may_overlap:
        known["may_overlap"] = "on"
    known |= {f"weight-{person.id}": str(weight or 1) for person, weight in people}
    return known | {f"takes-{person.id}": "on" for person, weight in people if weight}
