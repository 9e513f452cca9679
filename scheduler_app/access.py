"""Who may open what: sign-in links and sessions, API keys, candidates' private pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from scheduler_app import briefing, letters
from scheduler_app.desk import SIGN_IN, Desk
from scheduler_app.domain import text, tokens
from scheduler_app.domain.errors import Refused
from scheduler_app.messages.facts import SigninFacts
from scheduler_app.store.access import ApiKey, SignedIn, SignInLink
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Recruiter

LINK_MINUTES = 15
LINK_HOURS_FROM_OPERATOR = 24  # a link printed by the command line travels by hand
LINKS_AN_HOUR = 5
SESSION_DAYS = 14
SCOPES = ("read", "write")


@dataclass(frozen=True)
class Holder:
    """An API key in use: who it says it is and whether it may change anything."""

    id: int
    name: str
    writes: bool


def candidate_interview(session: Session, token: str) -> Interview | None:
    """The interview a private link opens; None for a wrong, old or revoked one."""
    return session.scalar(select(Interview).where(Interview.link_digest == tokens.digest(token)))


def recruiter_by_email(session: Session, email: str) -> Recruiter | None:
    return session.scalar(select(Recruiter).where(Recruiter.email == email.strip().lower()))


def sign_in_link(session: Session, desk: Desk, recruiter: Recruiter, now: datetime, *, minutes: int) -> str:
    """A new one-time sign-in address for this recruiter, valid for `minutes`."""
    return desk.sign_in_link(desk.sign_in_token(_link(session, desk, recruiter, now, minutes).id))


def mail_sign_in_link(session: Session, desk: Desk, email: str, now: datetime) -> None:
    """Mail a sign-in link to a recruiter; silently nothing for strangers and past five links an hour."""
    recruiter = recruiter_by_email(session, email)
    if recruiter is None or recruiter.disabled_at is not None or _asked_often(session, recruiter, now):
        return
    link = _link(session, desk, recruiter, now, LINK_MINUTES)
    token = desk.sign_in_token(link.id)
    facts = SigninFacts(briefing.organisation(session).name, recruiter.name, desk.sign_in_link(token), LINK_MINUTES)
    words = desk.words.render("signin", "recruiter", "email", facts)
    more = {"token": token, "link_kind": SIGN_IN, "link_key": link.id.hex}
    session.add(letters.mail(recruiter, "signin", "recruiter", words, now, link.expires_at, **more))


def peek_sign_in(session: Session, token: str, now: datetime) -> Recruiter | None:
    """Whose sign-in link this is, if it still works; looking does not use it up."""
    link = session.scalar(select(SignInLink).where(SignInLink.token_digest == tokens.digest(token)))
    usable = link is not None and link.used_at is None and now < link.expires_at
    return link.recruiter if link and usable and link.recruiter.disabled_at is None else None


def sign_in(session: Session, token: str, now: datetime) -> str | None:
    """Use a sign-in link up; returns the token of a new session, or None if the link does not work (any more)."""
    recruiter = peek_sign_in(session, token, now)
    used = session.execute(
        update(SignInLink)
        .where(SignInLink.token_digest == tokens.digest(token), SignInLink.used_at.is_(None))
        .values(used_at=now)
        .returning(SignInLink.id)
    )
    if recruiter is None or used.first() is None:
        return None
    fresh = tokens.fresh()
    session.add(
        SignedIn(
            token_digest=tokens.digest(fresh),
            recruiter=recruiter,
            since=now,
            expires_at=now + timedelta(days=SESSION_DAYS),
        )
    )
    return fresh


def signed_in(session: Session, token: str, now: datetime) -> Recruiter | None:
    """Whose session this is; None once it ended or the recruiter was disabled."""
    found = session.get(SignedIn, tokens.digest(token))
    usable = found is not None and now < found.expires_at and found.recruiter.disabled_at is None
    return found.recruiter if found and usable else None


def sign_out(session: Session, token: str) -> None:
    found = session.get(SignedIn, tokens.digest(token))
    if found is not None:
        session.delete(found)


def add_api_key(session: Session, name: str, scope: str, now: datetime) -> str:
    """A new API key, returned once; raises `Refused` for a name in use."""
    name = text.clean_line(name, field="name", most=80)
    if scope not in SCOPES:
        raise Refused.because("invalid_request", f"the scope is read or write, not {scope!r}", field="scope")
    if session.scalar(select(ApiKey).where(ApiKey.name == name, ApiKey.revoked_at.is_(None))):
        raise Refused.because("invalid_request", f"there is a key named {name!r}; revoke it first", field="name")
    key = tokens.fresh("sk_")
    session.add(ApiKey(name=name, scope=scope, key_digest=tokens.digest(key), made_at=now))
    return key


def revoke_api_key(session: Session, name: str, now: datetime) -> None:
    key = session.scalar(select(ApiKey).where(ApiKey.name == name, ApiKey.revoked_at.is_(None)))
    if key is None:
        raise Refused.because("not_found", f"there is no live key named {name!r}", field="name")
    key.revoked_at = now


def api_key_holder(session: Session, key: str) -> Holder | None:
    found = session.scalar(select(ApiKey).where(ApiKey.key_digest == tokens.digest(key)))
    if found is None or found.revoked_at is not None:
        return None
    return Holder(found.id, found.name, found.scope == "write")


def _link(session: Session, desk: Desk, recruiter: Recruiter, now: datetime, minutes: int) -> SignInLink:
    key = uuid4()
    link = SignInLink(
        id=key,
        recruiter=recruiter,
        token_digest=tokens.digest(desk.sign_in_token(key)),
        made_at=now,
        expires_at=now + timedelta(minutes=minutes),
    )
    session.add(link)
    session.flush()
    return link


def _asked_often(session: Session, recruiter: Recruiter, now: datetime) -> bool:
    recent = select(func.count()).select_from(SignInLink)
    asked = session.scalar(
        recent.where(SignInLink.recruiter_id == recruiter.id, SignInLink.made_at > now - timedelta(hours=1))
    )
    return (asked or 0) >= LINKS_AN_HOUR
