"""Book, reschedule, cancel: each one function inside one transaction of the caller's; none of them commits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler_app import agreements, briefing, keeping, links, openings, planning, reach, record
from scheduler_app.desk import Desk
from scheduler_app.domain import default_plan, tokens
from scheduler_app.domain.errors import Refused
from scheduler_app.domain.interview import ALLOWED, Side, State
from scheduler_app.domain.phrases import phrase
from scheduler_app.domain.walltime import Agreement
from scheduler_app.domain.wanted import Person, Wanted
from scheduler_app.domain.window import Window
from scheduler_app.store.events import EventKind
from scheduler_app.store.interviews import Interview, Watch
from scheduler_app.store.people import Candidate, InterviewType, Recruiter

CANCELLATION_USEFUL = timedelta(days=1)
WITHOUT_A_CALL = (State.LAPSED, State.MISSED)
OVERTAKEN = phrase("the call was moved meanwhile; this is how it stands now, so please choose again")


@dataclass(frozen=True)
class Booker:
    """Who books: by which way, and whether they vouch that the number is the candidate's.

    `consent_wording` is what the candidate agreed to, word for word, and `consent_from` where they did.
    """

    made_by: str  # "candidate", "recruiter" or "api"
    vouches: bool
    consent_wording: str
    consent_from: str
    link: UUID | None = None  # the one-candidate link that the form was opened by
    voucher: str = ""  # who vouches, if not whoever books


def book(
    session: Session,
    desk: Desk,
    wanted: Wanted,
    booker: Booker,
    now: datetime,
    *,
    interview_id: UUID | None = None,
    form: UUID | None = None,
) -> Interview:
    """Book the call and tell both sides, or raise `Refused` and leave nothing behind.

    An earlier call of this kind that did not take place is superseded: nobody is told to write or move on any more.

    With no recruiter named it is whoever's turn it is of those who are free (domain/turns.py). Two calls that overlap
    for one recruiter are never booked, whoever asks and however many ask at once. A caller that may be asked twice
    gives the `interview_id` of its own, and finds what it booked by it. What is kept for `form` (keeping.py) is not in
    the way, and is then kept no longer.
    """
    kind = openings.find_type(session, wanted.interview_type)
    rules = kind.rules(window_minutes=wanted.window_minutes)
    starts = wanted.starts.utc
    unsettled = _unsettled(session, kind, wanted.candidate.email)
    invited = links.held(session, kind, wanted.candidate.email, booker.link, now)
    if links.vouches(invited, booker.link, wanted.candidate.phone):
        booker = replace(booker, vouches=True, voucher="recruiter")
    recruiter = _free_recruiter(session, kind, wanted, starts, now, form)
    if form is not None:
        keeping.let_go(session, form)
    window = Window.lasting(starts, rules.window_minutes)
    interview = Interview(
        id=interview_id or uuid4(),
        type=kind,
        recruiter=recruiter,
        candidate=_candidate(session, desk, wanted.candidate, booker, now),
        call_minutes=rules.call_minutes,
        window_minutes=rules.window_minutes,
        state=State.SCHEDULED,
        generation=1,
        sequence=0,
        link_version=1,
        made_by=booker.made_by,
        created_at=now,
        booked_at=now,
        changed_at=now,
        cancel_reason="",
    )
    agreements.note(interview, wanted.starts, window)
    interview.link_digest = tokens.digest(desk.candidate_token(interview))
    interview.watch = Watch(generation=1, plan_id=kind.plan_id, failures=0, parked="")
    session.add(interview)
    session.flush()
    openings.note_booked(kind, recruiter, now)
    record.note(session, interview, EventKind.BOOKED, now, record.time_of(interview), by=booker.made_by)
    planning.begin(session, desk, interview, now)
    links.booked(session, invited, interview, now)
    for earlier in unsettled:
        earlier.superseded_by = interview.id
        record.note(session, earlier, EventKind.SUPERSEDED, now, {"later": str(interview.id)})
        planning.settle_rest(session, earlier, "the candidate has booked another call instead", now)
    return interview


def reschedule(
    session: Session,
    desk: Desk,
    interview_id: UUID,
    starts: Agreement,
    now: datetime,
    *,
    window_minutes: int | None = None,
    override: bool = False,
    by: str = "",
    seen: int | None = None,
) -> Interview:
    """Agree on another time with the same recruiter: a new generation, and nothing of the old one starts after.

    The same moment and window again tell nobody, unless new time zone rules put them in doubt; by another clock they
    are the agreement from now on.
    `seen` is the generation that whoever asks has before them: a call that was moved meanwhile is not moved once more.
    """
    interview = planning.locked(session, interview_id)
    minutes = window_minutes or interview.window_minutes
    same = (starts.utc, minutes) == (interview.starts_at, interview.window_minutes)
    if interview.state == State.SCHEDULED and same and not interview.open_flag:
        if (starts.wall.local, starts.wall.zone) != (interview.agreed().local, interview.zone):
            agreements.restate(session, interview, starts, now, by=by)
        return interview
    if seen not in (None, interview.generation):
        raise Refused.because("wrong_state", OVERTAKEN)
    _require(interview, State.SCHEDULED, "rescheduled")
    if interview.candidate.erased_at is not None:
        raise Refused.because("wrong_state", "the candidate's data was erased; book a new call if there is to be one")
    if not interview.recruiter.takes_bookings:
        raise Refused.because(
            "wrong_state", f"{interview.recruiter.name} takes no calls any more; book the call with somebody else"
        )
    openings.hold(session, [interview.recruiter])
    rules = interview.type.rules(window_minutes=minutes)
    try:
        openings.check(session, interview.recruiter, rules, starts.utc, now, override=override, without=interview.id)
    except Refused as refused:
        near = partial(openings.alternatives, rules=rules, override=override, without=interview.id)
        raise _with_alternatives(session, refused, interview.type, [interview.recruiter], starts, now, near) from None
    before = record.was_settled(interview)
    interview.window_minutes = minutes
    interview.state, interview.missed_by = State.SCHEDULED, None
    interview.lapsed_at = interview.held_at = interview.taken_at = interview.taken_by = None
    interview.recruiter_late_minutes = interview.candidate_late_minutes = None
    interview.superseded_by = interview.free_until = None
    interview.follow_ups = {}
    window = Window.lasting(starts.utc, minutes)
    agreements.renew(
        session, desk, interview, starts, window, now, why="rescheduled", script="moved", by=by, before=before
    )
    return interview


def cancel(session: Session, desk: Desk, interview_id: UUID, by: Side, reason: str, now: datetime) -> Interview:
    """Call the interview off and tell both sides; a cancelled interview stays cancelled."""
    interview = planning.locked(session, interview_id)
    _require(interview, State.CANCELLED, "cancelled")
    interview.state, interview.changed_at = State.CANCELLED, now
    interview.cancelled_by, interview.cancel_reason = by, reason
    interview.sequence += 1
    record.note(session, interview, EventKind.CANCELLED, now, {"reason": reason or None}, by=by)
    planning.settle_rest(session, interview, f"cancelled by the {by}", now)
    expires_at = max(interview.closes_at, now + CANCELLATION_USEFUL)
    for notice in default_plan.CANCELLED:
        planning.announce(session, desk, interview, notice, now, expires_at=expires_at)
    return interview


def _unsettled(session: Session, kind: InterviewType, email: str) -> list[Interview]:
    """Calls of this kind with the same person that did not take place, locked: another one takes their place.

    Locked before any recruiter, as a rescheduling locks the two in that order.
    """
    rows = (
        select(Interview.id)
        .join(Candidate)
        .where(
            func.lower(Candidate.email) == email.lower(),
            Interview.type_id == kind.id,
            Interview.state.in_(WITHOUT_A_CALL),
            Interview.superseded_by.is_(None),
        )
    )
    found = [planning.locked(session, interview_id) for interview_id in session.scalars(rows.order_by(Interview.id))]
    return [interview for interview in found if interview.state in WITHOUT_A_CALL]


def _free_recruiter(
    session: Session, kind: InterviewType, wanted: Wanted, starts: datetime, now: datetime, form: UUID | None
) -> Recruiter:
    choice = openings.recruiters_of(kind)
    if wanted.recruiter is not None:
        choice = [recruiter for recruiter in choice if recruiter.email == wanted.recruiter.lower()]
    if not choice:
        missing = f"{wanted.recruiter} takes no bookings" if wanted.recruiter else "nobody takes bookings"
        raise Refused.because(
            "invalid_request", f"{missing} for {kind.name}; check the address and the type", field="recruiter"
        )
    openings.hold(session, choice)
    rules = kind.rules(window_minutes=wanted.window_minutes)
    refusals = []
    for recruiter in choice:
        try:
            openings.check(session, recruiter, rules, starts, now, override=wanted.override, form=form)
        except Refused as refused:
            refusals.append(refused)
        else:
            return recruiter
    telling = next((refused for refused in refusals if refused.code == "slot_taken"), refusals[0])
    near = partial(openings.alternatives, rules=rules, override=wanted.override)
    raise _with_alternatives(session, telling, kind, choice, wanted.starts, now, near)


def _with_alternatives(
    session: Session,
    refused: Refused,
    kind: InterviewType,
    recruiters: list[Recruiter],
    starts: Agreement,
    now: datetime,
    near: Callable[..., list[dict[str, object]]],
) -> Refused:
    if refused.code not in ("slot_taken", "outside_availability"):
        return refused
    found = near(session, kind, recruiters, starts.utc, starts.wall.zone, now)
    return Refused(refused.problems, alternatives=found)


def _candidate(session: Session, desk: Desk, person: Person, booker: Booker, now: datetime) -> Candidate:
    consented = person.sms_consent and person.phone is not None
    vouched = booker.vouches and person.phone is not None
    return Candidate(
        name=person.name,
        email=person.email,
        zone=person.zone,
        language=person.language,
        clock_hours=person.hours,
        phone=person.phone,
        sms_consent_at=now if consented else None,
        sms_consent_wording=booker.consent_wording if consented else "",
        sms_consent_from=booker.consent_from if consented else "",
        number_vouched_at=now if vouched else None,
        number_vouched_by=(booker.voucher or booker.made_by) if vouched else "",
        sms_refused=reach.why_not(briefing.organisation(session), desk, person.phone, vouched=booker.vouches),
    )


def _require(interview: Interview, wanted: State, verb: str) -> None:
    if wanted not in ALLOWED[State(interview.state)]:
        raise Refused.because("wrong_state", f"this interview is {interview.state} and can no longer be {verb}")
