"""Who takes part: recruiters, what they can be booked for, and candidates as they described themselves."""

from __future__ import annotations

from datetime import datetime, time
from functools import cached_property

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Time, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler_app.domain.availability import Caps, Rules
from scheduler_app.domain.hours import Hours
from scheduler_app.domain.limits import CAPS, Limits
from scheduler_app.domain.manner import Manner
from scheduler_app.domain.plan import Step, from_json
from scheduler_app.domain.quiet import QuietHours
from scheduler_app.store.db import Base, Instant

USUAL = Limits()
SEES_ALL = ("coordinator", "admin")  # the roles that see everyone's interviews


class Organisation(Base):
    """The settings of this deployment: one row."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str] = mapped_column(default="")
    invites_recruiters: Mapped[bool] = mapped_column(default=True)
    sms_countries: Mapped[list[str]] = mapped_column(JSON, default=list)  # ISO codes; empty: nobody has chosen
    quiet_from: Mapped[time] = mapped_column(Time, default=USUAL.quiet.begins)
    quiet_until: Mapped[time] = mapped_column(Time, default=USUAL.quiet.ends)
    texts_an_hour: Mapped[int] = mapped_column(default=USUAL.texts_an_hour)
    texts_a_day: Mapped[int] = mapped_column(default=USUAL.texts_a_day)
    range_texts_a_day: Mapped[int] = mapped_column(default=USUAL.range_texts_a_day)
    all_texts_a_day: Mapped[int] = mapped_column(default=USUAL.all_texts_a_day)
    mails_an_hour: Mapped[int] = mapped_column(default=USUAL.mails_an_hour)
    # What an admin can switch off at once, and by whom it was switched last; "" and None: never.
    booking_is_open: Mapped[bool] = mapped_column(default=True)  # the public form
    booking_switched_at: Mapped[datetime | None] = mapped_column(Instant)
    booking_switched_by: Mapped[str] = mapped_column(default="")
    booking_contact: Mapped[str] = mapped_column(default="")  # whom to turn to while it is closed
    candidates_are_texted: Mapped[bool] = mapped_column(default=True)
    texts_switched_at: Mapped[datetime | None] = mapped_column(Instant)
    texts_switched_by: Mapped[str] = mapped_column(default="")
    colour: Mapped[str] = mapped_column(default="")  # "#rrggbb", or "" for the colour of app.css
    logo_digest: Mapped[str] = mapped_column(default="")
    logo_width: Mapped[int] = mapped_column(default=0)  # pixels
    logo_height: Mapped[int] = mapped_column(default=0)
    framed_by: Mapped[list[str]] = mapped_column(JSON, default=list)  # origins that may hold the booking form

    @property
    def limits(self) -> Limits:
        caps = {name: getattr(self, name) for name in CAPS}
        return Limits(QuietHours(self.quiet_from, self.quiet_until), **caps)

    @limits.setter
    def limits(self, wanted: Limits) -> None:
        self.quiet_from, self.quiet_until = wanted.quiet.begins, wanted.quiet.ends
        for name in CAPS:
            setattr(self, name, getattr(wanted, name))


class Reads:
    """How a person wishes to read times; "" and None while they have not said."""

    language: Mapped[str] = mapped_column(default="")
    clock_hours: Mapped[int | None]

    @property
    def manner(self) -> Manner:
        return Manner.kept(self.language, self.clock_hours)

    @property
    def sentences(self) -> Manner:
        """How sentences, and the times that are part of them, are said to this person."""
        return self.manner


class Recruiter(Reads, Base):
    """A person who signs in. Only the role `recruiter` takes bookings."""

    __tablename__ = "recruiter"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    zone: Mapped[str]
    phone: Mapped[str | None]
    role: Mapped[str] = mapped_column(default="recruiter")
    wants_invites: Mapped[bool] = mapped_column(default=True)  # mails about calls carry an invitation
    created_at: Mapped[datetime] = mapped_column(Instant)
    disabled_at: Mapped[datetime | None] = mapped_column(Instant)
    buffer_before_minutes: Mapped[int] = mapped_column(default=0)  # at least so much, whatever the type says
    buffer_after_minutes: Mapped[int] = mapped_column(default=0)
    most_a_day: Mapped[int] = mapped_column(default=0)  # calls of all types; 0 is no cap
    most_a_week: Mapped[int] = mapped_column(default=0)
    holiday_country: Mapped[str] = mapped_column(default="")  # ISO code; "" works on public holidays
    holiday_subdivision: Mapped[str] = mapped_column(default="")

    hours: Mapped[list[WeeklyHours]] = relationship(order_by="WeeklyHours.weekday, WeeklyHours.opens")

    @property
    def sentences(self) -> Manner:
        """In English: staff choose the language of dates, and what is written for them has no other words."""
        return self.manner.in_english()

    @property
    def takes_bookings(self) -> bool:
        return self.role == "recruiter" and self.disabled_at is None

    @property
    def sees_all(self) -> bool:
        return self.role in SEES_ALL

    @property
    def caps(self) -> Caps:
        return Caps(self.most_a_day, self.most_a_week)

    def week(self) -> list[Hours]:
        return [Hours(row.weekday, row.opens, row.closes) for row in self.hours]


class WeeklyHours(Base):
    """A stretch of the recruiter's week, on the clock of the recruiter's zone. Monday is 0."""

    __tablename__ = "weekly_hours"

    id: Mapped[int] = mapped_column(primary_key=True)
    recruiter_id: Mapped[int] = mapped_column(ForeignKey("recruiter.id"), index=True)
    weekday: Mapped[int]
    opens: Mapped[time] = mapped_column(Time)
    closes: Mapped[time] = mapped_column(Time)


class InterviewType(Base):
    """What can be booked, its lengths in minutes, and the plan that new bookings freeze."""

    __tablename__ = "interview_type"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    call_minutes: Mapped[int] = mapped_column(default=30)
    slot_minutes: Mapped[int] = mapped_column(default=15)
    window_minutes: Mapped[int] = mapped_column(default=30)
    notice_minutes: Mapped[int] = mapped_column(default=240)
    horizon_days: Mapped[int] = mapped_column(default=30)
    buffer_after_minutes: Mapped[int] = mapped_column(default=10)
    buffer_before_minutes: Mapped[int] = mapped_column(default=0)
    may_overlap: Mapped[bool] = mapped_column(default=False)  # the window may run past hours and into other calendars
    most_a_day: Mapped[int] = mapped_column(default=0)  # calls of this type for one recruiter; 0 is no cap
    most_a_week: Mapped[int] = mapped_column(default=0)

    plan: Mapped[PlanRow] = relationship()
    parts: Mapped[list[TypeRecruiter]] = relationship(back_populates="type", order_by="TypeRecruiter.recruiter_id")

    def rules(self, *, window_minutes: int | None = None) -> Rules:
        return Rules(
            call_minutes=self.call_minutes,
            slot_minutes=self.slot_minutes,
            window_minutes=window_minutes or self.window_minutes,
            notice_minutes=self.notice_minutes,
            horizon_days=self.horizon_days,
            buffer_after_minutes=self.buffer_after_minutes,
            buffer_before_minutes=self.buffer_before_minutes,
            may_overlap=self.may_overlap,
            caps=Caps(self.most_a_day, self.most_a_week),
            type_id=self.id,
        )


class TypeRecruiter(Base):
    """A recruiter's part in an interview type, and when they last got a booking or a call for help.

    `weight` is the share of its calls they get, `turn` where they stand in `domain.turns`.
    """

    __tablename__ = "type_recruiter"

    type_id: Mapped[int] = mapped_column(ForeignKey("interview_type.id"), primary_key=True)
    recruiter_id: Mapped[int] = mapped_column(ForeignKey("recruiter.id"), primary_key=True)
    last_booked_at: Mapped[datetime | None] = mapped_column(Instant)
    last_asked_at: Mapped[datetime | None] = mapped_column(Instant)
    weight: Mapped[int] = mapped_column(default=1)
    turn: Mapped[int] = mapped_column(BigInteger, default=0)

    type: Mapped[InterviewType] = relationship(back_populates="parts")
    recruiter: Mapped[Recruiter] = relationship(lazy="joined", innerjoin=True)  # who calls is wanted of all at once


class PlanRow(Base):
    """A plan, never changed once written: an edit is another row, and running interviews keep theirs."""

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    steps: Mapped[list[dict[str, object]]] = mapped_column(JSON)

    @cached_property
    def read(self) -> tuple[Step, ...]:
        return from_json(self.steps)


class Candidate(Reads, Base):
    """What one person said of themselves for one interview, with the consent they gave and where."""

    __tablename__ = "candidate"
    __table_args__ = (Index("ix_candidate_email", text("lower(email)")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    zone: Mapped[str]
    phone: Mapped[str | None]
    sms_consent_at: Mapped[datetime | None] = mapped_column(Instant)
    sms_consent_wording: Mapped[str] = mapped_column(default="")
    sms_consent_from: Mapped[str] = mapped_column(default="")  # an address, an API key's name or a recruiter
    number_vouched_at: Mapped[datetime | None] = mapped_column(Instant)
    number_vouched_by: Mapped[str] = mapped_column(default="")
    sms_refused: Mapped[str] = mapped_column(default="")  # why this number gets no texts, whoever vouches for it
    erased_at: Mapped[datetime | None] = mapped_column(Instant)  # since when nothing here tells who it was
