"""A candidate is forgotten: nothing that is kept tells any more who it was, and nothing is sent to them any more.

What a sender holds in its hands at this moment may still arrive; its outcome is kept and its words are not. Numbers
that want no texts, and addresses that want no reminders, are kept as a keyed hash, so that they get none from whoever
gives them next.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column, delete, select, update
from sqlalchemy.orm import Session

from scheduler_app import bundling, caps, planning, record
from scheduler_app import person as persons
from scheduler_app.desk import Desk
from scheduler_app.domain import clockface, default_plan, phone
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import State
from scheduler_app.domain.plan import Audience
from scheduler_app.person import Person, Row
from scheduler_app.store.events import EventKind
from scheduler_app.store.interviews import Interview
from scheduler_app.store.outbox import UNSENT, Message, MessageState, OptOut
from scheduler_app.store.personal import FACTS_KEPT, NOBODY, NOWHERE, TABLES, Rule
from scheduler_app.store.schema import METADATA
from scheduler_app.store.tallies import Tally

WHY = "the candidate's data was erased"
TOLD_WITHIN = timedelta(days=1)
CUT = "(erased)"
SHORTEST = 3  # letters of a name that are worth cutting out of a sentence


def erase(session: Session, desk: Desk, email: str, now: datetime, *, cancel: bool = False) -> dict[str, int]:
    """Erase everything that is kept under an address, in the caller's transaction; how many rows of each table.

    A call that is still ahead or under way is cancelled first if `cancel`, and its recruiter is told; the candidate is
    told nothing. Raises `Refused`: `not_found` if nothing is kept, and `wrong_state` for such a call without `cancel`.
    """
    person = persons.find(session, email)
    interviews = [planning.locked(session, which) for which in sorted(person.interviews)]
    live = [interview for interview in interviews if interview.state == State.SCHEDULED]
    if live and not cancel:
        raise Refused.because("wrong_state", f"{_listed(live)} is still to take place; add --cancel to call it off")
    person = persons.find(session, email)  # what came in before the calls were locked
    for interview in interviews:
        _stop(session, interview, now, called_off=interview in live)
    _stop_messages(session, desk, person, now)
    session.flush()
    counts = {name: _erase_rows(session, name, person, now) for name, kept in TABLES.items() if kept.by}
    _hide_opt_outs(session, desk, person)
    _forget_counts(session, person)
    session.expire_all()
    for interview in live:
        interview.cancel_reason = WHY
        for notice in default_plan.CANCELLED:
            if notice.audience is Audience.RECRUITER:
                planning.announce(session, desk, interview, notice, now, expires_at=now + TOLD_WITHIN)
    return {name: count for name, count in counts.items() if count}


def _listed(live: list[Interview]) -> str:
    return ", ".join(
        f"the call with {row.recruiter.name} on {clockface.say(row.starts_at, row.recruiter.zone)}" for row in live
    )


def _stop(session: Session, interview: Interview, now: datetime, *, called_off: bool) -> None:
    """Nothing of it starts any more; calendars that show it see another edition, without the name."""
    interview.candidate.erased_at = now
    if called_off:
        interview.state, interview.cancelled_by = State.CANCELLED, None
        record.note(session, interview, EventKind.CANCELLED, now, {"reason": WHY})
    planning.hold_back(session, interview, WHY, now, all_of=True)
    interview.watch.next_due_at, interview.watch.failures, interview.watch.parked = None, 0, ""
    interview.changed_at = now
    interview.sequence += 1
    record.note(session, interview, EventKind.ERASED, now)


def _stop_messages(session: Session, desk: Desk, person: Person, now: datetime) -> None:
    """Also those of no interview. What is being sent keeps its lease, and ends by what its sender learns.

    Nobody looks up at the provider what became of a message that has no words any more.
    """
    mine = select(Message).where(Message.id.in_(person.messages)).order_by(Message.id).with_for_update()
    for message in session.scalars(mine.execution_options(populate_existing=True)):
        message.erased_at = now
        if message.state in UNSENT:
            message.state, message.settled_at = MessageState.SUPPRESSED, now
        elif message.state == MessageState.UNKNOWN:
            message.state, message.settled_at, message.reconcile_at = MessageState.EXPIRED, now, None
        if message.bundle_id is not None:
            bundling.leave_out(session, desk, message, now)


def _erase_rows(session: Session, name: str, person: Person, now: datetime) -> int:
    rows, rules, table = persons.rows_of(session, name, person), TABLES[name].erased, METADATA.tables[name]
    for row in rows if rules else ():
        values = {column: _erased(row, table.c[column], rule, person, now) for column, rule in rules.items()}
        changed = {column: value for column, value in values.items() if value != row[column]}
        if changed:
            which = [column == row[column.name] for column in table.primary_key.columns]
            session.connection().execute(update(table).where(*which).values(changed))
    return len(rows)


def _erased(row: Row, column: Column[Any], rule: Rule, person: Person, now: datetime) -> Any:
    value = row[column.name]
    match rule:
        case Rule.BLANK if value == WHY:
            return value
        case Rule.NAME:
            return NOBODY
        case Rule.MAIL:
            return f"erased-{row['id']}{NOWHERE}"
        case Rule.ENDED:
            return now if value is None else value
        case Rule.FACTS:
            return _facts(value)
        case Rule.SCRUB:
            return scrubbed(value, person)
        case Rule.IF_THEIRS if not _theirs(row, value, person):
            return value
        case Rule.IF_THEIRS | Rule.BLANK:
            return _nothing(column, value)


def _nothing(column: Column[Any], value: Any) -> Any:
    if column.nullable:
        return None
    return type(value)() if isinstance(column.type, JSON) else ""


def _theirs(row: Row, value: str, person: Person) -> bool:
    to_them = not row.get("recipient", "recruiter:").startswith("recruiter:")
    return to_them or value in person.names | person.numbers or value.lower() == person.email


def _facts(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _facts(inner) if isinstance(inner, dict) else inner if _stays(name, inner) else None
        for name, inner in value.items()
    }


def _stays(name: str, value: Any) -> bool:
    return name in FACTS_KEPT or isinstance(value, bool | int | float) or value is None


def scrubbed(words: str | None, person: Person) -> str | None:
    """A sentence without the person's names, address and numbers, however those are written in it."""
    if not words:
        return words
    numbers = {form for number in person.numbers for form in (number, number[1:], phone.display(number))}
    parts = {part for name in person.names for part in (name, *name.split()) if len(part) >= SHORTEST}
    for told in sorted({person.email} | numbers | parts, key=len, reverse=True):
        words = _cut(words, told)
    return words


def _cut(words: str, told: str) -> str:
    at = words.casefold().find(told.casefold())
    while at >= 0 and len(words) == len(words.casefold()):
        words = words[:at] + CUT + words[at + len(told) :]
        at = words.casefold().find(told.casefold(), at + len(CUT))
    return words


def _hide_opt_outs(session: Session, desk: Desk, person: Person) -> None:
    for address, channel in (*((number, "sms") for number in sorted(person.numbers)), (person.email, "email")):
        there = session.get(OptOut, (address, channel))
        if there is None:
            continue
        hidden = OptOut(address=desk.hidden_number(address), channel=channel, since=there.since, source=there.source)
        session.delete(there)
        session.flush()
        session.merge(hidden)
    session.flush()


def _forget_counts(session: Session, person: Person) -> None:
    """Counters are keyed by a plain digest, which tells a number to whoever tries them all."""
    keys = caps.keys_of([*person.numbers], person.email)
    session.execute(delete(Tally).where(Tally.key.in_(keys)).execution_options(synchronize_session=False))
