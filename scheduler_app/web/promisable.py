"""Whether a promise that staff are about to make can be kept; nothing is written yet."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from scheduler_app import openings
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.walltime import Agreement
from scheduler_app.store.people import InterviewType, Recruiter


def check_promise(
    session: Session,
    kind: InterviewType,
    recruiter: Recruiter,
    starts: Agreement,
    minutes: int,
    now: datetime,
    *,
    without: UUID | None = None,
) -> str:
    """A remark that says why, where staff may promise what candidates could not book; else "".

    Raises `Refused` for a past time, and for one already promised with the nearest free ones as `alternatives`.
    """
    rules = kind.rules(window_minutes=minutes)
    try:
        openings.check(session, recruiter, rules, starts.utc, now, override=True, without=without)
    except Refused as refused:
        if refused.code != "slot_taken":
            raise
        near = openings.alternatives(
            session, kind, [recruiter], starts.utc, starts.wall.zone, now, rules=rules, override=True, without=without
        )
        raise Refused(refused.problems, alternatives=near) from None
    reasons = openings.explain(session, kind, recruiter, starts.utc, now, rules=rules, without=without)
    return " ".join(["Candidates could not book this.", *(reason.words for reason in reasons)]) if reasons else ""
