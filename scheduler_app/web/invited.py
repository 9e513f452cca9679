"""A candidate with a link of their own: the booking form filled in for them, and a kind word when the link is over."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from scheduler_app import links
from scheduler_app.domain import phone
from scheduler_app.domain.manner import UNSAID
from scheduler_app.store.db import reading
from scheduler_app.store.links import BookingLink, LinkState
from scheduler_app.store.people import InterviewType, Recruiter
from scheduler_app.web import form_address, forms, now, sessions, visitor
from scheduler_app.web.form_address import FOR
from scheduler_app.web.pages import page

PURPOSE = "hush"

bp = Blueprint("invited", __name__)


def opened(session: Session, kind: InterviewType) -> BookingLink | None:
    """The link this form was opened by, None if by none. One that is good no more ends in a page that says what to do.

    Whoever has the form open as the link expires may still send it.
    """
    token = request.args.get(FOR, "")
    if not token:
        return None
    link = links.found(session, token)
    if link is None or link.type_id != kind.id:
        abort(make_response(page("pages/link_unknown.html", visitor.language() or UNSAID, kind=kind), 404))
    state = link.state(now() - links.GRACE if request.method == "POST" else now())
    if state is not LinkState.OPEN:
        abort(make_response(_over(link, state), 410))
    return link


def used(session: Session) -> BookingLink | None:
    """The link this form was opened by, whatever its state, for the booking itself to judge."""
    return links.found(session, request.args[FOR]) if request.args.get(FOR) else None


def callers(session: Session, kind: InterviewType) -> list[Recruiter]:
    """Who can be booked by this form, whoever's turn it is first."""
    return links.callers(kind, used(session))


def gives_number(session: Session) -> bool:
    """Whether the form was opened by a link with a number that its recruiter vouches for."""
    link = used(session)
    return link is not None and bool(link.phone)


def vouches(session: Session, number: str | None) -> bool:
    """Whether this number is the one that the recruiter gave with the link."""
    link = used(session)
    return link is not None and links.vouches([link], link.id, number)


def known(link: BookingLink | None) -> dict[str, str]:
    """The form's fields as the recruiter has filled them in; the candidate may change each.

    The address may fill in others, but not the form's token: whoever wrote the address would see what is booked.
    """
    if link is None:
        return {}
    number = phone.display(link.phone) if link.phone else ""
    fields = {"name": link.name, "email": link.email, "phone": number, "zone": link.zone}
    asked = {name: value for name, value in request.args.items() if name != forms.FIELD}
    return {name: value for name, value in fields.items() if value} | asked


@bp.get("/invited/<token>/stop")
def ask(token: str) -> ResponseReturnValue:
    """A page with a button: mail scanners open every address."""
    with reading(sessions()) as session:
        link = _of(session, token)
        language = link.language or visitor.language() or UNSAID
        return page(
            "pages/link_stop.html",
            language,
            link=link,
            open=link.state(now()) is LinkState.OPEN,
            book=form_address.form(link.type.slug, token=token),
            address=url_for("invited.stop", token=token),
            form_token=forms.token(PURPOSE, link.id.hex, now()),
        )


@bp.post("/invited/<token>/stop")
def stop(token: str) -> ResponseReturnValue:
    with sessions().begin() as session:
        link = _of(session, token)
        forms.check(request.form.get(forms.FIELD, ""), PURPOSE, link.id.hex, now())
        links.hush(session, link, now())
    return redirect(url_for("invited.ask", token=token), 303)


def _of(session: Session, token: str) -> BookingLink:
    return links.found(session, token) or abort(404)


def _over(link: BookingLink, state: LinkState) -> str:
    language = link.language or visitor.language() or UNSAID
    there = link.made_by.disabled_at is None
    return page(
        "pages/link_over.html",
        language,
        state=str(state),
        erased=link.erased,
        kind=link.type,
        recruiter=link.made_by.name,
        address=link.made_by.email if there else "",
    )
