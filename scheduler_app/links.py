"""Links by which one candidate books one call: made by a recruiter, good once, and remembered twice by mail.

The reminders are written with the link, as messages that are due later, under ids of their own: each can exist once
only, whoever sends it and whatever dies meanwhile. Whatever ends the link settles those that wait, in the same
transaction; one that is under way then is not tried again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4, uuid5

from sqlalchemy import func, or_, select, text, update
from sqlalchemy.orm import Session

from scheduler_app import briefing, openings
from scheduler_app.desk import INVITED, Desk
from scheduler_app.domain import clockface, tokens
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.manner import Manner
from scheduler_app.messages.facts import LinkFacts
from scheduler_app.store.interviews import Interview
from scheduler_app.store.links import BookingLink, LinkState
from scheduler_app.store.outbox import Message, MessageState, OptOut, wants_none
from scheduler_app.store.people import InterviewType, Organisation, Recruiter

DAYS, MOST_DAYS = 7, 30
LINKS_A_DAY = 200  # by one recruiter
TWICE = timedelta(minutes=10)  # within which the same wish is taken for a second click
GRACE = timedelta(hours=1)  # for whoever fills in the form as the link expires
EMAIL = "email"
# The message's name and script, and how long after the link it is due.
INVITATION = "invited"
REMINDERS = (("invited-again", timedelta(days=1)), ("invited-last", timedelta(days=3)))
MAILS = (INVITATION, *(name for name, _ in REMINDERS))
WAITING = text("message.state IN ('queued', 'deferred')")


@dataclass(frozen=True)
class Invitee:
    """Whom a link is for; checked. "" and None are what they say themselves."""

    name: str
    email: str
    phone: str | None = None
    zone: str = ""
    language: str = ""


def make(
    session: Session,
    desk: Desk,
    kind: InterviewType,
    invitee: Invitee,
    maker: Recruiter,
    now: datetime,
    *,
    days: int = DAYS,
    mailed: bool = True,
    reminded: bool = True,
) -> BookingLink:
    """A link for one candidate, and its mails; it takes the place of an open one for the same person and type.

    The same wish of the same recruiter within ten minutes is answered with what the first one made; one to be mailed
    after one that was not is another wish. Raises `Refused` past 200 links a day.
    """
    _take_turns(session)
    earlier = _open(session, kind, invitee.email, now)
    for link in earlier:
        same = _whom(link) == invitee and _is_mailed(session, link) == mailed
        if same and link.made_by_id == maker.id and now - link.made_at < TWICE:
            return link
    made_lately = select(func.count()).where(
        BookingLink.made_by_id == maker.id, BookingLink.made_at > now - timedelta(days=1)
    )
    if (session.scalar(made_lately) or 0) >= LINKS_A_DAY:
        raise Refused.because("invalid_request", f"you have made {LINKS_A_DAY} links within a day; go on tomorrow")
    for link in earlier:
        _withdraw(session, link, now)
    key = uuid4()
    link = BookingLink(
        id=key,
        token_digest=tokens.digest(desk.invited_token(key)),
        type=kind,
        made_by_id=maker.id,
        name=invitee.name,
        email=invitee.email,
        phone=invitee.phone,
        zone=invitee.zone,
        language=invitee.language,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(link)
    session.flush()
    if mailed:
        _mail(session, desk, link, maker, INVITATION, now, now)
    if reminded and not wants_none(session, _key(link.email), desk.hidden_number(_key(link.email)), EMAIL):
        for script, after in REMINDERS:
            if now + after < link.expires_at:
                _mail(session, desk, link, maker, script, now + after, now)
    return link


def again(session: Session, desk: Desk, link: BookingLink, maker: Recruiter, now: datetime) -> BookingLink:
    """A new link for the same person and type, mailed to them; the old one is good no more.

    The second click on the same button finds what the first one made. Raises `Refused` once its candidate was erased.
    """
    if link.erased:
        raise Refused.because("wrong_state", "whom this link was for has been erased; make a new one")
    withdraw(session, link, now)
    days = max(1, round((link.expires_at - link.made_at) / timedelta(days=1)))
    return make(session, desk, link.type, _whom(link), maker, now, days=days)


def found(session: Session, token: str) -> BookingLink | None:
    return session.scalar(select(BookingLink).where(BookingLink.token_digest == tokens.digest(token)))


def seen_by(session: Session, reader: Recruiter, most: int) -> Sequence[BookingLink]:
    """The newest links: one's own, and everyone's for who sees all."""
    rows = select(BookingLink).order_by(BookingLink.made_at.desc(), BookingLink.id).limit(most)
    return session.scalars(rows if reader.sees_all else rows.where(BookingLink.made_by_id == reader.id)).all()


def one_of(session: Session, reader: Recruiter, link_id: UUID) -> BookingLink | None:
    """A link that this reader may change, locked."""
    _take_turns(session)
    link = session.scalar(select(BookingLink).where(BookingLink.id == link_id).with_for_update())
    return link if link is not None and (reader.sees_all or link.made_by_id == reader.id) else None


def callers(kind: InterviewType, link: BookingLink | None) -> list[Recruiter]:
    """Who can be booked by this link: the recruiter who made it and wrote to its candidate, if they take such calls.

    Otherwise, and without a link, everybody who takes them: a coordinator's link is open to any.
    """
    everybody = openings.recruiters_of(kind)
    return [one for one in everybody if link is not None and one.id == link.made_by_id] or everybody


def withdraw(session: Session, link: BookingLink, now: datetime) -> None:
    """The link is good no more, and nobody is reminded of it; one that is over stays as it is."""
    if link.state(now) is LinkState.OPEN:
        _withdraw(session, link, now)


def hush(session: Session, link: BookingLink, now: datetime) -> None:
    """Its candidate wants no reminders, of this link or a later one; the link stays good. Again changes nothing."""
    if link.hushed_at is None:
        link.hushed_at = now
        session.merge(OptOut(address=_key(link.email), channel=EMAIL, since=now, source="link"))
        _settle(session, link, "its reader wants no reminders", now)


def held(session: Session, kind: InterviewType, email: str, used: UUID | None, now: datetime) -> list[BookingLink]:
    """The links that a booking by this person for this type ends, locked, and `used` among them, which was opened.

    To be called before any recruiter is locked. Raises `Refused` if the used one is good no more.
    """
    mine = (func.lower(BookingLink.email) == _key(email)) & (BookingLink.type_id == kind.id)
    ended = BookingLink.booked_at.is_(None) & BookingLink.withdrawn_at.is_(None)
    either = or_(BookingLink.id == used, mine & ended) if used is not None else mine & ended
    rows = session.scalars(select(BookingLink).where(either).order_by(BookingLink.id).with_for_update()).all()
    for link in rows:
        session.refresh(link)  # as it is now that it is locked
        if link.id == used and (link.type_id != kind.id or link.state(now - GRACE) is not LinkState.OPEN):
            raise Refused.because("wrong_state", "this link is good no more")
    return [link for link in rows if link.booked_at is None and link.withdrawn_at is None]


def vouches(links: Sequence[BookingLink], used: UUID | None, number: str | None) -> bool:
    """Whether the recruiter who made the used link has said that this is the candidate's number."""
    return number is not None and any(link.id == used and link.phone == number for link in links)


def booked(session: Session, links: Sequence[BookingLink], interview: Interview, now: datetime) -> None:
    """What `held` gave: each has led to a call, so none is good any more and nobody is reminded."""
    for link in links:
        link.booked_at, link.interview_id = now, interview.id
        _settle(session, link, "the call is booked", now)


def overtaken(session: Session, message: Message, now: datetime) -> str:
    """Why a link's mail must not start any more; "" if it may, or is another's."""
    if message.link_kind != INVITED:
        return ""
    link = session.get_one(BookingLink, UUID(message.link_key))
    state = link.state(now)
    if state is not LinkState.OPEN:
        return f"the link is {state} by now"
    if link.made_by.disabled_at is not None:
        return f"{link.made_by.name} no longer works here"
    return "its reader wants no reminders" if link.hushed_at is not None and message.name != INVITATION else ""


def mails(session: Session, link: BookingLink) -> Sequence[Message]:
    """What was and will be mailed about it, in order."""
    return session.scalars(select(Message).where(Message.id.in_(_ids(link))).order_by(Message.due_at)).all()


def _take_turns(session: Session) -> None:
    """Clicks of staff at once wait for each other at a row that no booking locks: those lock links, then recruiters."""
    session.get_one(Organisation, 1, with_for_update=True)


def _is_mailed(session: Session, link: BookingLink) -> bool:
    return session.get(Message, uuid5(link.id, INVITATION)) is not None


def _open(session: Session, kind: InterviewType, email: str, now: datetime) -> list[BookingLink]:
    return [link for link in held(session, kind, email, None, now) if link.state(now) is LinkState.OPEN]


def _whom(link: BookingLink) -> Invitee:
    return Invitee(link.name, link.email, link.phone, link.zone, link.language)


def _withdraw(session: Session, link: BookingLink, now: datetime) -> None:
    link.withdrawn_at = now
    _settle(session, link, "the link was withdrawn", now)


def _settle(session: Session, link: BookingLink, why: str, now: datetime) -> None:
    """What waits is not sent any more. The rows are locked, so that none is claimed in the same moment."""
    waiting = update(Message).where(Message.id.in_(_ids(link)), WAITING)
    session.execute(waiting.values(state=MessageState.SUPPRESSED, reason=why, settled_at=now))


def _ids(link: BookingLink) -> list[UUID]:
    return [uuid5(link.id, name) for name in MAILS]


def _key(email: str) -> str:
    return email.lower()


def _mail(
    session: Session, desk: Desk, link: BookingLink, maker: Recruiter, script: str, due_at: datetime, now: datetime
) -> None:
    token = desk.invited_token(link.id)
    manner = Manner.kept(link.language, None)
    facts = LinkFacts(
        organisation=briefing.organisation(session).name,
        reader=link.name,
        recruiter=maker.name,
        recruiter_email=maker.email,
        interview_type=link.type.name,
        call_minutes=link.type.call_minutes,
        booking_link=desk.invited_link(link.type.slug, token, link.language),
        stop_link=desk.hush_link(token),
        expires=clockface.say(_minute(link.expires_at), link.zone or maker.zone, manner),
        language=manner.language,
    )
    words = desk.words.render(script, "candidate", EMAIL, facts)
    session.add(
        Message(
            id=uuid5(link.id, script),
            name=script,
            audience="candidate",
            recipient=f"invited:{link.id.hex}",
            channel=EMAIL,
            to_address=link.email,
            to_name=link.name,
            subject=words.subject,
            body=tokens.sealed(words.body, token),
            html=tokens.sealed(words.html, token),
            link_kind=INVITED,
            link_key=link.id.hex,
            due_at=due_at,
            expires_at=link.expires_at,
            created_at=now,
        )
    )


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
