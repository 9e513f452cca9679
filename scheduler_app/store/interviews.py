"""The promise and everything decided about it: interview, watch, steps taken, reports."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler_app.domain import follow_ups
from scheduler_app.domain.interview import Side, State
from scheduler_app.domain.plan import Situation, Step
from scheduler_app.domain.questions import Answer, Kind
from scheduler_app.domain.rule_change import Promise
from scheduler_app.domain.walltime import Told, WallTime, Which
from scheduler_app.domain.window import Window
from scheduler_app.store.db import Base, Instant
from scheduler_app.store.people import Candidate, InterviewType, PlanRow, Recruiter


class Interview(Base):
    """What was agreed (`wall`, `zone`, `which`), and the instants that follow from it under `tz_release`."""

    __tablename__ = "interview"
    __table_args__ = (
        Index("ix_interview_recruiter_until", "recruiter_id", "occupied_until"),
        Index("ix_interview_starts", "starts_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    type_id: Mapped[int] = mapped_column(ForeignKey("interview_type.id"))
    recruiter_id: Mapped[int] = mapped_column(ForeignKey("recruiter.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)

    wall: Mapped[str]
    zone: Mapped[str]
    which: Mapped[str | None]
    starts_at: Mapped[datetime] = mapped_column(Instant)
    offset_seconds: Mapped[int]
    tz_release: Mapped[str]
    call_minutes: Mapped[int]
    window_minutes: Mapped[int]
    closes_at: Mapped[datetime] = mapped_column(Instant)
    occupied_until: Mapped[datetime] = mapped_column(Instant)
    former_starts_at: Mapped[datetime | None] = mapped_column(Instant)
    candidate_offset_seconds: Mapped[int]  # of each side's clock at the start, as they were told
    recruiter_offset_seconds: Mapped[int]
    former_candidate_offset_seconds: Mapped[int | None]  # the same at `former_starts_at`
    former_recruiter_offset_seconds: Mapped[int | None]
    rules_flag: Mapped[str] = mapped_column(default="")  # what a change of time zone rules leaves to a person
    rules_checked: Mapped[str] = mapped_column(default="")  # the release that raised it

    state: Mapped[str] = mapped_column(default=State.SCHEDULED)
    missed_by: Mapped[str | None]
    generation: Mapped[int] = mapped_column(default=1)
    sequence: Mapped[int] = mapped_column(default=0)
    link_version: Mapped[int] = mapped_column(default=1)
    link_digest: Mapped[str] = mapped_column(unique=True)
    made_by: Mapped[str]  # "candidate", "recruiter" or "api"
    created_at: Mapped[datetime] = mapped_column(Instant)
    booked_at: Mapped[datetime] = mapped_column(Instant)  # of this generation
    changed_at: Mapped[datetime] = mapped_column(Instant)
    lapsed_at: Mapped[datetime | None] = mapped_column(Instant)
    held_at: Mapped[datetime | None] = mapped_column(Instant)
    cancelled_by: Mapped[str | None]
    cancel_reason: Mapped[str] = mapped_column(default="")
    recruiter_late_minutes: Mapped[int | None]
    candidate_late_minutes: Mapped[int | None]
    free_until: Mapped[datetime | None] = mapped_column(Instant)  # when the candidate must leave, if they said so
    follow_ups: Mapped[follow_ups.Rows] = mapped_column(JSON, default=dict)  # what they decided about what comes after
    superseded_by: Mapped[UUID | None] = mapped_column(ForeignKey("interview.id"))  # booked in the place of this one
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("recruiter.id"))  # who handles it after a missed call
    taken_at: Mapped[datetime | None] = mapped_column(Instant)

    type: Mapped[InterviewType] = relationship()
    recruiter: Mapped[Recruiter] = relationship(foreign_keys=recruiter_id)  # who promised the call
    taken_by: Mapped[Recruiter | None] = relationship(foreign_keys=taken_by_id)
    candidate: Mapped[Candidate] = relationship()
    watch: Mapped[Watch] = relationship(back_populates="interview")
    steps: Mapped[list[StepRow]] = relationship(order_by="StepRow.due_at, StepRow.id")
    reports: Mapped[list[Report]] = relationship(order_by="Report.id")
    answers: Mapped[list[AnswerRow]] = relationship(order_by="AnswerRow.place")

    @property
    def window(self) -> Window:
        return Window(self.starts_at, self.closes_at)

    @property
    def offset(self) -> timedelta:
        return timedelta(seconds=self.offset_seconds)

    @property
    def open_flag(self) -> str:
        """What somebody has to decide about the time; "" once the interview is settled or has a new time."""
        return self.rules_flag if self.state == State.SCHEDULED else ""

    def told(self, side: Side) -> Told:
        """The side's clock at the start, as it was told."""
        if side is Side.CANDIDATE:
            return Told(self.candidate.zone, timedelta(seconds=self.candidate_offset_seconds))
        return Told(self.recruiter.zone, timedelta(seconds=self.recruiter_offset_seconds))

    def formerly_told(self, side: Side) -> Told | None:
        """The side's clock at `former_starts_at`, as it was told; None while there was no other time."""
        zone, seconds = self.recruiter.zone, self.former_recruiter_offset_seconds
        if side is Side.CANDIDATE:
            zone, seconds = self.candidate.zone, self.former_candidate_offset_seconds
        return None if seconds is None else Told(zone, timedelta(seconds=seconds))

    def promise(self) -> Promise:
        """What was agreed and told, for whoever reads it by other tables."""
        length = self.occupied_until - self.starts_at
        return Promise(self.agreed(), self.starts_at, length, self.told(Side.CANDIDATE), self.told(Side.RECRUITER))

    def agreed(self) -> WallTime:
        return WallTime(datetime.fromisoformat(self.wall), self.zone, Which(self.which) if self.which else None)

    def latest_report(self, side: Side) -> Report | None:
        """The side's last word on whether the call took place, in this generation."""
        said = [row for row in self.reports if row.by == side and row.generation == self.generation and row.settles]
        return said[-1] if said else None

    def situation(self) -> Situation:
        return Situation(
            state=State(self.state),
            booked=self.booked_at,
            starts=self.starts_at,
            closes=self.closes_at,
            candidate_zone=self.candidate.zone,
            recruiter_zone=self.recruiter.zone,
            held=self.held_at,
            missed_by=Side(self.missed_by) if self.missed_by else None,
            recruiter_spoke=self.latest_report(Side.RECRUITER) is not None,
            superseded=self.superseded_by is not None,
            taken=self.taken_by_id is not None,
            moved_on=follow_ups.moved_on(self.follow_ups),
            dropped=follow_ups.dropped(self.follow_ups),
        )

    def present_steps(self) -> list[StepRow]:
        """What was decided about the plan's steps in this generation."""
        return [row for row in self.steps if row.generation == self.generation and row.planned]


class Watch(Base):
    """The row that says when to look at an interview again, and that orders every race about it.

    Whoever changes an interview locks this row first. `parked` is the reason a sweep gave up on it.
    """

    __tablename__ = "watch"
    __table_args__ = (
        Index(
            "ix_watch_due",
            "next_due_at",
            "interview_id",
            sqlite_where=text("next_due_at IS NOT NULL"),
            postgresql_where=text("next_due_at IS NOT NULL"),
        ),
        Index(
            "ix_watch_parked",
            "interview_id",
            sqlite_where=text("parked <> ''"),
            postgresql_where=text("parked <> ''"),
        ),
    )

    interview_id: Mapped[UUID] = mapped_column(ForeignKey("interview.id"), primary_key=True)
    generation: Mapped[int] = mapped_column(default=1)
    next_due_at: Mapped[datetime | None] = mapped_column(Instant)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    failures: Mapped[int] = mapped_column(default=0)
    parked: Mapped[str] = mapped_column(default="")

    interview: Mapped[Interview] = relationship(back_populates="watch")
    plan: Mapped[PlanRow] = relationship()

    def steps(self) -> tuple[Step, ...]:
        """The frozen plan, and what the candidate has asked to be reminded of."""
        return self.plan.read + follow_ups.reminders(self.interview.follow_ups, self.interview.held_at)


class StepRow(Base):
    """A decision about one step: taken, skipped or stopped, once, with its reason.

    `planned` tells the plan's steps from notices that follow an event (cancelled, running late).
    """

    __tablename__ = "step"
    __table_args__ = (UniqueConstraint("interview_id", "generation", "name", "audience", "script"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[UUID] = mapped_column(ForeignKey("interview.id"))
    generation: Mapped[int]
    name: Mapped[str]
    audience: Mapped[str]
    script: Mapped[str]
    planned: Mapped[bool] = mapped_column(default=True)
    due_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime] = mapped_column(Instant)


class Report(Base):
    """What one side said happened, and whether it settles the question."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[UUID] = mapped_column(ForeignKey("interview.id"), index=True)
    generation: Mapped[int]
    by: Mapped[str]
    outcome: Mapped[str]
    minutes: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")  # a sentence for the other side
    settles: Mapped[bool]
    via: Mapped[str]  # "page", "dashboard", "api" or "sms"
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("recruiter.id"))  # which of the staff said it, if known

    person: Mapped[Recruiter | None] = relationship()

    def teller(self, interview: Interview) -> str:
        """The name of whoever said it: a colleague's where one answered for the recruiter who promised the call."""
        if self.by == Side.CANDIDATE:
            return interview.candidate.name
        return (self.person or interview.recruiter).name


class AnswerRow(Base):
    """What one candidate answered, beside the question as it was asked; kept whatever becomes of the question."""

    __tablename__ = "question_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[UUID] = mapped_column(ForeignKey("interview.id"), index=True)
    place: Mapped[int]
    wording: Mapped[str]
    kind: Mapped[str]
    answer: Mapped[str]

    def read(self) -> Answer:
        return Answer(self.wording, Kind(self.kind), self.answer)
