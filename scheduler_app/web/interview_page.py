"""One interview on the dashboard: everything known about it, and what staff can do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from scheduler_app import aftermath, booking, contact, notes, reports, taking
from scheduler_app.domain import text
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import ALLOWED, Outcome, Side, State
from scheduler_app.domain.promises import bare_times
from scheduler_app.domain.wanted import LONGEST_REASON
from scheduler_app.domain.window import Window
from scheduler_app.store.db import reading
from scheduler_app.store.inbound import Inbound
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Recruiter
from scheduler_app.web import dossier, front, now, sessions, timeline, wall_form
from scheduler_app.web.board import visible
from scheduler_app.web.promisable import check_promise
from scheduler_app.web.session import signed_in_only, signed_in_recruiter
from scheduler_app.web.wall_form import TIME_FIELDS, WHICH, Trouble

bp = Blueprint("interview", __name__, url_prefix="/<uuid:interview_id>")

MOVED = "The new time is set. Both sides are told by email, with the invitation updated."
SAME = "That is the time already agreed; nothing was changed."
RESTATED = "That is the moment already agreed. It keeps the clock you named from now on; nobody had to be told."
TEXTS_STOPPED = "No more texts go to that number. What is still to come goes by email."
THANKS = {
    Outcome.HELD: "Noted: the call with {name} took place.",
    Outcome.NO_ANSWER: "Noted: {name} did not answer. Words for a new offer are ready.",
    Outcome.MISSED: "Noted: nobody called {name}. Words for an apology are ready.",
}


@bp.get("")
@signed_in_only
def show(interview_id: UUID) -> ResponseReturnValue:
    return _page(interview_id)


@bp.post("/report")
@signed_in_only
def report(interview_id: UUID) -> ResponseReturnValue:
    said, minutes = request.form.get("outcome", ""), request.form.get("minutes", "")
    if said not in tuple(Outcome):
        abort(400)
    outcome = Outcome(said)

    def tell(session: Session) -> str:
        late = int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 9 else None
        made = reports.report(
            session,
            front().desk,
            interview_id,
            Side.RECRUITER,
            outcome,
            now(),
            minutes=late,
            via="dashboard",
            person=_person(session),
        )
        if outcome is Outcome.RUNNING_LATE:
            return f"{made.candidate.name} is told that the call comes up to {late} minutes later."
        return THANKS[outcome].format(name=made.candidate.name) + _told_meanwhile(session, made)

    return _done(interview_id, tell)


@bp.post("/take")
@signed_in_only
def take(interview_id: UUID) -> ResponseReturnValue:
    """A colleague handles the call from now on."""

    def take_over(session: Session) -> str:
        made = taking.take(session, front().desk, interview_id, _person(session), now())
        return f"It is yours. {made.candidate.name} sees that you are on it, and {made.recruiter.name} is told."

    return _done(interview_id, take_over)


@bp.post("/texts/<sid>/<any(stop, keep):decision>")
@signed_in_only
def decide(interview_id: UUID, sid: str, decision: str) -> ResponseReturnValue:
    """Whether our texts to a number go on, after somebody has read what it sent."""

    def settle(session: Session) -> str:
        inbound = session.get(Inbound, sid)
        if inbound is None or inbound.interview_id != interview_id:
            abort(404)
        notes.decide(session, inbound, now(), stop=decision == "stop")
        return TEXTS_STOPPED if decision == "stop" else "Noted. Texts go on as before."

    return _done(interview_id, settle)


@bp.post("/number")
@signed_in_only
def vouch(interview_id: UUID) -> ResponseReturnValue:
    """The recruiter knows that the number is the candidate's, so texts may go there."""

    def confirm(session: Session) -> str:
        contact.confirm_number(session, interview_id, Side.RECRUITER, now())
        return "The number is confirmed; from now on texts go there."

    return _done(interview_id, confirm)


@bp.post("/cancel")
@signed_in_only
def cancel(interview_id: UUID) -> ResponseReturnValue:
    """What is typed goes out word for word, so a time in it that names no city is pointed out first."""
    typed = request.form.get("reason", "")
    bare = [] if "confirmed" in request.form else bare_times(typed[:LONGEST_REASON])
    if bare and _cancellable(interview_id):
        return _page(interview_id, reason=typed, bare=bare)

    def call_off(session: Session) -> str:
        reason = text.clean_text(typed, field="reason", most=LONGEST_REASON, least=0)
        made = booking.cancel(session, front().desk, interview_id, Side.RECRUITER, reason, now())
        return f"Cancelled. {made.candidate.name} is told by email."

    return _done(interview_id, call_off)


@bp.post("/reschedule")
@signed_in_only
def reschedule(interview_id: UUID) -> ResponseReturnValue:
    """First a review of the new time on both clocks, then the effect."""
    values = wall_form.typed(request.form, TIME_FIELDS)
    if wall_form.only_looks(request.form):
        return _page(interview_id, values)
    reader = signed_in_recruiter()
    try:
        agreed, minutes = wall_form.read_when(values)
        with sessions().begin() as session:
            interview = _visible(session, interview_id)
            minutes = minutes or interview.window_minutes
            clocks = (reader, interview.candidate.zone)
            if "confirmed" not in request.form:
                remark = check_promise(
                    session, interview.type, interview.recruiter, agreed, minutes, now(), without=interview.id
                )
                return render_template(
                    "pages/reschedule_review.html",
                    interview=interview,
                    remark=remark,
                    was=wall_form.readings(interview.window, *clocks),
                    new=wall_form.readings(Window.lasting(agreed.utc, minutes), *clocks, agreed.wall.zone),
                    values=values | {WHICH: agreed.wall.which or ""},
                )
            before, clock = interview.generation, interview.zone
            booking.reschedule(
                session,
                front().desk,
                interview_id,
                agreed,
                now(),
                window_minutes=minutes,
                override=True,
                by=Side.RECRUITER,
            )
            said = MOVED if interview.generation > before else SAME if interview.zone == clock else RESTATED
    except Refused as refused:
        return _page(interview_id, values, refused)
    front().poke()
    flash(said, "good")
    return redirect(url_for("dashboard.interview.show", interview_id=interview_id), 303)


def _done(interview_id: UUID, act: Callable[[Session], str]) -> ResponseReturnValue:
    """Do it for somebody who may see the interview, and say what came of it on the page they came from."""
    try:
        with sessions().begin() as session:
            _visible(session, interview_id)
            notice = act(session)
    except Refused as refused:
        flash("; ".join(_sentence(problem.message) for problem in refused.problems), "refused")
    else:
        front().poke()
        flash(notice, "good")
    if request.form.get("back") == "board":
        return redirect(url_for("dashboard.board"), 303)
    return redirect(url_for("dashboard.interview.show", interview_id=interview_id), 303)


def _page(
    interview_id: UUID,
    values: dict[str, str] | None = None,
    refused: Refused | None = None,
    *,
    reason: str = "",
    bare: Sequence[str] = (),
) -> ResponseReturnValue:
    reader = signed_in_recruiter()
    trouble: Trouble | None = None
    with reading(sessions()) as session:
        interview = _visible(session, interview_id)
        if refused is not None and values is not None:
            trouble = wall_form.trouble(refused, values, interview.candidate.zone, reader.manner)
        told = dossier.dossier(session, front().desk, interview, reader, now())
        written = values or wall_form.written_of(interview)
        return render_template(
            "pages/interview.html",
            told=told,
            record=timeline.timeline(session, interview, reader.zone, reader.manner),
            values=written,
            moving=values is not None,
            trouble=trouble,
            sought=wall_form.sought(written, request.form.get(wall_form.FIND, ""), reader.manner),
            reason=reason,
            bare=bare,
        ), trouble.status if trouble else 422 if bare else 200


def _person(session: Session) -> Recruiter:
    return session.get_one(Recruiter, signed_in_recruiter().id)


def _told_meanwhile(session: Session, interview: Interview) -> str:
    """What a late report finds; "" if the window had not closed before it, or still nothing was confirmed."""
    told = aftermath.told_at(session, interview, Side.RECRUITER, signed_in_recruiter(), now())
    if not told or interview.state != State.HELD:
        return ""
    return (
        f" {interview.candidate.name} was told at {told} that no call was confirmed; nothing more goes out about that."
    )


def _cancellable(interview_id: UUID) -> bool:
    with reading(sessions()) as session:
        return State.CANCELLED in ALLOWED[State(_visible(session, interview_id).state)]


def _visible(session: Session, interview_id: UUID) -> Interview:
    return visible(session, signed_in_recruiter(), interview_id) or abort(404)


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:]
