"""The deployment's quiet hours, caps and countries: changed by an admin, obeyed from the next message on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from scheduler_app import reach
from scheduler_app.desk import Desk
from scheduler_app.domain.limits import Limits
from scheduler_app.store.outbox import Message
from scheduler_app.store.people import Candidate, Organisation

WAITING_TEXTS = text("message.state IN ('queued', 'deferred') AND message.channel = 'sms'")


def present(session: Session) -> Limits:
    return session.get_one(Organisation, 1).limits


def change(session: Session, wanted: Limits, now: datetime) -> None:
    """Texts that wait under the former limits are looked at again at once, and wait on if they still have to."""
    session.get_one(Organisation, 1).limits = wanted
    again = update(Message).where(WAITING_TEXTS, Message.state == "deferred", Message.due_at > now)
    session.execute(again.values(due_at=now))


def choose_countries(session: Session, desk: Desk, codes: list[str]) -> None:
    """The countries whose numbers get texts from now on, as `domain.reach.read` gives them.

    Who was out of reach only for the country of their number, and is not any more, may be texted.
    """
    organisation = session.get_one(Organisation, 1)
    if codes == organisation.sms_countries:
        return
    organisation.sms_countries = codes
    for candidate in session.scalars(select(Candidate).where(Candidate.sms_refused.startswith(reach.REFUSAL))):
        vouched = candidate.number_vouched_at is not None
        candidate.sms_refused = reach.why_not(organisation, desk, candidate.phone, vouched=vouched)
