"""The booking form as it comes back: the one place where it is read, and where its faults get their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from scheduler_app import questionnaire
from scheduler_app.domain import phone, questions, zones
from scheduler_app.domain.errors import Problem, Refused
from scheduler_app.domain.manner import Manner
from scheduler_app.domain.phone import Number
from scheduler_app.domain.phrases import phrase
from scheduler_app.domain.questions import Answer
from scheduler_app.domain.wanted import LONGEST_NAME, Fields, Person, Wanted, read_person
from scheduler_app.guard import STOPPED
from scheduler_app.store.people import InterviewType, Recruiter
from scheduler_app.web import forms, invited, slot_picker, visitor, wrong

TRAP = "website"  # a field that people do not see
PERSON = ("name", "email", "country", "phone", "sms_consent", TRAP)
PLAIN = ("name", "email")
AT = "at"  # a field that says that the form has got as far as the person's details
QUESTION = "question-"  # and the number of the question: the name of its field


@dataclass(frozen=True)
class Filled:
    """A form that can be booked; `number` tells how sure we are of the telephone number that is in it."""

    wanted: Wanted
    answers: list[Answer]
    number: Number | None


def read(session: Session, kind: InterviewType, typed: Mapping[str, str]) -> Filled:
    """What the form asks for; raises `Refused` with every fault as a phrase, at the names of the form's fields."""
    fields = Fields({"candidate": _person(typed)}, known=frozenset({"candidate"}))
    person = read_person(fields, countries=None, region=None)
    number = fields.attempt(lambda: number_in(typed))
    answers = [
        fields.attempt(partial(questions.answered, question, typed.get(field, ""), field=field))
        for field, question in asked(session, kind)
    ]
    choice = fields.attempt(lambda: picked(session, kind, typed))
    if fields.problems or person is None or choice is None:
        raise Refused(fields.problems, **fields.extras)
    start, recruiter = choice
    person = _reached(person, number, agrees="sms_consent" in typed)
    starts = slot_picker.agreed(start, person.zone)
    wanted = Wanted(kind.slug, recruiter.email, person, starts, None, override=False)
    return Filled(wanted, [answer for answer in answers if answer is not None], number)


def picked(session: Session, kind: InterviewType, typed: Mapping[str, str]) -> tuple[datetime, Recruiter]:
    """The time that was chosen, and with whom; raises `Refused`."""
    return slot_picker.chosen(typed.get("slot", ""), invited.callers(session, kind))


def chose_time(session: Session, kind: InterviewType, typed: Mapping[str, str]) -> bool:
    """Whether a time that this type may offer has been chosen, free or not."""
    try:
        picked(session, kind, typed)
    except Refused:
        return False
    return True


def asked(session: Session, kind: InterviewType) -> list[tuple[str, questions.Question]]:
    """The type's own questions, each with the name of its field."""
    return [(f"{QUESTION}{number}", question) for number, question in questionnaire.asked(session, kind)]


def carried(typed: Mapping[str, str], without: Sequence[str] = ()) -> dict[str, str]:
    """What the form knows already, for its next sending, other than the fields that a page shows itself."""
    names = (forms.FIELD, "zone", visitor.HOURS, visitor.LANGUAGE, "slot", AT, *PERSON)
    chosen = {visitor.HOURS: str(visitor.hours() or ""), visitor.LANGUAGE: visitor.chosen_language()}
    known = {name: value for name, value in typed.items() if name in names or name.startswith(QUESTION)} | chosen
    return {name: value for name, value in known.items() if value and name not in without}


def number_in(typed: Mapping[str, str]) -> Number | None:
    """The telephone number, read in the country chosen beside it unless it begins with a +; None if there is none.

    Any country's: a number abroad is called, and at most not texted.
    """
    given = typed.get("phone", "").strip()
    return phone.read(given, field="phone", allowed_countries=None, region=region(typed)) if given else None


def region(typed: Mapping[str, str]) -> str:
    """The country whose numbers are meant: the one chosen, or the one of the place; "" if neither is known."""
    chosen = typed.get("country") or zones.country_code(typed.get("zone", ""))
    return chosen if chosen in phone.calling_codes() else ""


def in_words(problem: Problem, kind: InterviewType, typed: Mapping[str, str], manner: Manner) -> Problem:
    """The same fault for whoever filled the form in: a phrase, at the field of the page."""
    field = problem.field.removeprefix("candidate.")
    field = "slot" if field.startswith("starts") else field
    words = {"slot": _wrong_slot, "name": _wrong_name, "email": _wrong_email, "phone": _wrong_phone}.get(field)
    said = words(problem, kind, typed, manner) if words and problem.code != STOPPED else ""
    return Problem(problem.code, said or problem.message, field)


def _person(typed: Mapping[str, str]) -> dict[str, object]:
    known: dict[str, object] = {name: typed.get(name, "").strip() or None for name in PLAIN}
    return known | {"zone": typed.get("zone") or None, "language": visitor.language() or None, "hours": visitor.hours()}


def _reached(person: Person, number: Number | None, *, agrees: bool) -> Person:
    """Texts cost money and go nowhere from a number that no network is known to use: it is only called."""
    if number is None:
        return person
    return replace(person, phone=number.e164, sms_consent=agrees and number.sure)


def _wrong_slot(problem: Problem, kind: InterviewType, typed: Mapping[str, str], manner: Manner) -> str:
    slot, zone = typed.get("slot", ""), typed.get("zone", "")
    told = slot_picker.wrong_time(problem.code, kind, slot, zone, manner) if zone in zones.known() else ""
    return told or slot_picker.NO_CHOICE


def _wrong_name(problem: Problem, kind: InterviewType, typed: Mapping[str, str], manner: Manner) -> str:
    given = typed.get("name", "").strip()
    if not given:
        return phrase("Your name is missing. Please type it.")
    if len(given) > LONGEST_NAME:
        return phrase("The name is too long. Please shorten it to {most} characters.", most=LONGEST_NAME)
    return phrase("The name holds a character that cannot be shown. Please type it again.")


def _wrong_email(problem: Problem, kind: InterviewType, typed: Mapping[str, str], manner: Manner) -> str:
    return wrong.email(typed.get("email", ""))


def _wrong_phone(problem: Problem, kind: InterviewType, typed: Mapping[str, str], manner: Manner) -> str:
    return wrong.number(typed.get("phone", ""), region(typed))
