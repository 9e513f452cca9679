"""The front door: what can be booked."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from scheduler_app.store.db import reading
from scheduler_app.store.people import InterviewType
from scheduler_app.web import sessions, visitor
from scheduler_app.web.pages import page

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> ResponseReturnValue:
    with reading(sessions()) as session:
        kinds = list(session.scalars(select(InterviewType).order_by(InterviewType.name)))
        return page(
            "pages/home.html",
            visitor.page_language(),
            kinds=kinds,
            languages=visitor.languages(lambda code: url_for("home.index", language=code)),
            chosen_language=visitor.chosen_language(),
        )
