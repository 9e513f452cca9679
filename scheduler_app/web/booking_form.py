"""The booking form: where you are, which time, who you are; then everything once more in words, then booked."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app import booking, briefing, contact, keeping, questionnaire
from scheduler_app.booking import Booker
from scheduler_app.domain.errors import Refused
from scheduler_app.keeping import Kept
from scheduler_app.messages import catalogs
from scheduler_app.store.db import reading
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import InterviewType
from scheduler_app.web import (
    booking_details,
    booking_page,
    booking_reading,
    booking_token,
    desk,
    form_address,
    forms,
    front,
    guarding,
    invited,
    now,
    sessions,
    visitor,
)
from scheduler_app.web.booking_reading import Filled
from scheduler_app.web.forms import Opened

bp = Blueprint("booking", __name__)

DONE = "booked"
LOOKING = ("zone", "times", "edit")  # steps that only show the form again, with all that was typed
KEEP, BOOK = "keep", "book"


@bp.get("/book/<slug>")
def form(slug: str) -> ResponseReturnValue:
    with reading(sessions()) as session:
        chosen = kind(session, slug)
        link = invited.opened(session, chosen)
        if link is None and (paused := guarding.closed(session)) is not None:
            return paused
        return booking_page.form(session, chosen, invited.known(link))


@bp.post("/book/<slug>")
def send(slug: str) -> ResponseReturnValue:
    """A time that is chosen is kept for this form, what is typed is answered with a review in words, and then booked.

    A form that has booked already leads to what it booked, whatever it is sent with.
    """
    typed = request.form.to_dict()
    with reading(sessions()) as session:
        chosen = kind(session, slug)
        if typed.get("step") != BOOK:  # what the first of two clicks has booked is found by its form
            invited.opened(session, chosen)
        if invited.used(session) is None and (paused := guarding.closed(session)) is not None:
            return paused
        if _only_looks(typed):
            return booking_page.form(session, chosen, typed)
    try:
        opened = booking_token.opened(slug, typed)
        if made := _booked_before(opened):
            return _to_booked(slug, made, again=True)
        if typed.get("step") == BOOK:
            return _book_or_ask(slug, opened, typed)
        kept = _kept(slug, opened, typed)
        with reading(sessions()) as session:
            chosen = kind(session, slug)
            if typed.get("step") == KEEP and not _is_filled(session, chosen, typed):
                return booking_page.form(session, chosen, typed, kept=kept)
            filled = booking_reading.read(session, chosen, typed)
            guarding.refuse_haste(opened)
            return booking_details.review(session, chosen, filled, typed, kept)
    except Refused as refused:
        with reading(sessions()) as session:
            chosen = kind(session, slug)
            invited.opened(session, chosen)
            return booking_page.form(session, chosen, typed, refused)


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
        start, recruiter = booking_reading.picked(session, chosen, typed)
        form, whence = booking_token.hold_of(opened), visitor.address_key()
        return keeping.keep(session, chosen, recruiter, start, now(), form=form, address_key=whence)


def _book_or_ask(slug: str, opened: Opened, typed: Mapping[str, str]) -> ResponseReturnValue:
    """Book; over a limit, a question comes first, which keeps all that was typed."""
    with reading(sessions()) as session:
        filled = booking_reading.read(session, kind(session, slug), typed)
    guarding.refuse_haste(opened)
    said = guarding.hear(opened)
    try:
        return _to_booked(slug, _booked(filled, opened))
    except Refused as refused:
        asks = guarding.question(refused, opened, said)
        if asks is None:
            raise
        return asks


def _booked(filled: Filled, opened: Opened) -> UUID:
    """Book, and return the interview's id; a second click or a reload finds what the first one booked.

    The key is bound to this very opening of the form: knowing another person's address and time opens nothing.
    """
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
    guarding.admit(session, filled.wanted, opened)
    wording = catalogs.said_in(visitor.page_language(), contact.consent(briefing.organisation(session).name))
    link = invited.used(session)
    booker = Booker("candidate", False, wording, request.remote_addr or "", link.id if link else None)
    hold = booking_token.hold_of(opened)
    interview = booking.book(session, desk(), filled.wanted, booker, now(), interview_id=key, form=hold)
    questionnaire.note(session, interview, filled.answers)
    return interview


def _to_booked(slug: str, interview_id: UUID, *, again: bool = False) -> ResponseReturnValue:
    front().poke()
    done = forms.token(DONE, interview_id.hex, now())
    embed = request.args.get(form_address.EMBED)
    return redirect(url_for(".booked", slug=slug, done=done, again="yes" if again else None, embed=embed), 303)
