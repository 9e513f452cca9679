"""The candidate's private page: what was promised, what is happening now, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from scheduler_app import access, aftermath, booking, briefing, contact, feed, manners, openings, reports
from scheduler_app.domain import text
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import Outcome, Side
from scheduler_app.domain.wanted import LONGEST_REASON
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from scheduler_app.web import (
    acknowledging,
    add_to_calendar,
    candidate_view,
    desk,
    forms,
    front,
    manner_form,
    now,
    problems,
    sessions,
    slot_picker,
)
from scheduler_app.web.candidate_view import View

bp = Blueprint("candidate", __name__)

PURPOSE = "candidate"
LATE_MINUTES = (5, 10, 15, 20, 30)


@bp.get("/c/<token>")
def page(token: str) -> ResponseReturnValue:
    with reading(sessions()) as session:
        return _page(session, opened(session, token), token, None)


@bp.get("/c/<token>/status")
def status(token: str) -> ResponseReturnValue:
    """What an open page asks for: the parts that change with the clock or, once more has changed, the whole page."""
    with reading(sessions()) as session:
        interview = opened(session, token)
        view = candidate_view.of(session, desk(), interview, now())
        if request.args.get("was", view.mark) == view.mark:
            return render_template("parts/candidate_news.html", view=view)
        answer = make_response(render_template("parts/candidate_event.html", **_given(session, interview, token, view)))
        answer.headers["HX-Reswap"] = "outerHTML"
        return answer


@bp.get("/c/<token>/call.ics")
def file(token: str) -> Response:
    """The call as a calendar file; a cancelled one says so."""
    with reading(sessions()) as session:
        body = feed.candidates_copy(opened(session, token))
    headers = {"Content-Disposition": 'attachment; filename="call.ics"'}
    return Response(body, content_type="text/calendar; charset=utf-8", headers=headers)


@bp.post("/c/<token>/report")
def report(token: str) -> ResponseReturnValue:
    minutes = request.form.get("minutes", "")
    late = int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 4 else None

    def act(session: Session, interview: UUID) -> None:
        try:
            outcome = Outcome(request.form.get("outcome", ""))
        except ValueError:
            raise Refused.because("invalid_request", "choose what happened from the buttons", field="outcome") from None
        reports.report(session, desk(), interview, Side.CANDIDATE, outcome, now(), minutes=late, via="page")

    return _do(token, acknowledging.REPORT, act)


@bp.post("/c/<token>/cancel")
def cancel(token: str) -> ResponseReturnValue:
    def act(session: Session, interview: UUID) -> None:
        reason = text.clean_text(request.form.get("reason", ""), field="reason", most=LONGEST_REASON, least=0)
        booking.cancel(session, desk(), interview, Side.CANDIDATE, reason, now())

    return _do(token, acknowledging.CANCELLED, act)


@bp.post("/c/<token>/number")
def number(token: str) -> ResponseReturnValue:
    def act(session: Session, interview: UUID) -> None:
        contact.confirm_number(session, interview, Side.CANDIDATE, now())

    return _do(token, acknowledging.NUMBER, act)


@bp.post("/c/<token>/times")
def say_times(token: str) -> ResponseReturnValue:
    """In which language and on which clock times are said to the candidate."""

    def act(session: Session, interview: UUID) -> None:
        manners.candidate_reads(session, interview, manner_form.chosen())

    return _do(token, acknowledging.said_times(now()), act)


def opened(session: Session, token: str) -> Interview:
    """The interview a private link opens, or the calm page for links that open nothing."""
    interview = access.candidate_interview(session, token) or abort(404)
    if interview.candidate.erased_at is not None:
        abort(410)
    return interview


def form_token(interview: Interview) -> str:
    return forms.token(PURPOSE, interview.id.hex, now())


def check_form(interview: Interview) -> forms.Opened:
    return forms.check(request.form.get(forms.FIELD, ""), PURPOSE, interview.id.hex, now())


def _do(token: str, done: str, act: Callable[[Session, UUID], None]) -> ResponseReturnValue:
    try:
        with sessions().begin() as session:
            interview = opened(session, token)
            check_form(interview)
            act(session, interview.id)
    except Refused as refused:
        with reading(sessions()) as session:
            return _page(session, opened(session, token), token, refused)
    front().poke()
    return redirect(url_for(".page", token=token, done=done), 303)


def _page(session: Session, interview: Interview, token: str, refused: Refused | None) -> ResponseReturnValue:
    view = candidate_view.of(session, desk(), interview, now())
    html = render_template(
        "pages/candidate.html",
        **_given(session, interview, token, view),
        done=acknowledging.just_done(interview, request.args.get("done", ""), now()),
        told_at=aftermath.told_at(session, interview, Side.CANDIDATE, interview.candidate),
        texted=not briefing.no_text(session, desk(), interview.candidate),
        reason=request.form.get("reason", ""),
        refused=str(refused) if refused else "",
    )
    return html, problems.status_of(refused) if refused else 200


def _given(session: Session, interview: Interview, token: str, view: View) -> dict[str, object]:
    """What the changing page is made of; the rest of it is said once, when it is opened."""
    return {
        "interview": interview,
        "token": token,
        "form_token": form_token(interview),
        "view": view,
        "next_times": _next_times(session, interview, view),
        "awaits_number": briefing.awaits_number(interview.candidate),
        "late_minutes": LATE_MINUTES,
        "offered": manner_form.choices(interview.candidate, interview.starts_at),
        "calendars": add_to_calendar.links(interview) if view.ahead else [],
    }


def _next_times(session: Session, interview: Interview, view: View) -> list[slot_picker.Choice]:
    """Three new times with the same recruiter, once the call did not take place when it should."""
    if not view.wants_new_time or interview.recruiter not in openings.recruiters_of(interview.type):
        return []
    return slot_picker.soonest(session, interview, now())
