"""Who is signed in here: the cookie holds a token, and the database says whose it still is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, abort, g, redirect, request, session, url_for

from scheduler_app import access
from scheduler_app.store.db import reading
from scheduler_app.store.people import Recruiter
from scheduler_app.web import now, sessions

View = TypeVar("View", bound=Callable[..., Any])

TOKEN, WANTED = "token", "wanted"
ADMIN = "admin"
ROOM = "/dashboard"  # the only pages that a sign-in leads back to


def signed_in_recruiter() -> Recruiter:
    """The person whose page this is; only inside a view that is `signed_in_only`."""
    return cast(Recruiter, g.recruiter)


def signed_in_only(view: View) -> View:
    """Let in whoever is signed in; everybody else is asked to sign in and then led to the page they wanted."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        g.recruiter = whoever_is_signed_in()
        return view(*args, **kwargs) if g.recruiter is not None else _ask_to_sign_in()

    return cast(View, guarded)


def whoever_is_signed_in() -> Recruiter | None:
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return None
    with reading(sessions()) as rows:
        return access.signed_in(rows, token, now())


def admins_only() -> None:
    """403 for everybody else who is signed in; only inside a view that is `signed_in_only`."""
    if signed_in_recruiter().role != ADMIN:
        abort(403)


def begin(token: str) -> str:
    """Start afresh as whoever this token stands for; returns the path to go on to."""
    wanted = session.get(WANTED)
    session.clear()  # nothing from before the sign-in may stay, or a planted session would be shared
    session[TOKEN] = token
    session.permanent = True  # the database ends it, not the closing of a window
    return wanted if isinstance(wanted, str) and _is_ours(wanted) else url_for("dashboard.board")


def end() -> str | None:
    """Forget who was signed in here; returns the token, which the database has to forget too."""
    token = session.get(TOKEN)
    session.clear()
    return token if isinstance(token, str) else None


def _ask_to_sign_in() -> Response:
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": url_for("signin.ask")})
    if request.method == "GET" and _is_ours(request.path):
        session[WANTED] = request.path
    return cast(Response, redirect(url_for("signin.ask"), 303))


def _is_ours(path: str) -> bool:
    return path == ROOM or path.startswith(f"{ROOM}/")
