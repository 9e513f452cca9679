"""The public form against abuse, as its visitors meet it: a closed form, a form sent in haste, a question in words.

The question is asked only over a limit: to write four digit words as digits. It needs no picture, no script and nobody
else's service, is read aloud as it stands, asks for no arithmetic, and a link by mail would flood a stranger's mailbox.
Each can be answered once, and not before a person could have read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from scheduler_app import briefing, guard
from scheduler_app.domain import abuse, clockface
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.manner import Manner
from scheduler_app.domain.phrases import phrase
from scheduler_app.domain.wanted import Wanted
from scheduler_app.guard import Caller
from scheduler_app.web import desk, forms, front, now, sessions, visitor
from scheduler_app.web.forms import Opened
from scheduler_app.web.pages import page

PURPOSE = "question"
QUESTION, ANSWER = "question", "answer"
TRAP = "website"  # a field that people do not see
QUICKEST = timedelta(seconds=2)  # no person fills the form faster
NOT_CARRIED = (QUESTION, ANSWER, TRAP, "step")
DIGITS = (
    phrase("zero"),
    phrase("one"),
    phrase("two"),
    phrase("three"),
    phrase("four"),
    phrase("five"),
    phrase("six"),
    phrase("seven"),
    phrase("eight"),
    phrase("nine"),
)


class Said(StrEnum):
    """What became of an answer that came with the form."""

    NOTHING = ""
    RIGHT = "right"
    WRONG = "wrong"
    QUICK = "quick"  # sooner than anybody reads; the question stands


class Guarded(Refused):
    """A booking that went over a limit of this kind; what was to be booked is at hand for the question."""

    def __init__(self, refused: Refused, wanted: Wanted) -> None:
        super().__init__(refused.problems)
        self.kind, self.wanted = str(refused.extras["kind"]), wanted


def closed(session: Session) -> ResponseReturnValue | None:
    """The page that says how to reach a person, while an admin keeps the public form closed."""
    organisation = briefing.organisation(session)
    if organisation.booking_is_open:
        return None
    return page("pages/book_closed.html", visitor.page_language(), contact=organisation.booking_contact), 503


def refuse_haste(opened: Opened) -> None:
    """Raises `Refused` for a form that came back faster than a person fills it."""
    if now() - opened.at < QUICKEST:
        words = phrase("That was very quick. Please check the details and send them again.")
        raise Refused.because("invalid_request", words)


def admit(session: Session, wanted: Wanted, opened: Opened) -> None:
    """Count the booking that is about to be made in this transaction; raises `Guarded` over a limit."""
    caller = Caller(request.remote_addr or "", opened.key, trapped=bool(request.form.get(TRAP)))
    try:
        guard.admit(session, desk(), caller, wanted.candidate, now())
    except Refused as refused:
        raise Guarded(refused, wanted) from None


def hear(opened: Opened) -> Said:
    """Take in the answer that was sent along, if one was, for this opening of the form."""
    if not request.form.get(QUESTION):
        return Said.NOTHING
    try:
        about, asked = forms.read(request.form[QUESTION], PURPOSE, now())
    except Refused:
        return Said.WRONG
    if now() - asked.at < abuse.SOONEST:
        return Said.QUICK
    right = about == opened.key.hex and abuse.digits_in(request.form.get(ANSWER, "")) == _digits(asked.key)
    with sessions().begin() as session:
        passed = guard.answered(session, desk(), opened.key, asked.key.hex, now(), rightly=right)
    return Said.RIGHT if passed else Said.WRONG


def question(refused: Refused, opened: Opened, said: Said) -> ResponseReturnValue | None:
    """The question, with all that was typed, if that is what was refused; any limit that was reached is noted."""
    if not isinstance(refused, Guarded):
        return None
    if said is not Said.QUICK:
        with sessions().begin() as session:
            guard.tripped(session, desk(), refused.kind, now())
        front().poke()
    if refused.code == guard.STOPPED:
        return None
    stands = said is Said.QUICK
    token = request.form[QUESTION] if stands else forms.token(PURPOSE, opened.key.hex, now())
    _, asked = forms.read(token, PURPOSE, now())
    person = refused.wanted.candidate
    html = page(
        "pages/book_question.html",
        person.language or visitor.page_language(),
        starts=clockface.say(refused.wanted.starts.utc, person.zone, Manner.kept(person.language, person.hours)),
        words=[DIGITS[int(digit)] for digit in _digits(asked.key)],
        token=token,
        answer=request.form.get(ANSWER, "") if stands else "",
        said=said,
        carried=_carried(request.form),
    )
    return html, 429


def _digits(question: UUID) -> str:
    """What a question asks for; it is nowhere kept, and nobody without the secret can tell it from the question."""
    number = int.from_bytes(desk().hidden("digits", question.hex).encode())
    return f"{number % 10**abuse.DIGITS:0{abuse.DIGITS}}"


def _carried(form: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in form.items() if name not in NOT_CARRIED and value}
