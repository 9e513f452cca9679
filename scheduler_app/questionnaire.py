"""The questions of an interview type and the answers of candidates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app.domain.questions import Answer, Question
from scheduler_app.store.interviews import AnswerRow, Interview
from scheduler_app.store.people import InterviewType
from scheduler_app.store.questionnaire import QuestionRow


def asked(session: Session, kind: InterviewType) -> list[tuple[int, Question]]:
    """What the type asks now, in order; the number stands for that very wording and is never used for another."""
    live = (QuestionRow.type_id == kind.id, QuestionRow.retired_at.is_(None))
    rows = select(QuestionRow).where(*live).order_by(QuestionRow.place)
    return [(row.id, row.read()) for row in session.scalars(rows)]


def ask(session: Session, kind: InterviewType, wanted: Sequence[Question], now: datetime) -> None:
    """Ask these from now on. A question that stays as it is keeps its number; answers that were given stay."""
    session.get_one(InterviewType, kind.id, with_for_update=True)  # two admins at once take turns
    present = {question: number for number, question in asked(session, kind)}
    for question, number in present.items():
        if question not in wanted:
            session.get_one(QuestionRow, number).retired_at = now
    for place, question in enumerate(wanted):
        if question in present:
            session.get_one(QuestionRow, present[question]).place = place
        else:
            session.add(_row(kind, question, place))


def note(session: Session, interview: Interview, answers: Iterable[Answer]) -> None:
    """Keep what was answered when the interview was booked, with the questions as they were asked."""
    for place, one in enumerate(answers):
        row = AnswerRow(interview_id=interview.id, place=place, wording=one.wording, kind=one.kind, answer=one.answer)
        session.add(row)


def answers(interview: Interview) -> list[Answer]:
    """What was answered, in the order of asking."""
    return [row.read() for row in interview.answers]


def _row(kind: InterviewType, question: Question, place: int) -> QuestionRow:
    return QuestionRow(
        type_id=kind.id,
        place=place,
        wording=question.wording,
        kind=question.kind,
        choices=list(question.choices),
        required=question.required,
    )
