"""A text that somebody sent us: what it answers, what it does, and what we say to it at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scheduler_app import acting, asked, briefing, notes, offering, saying
from scheduler_app.acting import Done, Said
from scheduler_app.asked import Question
from scheduler_app.desk import Desk
from scheduler_app.domain import clockface, replies
from scheduler_app.domain.interview import Side, State
from scheduler_app.domain.replies import Kind, Reply
from scheduler_app.messages.facts import first
from scheduler_app.store.db import TROUBLE
from scheduler_app.store.inbound import Inbound
from scheduler_app.store.outbox import OptOut, opt_out, wants_none
from scheduler_app.store.people import Candidate

DAY = timedelta(days=1)
PASSIVE_A_DAY = 5  # answers that tell of nothing done, to one number; two machines that answer each other fall silent
ANY_A_DAY = 20
CHOOSABLE = timedelta(hours=1)  # how long a letter means the call that we offered under it
LETTERS = "ABC"  # calls named in one text

log = structlog.get_logger()


class Action(StrEnum):
    """What was made of a text."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    DONE = "done"
    REFUSED = "refused"  # understood, and too early or too late for it
    WHICH = "which"  # it answers several calls
    CLOSED = "closed"  # what it answers is no longer asked
    UNCLEAR = "unclear"
    WROTE = "wrote"
    COURTESY = "courtesy"
    NO_TEXTS = "no_texts"
    UNKNOWN = "unknown"  # we have never texted this number
    FAILED = "failed"  # a fault of ours; kept for a person


FOR_A_PERSON = (Action.NO_TEXTS, Action.FAILED)  # on the dashboard until somebody has decided


@dataclass(frozen=True)
class Heard:
    """What was made of it, the words to answer with ("" for none), and the text of ours that it is about."""

    action: Action
    words: str = ""
    about: Question | None = None
    passive: bool = True
    offered: dict[str, str] = field(default_factory=dict)
    menu: dict[str, str] | None = None  # what the text asks for from now on, if these words are said


def hear(session: Session, desk: Desk, sid: str, number: str, body: str, opt_out_type: str, now: datetime) -> str:
    """Take in one text and return the answer for the sender, "" for none; both are kept, in this transaction.

    `sid` is Twilio's id of the text: one that we know already does nothing and gets the answer it got. `opt_out_type`
    is Twilio's own reading of an opt-out word. A fault of ours loses no text: it is left for a person.
    """
    inbound = _first_time(session, sid, number, body, now)
    if inbound is None:
        return session.get_one(Inbound, sid).reply
    try:
        with session.begin_nested():
            heard = _make_of(session, desk, inbound, replies.read(body, opt_out_type), bool(opt_out_type))
    except TROUBLE:
        raise
    except Exception:
        log.exception("a text could not be handled; it is kept for a person", sid=sid)
        heard = Heard(Action.FAILED, about=asked.last_text(session, number))
    inbound.action, inbound.offered, inbound.passive = heard.action, heard.offered, heard.passive
    if heard.about is not None:
        inbound.message_id, inbound.interview_id = heard.about.message.id, heard.about.interview.id
    quiet = heard.about is not None and heard.about.side is Side.CANDIDATE and not _texts_candidates(session)
    answers = heard.action is Action.STOP or _may_answer(session, desk, inbound)
    inbound.reply = heard.words if answers and not quiet else ""
    if heard.menu is not None and heard.about is not None and inbound.reply:
        heard.about.message.menu = heard.menu  # only now: nobody books a time that they have not read
    log.info("a text was heard", sid=sid, action=str(heard.action), answered=bool(inbound.reply))
    return inbound.reply


def _first_time(session: Session, sid: str, number: str, body: str, now: datetime) -> Inbound | None:
    """The text, noted before anything is done; None if it is known, even from this very moment."""
    if session.get(Inbound, sid) is not None:
        return None
    inbound = Inbound(provider_sid=sid, from_number=number, body=replies.kept(body), at=now)
    try:
        with session.begin_nested():
            session.add(inbound)
    except IntegrityError:
        return None  # Twilio posted it twice at once, and the other was a moment earlier
    return inbound


def _make_of(session: Session, desk: Desk, inbound: Inbound, said: Reply, by_twilio: bool) -> Heard:
    number, now = inbound.from_number, inbound.at
    about = asked.last_text(session, number)
    match said.kind:
        case Kind.STOP:
            known = wants_none(session, number, desk.hidden_number(number))
            opt_out(session, number, now, source="reply")
            if known or not said.key or about is None:
                return Heard(Action.STOP, about=about)  # Twilio has answered it
            return Heard(Action.STOP, saying.say(session, desk, about, "stopped", now), about)
        case Kind.START:
            _opt_in(session, desk, number)
            return Heard(Action.START, about=about)
    if about is None:
        return Heard(Action.UNKNOWN)
    open_now = asked.questions(session, number, now)
    match said.kind:
        case Kind.HELP:
            words = "" if by_twilio else saying.say(session, desk, about, "help", now, asked=_hint(open_now, now))
            return Heard(Action.HELP, words, about)
        case Kind.ANSWER | Kind.CHOICE:
            return _answer(session, desk, inbound, said, open_now, about)
        case Kind.COURTESY:
            return Heard(Action.COURTESY, about=about)
        case Kind.NO_TEXTS:
            return Heard(Action.NO_TEXTS, saying.say(session, desk, about, "no-texts", now), about)
        case _:
            return _words(session, desk, inbound, open_now, about)


def _answer(
    session: Session, desk: Desk, inbound: Inbound, said: Reply, known: Sequence[Question], about: Question
) -> Heard:
    now = inbound.at
    wanted = Said(said.key, said.minutes)
    if said.letter:
        offered = _last_offer(session, inbound)
        chosen = offered.get(said.letter)
        found = [question for question in known if question.key == chosen]
        if not said.key and offered.get("key"):
            minutes = offered.get("minutes")
            wanted = Said(offered["key"], int(minutes) if minutes else None)
    else:
        fitting = [question for question in known if said.key in question.menu]
        found = [question for question in fitting if question.waits_for(said.key, now)] or _latest(
            session, inbound, fitting
        )
    found = [question for question in found if wanted.answer in question.menu]
    if not found and not said.letter and wanted.answer in about.menu and about.rebooked(now):
        found = [about]
    if not found:
        return _nothing_fits(session, desk, inbound, wanted.answer, known, about)
    if len(found) > 1:
        return _which(session, desk, found[: len(LETTERS)], wanted, now)
    inbound.interview_id = found[0].interview.id
    done = acting.act(session, desk, found[0], wanted, now)
    words = saying.what_was_done(session, desk, found[0], done, now)
    menu = None
    if done.offers and isinstance(found[0].reader, Candidate):
        menu = _menu(words, done, found[0].reader) or {"0": replies.HELD}
    action = Action.DONE if done.effective else Action.WROTE if done.passed_on else Action.REFUSED
    return Heard(action, words, found[0], passive=not done.effective and menu is None, menu=menu)


def _menu(words: str, done: Done, reader: Candidate) -> dict[str, str] | None:
    return offering.menu(words, list(done.offers), reader.zone, reader.manner)


def _latest(session: Session, inbound: Inbound, fitting: Sequence[Question]) -> list[Question]:
    """None is open: a correction of the answer that this number gave last, or else of the newest question."""
    last = session.scalars(
        select(Inbound.interview_id)
        .where(Inbound.from_number == inbound.from_number, Inbound.action == Action.DONE)
        .order_by(Inbound.at.desc())
        .limit(1)
    ).first()
    return [question for question in fitting if question.interview.id == last][:1] or list(fitting[:1])


def _nothing_fits(
    session: Session, desk: Desk, inbound: Inbound, answer: str, known: Sequence[Question], about: Question
) -> Heard:
    now = inbound.at
    if answer and (about.rebooked(now) or asked.was_asked(session, inbound.from_number, answer)):
        ahead = about.side is Side.CANDIDATE and about.interview.state == State.SCHEDULED
        name = "stands-candidate" if ahead else "closed"
        return Heard(Action.CLOSED, saying.say(session, desk, about, name, now, gone=False), about)
    return Heard(Action.UNCLEAR, saying.say(session, desk, about, "unclear", now, asked=_hint(known, now)), about)


def _which(session: Session, desk: Desk, several: Sequence[Question], wanted: Said, now: datetime) -> Heard:
    offered = {letter: question.key for letter, question in zip(LETTERS, several, strict=False)}
    calls = [
        {
            "letter": letter,
            "name": first(_other(question), 20),
            "starts": clockface.brief_both(
                question.interview.starts_at, question.reader.zone, question.reader.zone, question.reader.manner
            ),
            "time": clockface.say_time(question.interview.starts_at, question.reader.zone, question.reader.manner),
        }
        for letter, question in zip(LETTERS, several, strict=False)
    ]
    pending = {"key": wanted.answer, "minutes": str(wanted.minutes or "")}
    words = saying.say(session, desk, several[0], "which", now, calls=calls)
    return Heard(Action.WHICH, words, several[0], offered=offered | pending)


def _last_offer(session: Session, inbound: Inbound) -> dict[str, str]:
    offers = select(Inbound.offered).where(
        Inbound.from_number == inbound.from_number,
        Inbound.action == Action.WHICH,
        Inbound.at > inbound.at - CHOOSABLE,
    )
    return session.scalars(offers.order_by(Inbound.at.desc()).limit(1)).first() or {}


def _words(session: Session, desk: Desk, inbound: Inbound, known: Sequence[Question], about: Question) -> Heard:
    """Words for a person: a candidate's go to the recruiter by mail, and all are kept with the call."""
    now = inbound.at
    if about.side is Side.RECRUITER:
        return Heard(Action.UNCLEAR, saying.say(session, desk, about, "unclear", now, asked=_hint(known, now)), about)
    inbound.interview_id = about.interview.id
    session.flush()
    told = notes.pass_on(session, desk, about.interview.id, now)
    name = "passed-on" if told else "kept"
    return Heard(Action.WROTE, saying.say(session, desk, about, name, now, asked=_hint(known, now)), about)


def _hint(known: Sequence[Question], now: datetime) -> str:
    """The script whose answers are worth naming; "" while none is waited for."""
    return next((question.asks for question in known if question.waits(now)), "")


def _other(question: Question) -> str:
    interview = question.interview
    return interview.recruiter.name if question.side is Side.CANDIDATE else interview.candidate.name


def _texts_candidates(session: Session) -> bool:
    return briefing.organisation(session).candidates_are_texted


def _may_answer(session: Session, desk: Desk, inbound: Inbound) -> bool:
    """Not to who wants no texts, not for ever, and not twice to the same words: that would be a machine."""
    if wants_none(session, inbound.from_number, desk.hidden_number(inbound.from_number)):
        return False
    answered = select(Inbound.passive, Inbound.body).where(
        Inbound.from_number == inbound.from_number,
        Inbound.reply != "",
        Inbound.at > inbound.at - DAY,
        Inbound.provider_sid != inbound.provider_sid,
    )
    rows = session.execute(answered.order_by(Inbound.at.desc()).limit(ANY_A_DAY)).all()
    if not inbound.passive:
        return len(rows) < ANY_A_DAY
    passive = [body for was_passive, body in rows if was_passive]
    return len(passive) < PASSIVE_A_DAY and len(rows) < ANY_A_DAY and passive[:1] != [inbound.body]


def _opt_in(session: Session, desk: Desk, number: str) -> None:
    """Texts may go there again from now on; what was kept back has gone by mail and is not sent after all."""
    for kept in (number, desk.hidden_number(number)):
        if (there := session.get(OptOut, (kept, "sms"))) is not None:
            session.delete(there)
