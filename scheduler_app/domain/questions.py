"""What an interview type asks a candidate beside name, address and number, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scheduler_app.domain import text
from scheduler_app.domain.errors import Problem, Refused
from scheduler_app.domain.phrases import phrase

MOST_QUESTIONS = 10
LONGEST_WORDING, LONGEST_CHOICE, MOST_CHOICES = 200, 100, 12
LONGEST_LINE, LONGEST_TEXT = 200, 2000
YES, NO = "yes", "no"


class Kind(StrEnum):
    """How a question is answered."""

    LINE = "text"
    TEXT = "long_text"
    CHOICE = "choice"  # exactly one of those listed
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Question:
    """A question as it is asked; another wording is another question. `choices` only where one is chosen."""

    wording: str
    kind: Kind = Kind.LINE
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Answer:
    """A question as it was asked, and what was answered: the words, the choice, or yes or no."""

    wording: str
    kind: Kind
    answer: str


def answered(question: Question, typed: str, *, field: str) -> Answer | None:
    """The answer, or None where an optional question was left open; raises `Refused` with a phrase at `field`."""
    given = typed.strip()
    if not given:
        if question.required:
            raise _refused(phrase("Please answer: {question}", question=question.wording), field)
        return None
    offered = (YES, NO) if question.kind == Kind.YES_NO else question.choices
    if question.kind in (Kind.YES_NO, Kind.CHOICE) and given not in offered:
        raise _refused(phrase("Please choose one of the answers to: {question}", question=question.wording), field)
    return Answer(question.wording, question.kind, _words(question, given, field))


def read_questions(rows: Sequence[Mapping[str, str]]) -> list[Question]:
    """What an admin typed: `wording`, `kind`, `choices` (one a line) and `required` of each row, in order.

    A row without a wording is no question. Raises `Refused` with every fault, at fields such as `wording-0`.
    """
    problems: list[Problem] = []
    found: list[Question] = []
    for number, row in enumerate(rows):
        if row.get("wording", "").strip():
            try:
                found.append(_read(row, number))
            except Refused as refused:
                problems.extend(refused.problems)
    for number, question in enumerate(found):
        if question.wording in [earlier.wording for earlier in found[:number]]:
            problems.append(Problem("invalid_request", f'"{question.wording}" is asked twice; ask it once'))
    if len(found) > MOST_QUESTIONS:
        problems.append(Problem("invalid_request", f"ask at most {MOST_QUESTIONS} questions, or people give up"))
    if problems:
        raise Refused(problems)
    return found


def _read(row: Mapping[str, str], number: int) -> Question:
    wording = text.clean_line(row["wording"], field=f"wording-{number}", most=LONGEST_WORDING)
    if row.get("kind") not in tuple(Kind):
        raise _refused("choose how the question is answered", f"kind-{number}")
    kind = Kind(row["kind"])
    choices = _choices(row.get("choices", ""), f"choices-{number}") if kind == Kind.CHOICE else ()
    return Question(wording, kind, choices, row.get("required") == YES)


def _choices(typed: str, field: str) -> tuple[str, ...]:
    lines = [line for line in typed.splitlines() if line.strip()]
    choices = tuple(text.clean_line(line, field=field, most=LONGEST_CHOICE) for line in lines)
    if not 2 <= len(choices) <= MOST_CHOICES or len(set(choices)) < len(choices):
        raise _refused(f"write from 2 to {MOST_CHOICES} different answers, each on a line of its own", field)
    return choices


def _words(question: Question, given: str, field: str) -> str:
    long = question.kind == Kind.TEXT
    most = LONGEST_TEXT if long else LONGEST_LINE
    if len(given) > most:
        words = phrase("This answer is too long. Please shorten it to {most} characters.", most=most)
        raise _refused(words, field)
    try:
        return (text.clean_text if long else text.clean_line)(given, field=field, most=most)
    except Refused:
        raise _refused(
            phrase("This answer holds a character that cannot be shown. Please type it again."), field
        ) from None


def _refused(words: str, field: str) -> Refused:
    return Refused.because("invalid_request", words, field=field)
