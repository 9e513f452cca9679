"""When a recruiter can be booked: their own page, and for coordinators and admins anyone's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from scheduler_app import hours, openings
from scheduler_app.domain import clockface, date_words, hours_form, public_holidays
from scheduler_app.domain.availability import Caps, instant
from scheduler_app.domain.errors import Problem, Refused
from scheduler_app.domain.hours import TimeOff
from scheduler_app.domain.manner import UNSAID, Manner
from scheduler_app.hours import Outside, Timetable
from scheduler_app.messages.facts import first
from scheduler_app.store.db import reading
from scheduler_app.store.people import Recruiter
from scheduler_app.web import now, sessions
from scheduler_app.web.session import signed_in_only, signed_in_recruiter

bp = Blueprint("hours", __name__, url_prefix="/dashboard/hours")

LONGEST_BUFFER = 240  # minutes
PACE = {
    "buffer_before_minutes": (0, LONGEST_BUFFER),
    "buffer_after_minutes": (0, LONGEST_BUFFER),
    "most_a_day": (0, 100),
    "most_a_week": (0, 500),
}
KEPT = "Saved. Calls that are booked stay as they are."


@dataclass(frozen=True)
class Absence:
    """Time off as its owner sees it."""

    id: int
    when: str
    label: str


@bp.get("")
@signed_in_only
def own() -> ResponseReturnValue:
    reader = signed_in_recruiter()
    if reader.takes_bookings or not reader.sees_all:
        return _page(reader.id)
    with reading(sessions()) as session:
        people = hours.everyone(session)
    return _page(people[0].id) if people else render_template("pages/hours.html", person=None, own=False)


@bp.get("/<int:recruiter_id>")
@signed_in_only
def show(recruiter_id: int) -> ResponseReturnValue:
    return _page(recruiter_id)


@bp.post("/<int:recruiter_id>/week")
@signed_in_only
def set_week(recruiter_id: int) -> ResponseReturnValue:
    return _changed(
        recruiter_id, lambda session, person: hours.set_week(session, person, hours_form.read_week(request.form))
    )


@bp.post("/<int:recruiter_id>/date")
@signed_in_only
def set_date(recruiter_id: int) -> ResponseReturnValue:
    def change(session: Session, person: Recruiter) -> None:
        wanted = hours_form.read_date_hours(request.form, hours.today(person, now()))
        hours.set_date(session, person, wanted, now())

    return _changed(recruiter_id, change)


@bp.post("/<int:recruiter_id>/date/<iso>/remove")
@signed_in_only
def remove_date(recruiter_id: int, iso: str) -> ResponseReturnValue:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        abort(404)
    return _changed(recruiter_id, lambda session, person: hours.remove_date(session, person, day))


@bp.post("/<int:recruiter_id>/off")
@signed_in_only
def add_off(recruiter_id: int) -> ResponseReturnValue:
    def change(session: Session, person: Recruiter) -> None:
        wanted = hours_form.read_time_off(request.form, hours.today(person, now()), person.zone)
        hours.add_time_off(session, person, wanted, now())

    return _changed(recruiter_id, change)


@bp.post("/<int:recruiter_id>/off/<int:absence>/remove")
@signed_in_only
def remove_off(recruiter_id: int, absence: int) -> ResponseReturnValue:
    return _changed(recruiter_id, lambda session, person: hours.remove_time_off(session, person, absence))


@bp.post("/<int:recruiter_id>/holidays")
@signed_in_only
def set_holidays(recruiter_id: int) -> ResponseReturnValue:
    def change(_: Session, person: Recruiter) -> None:
        place = (request.form.get(name, "") for name in ("holiday_country", "holiday_subdivision"))
        hours.set_holidays(person, *place)

    return _changed(recruiter_id, change)


@bp.post("/<int:recruiter_id>/pace")
@signed_in_only
def set_pace(recruiter_id: int) -> ResponseReturnValue:
    def change(_: Session, person: Recruiter) -> None:
        problems: list[Problem] = []
        before, after, a_day, a_week = (
            hours_form.read_whole(request.form, name, least, most, problems) for name, (least, most) in PACE.items()
        )
        if problems:
            raise Refused(problems)
        hours.set_pace(person, before=before, after=after, caps=Caps(a_day, a_week))

    return _changed(recruiter_id, change)


def _changed(recruiter_id: int, change: Callable[[Session, Recruiter], None]) -> ResponseReturnValue:
    try:
        with sessions().begin() as session:
            person = _whose(session, recruiter_id)
            openings.hold(session, [person])  # so that two tabs do not each add a week of their own
            change(session, person)
    except Refused as refused:
        return _page(recruiter_id, request.form, refused), 422
    flash(KEPT, "good")
    return redirect(url_for("hours.show", recruiter_id=recruiter_id), 303)


def _whose(session: Session, recruiter_id: int) -> Recruiter:
    """Whoever's hours they are, if it is the reader or the reader may see to everyone's."""
    reader = signed_in_recruiter()
    if reader.id != recruiter_id and not reader.sees_all:
        abort(403)
    found = session.get(Recruiter, recruiter_id)
    if found is None or not found.takes_bookings:
        abort(404)
    return found


def _page(recruiter_id: int, typed: Mapping[str, str] | None = None, refused: Refused | None = None) -> str:
    reader, moment = signed_in_recruiter(), now()
    manner = reader.manner.in_english()
    with reading(sessions()) as session:
        person = _whose(session, recruiter_id)
        timetable = hours.of(session, person, moment)
        return render_template(
            "pages/hours.html",
            person=person,
            own=person.id == reader.id,
            first=first(person.name),
            people=hours.everyone(session) if reader.sees_all else [],
            there=clockface.say(moment.replace(second=0, microsecond=0), person.zone, manner),
            values=_values(person, timetable) | dict(typed or {}),
            errors=refused.by_field if refused else {},
            problems=refused.problems if refused else (),
            days=hours_form.WEEK,
            dates=[(day.isoformat(), _date(day), hours_form.said(spans)) for day, spans in timetable.dates],
            absences=[_absence(number, off, person.zone, manner) for number, off in timetable.absences],
            holidays=[(_date(day), name) for day, name in timetable.holidays],
            countries=public_holidays.countries(),
            subdivisions=public_holidays.subdivisions(person.holiday_country),
            outside=[_outside(found, person.zone, manner) for found in hours.outside(session, person, moment)],
            pace=PACE,
        )


def _values(person: Recruiter, timetable: Timetable) -> dict[str, str]:
    week = {name: hours_form.said(spans) for name, spans in zip(hours_form.WEEK, timetable.week, strict=True)}
    place = {name: getattr(person, name) for name in ("holiday_country", "holiday_subdivision")}
    return week | place | {name: str(getattr(person, name)) for name in PACE}


def _absence(number: int, off: TimeOff, zone: str, manner: Manner) -> Absence:
    if off.whole_days:
        last = f" to {_date(off.last)}" if off.last != off.first else ""
        return Absence(number, f"{_date(off.first)}{last}, all day", off.label)
    begins, ends = map(instant, off.span(zone))
    say_end = clockface.say_time if off.first == off.last else clockface.say
    return Absence(number, f"{clockface.say(begins, zone, manner)} to {say_end(ends, zone, manner)}", off.label)


def _outside(found: Outside, zone: str, manner: Manner) -> dict[str, Any]:
    call = found.interview
    return {
        "id": call.id,
        "who": call.candidate.name,
        "when": clockface.say(call.starts_at, zone, manner),
        "reasons": [reason.words for reason in found.reasons],
    }


def _date(day: date) -> str:
    return date_words.long_date(day, UNSAID)
