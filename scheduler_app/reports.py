"""What either side says happened, and what the service makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from scheduler_app import planning
from scheduler_app.desk import Desk
from scheduler_app.domain import default_plan
from scheduler_app.domain import interview as rules
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import Claim, Outcome, Side, State
from scheduler_app.domain.phrases import phrase
from scheduler_app.domain.window import Phase
from scheduler_app.store.interviews import Interview, Report
from scheduler_app.store.people import Recruiter

LATEST_MINUTES = 60


@dataclass(frozen=True)
class _Voice:
    """Who says it: the side, which of the staff if that is known, and by which way."""

    side: Side
    person: Recruiter | None
    via: str


def report(
    session: Session,
    desk: Desk,
    interview_id: UUID,
    by: Side,
    outcome: Outcome,
    now: datetime,
    *,
    minutes: int | None = None,
    note: str = "",
    via: str,
    person: Recruiter | None = None,
) -> Interview:
    """Record what one side says, settle the interview if it can be settled, and stop what became pointless.

    `note` is a sentence for the other side, with running late. `person` is who of the staff says it, where that is
    known. The same report again changes nothing. Raises `Refused`: `wrong_state` before the start (only running late
    can be said then) and once cancelled, `already_extended` when the side has already said it runs late.
    """
    interview = planning.locked(session, interview_id)
    if outcome not in rules.SAYABLE[by]:
        raise Refused.because("invalid_request", f"a {by} cannot report {outcome}; say {_listed(by)}", field="outcome")
    if interview.state == State.CANCELLED:
        raise Refused.because("wrong_state", phrase("this interview was cancelled; there is nothing left to report"))
    phase, voice = interview.window.phase(now), _Voice(by, person, via)
    if outcome is Outcome.RUNNING_LATE:
        _run_late(session, desk, interview, voice, minutes, phase, now, note)
        return interview
    if phase is Phase.UPCOMING:
        raise Refused.because(
            "wrong_state", phrase("the call has not begun; before its start only running late can be said")
        )
    _settle(session, desk, interview, voice, outcome, phase, now)
    return interview


def _settle(
    session: Session,
    desk: Desk,
    interview: Interview,
    voice: _Voice,
    outcome: Outcome,
    phase: Phase,
    now: datetime,
) -> None:
    by = voice.side
    claim = rules.claim(by, outcome, closed=phase is Phase.CLOSED)
    before = _claim_of(interview, by)
    if claim is None:
        if not any(_same(row, interview, by, outcome) for row in interview.reports):
            _note(session, interview, voice, outcome, None, now, settles=False)
        return
    if claim == before:
        return
    if phase is Phase.CLOSED:
        planning.look(session, desk, interview, now)  # a window nobody has swept yet still lapses first
    _note(session, interview, voice, outcome, None, now, settles=True)
    sides = {side: claim if side is by else _claim_of(interview, side) for side in Side}
    standing = rules.settle(sides[Side.RECRUITER], sides[Side.CANDIDATE]) or claim
    if standing.state is State.HELD and interview.held_at is None:
        interview.held_at = now
    interview.state, interview.missed_by = standing.state, standing.missed_by
    interview.changed_at = now
    planning.settle_rest(session, interview, _reason(standing, by), now)


def _run_late(
    session: Session,
    desk: Desk,
    interview: Interview,
    voice: _Voice,
    minutes: int | None,
    phase: Phase,
    now: datetime,
    note: str,
) -> None:
    by = voice.side
    if minutes is None or not 1 <= minutes <= LATEST_MINUTES:
        raise Refused.because(
            "invalid_request",
            phrase("say how late in whole minutes, 1 to {most}", most=LATEST_MINUTES),
            field="minutes",
        )
    if interview.state != State.SCHEDULED or phase is Phase.CLOSED:
        raise Refused.because("wrong_state", phrase("the callback window is over; agree on a new time instead"))
    if by is Side.CANDIDATE and interview.candidate_late_minutes == minutes:
        return
    said = interview.recruiter_late_minutes if by is Side.RECRUITER else interview.candidate_late_minutes
    if said is not None:
        raise Refused.because(
            "already_extended",
            f"the {by} already said {said} minutes late, and it can be said once; agree on a new time instead",
        )
    _note(session, interview, voice, Outcome.RUNNING_LATE, minutes, now, settles=False, note=note)
    interview.changed_at = now
    if by is Side.RECRUITER:
        interview.recruiter_late_minutes = minutes
        interview.closes_at += timedelta(minutes=minutes)
        interview.occupied_until = interview.window.occupied_until(interview.call_minutes)
        interview.sequence += 1
    else:
        interview.candidate_late_minutes = minutes
    notice = default_plan.RECRUITER_LATE if by is Side.RECRUITER else default_plan.CANDIDATE_LATE
    planning.announce(session, desk, interview, notice, now, expires_at=interview.closes_at)
    planning.look(session, desk, interview, now)


def _claim_of(interview: Interview, side: Side) -> Claim | None:
    last = interview.latest_report(side)
    return rules.claim(side, Outcome(last.outcome), closed=True) if last else None


def _same(row: Report, interview: Interview, by: Side, outcome: Outcome) -> bool:
    return (row.generation, row.by, row.outcome) == (interview.generation, by, outcome)


def _note(
    session: Session,
    interview: Interview,
    voice: _Voice,
    outcome: Outcome,
    minutes: int | None,
    now: datetime,
    *,
    settles: bool,
    note: str = "",
) -> None:
    interview.reports.append(
        Report(
            generation=interview.generation,
            by=voice.side,
            outcome=outcome,
            minutes=minutes,
            note=note,
            settles=settles,
            via=voice.via,
            person=voice.person,
            at=now,
        )
    )
    session.flush()


def _reason(standing: Claim, by: Side) -> str:
    match standing.state:
        case State.HELD:
            return f"the {by} confirmed the call"
        case State.DISPUTED:
            return "the two sides say different things"
        case _:
            return f"the {by} reported that the call did not take place"


def _listed(by: Side) -> str:
    return ", ".join(sorted(rules.SAYABLE[by]))
