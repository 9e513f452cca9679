"""Another time with the same recruiter, chosen by the candidate on the private page."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from scheduler_app import booking, openings
from scheduler_app.domain import clockface
from scheduler_app.domain.errors import Refused
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from scheduler_app.web import desk, front, now, problems, sessions, slot_picker
from scheduler_app.web.candidate import check_form, form_token, opened

bp = Blueprint("rescheduling", __name__)


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
            check_form(interview)
            start, _ = slot_picker.chosen(request.form.get("slot", ""), [interview.recruiter])
            agreement = slot_picker.agreed(start, interview.candidate.zone)
            booking.reschedule(session, desk(), interview.id, agreement, now())
    except Refused as refused:
        with reading(sessions()) as session:
            return _choose(session, opened(session, token), token, refused)
    front().poke()
    return redirect(url_for("candidate.page", token=token, moved=1), 303)


def _review(session: Session, interview: Interview, token: str) -> ResponseReturnValue:
    check_form(interview)
    start, recruiter = slot_picker.chosen(request.form.get("slot", ""), [interview.recruiter])
    rules = interview.type.rules(window_minutes=interview.window_minutes)
    openings.check(session, recruiter, rules, start, now(), override=False, without=interview.id)
    zone = interview.candidate.zone
    closes = start + timedelta(minutes=interview.window_minutes)
    return render_template(
        "pages/candidate_review.html",
        interview=interview,
        token=token,
        form_token=form_token(interview),
        slot=request.form.get("slot", ""),
        former=clockface.both(interview.starts_at, zone, recruiter.zone),
        starts=clockface.both(start, zone, recruiter.zone),
        closes=clockface.both(closes, zone, recruiter.zone),
        call_minutes=interview.call_minutes,
    )


def _choose(session: Session, interview: Interview, token: str, refused: Refused | None) -> ResponseReturnValue:
    zone, kind = interview.candidate.zone, interview.type
    whom = [person for person in openings.recruiters_of(kind) if person is interview.recruiter]
    slot = request.form.get("slot", "")
    day = slot_picker.day_of(request.args.get("from"), slot, zone)

    def address(day: date) -> str:
        return f"{url_for('rescheduling.choose', token=token)}?from={day}"

    html = render_template(
        "pages/candidate_reschedule.html",
        interview=interview,
        token=token,
        form_token=form_token(interview),
        page=slot_picker.page(session, kind, whom, zone, day, now(), without=interview.id),
        near=slot_picker.nearest(session, kind, whom, slot, zone, now(), without=interview.id) if refused else [],
        address=address,
        refused=str(refused) if refused else "",
    )
    return html, problems.status_of(refused) if refused else 200
