"""Why is this time not offered? Every reason, for each recruiter whom the reader may ask about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from scheduler_app import interview_types, openings
from scheduler_app.domain import clockface, walltime
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.explaining import Reason
from scheduler_app.domain.manner import Manner
from scheduler_app.domain.walltime import Gap, Overlap
from scheduler_app.store.db import reading
from scheduler_app.store.people import InterviewType, Recruiter
from scheduler_app.web import now, problems, sessions
from scheduler_app.web.session import signed_in_only, signed_in_recruiter

bp = Blueprint("why_not", __name__, url_prefix="/dashboard/availability")

NEAREST = 3


@dataclass(frozen=True)
class Answer:
    """One recruiter and one instant: the reasons, none if it is offered, and the nearest times that are."""

    who: str
    when: str
    reasons: list[Reason]
    nearest: list[str]


@bp.get("")
@signed_in_only
def ask() -> ResponseReturnValue:
    reader = signed_in_recruiter()
    asked = request.args
    with reading(sessions()) as session:
        kinds = _kinds(session, reader)
        kind = next((one for one in kinds if one.slug == asked.get("type")), kinds[0] if kinds else None)
        people = _people(kind, reader) if kind else []
        answers, refused = [], None
        if kind is not None and ("day" in asked or "time" in asked):
            try:
                answers = _answers(session, kind, _chosen(people, asked.get("recruiter", "")), reader)
            except Refused as no:
                refused = no
        html = render_template(
            "pages/why_not.html",
            kinds=kinds,
            kind=kind,
            people=people,
            asked=asked,
            answers=answers,
            errors=refused.by_field if refused else {},
        )
    return html, problems.status_of(refused) if refused else 200


def _kinds(session: Session, reader: Recruiter) -> list[InterviewType]:
    return [kind for kind in interview_types.every(session) if _people(kind, reader)]


def _people(kind: InterviewType, reader: Recruiter) -> list[Recruiter]:
    """Of whom the reader may know what is in their diary: of everyone's who coordinates, else of their own."""
    people = openings.recruiters_of(kind)
    return people if reader.sees_all else [person for person in people if person.id == reader.id]


def _chosen(people: list[Recruiter], number: str) -> list[Recruiter]:
    return [person for person in people if str(person.id) == number] or people


def _answers(session: Session, kind: InterviewType, people: Sequence[Recruiter], reader: Recruiter) -> list[Answer]:
    """For each recruiter the time on that recruiter's own clock; both instants where it is shown twice."""
    moment, manner = now(), reader.manner.in_english()
    wall = _wall()
    found = []
    for person in people:
        for start in _instants(wall, person.zone, manner):
            free = openings.alternatives(session, kind, [person], start, person.zone, moment, rules=kind.rules())
            found.append(
                Answer(
                    person.name,
                    clockface.say(start, person.zone, manner),
                    openings.explain(session, kind, person, start, moment, manner=manner),
                    [str(slot["text"]) for slot in free],
                )
            )
    return found


def _wall() -> datetime:
    day, clock = (request.args.get(name, "").strip() for name in ("day", "time"))
    if not day or not clock:
        raise Refused.because("invalid_request", "give a date and a time", field="time" if day else "day")
    return walltime.parse_wall(f"{day}T{clock}", field="day")


def _instants(wall: datetime, zone: str, manner: Manner) -> list[datetime]:
    match walltime.resolve(wall, zone):
        case Gap(next_valid=following):
            after = walltime.at_wall(following.date(), following.time(), zone)
            words = clockface.skipped(wall, zone, after, manner)
            raise Refused.because("nonexistent_local_time", words, field="time")
        case Overlap(earlier=earlier, later=later):
            return [earlier, later]
        case one:
            return [one.utc]
