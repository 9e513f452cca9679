"""What opens what: sign-in links, sessions, API keys, calendar feeds. Only digests of tokens are kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler_app.store.db import Base, Instant
from scheduler_app.store.people import InterviewType, Recruiter

OWN, TYPE, EVERYONE = "own", "type", "everyone"  # whose calls a feed holds


class SignInLink(Base):
    __tablename__ = "sign_in_link"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    recruiter_id: Mapped[int] = mapped_column(ForeignKey("recruiter.id"), index=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)

    recruiter: Mapped[Recruiter] = relationship()


class SignedIn(Base):
    """A recruiter's session in one browser, which can be ended here."""

    __tablename__ = "signed_in"

    token_digest: Mapped[str] = mapped_column(primary_key=True)
    recruiter_id: Mapped[int] = mapped_column(ForeignKey("recruiter.id"), index=True)
    since: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)

    recruiter: Mapped[Recruiter] = relationship()


class ApiKey(Base):
    __tablename__ = "api_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    scope: Mapped[str]  # "read" or "write"
    key_digest: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class Answered(Base):
    """The answer given to an API request that carried an `Idempotency-Key`, to be given again."""

    __tablename__ = "answered"
    __table_args__ = (UniqueConstraint("api_key_id", "idempotency_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    api_key_id: Mapped[int] = mapped_column(ForeignKey("api_key.id"))
    idempotency_key: Mapped[str]
    request_digest: Mapped[str]
    status: Mapped[int] = mapped_column(default=0)
    body: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(Instant)


class Feed(Base):
    """One subscription to a calendar, revocable on its own: of the person's calls, of a type's, or of everyone's."""

    __tablename__ = "feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    recruiter_id: Mapped[int] = mapped_column(ForeignKey("recruiter.id"))
    name: Mapped[str]
    scope: Mapped[str] = mapped_column(default=OWN)  # "own", "type" or "everyone"
    type_id: Mapped[int | None] = mapped_column(ForeignKey("interview_type.id"))
    detail: Mapped[str] = mapped_column(default="standard")  # "busy", "standard" or "full"
    alarm_minutes: Mapped[int | None]  # how long before a call the program reminds; None: it does not
    token_digest: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    fetched_at: Mapped[datetime | None] = mapped_column(Instant)
    fetched_by: Mapped[str] = mapped_column(default="")  # what the program called itself, shortened
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)

    recruiter: Mapped[Recruiter] = relationship()
    type: Mapped[InterviewType | None] = relationship()
