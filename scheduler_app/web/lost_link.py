"""The page for who has lost their link. Its answer is the same, and takes as long, whether there is a call or not."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from scheduler_app import lost_links
from scheduler_app.domain.errors import Refused
from scheduler_app.web import candidate_language, desk, forms, front, now, pages, problems, sessions, visitor, wrong

bp = Blueprint("lost_link", __name__)

PURPOSE = "lost link"


@bp.get("/lost-link")
def ask() -> ResponseReturnValue:
    return _form("", "")


@bp.post("/lost-link")
def send() -> ResponseReturnValue:
    typed = request.form.get("email", "")
    try:
        forms.check(request.form.get(forms.FIELD, ""), PURPOSE, "", now())
        email = wrong.read_email(typed, field="email")
    except Refused as refused:
        return _form(typed, candidate_language.refusal(refused, candidate_language.of_visitor())), problems.status_of(
            refused
        )
    with sessions().begin() as session:
        lost_links.ask(session, desk(), email, visitor.address_key(), now())
    front().poke()
    return pages.page("pages/lost_link_sent.html", candidate_language.of_visitor(), email=email)


def _form(email: str, refused: str) -> str:
    return pages.page(
        "pages/lost_link.html",
        candidate_language.of_visitor(),
        email=email,
        refused=refused,
        form_token=forms.token(PURPOSE, "", now()),
    )
