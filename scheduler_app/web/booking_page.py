"""What the booking form shows: the places to choose from, the free times, and the review before anything happens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from scheduler_app import briefing, contact, openings
from scheduler_app.domain import clockface, zones
from scheduler_app.domain.errors import Problem, Refused
from scheduler_app.domain.wanted import Wanted
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import InterviewType
from scheduler_app.web import forms, front, now, problems, slot_picker

PURPOSE = "book"
FIELDS = ("zone", "slot", "name", "email", "phone")
CARRIED = (forms.FIELD, "zone", "slot", "name", "email", "phone", "sms_consent", "website")


def form(
    session: Session, kind: InterviewType, typed: Mapping[str, str], refused: Refused | None
) -> ResponseReturnValue:
    """The form with all that was typed; `typed` is empty at the first visit, and the status says what was refused."""
    asked = request.args
    zone, unknown = _place(typed.get("zone") or asked.get("zone", ""))
    refused = refused or unknown
    picking = zone is None or typed.get("step") == "zone" or (not typed and "change" in asked)
    recruiters = openings.recruiters_of(kind)
    found = [_at_page_field(problem) for problem in refused.problems] if refused else []
    faults = {problem.field: problem.message for problem in reversed(found)}
    slot = typed.get("slot", "")
    page = None
    if zone and not picking:
        day = slot_picker.day_of(asked.get("from") if not typed else None, slot, zone)
        page = slot_picker.page(session, kind, recruiters, zone, day, now(), picked=slot)

    def address(day: date) -> str:
        return f"{url_for('booking.form', slug=kind.slug, zone=zone)}&from={day}"

    html = render_template(
        "pages/book.html",
        kind=kind,
        callers=sorted(person.name for person in recruiters),
        zone=zone,
        time_there=clockface.say(_this_minute(), zone) if zone else "",
        zones=zones.options(now()) if picking else [],
        letters=zones.meanings(),
        meant=[(name, clockface.say_time(_this_minute(), name)) for name in _choices(refused)],
        page=page,
        address=address,
        typed=typed,
        carried={name: typed[name] for name in CARRIED if typed.get(name)},
        form_token=_token(kind.slug, typed.get(forms.FIELD, "")),
        faults=faults,
        found=found,
        linked=FIELDS,
        near=slot_picker.nearest(session, kind, recruiters, slot, zone, now()) if zone and faults.get("slot") else [],
        consent=contact.consent(briefing.organisation(session).name),
    )
    return html, problems.status_of(refused) if refused else 200


def review(session: Session, kind: InterviewType, wanted: Wanted, typed: Mapping[str, str]) -> ResponseReturnValue:
    """Everything once more in words; raises `Refused` if the time cannot be had any more."""
    recruiter = next(person for person in openings.recruiters_of(kind) if person.email == wanted.recruiter)
    person, start = wanted.candidate, wanted.starts.utc
    openings.check(session, recruiter, kind.rules(), start, now(), override=False)
    closes = start + timedelta(minutes=kind.window_minutes)
    return render_template(
        "pages/book_review.html",
        kind=kind,
        caller=recruiter,
        person=person,
        starts=clockface.both(start, person.zone, recruiter.zone),
        closes=clockface.both(closes, person.zone, recruiter.zone),
        carried={name: typed[name] for name in CARRIED if typed.get(name)},
    )


def booked(made: Interview) -> str:
    """What was booked, in words, and where the private link is to be found."""
    candidate, recruiter = made.candidate, made.recruiter
    return render_template(
        "pages/booked.html",
        interview=made,
        starts=clockface.both(made.starts_at, candidate.zone, recruiter.zone),
        closes=clockface.both(made.closes_at, candidate.zone, recruiter.zone),
        awaits_number=briefing.awaits_number(candidate),
        simulates=front().simulates,
    )


def _this_minute() -> datetime:
    return now().replace(second=0, microsecond=0)


def _place(asked: str) -> tuple[str | None, Refused | None]:
    if not asked:
        return None, None
    try:
        return zones.check(asked, field="zone"), None
    except Refused as unknown:
        return None, unknown


def _choices(refused: Refused | None) -> list[str]:
    """The places that an abbreviation or a misspelt name may mean."""
    found = refused.extras.get("choices") if refused else None
    return [str(name) for name in found] if isinstance(found, list) else []


def _at_page_field(problem: Problem) -> Problem:
    field = "slot" if problem.field.startswith("starts") else problem.field
    return Problem(problem.code, problem.message[:1].upper() + problem.message[1:], field)


def _token(slug: str, given: str) -> str:
    """The token the form came with while it is good, as its age tells a person from a robot; else a new one."""
    try:
        forms.check(given, PURPOSE, slug, now())
    except Refused:
        return forms.token(PURPOSE, slug, now())
    return given
