"""A promise in somebody's own words, read for the person who is waiting for the call. Nothing is kept."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from scheduler_app.domain import zones
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.promises import check
from scheduler_app.web import now, problems, visitor, zone_picker
from scheduler_app.web.zone_picker import Moment

bp = Blueprint("when", __name__)

LONGEST = 2000


@bp.get("/when")
def page() -> ResponseReturnValue:
    text, zone = request.args.get("text", ""), request.args.get("zone", "")
    found, refused = None, None
    manner = visitor.manner()
    try:
        if "text" in request.args:
            _written(text)
        if "text" in request.args or zone:
            zone = _place(zone)
        if "text" in request.args:
            found = check(text, now=now(), zone=zone)
    except Refused as no:
        refused = no
    html = render_template(
        "pages/when.html",
        text=text,
        zone=zone,
        manner=manner,
        zones=zone_picker.everything(Moment(now(), manner=manner), zone or None),
        most=LONGEST,
        found=found,
        faults=refused.by_field if refused else {},
    )
    return html, problems.status_of(refused) if refused else 200


def _written(text: str) -> None:
    if not text.strip():
        raise Refused.because("invalid_request", "Paste the sentence in which the call was promised.", field="text")


def _place(zone: str) -> str:
    if not zone:
        raise Refused.because("invalid_request", "Choose where you are; the answer is on your clock.", field="zone")
    try:
        return zones.check(zone, field="zone")
    except Refused as unknown:
        message = str(unknown)
        raise Refused.because(unknown.code, f"{message[:1].upper()}{message[1:]}.", field="zone") from None
