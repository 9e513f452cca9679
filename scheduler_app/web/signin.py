"""Signing in by a one-time link that is mailed; no passwords."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler_app import access
from scheduler_app.domain import text
from scheduler_app.domain.errors import Refused
from scheduler_app.store.db import reading
from scheduler_app.web import desk, front, now, session, sessions

bp = Blueprint("signin", __name__)


@bp.get("/signin")
def ask() -> ResponseReturnValue:
    if session.whoever_is_signed_in() is not None:
        return redirect(url_for("dashboard.board"), 303)
    return render_template("pages/signin.html", email="", errors={})


@bp.post("/signin")
def mail() -> ResponseReturnValue:
    """Always the same answer, so that nobody learns who works here."""
    typed = request.form.get("email", "")
    try:
        email = text.check_email(typed, field="email")
    except Refused as refused:
        return render_template("pages/signin.html", email=typed, errors=refused.by_field), 422
    with sessions().begin() as rows:
        access.mail_sign_in_link(rows, desk(), email, now())
    front().poke()
    return render_template(
        "pages/signin_sent.html", email=email, minutes=access.LINK_MINUTES, simulates=front().simulates
    )


@bp.get("/signin/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """A page with a button: mail scanners open links, and must not use one up."""
    with reading(sessions()) as rows:
        recruiter = access.peek_sign_in(rows, token, now())
    page = render_template("pages/signin_confirm.html", recruiter=recruiter, token=token)
    return _private(page, 200 if recruiter else 404)


@bp.post("/signin/<token>")
def use(token: str) -> ResponseReturnValue:
    with sessions().begin() as rows:
        fresh = access.sign_in(rows, token, now())
    if fresh is None:
        return _private(render_template("pages/signin_confirm.html", recruiter=None, token=token), 404)
    return redirect(session.begin(fresh), 303)


@bp.post("/signout")
def sign_out() -> ResponseReturnValue:
    token = session.end()
    if token is not None:
        with sessions().begin() as rows:
            access.sign_out(rows, token)
    return redirect(url_for("signin.ask"), 303)


def _private(page: str, status: int) -> ResponseReturnValue:
    response = make_response(page, status)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address itself signs somebody in
    return response
