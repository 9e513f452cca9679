"""Words that a candidate texts: told to the recruiter by mail, a few a day, and kept with the call in any case."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from scheduler_app import planning
from scheduler_app.desk import Desk
from scheduler_app.domain import default_plan
from scheduler_app.store.inbound import Inbound
from scheduler_app.store.outbox import opt_out

MAILS_A_DAY = 5  # about one call; what comes after them is on its page
USEFUL = timedelta(days=1)


def pass_on(session: Session, desk: Desk, interview_id: UUID, now: datetime) -> bool:
    """Mail the candidate's last text to the recruiter; False once that was done often enough for a day."""
    interview = planning.locked(session, interview_id)
    mailed = [row for row in interview.steps if row.script == "wrote" and row.generation == interview.generation]
    if sum(row.decided_at > now - timedelta(days=1) for row in mailed) >= MAILS_A_DAY:
        return False
    notice = default_plan.texted(len(mailed) + 1)
    planning.announce(session, desk, interview, notice, now, expires_at=now + USEFUL)
    return True


def decide(session: Session, inbound: Inbound, now: datetime, *, stop: bool) -> None:
    """A person has read it: `stop` ends our texts to that number; without it they go on. Again changes nothing."""
    if stop:
        opt_out(session, inbound.from_number, now, source="staff")
    inbound.handled_at = inbound.handled_at or now
