"""What interview types ask candidates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from scheduler_app.domain.questions import Kind, Question
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
