"""The booking form: where you are, which time, who you are; then everything once more in words, then booked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler_app import booking, briefing, contact, openings
from scheduler_app.booking import Booker
from scheduler_app.domain.errors import Problem, Refused
from scheduler_app.domain.wanted import Fields, Wanted, read_person
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Candidate, InterviewType
from scheduler_app.web import (
    booking_page,
    desk,
    forms,
    front,
    invited,
    now,
    sessions,
    slot_picker,
    visitor,
)
from scheduler_app.web.forms import Opened

bp = Blueprint("booking", __name__)

DONE = "booked"
QUICKEST = timedelta(seconds=2)  # no person fills the form faster
TRAP = "website"  # a field that people do not see
BOOKINGS_A_DAY = 5  # for one mail address, which may be a stranger's
PERSON = ("name", "email", "phone")
LOOKING = ("zone", "times", "edit")  # steps that only show the form again, with all that was typed


@bp.get("/book/<slug>")
def form(slug: str) -> ResponseReturnValue:
    with reading(sessions()) as session:
        chosen = kind(session, slug)
        return booking_page.form(session, chosen, invited.known(invited.opened(session, chosen)), None)


@bp.post("/book/<slug>")
def send(slug: str) -> ResponseReturnValue:
    """Two sendings of the same values: the first is answered with a review in words, the second books."""
    typed = request.form.to_dict()
    step = typed.get("step", "")
    with reading(sessions()) as session:
        chosen = kind(session, slug)
        if step != "book":  # what the first of two clicks has booked is found by its form
            invited.opened(session, chosen)
        if step in LOOKING or booking_page.DAY in typed or visitor.CLOCK in typed:
            return booking_page.form(session, chosen, typed, None)
        try:
            opened = forms.check(typed.get(forms.FIELD, ""), booking_page.PURPOSE, slug, now())
            wanted = _read(session, chosen)
            _refuse_robots(opened)
            if step != "book":
                return booking_page.review(session, chosen, wanted, typed)
        except Refused as refused:
            return booking_page.form(session, chosen, typed, refused)
    try:
        made = _booked(wanted, opened)
    except Refused as refused:
        with reading(sessions()) as session:
            chosen = kind(session, slug)
            invited.opened(session, chosen)
            return booking_page.form(session, chosen, typed, refused)
    front().poke()
    return redirect(
        url_for(".booked", slug=slug, done=forms.token(DONE, made.hex, now()), embed=request.args.get("embed")), 303
    )


@bp.get("/book/<slug>/done/<done>")
def booked(slug: str, done: str) -> ResponseReturnValue:
    """Once more in words what was booked, and that the private link is in the mail.

    The link is not given here: only who reads the mail owns its address, and may say on the private page that the
    number is theirs. Otherwise this form would text strangers.
    """
    interview_id, _ = forms.read(done, DONE, now())
    with reading(sessions()) as session:
        made = session.get(Interview, UUID(interview_id)) or abort(404)
        return booking_page.booked(made)


def kind(session: Session, slug: str) -> InterviewType:
    """The interview type of an address, or the calm page for addresses of nothing."""
    if not slug.isprintable():  # PostgreSQL refuses to be asked for a NUL
        abort(404)
    return session.scalar(select(InterviewType).where(InterviewType.slug == slug)) or abort(404)


def _booked(wanted: Wanted, opened: Opened) -> UUID:
    """Book, and return the interview's id; a second click or a reload finds what the first one booked.

    The key is bound to this very opening of the form: knowing another person's address and time opens nothing.
    """
    key = opened.key_for(wanted.candidate.email, wanted.starts.utc)
    try:
        with sessions().begin() as session:
            made = session.get(Interview, key) or _book(session, wanted, key)
            return made.id
    except Refused:
        with reading(sessions()) as session:  # the twin of this request may have been a moment faster
            twin = session.get(Interview, key)
            if twin is None:
                raise
            return twin.id


def _book(session: Session, wanted: Wanted, key: UUID) -> Interview:
    made = select(func.count()).select_from(Interview).join(Candidate)
    by_address = func.lower(Candidate.email) == wanted.candidate.email.lower()
    lately = Interview.created_at > now() - timedelta(days=1)
    if (session.scalar(made.where(by_address, lately, Interview.made_by == "candidate")) or 0) >= BOOKINGS_A_DAY:
        raise Refused.because(
            "invalid_request",
            f"{wanted.candidate.email} has booked {BOOKINGS_A_DAY} calls within a day;"
            " use the link in one of the confirmations to move a call",
            field="email",
        )
    link = invited.used(session)
    wording = contact.consent(briefing.organisation(session).name)
    booker = Booker("candidate", False, wording, request.remote_addr or "", link.id if link else None)
    return booking.book(session, desk(), wanted, booker, now(), interview_id=key)


def _read(session: Session, chosen: InterviewType) -> Wanted:
    """The form as a booking request; raises `Refused` with every fault, at the names of the form's fields."""
    typed: dict[str, Any] = {name: request.form.get(name, "").strip() or None for name in PERSON}
    typed |= {"zone": request.form.get("zone") or None, "sms_consent": "sms_consent" in request.form}
    typed |= {"language": visitor.language() or None, "hours": visitor.hours()}
    fields = Fields({"candidate": typed}, known=frozenset({"candidate"}))
    countries = frozenset(briefing.organisation(session).sms_countries) or None
    person = read_person(fields, countries=countries, region=None)
    recruiters = openings.recruiters_of(chosen)
    picked = fields.attempt(lambda: slot_picker.chosen(request.form.get("slot", ""), recruiters))
    if fields.problems or person is None or picked is None:
        raise Refused([_at_form_field(problem) for problem in fields.problems], **fields.extras)
    start, recruiter = picked
    return Wanted(chosen.slug, recruiter.email, person, slot_picker.agreed(start, person.zone), None, override=False)


def _at_form_field(problem: Problem) -> Problem:
    field = problem.field.removeprefix("candidate.")
    return Problem(problem.code, problem.message.replace("candidate.", ""), field)


def _refuse_robots(opened: Opened) -> None:
    if request.form.get(TRAP):
        raise Refused.because("invalid_request", "leave the field called website empty; it is there for robots only")
    if now() - opened.at < QUICKEST:
        raise Refused.because("invalid_request", "that was very quick; please check the details and send them again")
