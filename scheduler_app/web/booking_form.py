"""The booking form: where you are, which time, who you are; then everything once more in words, then booked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler_app import booking, briefing, contact, keeping, questionnaire
from scheduler_app.booking import Booker
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.phrases import phrase
from scheduler_app.domain.wanted import Wanted
from scheduler_app.keeping import Kept
from scheduler_app.messages import catalogs
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Candidate, InterviewType
from scheduler_app.web import (
    booking_details,
    booking_page,
    booking_reading,
    booking_token,
    desk,
    forms,
    front,
    now,
    sessions,
    visitor,
)
from scheduler_app.web.booking_reading import TRAP, Filled
from scheduler_app.web.forms import Opened

bp = Blueprint("booking", __name__)

DONE = "booked"
QUICKEST = timedelta(seconds=2)  # no person fills the form faster
BOOKINGS_A_DAY = 5  # for one mail address, which may be a stranger's
LOOKING = ("zone", "times", "edit")  # steps that only show the form again, with all that was typed
KEEP, BOOK = "keep", "book"


@bp.get("/book/<slug>")
def form(slug: str) -> ResponseReturnValue:
    with reading(sessions()) as session:
        return booking_page.form(session, kind(session, slug), {})


@bp.post("/book/<slug>")
def send(slug: str) -> ResponseReturnValue:
    """A time that is chosen is kept for this form, what is typed is answered with a review in words, and then booked.

    A form that has booked already leads to what it booked, whatever it is sent with.
    """
    typed = request.form.to_dict()
    with reading(sessions()) as session:
        chosen = kind(session, slug)
        if _only_looks(typed):
            return booking_page.form(session, chosen, typed)
    try:
        opened = booking_token.opened(slug, typed)
        if made := _booked_before(opened):
            return _to_booked(slug, made, again=True)
        if typed.get("step") == BOOK:
            return _to_booked(slug, _booked(slug, opened, typed))
        kept = _kept(slug, opened, typed)
        with reading(sessions()) as session:
            chosen = kind(session, slug)
            if typed.get("step") == KEEP and not _is_filled(session, chosen, typed):
                return booking_page.form(session, chosen, typed, kept=kept)
            filled = booking_reading.read(session, chosen, typed)
            _refuse_robots(opened, typed)
            return booking_details.review(session, chosen, filled, typed, kept)
    except Refused as refused:
        with reading(sessions()) as session:
            return booking_page.form(session, kind(session, slug), typed, refused)


@bp.get("/book/<slug>/done/<done>")
def booked(slug: str, done: str) -> ResponseReturnValue:
    """Once more in words what was booked, and that the private link is in the mail.

    The link is not given here: only who reads the mail owns its address, and may say on the private page that the
    number is theirs. Otherwise this form would text strangers.
    """
    interview_id, _ = forms.read(done, DONE, now())
    with reading(sessions()) as session:
        made = session.get(Interview, UUID(interview_id)) or abort(404)
        return booking_details.booked(made, again="again" in request.args)


def kind(session: Session, slug: str) -> InterviewType:
    """The interview type of an address, or the calm page for addresses of nothing."""
    if not slug.isprintable():  # PostgreSQL refuses to be asked for a NUL
        abort(404)
    return session.scalar(select(InterviewType).where(InterviewType.slug == slug)) or abort(404)


def _only_looks(typed: Mapping[str, str]) -> bool:
    """Whether a button was pressed that shows the form again, with all that was typed, and does nothing."""
    buttons = (booking_page.DAY, visitor.CLOCK, visitor.SPEAK)
    return typed.get("step", "") in LOOKING or any(button in typed for button in buttons)


def _is_filled(session: Session, chosen: InterviewType, typed: Mapping[str, str]) -> bool:
    """Whether whoever chooses another time has been asked for everything else, and has given it."""
    if booking_reading.AT not in typed:
        return False
    try:
        booking_reading.read(session, chosen, typed)
    except Refused:
        return False
    return True


def _booked_before(opened: Opened) -> UUID | None:
    with reading(sessions()) as session:
        made = session.get(Interview, booking_token.interview_of(opened))
        return made.id if made else None


def _kept(slug: str, opened: Opened, typed: Mapping[str, str]) -> Kept:
    """Keep the time that was chosen for this form, in place of any other."""
    with sessions().begin() as session:
        chosen = kind(session, slug)
        start, recruiter = booking_reading.picked(chosen, typed)
        form, whence = booking_token.hold_of(opened), visitor.address_key()
        return keeping.keep(session, chosen, recruiter, start, now(), form=form, address_key=whence)


def _booked(slug: str, opened: Opened, typed: Mapping[str, str]) -> UUID:
    """Book, and return the interview's id; a second click or a reload finds what the first one booked.

    The key is bound to this very opening of the form: knowing another person's address and time opens nothing.
    """
    with reading(sessions()) as session:
        filled = booking_reading.read(session, kind(session, slug), typed)
    _refuse_robots(opened, typed)
    key = booking_token.interview_of(opened)
    try:
        with sessions().begin() as session:
            made = session.get(Interview, key) or _book(session, filled, opened, key)
            return made.id
    except Refused:
        with reading(sessions()) as session:  # the twin of this request may have been a moment faster
            twin = session.get(Interview, key)
            if twin is None:
                raise
            return twin.id


def _book(session: Session, filled: Filled, opened: Opened, key: UUID) -> Interview:
    _refuse_too_many(session, filled.wanted)
    wording = catalogs.said_in(visitor.page_language(), contact.consent(briefing.organisation(session).name))
    booker = Booker("candidate", False, wording, request.remote_addr or "")
    hold = booking_token.hold_of(opened)
    interview = booking.book(session, desk(), filled.wanted, booker, now(), interview_id=key, form=hold)
    questionnaire.note(session, interview, filled.answers)
    return interview


def _to_booked(slug: str, interview_id: UUID, *, again: bool = False) -> ResponseReturnValue:
    front().poke()
    done = forms.token(DONE, interview_id.hex, now())
    return redirect(url_for(".booked", slug=slug, done=done, again="yes" if again else None), 303)


def _refuse_robots(opened: Opened, typed: Mapping[str, str]) -> None:
    if typed.get(TRAP):
        words = phrase("Please leave the field called website empty. It is there for robots only.")
        raise Refused.because("invalid_request", words)
    if now() - opened.at < QUICKEST:
        words = phrase("That was very quick. Please check the details and send them again.")
        raise Refused.because("invalid_request", words)


def _refuse_too_many(session: Session, wanted: Wanted) -> None:
    made = select(func.count()).select_from(Interview).join(Candidate)
    by_address = func.lower(Candidate.email) == wanted.candidate.email.lower()
    lately = Interview.created_at > now() - timedelta(days=1)
    if (session.scalar(made.where(by_address, lately, Interview.made_by == "candidate")) or 0) >= BOOKINGS_A_DAY:
        words = phrase(
            "{email} has booked {count} calls within a day. Use the link in one of the confirmations to move a call.",
            email=wanted.candidate.email,
            count=BOOKINGS_A_DAY,
        )
        raise Refused.because("too_many_bookings", words, field="email")
