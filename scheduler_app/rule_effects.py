"""What a verdict on new time zone rules does to an interview, in the caller's transaction and under its lock."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from scheduler_app import agreements, planning, record
from scheduler_app.desk import Desk
from scheduler_app.domain import walltime
from scheduler_app.domain.default_plan import by_new_rules
from scheduler_app.domain.interview import Side
from scheduler_app.domain.plan import Audience
from scheduler_app.domain.rule_change import Kind, Verdict
from scheduler_app.domain.walltime import Agreement
from scheduler_app.domain.window import Window
from scheduler_app.store.events import EventKind
from scheduler_app.store.interviews import Interview

WHY = "new time zone rules"
AUDIENCES = {Side.CANDIDATE: Audience.CANDIDATE, Side.RECRUITER: Audience.RECRUITER}


def apply(session: Session, desk: Desk, interview: Interview, verdict: Verdict, now: datetime) -> None:
    """Note the release, move, tell or flag; an interview that a release leaves as it is tells nobody."""
    starts = verdict.starts
    if verdict.kind is Kind.FLAGGED or starts is None:
        _flag(session, desk, interview, verdict.doubt, now)
    elif verdict.kind is Kind.MOVED:
        _move(session, desk, interview, starts, now)
    else:
        _reread(session, desk, interview, starts, now)


def _move(session: Session, desk: Desk, interview: Interview, starts: Agreement, now: datetime) -> None:
    """The same wall time at its new instant; whoever has said to run late stays as late as was said."""
    window = Window(starts.utc, interview.closes_at + (starts.utc - interview.starts_at))
    agreements.renew(session, desk, interview, starts, window, now, why=WHY, script="rules", kind=EventKind.RULES_MOVED)


def _reread(session: Session, desk: Desk, interview: Interview, starts: Agreement, now: datetime) -> None:
    """The same instant; each side whose own clock now shows another time is told so."""
    before = {side: interview.told(side) for side in Side}
    changed = [side for side in Side if before[side] != walltime.told(starts.utc, before[side].zone)]
    if changed:
        agreements.remember_former(interview)
        interview.changed_at = now
    agreements.note(interview, starts, interview.window)
    session.flush()
    if changed:
        record.note(session, interview, EventKind.RULES_READ, now, record.time_of(interview) | {"sides": changed})
    for side in changed:
        _announce(session, desk, interview, "rules", AUDIENCES[side], now)


def _flag(session: Session, desk: Desk, interview: Interview, doubt: str, now: datetime) -> None:
    """Leave it and say why: to its recruiter, or to the coordinators where that person no longer signs in."""
    advice = f"Nothing was moved: agree with {interview.candidate.name} on the time and set it, even if it stays."
    interview.rules_flag = f"{doubt} {advice}"
    interview.rules_checked = walltime.tz_release()
    record.note(
        session, interview, EventKind.RULES_FLAGGED, now, {"doubt": doubt, "tz_release": interview.rules_checked}
    )
    session.flush()
    gone = interview.recruiter.disabled_at is not None
    _announce(session, desk, interview, "rules-flag", Audience.COORDINATOR if gone else Audience.RECRUITER, now)


def _announce(
    session: Session, desk: Desk, interview: Interview, script: str, audience: Audience, now: datetime
) -> None:
    notice = by_new_rules(script, audience, walltime.tz_release())
    planning.announce(session, desk, interview, notice, now, expires_at=interview.closes_at)
