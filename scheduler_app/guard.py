"""The public form against abuse: who books more than people do is asked a question first, and at last refused.

Counted in the database, so that it holds for all processes and after a restart. What is counted stands there as a keyed
hash, never as an address or a number, and goes a day after its span began.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scheduler_app import alarms, caps
from scheduler_app.caps import Cap
from scheduler_app.desk import Desk
from scheduler_app.domain import abuse
from scheduler_app.domain.abuse import Measure
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.phrases import phrase
from scheduler_app.domain.wanted import Person
from scheduler_app.store.db import Sessions, reading
from scheduler_app.store.tallies import Tally

ASKED = "question_first"  # the code of a refusal that a right answer overcomes
STOPPED = "too_many_requests"
OURS = caps.FORM
TRIPS = Cap(f"{OURS}trips in an hour", abuse.HOUR, caps.UNBOUND, "bookings over a limit")
TRAP = "trap"
KINDS = (abuse.NETWORK.name, abuse.ADDRESS.name, abuse.NUMBER.name, abuse.RANGE.name, TRAP)

log = structlog.get_logger()


@dataclass(frozen=True)
class Caller:
    """Who sends the form: from which IP address, which opening of it, and whether a robot's trap was touched."""

    address: str
    form: UUID
    trapped: bool = False


def admit(session: Session, desk: Desk, caller: Caller, person: Person, now: datetime) -> None:
    """Count one booking, in its own transaction; to be called before anything of it is written.

    Raises `Refused`: `question_first` when a question has to be answered before (see `answered`), and
    `too_many_requests` when that does not help any more. `kind` in its extras says which limit it was.
    """
    counted = [
        (measure, _cap(desk, measure, subject))
        for measure, subject in abuse.counted(caller.address, person.email, person.phone)
    ]
    for measure, cap in counted:
        if measure.stops is not None and caps.used(session, cap, now) >= measure.stops:
            raise _stop(measure, person)
    passed = _use_pass(session, desk, caller.form)
    if caller.trapped and not passed:
        raise _ask(TRAP)
    binding = [_at(cap, measure.stops if passed else measure.asks) for measure, cap in counted]
    full = caps.take(session, binding, now, urgent=True)
    if full is not None:
        (measure,) = (measure for measure, cap in counted if cap.key == full.key)
        raise _stop(measure, person) if passed else _ask(measure.name)


def answered(session: Session, desk: Desk, form: UUID, question: str, now: datetime, *, rightly: bool) -> bool:
    """Whether this opening of the form may book one call: each question counts once, whatever the answer was.

    A second click on a right answer finds it given.
    """
    key = _pass(desk, form)
    if session.get(Tally, key) is not None:
        return True
    once = Cap(
        f"{OURS}question {desk.hidden('question', question)}", abuse.DAY, 1, "answers to this question", urgent=True
    )
    if caps.take(session, [once], now, urgent=True) is not None or not rightly:
        return False
    caps.count(session, Cap(key, abuse.DAY, 1, "right answers"), now)
    return True


def tripped(session: Session, desk: Desk, kind: str, now: datetime) -> None:
    """Note that a limit was reached; once that is unusual, admins are told, at most once an hour."""
    caps.count(session, _trips(kind), now)
    total = caps.count(session, TRIPS, now)
    log.warning("a booking by the public form is over a limit", kind=kind, within_the_hour=total)
    if total >= abuse.UNUSUAL:
        alarms.unusual(session, desk, total, {kind: caps.used(session, _trips(kind), now) for kind in KINDS}, now)


def unusual(session: Session, now: datetime) -> int:
    """For dashboards: how many bookings were over a limit within the hour, if that is unusual; else 0."""
    trips = caps.used(session, TRIPS, now)
    return trips if trips >= abuse.UNUSUAL else 0


def forget(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """Remove what was counted and counts no more."""
    old = select(Tally.key).where(Tally.since <= clock() - abuse.DAY, Tally.key.startswith(OURS))
    with reading(sessions) as session:
        found = session.scalar(old.limit(1))
    if found is None:
        return
    with sessions.begin() as session:
        gone = session.scalars(old.limit(caps.FORGOTTEN_AT_ONCE).with_for_update(skip_locked=True)).all()
        session.execute(delete(Tally).where(Tally.key.in_(gone)).execution_options(synchronize_session=False))


def _use_pass(session: Session, desk: Desk, form: UUID) -> bool:
    used = delete(Tally).where(Tally.key == _pass(desk, form)).returning(Tally.key)
    return session.execute(used).first() is not None


def _pass(desk: Desk, form: UUID) -> str:
    return f"{OURS}pass {desk.hidden('pass', form.hex)}"


def _cap(desk: Desk, measure: Measure, subject: str) -> Cap:
    hidden = desk.hidden(f"book {measure.name}", subject)
    return Cap(f"{OURS}{measure.name} {hidden}", measure.span, measure.asks, f"bookings by one {measure.name}", True)


def _at(cap: Cap, most: int | None) -> Cap:
    return Cap(cap.key, cap.span, caps.UNBOUND if most is None else most, cap.what, urgent=True)


def _trips(kind: str) -> Cap:
    return Cap(f"{OURS}trips {kind} in an hour", abuse.HOUR, caps.UNBOUND, f"bookings over the limit for a {kind}")


def _ask(kind: str) -> Refused:
    return Refused.because(ASKED, phrase("Please answer one question before we book this call."), kind=kind)


def _stop(measure: Measure, person: Person) -> Refused:
    if measure is abuse.ADDRESS:
        words = phrase(
            "{email} has booked {count} calls within a day. Use the link in one of the confirmations to move a call.",
            email=person.email,
            count=measure.stops,
        )
        return Refused.because(STOPPED, words, field="email", kind=measure.name)
    if measure is abuse.NUMBER:
        words = phrase(
            "This number has been given for many calls today. Use the link in one of the confirmations to move a call,"
            " or write to the person who invited you."
        )
        return Refused.because(STOPPED, words, field="phone", kind=measure.name)
    words = phrase(
        "Many calls have been booked from where you are. Wait an hour and send this again, or write to the person who"
        " invited you."
    )
    return Refused.because(STOPPED, words, kind=measure.name)
