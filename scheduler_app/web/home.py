"""The front door: what can be booked."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from scheduler_app.store.db import reading
from scheduler_app.store.people import InterviewType
from scheduler_app.web import sessions

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> ResponseReturnValue:
    with reading(sessions()) as session:
        kinds = list(session.scalars(select(InterviewType).order_by(InterviewType.name)))
        return render_template("pages/home.html", kinds=kinds)
