"""What interview types ask, and what candidates answered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from scheduler_app.domain.questions import Answer, Kind, Question
from scheduler_app.store.db import Base, Instant


class QuestionRow(Base):
    """A question of a type. Its words never change: another wording is another row, and the old one is retired.

    A form that was opened before asks by the old row's id, which must not stand for other words.
    """

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    type_id: Mapped[int] = mapped_column(ForeignKey("interview_type.id"), index=True)
    place: Mapped[int]  # in the order of asking
    wording: Mapped[str]
    kind: Mapped[str]
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)
    required: Mapped[bool]
    retired_at: Mapped[datetime | None] = mapped_column(Instant)

    def read(self) -> Question:
        return Question(self.wording, Kind(self.kind), tuple(self.choices), self.required)


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
