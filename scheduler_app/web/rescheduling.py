"""Another time with the same recruiter, chosen by the candidate on the private page."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from scheduler_app import booking, openings
from scheduler_app.domain import clockface
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import ALLOWED, Side, State
from scheduler_app.domain.phrases import phrase
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from scheduler_app.web import (
    candidate_language,
    candidate_view,
    desk,
    front,
    now,
    pages,
    problems,
    sessions,
    slot_picker,
)
from scheduler_app.web.candidate import check_form, form_token, opened, refuse_overtaken, seen

bp = Blueprint("rescheduling", __name__)

ALREADY = phrase("your call is at that time already; choose another one")
NO_MORE = phrase("this call can no longer be moved; your own page says how it stands")


@bp.get("/c/<token>/reschedule")
def choose(token: str) -> ResponseReturnValue:
    with reading(sessions()) as session:
        return _choose(session, opened(session, token), token, None)


@bp.post("/c/<token>/reschedule")
def move(token: str) -> ResponseReturnValue:
    """A time picked from the list is shown once more in words; `step` is `book` when that was agreed to."""
    try:
        if request.form.get("step") != "book":
            with reading(sessions()) as session:
                return _review(session, opened(session, token), token)
        with sessions().begin() as session:
            interview = opened(session, token)
            start = _wanted(interview, again=True)
            agreement = slot_picker.agreed(start, interview.candidate.zone)
            booking.reschedule(session, desk(), interview.id, agreement, now(), by=Side.CANDIDATE, seen=seen())
    except Refused as refused:
        with reading(sessions()) as session:
            return _choose(session, opened(session, token), token, refused)
    front().poke()
    return redirect(url_for("candidate.page", token=token, done="moved"), 303)


def _wanted(interview: Interview, *, again: bool) -> datetime:
    """The new start that was chosen. The present one is none, except `again`: the second click of one move."""
    form = check_form(interview)
    if State.SCHEDULED not in ALLOWED[State(interview.state)] or not interview.recruiter.takes_bookings:
        raise Refused.because("wrong_state", NO_MORE)
    start, _ = slot_picker.chosen(request.form.get("slot", ""), [interview.recruiter])
    moved_by_this_form = again and interview.generation > 1 and form.at <= interview.booked_at
    if interview.state == State.SCHEDULED and start == interview.starts_at and not moved_by_this_form:
        raise Refused.because("invalid_request", ALREADY, field="slot")
    return start


def _review(session: Session, interview: Interview, token: str) -> ResponseReturnValue:
    start, recruiter = _wanted(interview, again=False), interview.recruiter
    refuse_overtaken(interview)
    rules = interview.type.rules(window_minutes=interview.window_minutes)
    openings.check(session, recruiter, rules, start, now(), override=False, without=interview.id)
    zone, manner = interview.candidate.zone, interview.candidate.manner
    closes = start + timedelta(minutes=interview.window_minutes)
    return pages.page(
        "pages/candidate_review.html",
        candidate_language.of(interview),
        interview=interview,
        token=token,
        form_token=form_token(interview),
        slot=request.form.get("slot", ""),
        stands=interview.state == State.SCHEDULED,
        former=clockface.both(interview.starts_at, zone, recruiter.zone, manner),
        starts=clockface.both(start, zone, recruiter.zone, manner),
        closes=clockface.both(closes, zone, recruiter.zone, manner),
        done_by=candidate_view.done_by(closes, interview.call_minutes, zone, manner),
        call_minutes=interview.call_minutes,
    )


def _choose(session: Session, interview: Interview, token: str, refused: Refused | None) -> ResponseReturnValue:
    zone, kind, manner = interview.candidate.zone, interview.type, interview.candidate.manner
    whom = [person for person in openings.recruiters_of(kind) if person is interview.recruiter]
    slot = request.form.get("slot", "")
    day = slot_picker.day_of(request.args.get("from"), slot, zone)

    def address(day: date) -> str:
        return f"{url_for('rescheduling.choose', token=token)}?from={day}"

    html = pages.page(
        "pages/candidate_reschedule.html",
        candidate_language.of(interview),
        interview=interview,
        token=token,
        form_token=form_token(interview),
        page=slot_picker.page(session, kind, whom, zone, day, now(), manner=manner, without=interview.id),
        near=slot_picker.nearest(session, kind, whom, slot, zone, now(), manner=manner, without=interview.id)
        if refused
        else [],
        address=address,
        present=clockface.both(interview.starts_at, zone, interview.recruiter.zone, manner)
        if interview.state == State.SCHEDULED
        else "",
        refused=_in_their_words(refused, slot, interview) if refused else "",
    )
    return html, problems.status_of(refused) if refused else 200


def _in_their_words(refused: Refused, slot: str, interview: Interview) -> str:
    reader = interview.candidate
    told = slot_picker.wrong_time(refused.code, interview.type, slot, reader.zone, reader.manner)
    return candidate_language.refusal(
        Refused.because(refused.code, told) if told else refused, candidate_language.of(interview)
    )
