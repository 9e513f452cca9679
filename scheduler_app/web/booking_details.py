"""What the booking form shows once a time is chosen: who is called, everything once more, and that it is booked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session

from scheduler_app import briefing, contact, keeping, questionnaire, reach
from scheduler_app.domain import clockface, countries, phone
from scheduler_app.domain.errors import Problem
from scheduler_app.domain.interview import State
from scheduler_app.domain.manner import Manner
from scheduler_app.domain.phrases import phrase
from scheduler_app.domain.questions import NO, YES, Answer, Kind, Question
from scheduler_app.domain.said import Said
from scheduler_app.domain.window import Phase, Window
from scheduler_app.keeping import Kept
from scheduler_app.messages.facts import first
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import InterviewType, Recruiter
from scheduler_app.web import (
    booking_reading,
    booking_token,
    candidate_view,
    desk,
    form_address,
    forms,
    front,
    invited,
    now,
    visitor,
)
from scheduler_app.web.booking_reading import Filled
from scheduler_app.web.pages import page

YES_NO = {YES: phrase("Yes"), NO: phrase("No")}
LINKED = ("zone", "slot", "name", "email", "phone", "country")


@dataclass(frozen=True)
class Promise:
    """Who calls, from which number ("" where that is not known), from when until when, and until when to keep free."""

    caller: str
    first_name: str
    number: str
    starts: Said
    closes: Said
    done_by: Said
    call_minutes: int


def about(session: Session, kind: InterviewType, found: Sequence[Problem] = ()) -> dict[str, object]:
    """What every page of the form says: what is booked, with whom, in which language, and what is wrong."""
    callers = sorted(person.name for person in invited.callers(session, kind))
    book = form_address.form(kind.slug)
    return {
        "kind": kind,
        "callers": callers,
        "book": book,
        "languages": visitor.languages(_in_language if request.method == "GET" else None),
        "found": found,
        "faults": {problem.field: problem.message for problem in reversed(found)},
        "linked": (
            *LINKED,
            *(problem.field for problem in found if problem.field.startswith(booking_reading.QUESTION)),
        ),
    }


def who(
    session: Session,
    kind: InterviewType,
    typed: Mapping[str, str],
    zone: str,
    found: Sequence[Problem],
    kept: Kept | None = None,
) -> str:
    """Who is to be called at the time that was chosen, and until when it is kept for this form."""
    manner = visitor.manner()
    token = booking_token.good(kind.slug, typed)
    start, recruiter = booking_reading.picked(session, kind, typed)
    kept = kept or keeping.standing(session, booking_token.hold_key(token), recruiter, start, now())
    shown, at_details = (forms.FIELD, *booking_reading.PERSON), {**typed, booking_reading.AT: "details"}
    asked = booking_reading.asked(session, kind)
    return page(
        "pages/book_details.html",
        manner.language,
        **about(session, kind, found),
        promise=promise(kind, recruiter, start, zone, manner),
        kept=said_kept(kept, zone, manner),
        typed=typed,
        questions=[(field, question, _choices(question)) for field, question in asked],
        country=booking_reading.region(typed),
        countries=countries.countries(manner.language),
        consent=contact.consent(briefing.organisation(session).name),
        vouched=invited.gives_number(session),
        form_token=token,
        carried=booking_reading.carried(at_details, without=(*shown, *(field for field, _ in asked))),
    )


def review(session: Session, kind: InterviewType, filled: Filled, typed: Mapping[str, str], kept: Kept) -> str:
    """Everything once more in words."""
    person, start = filled.wanted.candidate, filled.wanted.starts.utc
    recruiter = next(one for one in invited.callers(session, kind) if one.email == filled.wanted.recruiter)
    manner = Manner.kept(person.language, person.hours)
    return page(
        "pages/book_review.html",
        manner.language,
        **about(session, kind),
        promise=promise(kind, recruiter, start, person.zone, manner),
        person=person,
        number=_with_country(number.e164, number.country, manner) if (number := filled.number) else "",
        doubts=_doubts(filled),
        vouched=(vouched := invited.vouches(session, person.phone)),
        out_of_reach=reach.why_not(briefing.organisation(session), desk(), person.phone, vouched=vouched),
        answers=_answered(filled.answers),
        clock=clockface.say_place(start, person.zone, manner),
        kept=said_kept(kept, person.zone, manner),
        carried=booking_reading.carried({**typed, booking_reading.AT: "details"}),
    )


def booked(made: Interview, *, again: bool) -> str:
    """The call that was booked, as it stands now, and where its private link is to be found.

    `again` if the form was sent before. The page may be loaded anew for hours, long after the call was called off.
    """
    candidate, manner = made.candidate, made.candidate.manner
    return page(
        "pages/booked.html",
        manner.language,
        interview=made,
        standing=_standing(made),
        again=again,
        book=form_address.form(made.type.slug),
        promise=_promised(made.recruiter, made.window, made.call_minutes, candidate.zone, manner),
        number=_with_country(candidate.phone, phone.country_of(candidate.phone), manner) if candidate.phone else "",
        answers=_answered(questionnaire.answers(made)),
        awaits_number=briefing.awaits_number(candidate),
        out_of_reach=bool(candidate.sms_consent_at and candidate.sms_refused),
        simulates=front().simulates,
    )


def promise(kind: InterviewType, recruiter: Recruiter, start: datetime, zone: str, manner: Manner) -> Promise:
    """What would be promised at this start, on the clock of `zone`."""
    window = Window.lasting(start, kind.window_minutes)
    return _promised(recruiter, window, kind.call_minutes, zone, manner)


def said_kept(kept: Kept, zone: str, manner: Manner) -> str:
    """Until when the time is kept for whoever fills in the form; a calm word where it is not."""
    if kept.until is None:
        return phrase("We cannot keep this time for you just now. It is yours as soon as you have booked it.")
    until = clockface.say_time(kept.until, zone, manner)
    if kept.late:
        return phrase(
            "Your time was no longer kept, but it is still free. It is kept for you again until {time}.", time=until
        )
    return phrase("This time is kept for you until {time}. Nobody else can book it before.", time=until)


def _promised(recruiter: Recruiter, window: Window, call_minutes: int, zone: str, manner: Manner) -> Promise:
    return Promise(
        caller=recruiter.name,
        first_name=first(recruiter.name),
        number=phone.display(recruiter.phone) if recruiter.phone else "",
        starts=clockface.both(window.opens, zone, recruiter.zone, manner),
        closes=clockface.both(window.closes, zone, recruiter.zone, manner),
        done_by=candidate_view.done_by(window.closes, call_minutes, zone, manner),
        call_minutes=call_minutes,
    )


def _standing(made: Interview) -> str:
    """What has become of a call since it was booked: "booked", "moved", "cancelled", "held" or "over"."""
    if made.state in (State.CANCELLED, State.HELD):
        return made.state
    if made.state != State.SCHEDULED or made.window.phase(now()) is Phase.CLOSED:
        return "over"
    return "moved" if made.generation > 1 else "booked"


def _with_country(number: str, country: str, manner: Manner) -> str:
    """A number as its country writes it, with that country, so that a wrong one is seen."""
    return f"{phone.display(number)} ({countries.name(country, manner.language)})"


def _doubts(filled: Filled) -> list[str]:
    """What may be wrong with the number though it can be dialed; nobody is kept from booking by it."""
    number = filled.number
    if number is not None and not number.sure:
        return [
            phrase(
                "We do not know this kind of number. Please check each digit. If it is right, go on: it is called as it"
                " stands, and messages come by email."
            )
        ]
    if number is not None and filled.wanted.candidate.sms_consent and phone.is_landline(number.e164):
        return [
            phrase("This looks like a landline, which may not receive text messages. Everything also comes by email.")
        ]
    return []


def _answered(answers: Iterable[Answer]) -> list[tuple[str, str]]:
    """Questions and answers in the reader's language as far as they are our words."""
    return [(one.wording, YES_NO[one.answer] if one.kind == Kind.YES_NO else one.answer) for one in answers]


def _choices(question: Question) -> list[tuple[str, str]]:
    """What can be chosen as an answer, as it is sent and as it is read; nothing where one writes."""
    if question.kind == Kind.YES_NO:
        return list(YES_NO.items())
    return [(choice, choice) for choice in question.choices]


def _in_language(code: str) -> str:
    """The address of this page in another language, with nothing else changed."""
    kept: dict[str, Any] = {**request.args.to_dict(), **(request.view_args or {}), visitor.LANGUAGE: code}
    return url_for(request.endpoint or "", **kept)
