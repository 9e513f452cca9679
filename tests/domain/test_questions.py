"""Questions of an interview type: what an admin may ask, and what counts as an answer."""

from __future__ import annotations

import pytest

from scheduler_app.domain.errors import Refused
from scheduler_app.domain.questions import Answer, Kind, Question, answered, read_questions

ROLE = Question("Which role?", Kind.CHOICE, ("Nurse", "Driver"), required=True)
LICENCE = Question("A licence?", Kind.YES_NO)
STORY = Question("Your story?", Kind.TEXT)


def row(wording: str, kind: str = "text", choices: str = "", required: str = "") -> dict[str, str]:
    return {"wording": wording, "kind": kind, "choices": choices, "required": required}


@pytest.mark.parametrize(
    ("question", "typed", "answer"),
    [
        (ROLE, "Driver", "Driver"),
        (LICENCE, "no", "no"),
        (STORY, " I drive.\r\nAt night. ", "I drive.\nAt night."),
        (Question("Name it"), " a  b ", "a b"),
    ],
)
def test_an_answer_is_kept_with_the_question_as_it_was_asked(question: Question, typed: str, answer: str):
    assert answered(question, typed, field="question-1") == Answer(question.wording, question.kind, answer)


@pytest.mark.parametrize("question", [LICENCE, STORY])
def test_what_need_not_be_answered_may_be_left_open(question: Question):
    assert answered(question, "  ", field="question-1") is None


@pytest.mark.parametrize(
    ("question", "typed", "says"),
    [
        (ROLE, "", "Please answer: Which role?"),
        (ROLE, "Pilot", "Please choose one of the answers to: Which role?"),
        (LICENCE, "maybe", "Please choose one of the answers to: A licence?"),
        (STORY, "x" * 2001, "shorten it to 2000 characters"),
        (Question("Name it"), "x" * 201, "shorten it to 200 characters"),
        (Question("Name it"), "a\x07b", "cannot be shown"),
    ],
)
def test_what_is_no_answer_is_refused_at_its_field(question: Question, typed: str, says: str):
    with pytest.raises(Refused) as refused:
        answered(question, typed, field="question-1")
    assert says in refused.value.by_field["question-1"]


def test_rows_become_questions_in_order_and_empty_ones_none():
    typed = [row("Which role?", "choice", "Nurse\n\nDriver\n", "yes"), row(" "), row("A licence?", "yes_no")]
    assert read_questions(typed) == [ROLE, LICENCE]


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ([row("W" * 201)], "wording-0"),
        ([row("Which?", "colour")], "kind-0"),
        ([row("One"), row("Which?", "choice", "alone")], "choices-1"),
        ([row("Which?", "choice", "same\nsame")], "choices-0"),
        ([row("Again?"), row("Again?", "yes_no")], ""),
        ([row(f"Question {number}") for number in range(11)], ""),
    ],
)
def test_what_cannot_be_asked_is_refused_where_it_was_typed(rows: list[dict[str, str]], field: str):
    with pytest.raises(Refused) as refused:
        read_questions(rows)
    assert [problem.field for problem in refused.value.problems] == [field]
