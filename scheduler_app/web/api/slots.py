"""Free times, for programs that offer them themselves."""

from __future__ import annotations

from datetime import time

from flask import Blueprint, Response, jsonify

from scheduler_app import openings
from scheduler_app.domain import text, walltime, zones
from scheduler_app.domain.errors import Problem, Refused
from scheduler_app.domain.wanted import Fields
from scheduler_app.store.db import reading
from scheduler_app.store.people import InterviewType, Recruiter
from scheduler_app.web import now, sessions
from scheduler_app.web.api import bodies
from scheduler_app.web.api.auth import keyed

bp = Blueprint("api_slots", __name__)

ASKED = ("interview_type", "from", "to", "zone", "recruiter")
MOST_DAYS = 62


@bp.get("/slots")
@keyed()
def listed() -> Response:
    """Bookable starts from one date to another, half-open, both on the calendar of the asked zone."""
    fields = Fields(bodies.query(*ASKED), known=frozenset(ASKED))
    slug = fields.need("interview_type", text.clean_line, most=80)
    zone = fields.need("zone", zones.check)
    first = fields.need("from", bodies.read_day)
    last = fields.need("to", bodies.read_day)
    email = fields.take("recruiter", text.check_email)
    if first and last and not 0 < (last - first).days <= MOST_DAYS:
        fields.problems.append(Problem("invalid_request", f"to is 1 to {MOST_DAYS} days after from", "to"))
    fields.refuse_if_faulty()
    if slug is None or zone is None or first is None or last is None:
        raise AssertionError("a missing parameter was not noted")
    start, end = (walltime.at_wall(day, time(), zone) for day in (first, last))
    with reading(sessions()) as session:
        kind = openings.find_type(session, slug)
        free = openings.slots(session, kind, _asked_for(kind, email), start, end, now())
        items = [
            openings.describe(begin, zone)
            | {"recruiters": [{"name": person.name, "email": person.email} for person in who]}
            for begin, who in free.items()
        ]
    return jsonify(items=items, next_cursor=None)


def _asked_for(kind: InterviewType, email: str | None) -> list[Recruiter]:
    recruiters = openings.recruiters_of(kind)
    if email is None:
        return recruiters
    chosen = [person for person in recruiters if person.email == email.lower()]
    if not chosen:
        words = f"{email} takes no bookings for {kind.name}; check the address and the type"
        raise Refused.because("invalid_request", words, field="recruiter")
    return chosen
