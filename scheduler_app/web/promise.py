"""A recruiter enters a promise of their own: who is called, when on which clock, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler_app import booking, openings
from scheduler_app.booking import Booker
from scheduler_app.domain import phone
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.manner import LANGUAGES, UNSAID
from scheduler_app.domain.wanted import Wanted, read_wanted
from scheduler_app.domain.window import Window
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Candidate, InterviewType, Recruiter
from scheduler_app.web import desk, front, now, sessions, wall_form
from scheduler_app.web.promisable import check_promise
from scheduler_app.web.session import signed_in_only, signed_in_recruiter
from scheduler_app.web.wall_form import TIME_FIELDS, WHICH, WINDOW, ZONE

bp = Blueprint("promise", __name__, url_prefix="/dashboard/promise")

CONSENT = "The candidate has agreed to get text messages about this call at this number."
NAME, EMAIL, PHONE, THEIR_ZONE = "candidate.name", "candidate.email", "candidate.phone", "candidate.zone"
TEXTS, TYPE, CALLER = "candidate.sms_consent", "interview_type", "recruiter"
LANGUAGE = "candidate.language"
FIELDS = (NAME, EMAIL, PHONE, THEIR_ZONE, LANGUAGE, TEXTS, TYPE, CALLER, *TIME_FIELDS)
# English is what nobody has said: the candidate's own browser may say otherwise.
CHOICES = {"" if code == UNSAID else code: name for code, name in LANGUAGES.items()}
TWICE = timedelta(minutes=10)  # within which the same promise is taken for a second click


@bp.get("")
@signed_in_only
def ask() -> ResponseReturnValue:
    reader = signed_in_recruiter()
    blank = dict.fromkeys(FIELDS, "")
    return _form(blank | {ZONE: reader.zone, CALLER: reader.email if reader.takes_bookings else ""})


@bp.post("")
@signed_in_only
def make() -> ResponseReturnValue:
    """First a review of everything in words, then the effect."""
    values = wall_form.typed(request.form, FIELDS)
    if wall_form.only_looks(request.form):
        return _form(values)
    try:
        with reading(sessions()) as session:
            wanted = _wanted(session, values)
            if "confirmed" not in request.form:
                return _review(session, wanted, values, now())
        with sessions().begin() as session:
            made = _promised(session, wanted, now())
    except Refused as refused:
        return _form(values, refused)
    front().poke()
    flash(f"Promised. {wanted.candidate.name} gets a confirmation with an invitation by email now.", "good")
    return redirect(url_for("dashboard.interview.show", interview_id=made.id), 303)


def _wanted(session: Session, values: dict[str, str]) -> Wanted:
    reader = signed_in_recruiter()
    request_body = {
        "interview_type": values[TYPE] or None,
        "recruiter": reader.email if reader.takes_bookings else values[CALLER] or None,
        "candidate": {
            "name": values[NAME],
            "email": values[EMAIL],
            "phone": values[PHONE].strip() or None,
            "zone": values[THEIR_ZONE].strip(),
            "sms_consent": bool(values[TEXTS]),
            "language": values[LANGUAGE] or None,
        },
        "starts": wall_form.starts_in(values),
        "callback_window_minutes": wall_form.window_in(values),
        "override_availability": True,
    }
    wanted = read_wanted(request_body)  # a number abroad is called, and not texted
    if wanted.recruiter is None:
        raise Refused.because("invalid_request", "choose who makes the call", field=CALLER)
    return wanted


def _promised(session: Session, wanted: Wanted, moment: datetime) -> Interview:
    reader = signed_in_recruiter()
    booker = Booker(made_by="recruiter", vouches=True, consent_wording=CONSENT, consent_from=reader.email)
    try:
        return booking.book(session, desk(), wanted, booker, moment)
    except Refused as refused:
        made = _made_just_now(session, wanted, moment) if refused.code == "slot_taken" else None
        if made is None:
            raise
        return made


def _made_just_now(session: Session, wanted: Wanted, moment: datetime) -> Interview | None:
    """The promise that the first of two clicks has made."""
    return session.scalar(
        select(Interview)
        .join(Interview.candidate)
        .join(Interview.recruiter)
        .where(
            func.lower(Candidate.email) == wanted.candidate.email.lower(),
            Recruiter.email == wanted.recruiter,
            Interview.starts_at == wanted.starts.utc,
            Interview.made_by == "recruiter",
            Interview.created_at > moment - TWICE,
        )
    )


def _review(session: Session, wanted: Wanted, values: dict[str, str], moment: datetime) -> ResponseReturnValue:
    reader = signed_in_recruiter()
    kind = openings.find_type(session, wanted.interview_type)
    caller = _caller(kind, wanted)
    minutes = wanted.window_minutes or kind.window_minutes
    remark = check_promise(session, kind, caller, wanted.starts, minutes, moment)
    window = Window.lasting(wanted.starts.utc, minutes)
    number = wanted.candidate.phone
    return render_template(
        "pages/promise_review.html",
        who=wanted.candidate,
        number=phone.display(number) if number else "",
        caller="You" if caller.id == reader.id else caller.name,
        kind=kind,
        language=LANGUAGES[wanted.candidate.language or UNSAID],
        said=wall_form.readings(window, reader, wanted.candidate.zone, wanted.starts.wall.zone),
        remark=remark,
        values=values | {WHICH: wanted.starts.wall.which or ""},
    )


def _caller(kind: InterviewType, wanted: Wanted) -> Recruiter:
    for recruiter in openings.recruiters_of(kind):
        if recruiter.email == wanted.recruiter:
            return recruiter
    raise Refused.because("invalid_request", f"{wanted.recruiter} takes no bookings for {kind.name}", field=CALLER)


def _form(values: dict[str, str], refused: Refused | None = None) -> ResponseReturnValue:
    manner = signed_in_recruiter().manner
    trouble = wall_form.trouble(refused, values, values[THEIR_ZONE], manner) if refused else None
    with reading(sessions()) as session:
        kinds = list(session.scalars(select(InterviewType).order_by(InterviewType.name)))
        callers = sorted({r.email: r for kind in kinds for r in openings.recruiters_of(kind)}.values(), key=_by_name)
    first: dict[str, Any] = {TYPE: values[TYPE] or (kinds[0].slug if kinds else "")}
    first[WINDOW] = values[WINDOW] or (str(kinds[0].window_minutes) if kinds and refused is None else "")
    page = render_template(
        "pages/promise.html",
        values=values | first,
        trouble=trouble,
        kinds=kinds,
        callers=[] if signed_in_recruiter().takes_bookings else callers,
        sought=wall_form.sought(values, request.form.get(wall_form.FIND, ""), manner),
        consent=CONSENT,
        languages=CHOICES,
    )
    return page, trouble.status if trouble else 200


def _by_name(recruiter: Recruiter) -> str:
    return recruiter.name.casefold()
