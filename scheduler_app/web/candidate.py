"""The candidate's private page: what was promised, what is happening now, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from scheduler_app import (
    access,
    aftermath,
    booking,
    briefing,
    contact,
    feed,
    following_up,
    manners,
    openings,
    reports,
)
from scheduler_app import (
    leaving as leaving_early,
)
from scheduler_app.contact import Consent
from scheduler_app.domain import text
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.follow_ups import MOVED_ON, Decision, FollowUp
from scheduler_app.domain.interview import Outcome, Side, State
from scheduler_app.domain.phrases import phrase
from scheduler_app.domain.wanted import LONGEST_REASON
from scheduler_app.messages.catalogs import said_in
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from scheduler_app.web import (
    acknowledging,
    add_to_calendar,
    candidate_language,
    candidate_view,
    desk,
    forms,
    front,
    manner_form,
    now,
    pages,
    problems,
    sessions,
    slot_picker,
    wrong,
)
from scheduler_app.web.candidate_view import View

bp = Blueprint("candidate", __name__)

PURPOSE = "candidate"
SEEN = "seen"  # a field: which generation of the call the form was made for
LATE_MINUTES = (5, 10, 15, 20, 30)
LONGEST_NOTE = 140

Act = Callable[[Session, Interview], None]


@bp.get("/c/<token>")
def page(token: str) -> ResponseReturnValue:
    with reading(sessions()) as session:
        return _page(session, opened(session, token), token, None)


@bp.get("/c/<token>/status")
def status(token: str) -> ResponseReturnValue:
    """What an open page asks for: the parts that change with the clock or, once more has changed, the whole page."""
    with reading(sessions()) as session:
        interview = opened(session, token)
        language = candidate_language.of(interview)
        view = candidate_view.of(session, desk(), interview, now(), language)
        if request.args.get("was", view.mark) == view.mark:
            return pages.page("parts/candidate_news.html", language, view=view)
        given = _given(session, interview, token, view)
        answer = make_response(pages.page("parts/candidate_event.html", language, **given))
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

    def act(session: Session, interview: Interview) -> None:
        try:
            outcome = Outcome(request.form.get("outcome", ""))
        except ValueError:
            raise _unknown("outcome") from None
        note = wrong.read_words(text.clean_line, request.form.get("note", ""), field="note", most=LONGEST_NOTE)
        reports.report(
            session, desk(), interview.id, Side.CANDIDATE, outcome, now(), minutes=late, note=note, via="page"
        )

    return _do(token, acknowledging.REPORT, act)


@bp.post("/c/<token>/leaving")
def leaving(token: str) -> ResponseReturnValue:
    """Until when the candidate can take the call."""

    def act(session: Session, interview: Interview) -> None:
        try:
            until = datetime.fromisoformat(request.form.get("until", "").removesuffix("Z") + "+00:00")
        except ValueError:
            raise _unknown("until") from None
        leaving_early.say(session, desk(), interview.id, until, now())

    return _do(token, acknowledging.LEAVING, act)


@bp.post("/c/<token>/cancel")
def cancel(token: str) -> ResponseReturnValue:
    def act(session: Session, interview: Interview) -> None:
        if interview.state == State.CANCELLED:
            return  # pressed twice, or on both sides at once: the page says how it stands
        typed = request.form.get("reason", "")
        reason = wrong.read_words(text.clean_text, typed, field="reason", most=LONGEST_REASON)
        booking.cancel(session, desk(), interview.id, Side.CANDIDATE, reason, now())

    return _do(token, acknowledging.CANCELLED, act)


@bp.post("/c/<token>/number")
def number(token: str) -> ResponseReturnValue:
    def act(session: Session, interview: Interview) -> None:
        contact.confirm_number(session, interview.id, Side.CANDIDATE, now())

    return _do(token, acknowledging.NUMBER, act)


@bp.post("/c/<token>/new-number")
def change_number(token: str) -> ResponseReturnValue:
    def act(session: Session, interview: Interview) -> None:
        wanted = wrong.read_number(request.form.get("phone", ""), field="phone")
        read = contact.consent(briefing.organisation(session).name)
        agreed = Consent(said_in(candidate_language.of(interview), read), request.remote_addr or "")
        consent = agreed if "sms_consent" in request.form and wanted.sure else None
        contact.change_number(session, desk(), interview.id, wanted.e164, consent, now())

    return _do(token, acknowledging.NEW_NUMBER, act)


@bp.post("/c/<token>/follow-up")
def follow_up(token: str) -> ResponseReturnValue:
    """What comes after the call, or that nothing shall come after one that did not take place."""
    what, decision = request.form.get("what", ""), request.form.get("decision", "")

    def act(session: Session, interview: Interview) -> None:
        if decision not in tuple(Decision) or what not in (*FollowUp, MOVED_ON):
            raise _unknown("decision")
        if what == MOVED_ON:
            following_up.move_on(session, desk(), interview.id, now(), really=decision == Decision.DONE)
        else:
            following_up.decide(session, desk(), interview.id, FollowUp(what), Decision(decision), now())

    moved_on = what == MOVED_ON and decision == Decision.DONE
    return _do(token, acknowledging.claim(acknowledging.MOVED_ON if moved_on else acknowledging.FOLLOW_UP, now()), act)


@bp.post("/c/<token>/times")
def say_times(token: str) -> ResponseReturnValue:
    """In which language the candidate is written to, and on which clock times are said."""

    def act(session: Session, interview: Interview) -> None:
        manners.candidate_reads(session, interview.id, manner_form.chosen())

    return _do(token, acknowledging.claim(acknowledging.TIMES, now()), act)


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


def seen() -> int | None:
    """Which generation of the call the form that was sent was made for; None if it does not say."""
    said = request.form.get(SEEN)
    return None if said is None else int(said) if re.fullmatch("[0-9]{1,9}", said) else 0


def refuse_overtaken(interview: Interview) -> None:
    """A form in another tab may show a time that no longer holds: nothing is done by what it says."""
    if seen() not in (None, interview.generation):
        raise Refused.because("wrong_state", booking.OVERTAKEN)


def _do(token: str, done: str, act: Act) -> ResponseReturnValue:
    try:
        with sessions().begin() as session:
            interview = opened(session, token)
            check_form(interview)
            refuse_overtaken(interview)
            act(session, interview)
    except Refused as refused:
        with reading(sessions()) as session:
            return _page(session, opened(session, token), token, refused)
    front().poke()
    return redirect(url_for(".page", token=token, done=done), 303)


def _unknown(field: str) -> Refused:
    return Refused.because("invalid_request", phrase("choose what happened from the buttons"), field=field)


def _page(session: Session, interview: Interview, token: str, refused: Refused | None) -> ResponseReturnValue:
    language = candidate_language.of(interview)
    view = candidate_view.of(session, desk(), interview, now(), language)
    html = pages.page(
        "pages/candidate.html",
        language,
        **_given(session, interview, token, view),
        done=acknowledging.just_done(interview, request.args.get("done", ""), now()),
        told_at=aftermath.told_at(session, interview, Side.CANDIDATE, interview.candidate, now()),
        texted=not briefing.no_text(session, desk(), interview.candidate),
        reason=request.form.get("reason", ""),
        note=request.form.get("note", ""),
        new_number=request.form.get("phone", ""),
        refused=candidate_language.refusal(refused, language) if refused else "",
        faulty=refused.problems[0].field if refused else "",
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
        "consent": contact.consent(briefing.organisation(session).name),
        "late_minutes": LATE_MINUTES,
        "offered": manner_form.choices(interview.candidate, interview.starts_at),
        "calendars": add_to_calendar.links(interview) if view.ahead else [],
    }


def _next_times(session: Session, interview: Interview, view: View) -> list[slot_picker.Choice]:
    """Three new times with the same recruiter, once the call did not take place when it should."""
    if not view.wants_new_time or interview.recruiter not in openings.recruiters_of(interview.type):
        return []
    return slot_picker.soonest(session, interview, now())
