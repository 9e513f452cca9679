"""Caps: how many messages one number, one address, one range of numbers and everybody together may get.

Counted in the database by one conditional statement each, so they hold for all processes and after a restart. A span
begins with the first message that is counted, and the first one after its end begins the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.orm import Session

from scheduler_app.domain import phone, tokens
from scheduler_app.domain.limits import Limits
from scheduler_app.store.db import Instant
from scheduler_app.store.outbox import Message
from scheduler_app.store.people import Organisation
from scheduler_app.store.tallies import Tally

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVERYBODY = "sms of all in a day"
FORM = "book "  # how the keys of counters of public forms begin, which `guard.forget` forgets after a day
UNBOUND = 2**31 - 1
FORGOTTEN_AT_ONCE = 1000
# One statement, so that no two processes take the same last place; both databases read it alike.
COUNT = text(
    """
    INSERT INTO tally (key, since, used) VALUES (:key, :now, 1)
    ON CONFLICT (key) DO UPDATE SET
        used = CASE WHEN tally.since <= :over THEN 1 ELSE tally.used + 1 END,
        since = CASE WHEN tally.since <= :over THEN :now ELSE tally.since END
    WHERE tally.since <= :over OR tally.used < :most
    RETURNING used
    """
).bindparams(bindparam("now", type_=Instant), bindparam("over", type_=Instant))

log = structlog.get_logger()


@dataclass(frozen=True)
class Cap:
    """A number of messages within a span. `urgent` says whether it also binds steps about the call itself."""

    key: str
    span: timedelta
    most: int
    what: str
    urgent: bool = False


def of_text(limits: Limits, number: str, *, candidate: bool) -> list[Cap]:
    """The caps of a text, narrowest first: whoever takes several counters locks them in this order."""
    person = tokens.digest(number)
    caps = [
        Cap(f"sms {person} in an hour", HOUR, limits.texts_an_hour, "texts to this number within an hour", urgent=True),
        Cap(f"sms {person} in a day", DAY, limits.texts_a_day, "texts to this number within a day"),
    ]
    if candidate:  # staff's numbers are entered by the operator; nobody pumps those
        block = phone.number_range(number)
        wanted = limits.range_texts_a_day
        caps.append(Cap(f"sms {block} in a day", DAY, wanted, "texts to numbers like this one within a day"))
    return [*caps, _everybody(limits)]


def of_mail(limits: Limits, address: str) -> list[Cap]:
    key = f"email {tokens.digest(address.lower())} in an hour"
    return [Cap(key, HOUR, limits.mails_an_hour, "mails to this address within an hour")]


def keys_of(numbers: list[str], address: str) -> list[str]:
    """The counters that tell by their key of these numbers and this address."""
    texts = [cap for number in numbers for cap in of_text(Limits(), number, candidate=False)]
    return [cap.key for cap in (*texts, *of_mail(Limits(), address)) if cap.key != EVERYBODY]


def take(session: Session, caps: list[Cap], now: datetime, *, urgent: bool) -> Cap | None:
    """Count one message under all caps; if one that binds it is used up, count it nowhere and return that one."""
    attempt = session.begin_nested()
    for cap in caps:
        taken = _count(session, cap, now, binding=cap.urgent or not urgent)
        if taken is None:
            attempt.rollback()
            return cap
        if cap.key == EVERYBODY and taken == cap.most:
            log.error("the last text of the day's cap is taken; from now on texts go by mail", cap=cap.most)
    attempt.commit()
    return None


def count(session: Session, cap: Cap, now: datetime) -> int:
    """Count one more under this cap, used up or not; returns the new count of its span."""
    return _count(session, cap, now, binding=False) or 0


def used(session: Session, cap: Cap, now: datetime) -> int:
    """What has been counted under this cap in its present span."""
    return session.scalar(select(Tally.used).where(Tally.key == cap.key, Tally.since > now - cap.span)) or 0


def in_words(cap: Cap) -> str:
    return f"the cap of {cap.most} {cap.what} is reached"


def free_at(session: Session, cap: Cap) -> datetime | None:
    """When the span of a used-up cap ends; None if it never allows anything."""
    since = session.scalar(select(Tally.since).where(Tally.key == cap.key))
    return since + cap.span if since is not None and cap.most > 0 else None


def today(session: Session, now: datetime) -> tuple[int, int]:
    """For dashboards and metrics: the texts counted in the deployment's current day, and its cap."""
    cap = _everybody(session.get_one(Organisation, 1).limits)
    return used(session, cap, now), cap.most


def used_up(session: Session, now: datetime) -> bool:
    """Whether every text goes by mail at present, because the deployment has used up its day or allows none."""
    texts, most = today(session, now)
    return texts >= most


def counted_once(message: Message) -> bool:
    """Whether the message has been counted: one more try of the same message is not one more message."""
    return message.attempts > 0


def _everybody(limits: Limits) -> Cap:
    return Cap(EVERYBODY, DAY, limits.all_texts_a_day, "texts of this deployment within a day", urgent=True)


def _count(session: Session, cap: Cap, now: datetime, *, binding: bool) -> int | None:
    """The new count; None if the cap is used up."""
    if binding and cap.most < 1:
        return None
    most = cap.most if binding else UNBOUND
    values = {"key": cap.key, "now": now, "over": now - cap.span, "most": most}
    counted: int | None = session.connection().execute(COUNT, values).scalar()
    if counted == 1 and cap.key == EVERYBODY:
        _forget_old(session, now)
    return counted


def _forget_old(session: Session, now: datetime) -> None:
    """Once a day: counters whose span is long over. Those that somebody else holds are left to another day."""
    old = select(Tally.key).where(Tally.since < now - 2 * DAY).limit(FORGOTTEN_AT_ONCE)
    found = session.scalars(old.with_for_update(skip_locked=True)).all()
    if found:
        session.execute(delete(Tally).where(Tally.key.in_(found)).execution_options(synchronize_session=False))
