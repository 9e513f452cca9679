"""How this deployment looks: its name, colour and logo, an admin's page; and the logo, for everybody."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from scheduler_app import look
from scheduler_app.domain import brand
from scheduler_app.domain.errors import Refused
from scheduler_app.store.db import reading
from scheduler_app.store.people import InterviewType
from scheduler_app.web import assets, desk, form_address, sessions
from scheduler_app.web.session import admins_only, signed_in_only, signed_in_recruiter

WITHOUT_LOGO = "without_logo"

bp = Blueprint("looks", __name__, url_prefix="/dashboard/look")
public = Blueprint("look", __name__)
log = structlog.get_logger()


@public.get("/logo/<digest>")
def logo(digest: str) -> Response:
    """The picture as it was checked, kept by browsers for ever: another logo has another address."""
    if not digest.isalnum():
        abort(404)
    with reading(sessions()) as session:
        found = look.logo(session, digest) or abort(404)
        answer = Response(found.body, content_type=found.kind)
    answer.headers["Cache-Control"] = assets.FOR_EVER
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return answer


@bp.get("")
@signed_in_only
def show() -> ResponseReturnValue:
    admins_only()
    with reading(sessions()) as session:
        ours = look.present(session)
    return _page({look.NAME: ours.name, look.COLOUR: ours.colour, look.FRAMED_BY: "\n".join(ours.framed_by)}, {})


@bp.post("")
@signed_in_only
def change() -> ResponseReturnValue:
    admins_only()
    typed = {name: request.form.get(name, "") for name in (look.NAME, look.COLOUR, look.FRAMED_BY)}
    sent = request.files.get(look.LOGO)
    try:
        with sessions().begin() as session:
            look.change(session, typed, sent.read() if sent else b"", without_logo=WITHOUT_LOGO in request.form)
    except Refused as refused:
        return _page(typed, refused.by_field), 422
    log.info("the looks were changed", by=signed_in_recruiter().id)
    flash("Saved. Pages that are opened from now on look like this one.", "good")
    return redirect(url_for("looks.show"), 303)


def _page(values: Mapping[str, str], errors: Mapping[str, str]) -> str:
    with reading(sessions()) as session:
        kinds = session.scalars(select(InterviewType).order_by(InterviewType.name)).all()
    return render_template(
        "pages/look.html",
        values=values,
        errors=errors,
        remarks=_remarks(values[look.COLOUR]),
        snippets=[(kind.name, form_address.form(kind.slug, base=desk().url(""), embed=True)) for kind in kinds],
        script=desk().url("/embed.js"),
    )


def _remarks(colour: str) -> list[str]:
    """What became of the colour on pages where it could not be read as it is."""
    try:
        chosen = brand.check(colour)
    except Refused:
        return []
    said = []
    for where, theme, change in (("light", brand.LIGHT, "darker"), ("dark", brand.DARK, "lighter")):
        used = brand.palette(chosen, theme).brand if chosen else ""
        if used != chosen:
            ratio = brand.contrast(chosen, theme.card)
            said.append(
                f"On {where} pages it is shown a little {change}, as {used}: as it is, its contrast there is"
                f" {ratio:.1f} to 1, and words need {brand.READABLE} to 1 on every ground."
            )
    return said
