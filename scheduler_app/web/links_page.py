"""Links for one candidate each, made, mailed, listed and withdrawn by recruiters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app import links, openings
from scheduler_app.domain import clockface, phone, text, zones
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.manner import LANGUAGES, check_language
from scheduler_app.domain.wanted import LONGEST_NAME, Fields
from scheduler_app.links import Invitee
from scheduler_app.store.db import reading
from scheduler_app.store.links import BookingLink, LinkState
from scheduler_app.store.outbox import MessageState
from scheduler_app.store.people import InterviewType, Recruiter
from scheduler_app.web import desk, front, now, sessions, zone_picker
from scheduler_app.web.session import signed_in_only, signed_in_recruiter
from scheduler_app.web.zone_picker import Moment

MOST_SHOWN = 100
TYPED = ("name", "email", "phone", "zone", "language", "type", "days")
MAILED, REMINDED = "mailed", "reminded"

bp = Blueprint("links", __name__, url_prefix="/dashboard/links")


@dataclass(frozen=True)
class Shown:
    """A link as its maker sees it; `address` is "" once it is over, `trouble` what kept its mail from going."""

    id: UUID
    name: str
    email: str
    kind: str
    maker: str
    state: LinkState
    address: str
    made: str
    expires: str
    interview_id: UUID | None
    reminders: str
    trouble: str


@bp.get("")
@signed_in_only
def show() -> ResponseReturnValue:
    return _page({"days": str(links.DAYS), MAILED: "yes", REMINDED: "yes"})


@bp.post("")
@signed_in_only
def make() -> ResponseReturnValue:
    typed = {name: request.form.get(name, "") for name in (*TYPED, MAILED, REMINDED)}
    try:
        with sessions().begin() as session:
            maker = session.merge(signed_in_recruiter(), load=False)
            kind, invitee, days = _read(session, typed)
            mailed, reminded = bool(typed[MAILED]), bool(typed[REMINDED])
            made = links.make(session, desk(), kind, invitee, maker, now(), days=days, mailed=mailed, reminded=reminded)
            done = f"#link-{made.id}"
    except Refused as refused:
        return _page(typed, refused), 422
    front().poke()
    flash(f"The link for {invitee.name} is mailed." if mailed else f"Copy the link for {invitee.name} below.", "good")
    return redirect(url_for("links.show") + done, 303)


@bp.post("/<uuid:link_id>/withdraw")
@signed_in_only
def withdraw(link_id: UUID) -> ResponseReturnValue:
    return _changed(link_id, lambda session, link: links.withdraw(session, link, now()), "Withdrawn.")


@bp.post("/<uuid:link_id>/again")
@signed_in_only
def again(link_id: UUID) -> ResponseReturnValue:
    def made_again(session: Session, link: BookingLink) -> object:
        maker = session.merge(signed_in_recruiter(), load=False)
        return links.again(session, desk(), link, maker, now())

    return _changed(link_id, made_again, "A new link is mailed, and the former one works no more.")


def _changed(link_id: UUID, change: Callable[[Session, BookingLink], object], notice: str) -> ResponseReturnValue:
    try:
        with sessions().begin() as session:
            change(session, links.one_of(session, signed_in_recruiter(), link_id) or abort(404))
    except Refused as refused:
        flash(str(refused), "refused")
        return redirect(url_for("links.show"), 303)
    front().poke()
    flash(notice, "good")
    return redirect(url_for("links.show"), 303)


def _read(session: Session, typed: Mapping[str, str]) -> tuple[InterviewType, Invitee, int]:
    """What was typed, checked; raises `Refused` with every fault, at the names of the form's fields."""
    fields = Fields({name: value.strip() or None for name, value in typed.items()}, known=frozenset(typed))
    name = fields.need("name", text.clean_line, most=LONGEST_NAME)
    email = fields.need("email", text.check_email)
    number = fields.take("phone", phone.check, region=None)
    zone = fields.take("zone", zones.check, otherwise="")
    language = fields.take("language", check_language, otherwise="")
    days = fields.take("days", _days, otherwise=links.DAYS)
    kind = fields.attempt(lambda: openings.find_type(session, typed["type"]))
    fields.refuse_if_faulty()
    if name is None or email is None or kind is None or days is None:
        raise AssertionError("a missing field was not noted")
    return kind, Invitee(name, email, number, zone or "", language or ""), days


def _days(value: object, *, field: str) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and 1 <= int(value) <= links.MOST_DAYS:
        return int(value)
    raise Refused.because("invalid_request", f"write a whole number of days from 1 to {links.MOST_DAYS}", field=field)


def _page(typed: Mapping[str, str], refused: Refused | None = None) -> str:
    reader = signed_in_recruiter()
    picked = typed.get("zone", "") if typed.get("zone") in zones.known() else None
    with reading(sessions()) as session:
        kinds = session.scalars(select(InterviewType).order_by(InterviewType.name)).all()
        shown = [_shown(session, link, reader) for link in links.seen_by(session, reader, MOST_SHOWN)]
    return render_template(
        "pages/links.html",
        links=shown,
        reader=reader,
        most=MOST_SHOWN,
        kinds=kinds,
        values=dict.fromkeys((*TYPED, MAILED, REMINDED), "") | dict(typed),
        errors={problem.field: problem.message for problem in reversed(refused.problems)} if refused else {},
        zones=zone_picker.everything(Moment(now(), manner=reader.manner), picked),
        languages=LANGUAGES,
    )


def _shown(session: Session, link: BookingLink, reader: Recruiter) -> Shown:
    state = link.state(now())
    token = desk().invited_token(link.id)
    mails = links.mails(session, link)
    ahead = [mail for mail in mails if mail.due_at > now() and mail.state == MessageState.QUEUED]
    failed = [mail.reason for mail in mails if mail.state == MessageState.FAILED]
    return Shown(
        id=link.id,
        name=link.name,
        email="" if link.erased else link.email,
        kind=link.type.name,
        maker=link.made_by.name if link.made_by_id != reader.id else "",
        state=state,
        address=desk().invited_link(link.type.slug, token, link.language) if state is LinkState.OPEN else "",
        made=clockface.say(link.made_at.replace(second=0, microsecond=0), reader.zone, reader.manner),
        expires=clockface.say(link.expires_at.replace(second=0, microsecond=0), reader.zone, reader.manner),
        interview_id=link.interview_id,
        reminders=_reminders(link, len(ahead)),
        trouble=failed[-1] if failed else "",
    )


def _reminders(link: BookingLink, ahead: int) -> str:
    if link.hushed_at is not None:
        return "They asked for no reminders."
    return f"{ahead} reminder{'' if ahead == 1 else 's'} to come." if ahead else ""
