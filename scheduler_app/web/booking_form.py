"""The booking form: where you are, which time, who you are; then everything once more in words, then booked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app import booking, briefing, contact, openings
from scheduler_app.booking import Booker
from scheduler_app.domain.errors import Problem, Refused
from scheduler_app.domain.wanted import Fields, Wanted, read_person
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import InterviewType
from scheduler_app.web import booking_page, desk, forms, front, guarding, now, sessions, slot_picker, visitor
from scheduler_app.web.forms import Opened

bp = Blueprint("booking", __name__)

DONE = "booked"
PERSON = ("name", "email", "phone")
LOOKING = ("zone", "times", "edit")  # steps that only show the form again, with all that was typed


@bp.get("/book/<slug>")
def form(slug: str) -> ResponseReturnValue:
    with reading(sessions()) as session:
        chosen = kind(session, slug)
        return guarding.closed(session) or booking_page.form(session, chosen, {}, None)


@bp.post("/book/<slug>")
def send(slug: str) -> ResponseReturnValue:
    """Two sendings of the same values: the first is answered with a review in words, the second books."""
    typed = request.form.to_dict()
    step = typed.get("step", "")
    with reading(sessions()) as session:
        chosen = kind(session, slug)
        if (paused := guarding.closed(session)) is not None:
            return paused
        if step in LOOKING or booking_page.DAY in typed or visitor.CLOCK in typed:
            return booking_page.form(session, chosen, typed, None)
        try:
            opened = forms.check(typed.get(forms.FIELD, ""), booking_page.PURPOSE, slug, now())
            wanted = _read(session, chosen)
            guarding.refuse_haste(opened)
            if step != "book":
                return booking_page.review(session, chosen, wanted, typed)
        except Refused as refused:
            return booking_page.form(session, chosen, typed, refused)
    said = guarding.hear(opened)
    try:
        made = _booked(wanted, opened)
    except Refused as refused:
        if (asks := guarding.question(refused, opened, said)) is not None:
            return asks
        with reading(sessions()) as session:
            return booking_page.form(session, kind(session, slug), typed, refused)
    front().poke()
    return redirect(url_for(".booked", slug=slug, done=forms.token(DONE, made.hex, now())), 303)


@bp.get("/book/<slug>/done/<done>")
def booked(slug: str, done: str) -> ResponseReturnValue:
    """Once more in words what was booked, and that the private link is in the mail.

    The link is not given here: only who reads the mail owns its address, and may say on the private page that the
    number is theirs. Otherwise this form would text strangers.
    """
    interview_id, _ = forms.read(done, DONE, now())
    with reading(sessions()) as session:
        made = session.get(Interview, UUID(interview_id)) or abort(404)
        if made.candidate.erased_at is not None:
            abort(410)
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
            made = session.get(Interview, key) or _book(session, wanted, key, opened)
            return made.id
    except Refused:
        with reading(sessions()) as session:  # the twin of this request may have been a moment faster
            twin = session.get(Interview, key)
            if twin is None:
                raise
            return twin.id


def _book(session: Session, wanted: Wanted, key: UUID, opened: Opened) -> Interview:
    guarding.admit(session, wanted, opened)
    booker = Booker("candidate", False, contact.consent(briefing.organisation(session).name), request.remote_addr or "")
    return booking.book(session, desk(), wanted, booker, now(), interview_id=key)


def _read(session: Session, chosen: InterviewType) -> Wanted:
    """The form as a booking request; raises `Refused` with every fault, at the names of the form's fields."""
    typed: dict[str, Any] = {name: request.form.get(name, "").strip() or None for name in PERSON}
    typed |= {"zone": request.form.get("zone") or None, "sms_consent": "sms_consent" in request.form}
    typed |= {"language": visitor.language() or None, "hours": visitor.hours()}
    fields = Fields({"candidate": typed}, known=frozenset({"candidate"}))
    person = read_person(fields, countries=None, region=None)  # a number abroad is called, and not texted
    recruiters = openings.recruiters_of(chosen)
    picked = fields.attempt(lambda: slot_picker.chosen(request.form.get("slot", ""), recruiters))
    if fields.problems or person is None or picked is None:
        raise Refused([_at_form_field(problem) for problem in fields.problems], **fields.extras)
    start, recruiter = picked
    return Wanted(chosen.slug, recruiter.email, person, slot_picker.agreed(start, person.zone), None, override=False)


def _at_form_field(problem: Problem) -> Problem:
    field = problem.field.removeprefix("candidate.")
    return Problem(problem.code, problem.message.replace("candidate.", ""), field)
