"""What each interview type asks candidates: an admin's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import structlog
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from scheduler_app import openings, questionnaire
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.questions import MOST_QUESTIONS, YES, Kind, Question, read_questions
from scheduler_app.store.db import reading
from scheduler_app.store.people import InterviewType
from scheduler_app.web import now, sessions
from scheduler_app.web.session import signed_in_only, signed_in_recruiter

MAY_CHANGE = "admin"
EMPTY_ROWS = 2  # beside the questions there are
FIELDS = ("wording", "kind", "choices", "required")
KINDS = {
    Kind.LINE: "A line of text",
    Kind.TEXT: "A longer text",
    Kind.CHOICE: "One of these answers",
    Kind.YES_NO: "Yes or no",
}
Row = dict[str, str]

bp = Blueprint("questions", __name__, url_prefix="/dashboard")
log = structlog.get_logger()


@bp.get("/types/<slug>/questions")
@signed_in_only
def show(slug: str) -> ResponseReturnValue:
    _admins_only()
    with reading(sessions()) as session:
        kind = _kind(session, slug)
        return _page(kind, [_typed(question) for _, question in questionnaire.asked(session, kind)], None)


@bp.post("/types/<slug>/questions")
@signed_in_only
def change(slug: str) -> ResponseReturnValue:
    """All questions of the type at once. A row whose wording was emptied is asked no more."""
    _admins_only()
    rows = [_row(request.form, number) for number in range(MOST_QUESTIONS + EMPTY_ROWS)]
    try:
        wanted = read_questions(rows)
    except Refused as refused:
        with reading(sessions()) as session:
            return _page(_kind(session, slug), rows, refused), 422
    with sessions().begin() as session:
        questionnaire.ask(session, _kind(session, slug), wanted, now())
    log.info("the questions of an interview type were changed", type=slug, by=signed_in_recruiter().id)
    flash("Saved. New bookings are asked this; what was answered before stays with its interview.", "good")
    return redirect(url_for("questions.show", slug=slug), 303)


def _admins_only() -> None:
    if signed_in_recruiter().role != MAY_CHANGE:
        abort(403)


def _kind(session: Session, slug: str) -> InterviewType:
    try:
        return openings.find_type(session, slug)
    except Refused:
        abort(404)


def _page(kind: InterviewType, rows: Sequence[Mapping[str, str]], refused: Refused | None) -> str:
    used = max((number + 1 for number, row in enumerate(rows) if row["wording"]), default=0)
    empty = dict.fromkeys(FIELDS, "")
    shown = [*rows[:used], *[empty] * EMPTY_ROWS][: max(MOST_QUESTIONS, used)]
    return render_template(
        "pages/questions.html",
        kind=kind,
        rows=shown,
        kinds=KINDS,
        yes=YES,
        most=MOST_QUESTIONS,
        errors=refused.by_field if refused else {},
        general=[problem.message for problem in refused.problems if not problem.field] if refused else [],
    )


def _row(form: Mapping[str, str], number: int) -> Row:
    return {name: form.get(f"{name}-{number}", "") for name in FIELDS}


def _typed(question: Question) -> Row:
    return {
        "wording": question.wording,
        "kind": question.kind,
        "choices": "\n".join(question.choices),
        "required": YES if question.required else "",
    }
