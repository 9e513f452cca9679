"""The facts one reader is told about an interview, in that reader's own clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from scheduler_app import reach, retold
from scheduler_app.desk import Desk
from scheduler_app.domain import clockface, follow_ups, phone, replies, walltime
from scheduler_app.domain.follow_ups import ANSWER_BUSINESS_DAYS, THANKS_WITHIN
from scheduler_app.domain.interview import Outcome, Side
from scheduler_app.domain.plan import business_morning
from scheduler_app.messages.facts import Facts
from scheduler_app.store import batch
from scheduler_app.store.inbound import Inbound
from scheduler_app.store.interviews import Interview, Report
from scheduler_app.store.outbox import NEVER_LEFT, TEXTS, Message
from scheduler_app.store.people import Candidate, Organisation, Recruiter

TALKED = "0"  # where a text offers new times
TEXTS_OFF = "texts to candidates are switched off"
INVITES = {"confirm": "REQUEST", "moved": "REQUEST", "rules": "REQUEST", "cancelled": "CANCEL"}  # by script


def facts(
    session: Session,
    desk: Desk,
    interview: Interview,
    reader: Candidate | Recruiter,
    now: datetime,
    *,
    script: str = "",
    step: str = "",
    ref: str = "",
) -> Facts:
    """Everything a script may say to `reader` at `now`; the private link only if the reader is the candidate.

    With a `ref` it is for a text, which says how to opt out if it is the first one to its number.
    """
    candidate, recruiter = interview.candidate, interview.recruiter
    for_candidate = isinstance(reader, Candidate)
    own, other = reader.zone, recruiter.zone if for_candidate else candidate.zone
    manner = reader.manner
    theirs = (recruiter if for_candidate else candidate).sentences
    held = (interview.held_at or now).replace(second=0, microsecond=0)
    answer_by = business_morning(held, ANSWER_BUSINESS_DAYS, recruiter.zone)
    free = interview.free_until
    late = _late(interview, script, for_candidate=for_candidate)
    wrote = _wrote(session, interview) if script == "wrote" else ""
    return Facts(
        organisation=organisation(session).name,
        reader=reader.name,
        candidate=candidate.name,
        recruiter=recruiter.name,
        interview_type=interview.type.name,
        recruiter_phone=phone.display(recruiter.phone) if recruiter.phone else "",
        recruiter_email=recruiter.email,
        candidate_phone=phone.display(candidate.phone) if candidate.phone else "",
        candidate_tel=phone.tel(candidate.phone) if candidate.phone and not for_candidate else "",
        candidate_email="" if for_candidate else candidate.email,
        call_minutes=interview.call_minutes,
        window_minutes=(interview.closes_at - interview.starts_at) // timedelta(minutes=1),
        starts=clockface.both(interview.starts_at, own, other, manner),
        starts_theirs=clockface.both(interview.starts_at, other, own, theirs),
        starts_aloud=clockface.both(interview.starts_at, other, own, theirs.in_english()),
        starts_brief=clockface.brief_both(interview.starts_at, own, other, manner),
        closes=clockface.both(interview.closes_at, own, other, manner),
        closes_theirs=clockface.both(interview.closes_at, other, own, theirs),
        closes_brief=clockface.brief_times(interview.closes_at, own, other, manner),
        closes_dated=clockface.brief_both(interview.closes_at, own, other, manner),
        late_minutes=late[0],
        late_by=late[1],
        cancelled_by=interview.cancelled_by or "",
        cancel_reason=interview.cancel_reason,
        candidate_link=desk.candidate_link(desk.candidate_token(interview)) if for_candidate else "",
        book_again_link=desk.booking_link(interview),
        dashboard_link="" if for_candidate else desk.dashboard_link(interview),
        contact_note="" if for_candidate else contact_note(session, desk, candidate),
        no_answer_count=1 + _earlier_no_answers(session, interview),
        answer_by=clockface.say_date(answer_by, recruiter.zone, manner),
        thank_you_by=clockface.say(held + THANKS_WITHIN, own, manner),
        invited=for_candidate or _invited(session, interview, reader, script),
        ref=ref,
        repeated=_repeated(interview, own, other),
        first_text=bool(ref) and not _was_texted(session, reader.phone),
        confirm_texts=for_candidate and awaits_number(candidate),
        taken_by=interview.taken_by.name if interview.taken_by else "",
        taken_at=clockface.say(interview.taken_at.replace(second=0, microsecond=0), own, manner)
        if interview.taken_at
        else "",
        wrote=wrote,
        talked=bool(wrote) and replies.read(wrote).key == TALKED,
        language=reader.sentences.language,
        their_language=theirs.language,
        note=_note(interview, script) if not for_candidate else "",
        free_until=clockface.both(free, own, other, manner) if free else "",
        free_until_brief=clockface.brief_times(free, own, other, manner) if free else "",
        follow_up=follow_ups.of_step(interview.follow_ups, step) or "",
        **retold.facts(interview, reader),
    )


def organisation(session: Session) -> Organisation:
    """The settings of this deployment; a migrated database always has them."""
    known = batch.of(session)
    if known is not None:
        return known.organisation
    found = session.get_one(Organisation, 1)
    session.info[Organisation] = found  # a session holds its rows weakly, and a booking asks for this one seven times
    return found


def _invited(session: Session, interview: Interview, reader: Candidate | Recruiter, script: str) -> bool:
    """Whether a mail to this recruiter carries an invitation: by choice, or because one that is out has to follow."""
    recruiter = interview.recruiter
    if script != "cancelled" and organisation(session).invites_recruiters and recruiter.wants_invites:
        return True
    earlier = select(Message.id).where(
        Message.interview_id == interview.id,
        Message.recipient == f"recruiter:{reader.id}",
        Message.calendar_method.is_not(None),
    )
    return script in INVITES and session.scalar(earlier.limit(1)) is not None


def no_text(session: Session, desk: Desk, reader: Candidate | Recruiter) -> str:
    """Why this person gets no text message, in words; "" if a text may be sent."""
    if not reader.phone:
        return "no number on file"
    if isinstance(reader, Candidate):
        if reader.sms_consent_at is None:
            return "no consent to texts on file"
        if refused := reader.sms_refused or _out_of_reach(session, desk, reader):
            return refused
        if reader.number_vouched_at is None:
            return "the number is not confirmed yet"
        if not organisation(session).candidates_are_texted:
            return TEXTS_OFF
    if batch.opted_out(session, reader.phone, desk.hidden_number(reader.phone)):
        return "opted out of texts"
    return "" if desk.texting else "text messages are not set up here"


def _out_of_reach(session: Session, desk: Desk, candidate: Candidate) -> str:
    staff_vouch = candidate.number_vouched_at is not None and candidate.number_vouched_by != Side.CANDIDATE
    return reach.why_not(organisation(session), desk, candidate.phone, vouched=staff_vouch)


def awaits_number(candidate: Candidate) -> bool:
    """Whether texts wait for the candidate to say, on the private page, that the number is theirs."""
    texts = bool(candidate.phone and candidate.sms_consent_at) and not candidate.sms_refused
    return texts and candidate.number_vouched_at is None


def contact_note(session: Session, desk: Desk, candidate: Candidate) -> str:
    """What a recruiter has to know about reaching this candidate; "" when texts arrive as usual."""
    reason = no_text(session, desk, candidate)
    return f"{candidate.name} cannot be texted ({reason}): we send email instead." if reason else ""


def _late(interview: Interview, script: str, *, for_candidate: bool) -> tuple[int, str]:
    if script == "late" and not for_candidate:
        return interview.candidate_late_minutes or 0, Side.CANDIDATE
    if interview.recruiter_late_minutes:
        return interview.recruiter_late_minutes, Side.RECRUITER
    return 0, ""


def _note(interview: Interview, script: str) -> str:
    """The sentence that came with the candidate's word of being late."""
    said = [row for row in interview.reports if row.by == Side.CANDIDATE and row.generation == interview.generation]
    late = [row for row in said if row.outcome == Outcome.RUNNING_LATE]
    return late[-1].note if late and script == "late" else ""


def _wrote(session: Session, interview: Interview) -> str:
    """The candidate's text that is being taken in now, as nothing has been made of it yet."""
    texts = select(Inbound.body).where(Inbound.interview_id == interview.id, Inbound.action == "")
    return session.scalars(texts.limit(1)).first() or ""


def _repeated(interview: Interview, *zones: str) -> bool:
    ends = (interview.starts_at, interview.closes_at)
    return any(walltime.shown_twice(end, zone) for end in ends for zone in zones)


def _earlier_no_answers(session: Session, interview: Interview) -> int:
    """How often this recruiter could not reach this person for this kind of call, the present call not counted."""
    if (known := batch.of(session)) and interview.candidate.email.lower() not in known.missed_before:
        return 0
    same_person = func.lower(Candidate.email) == interview.candidate.email.lower()
    same_talk = (Interview.recruiter_id == interview.recruiter_id, Interview.type_id == interview.type_id)
    present = (Report.interview_id == interview.id) & (Report.generation == interview.generation)
    return (
        session.scalar(
            select(func.count())
            .select_from(Report)
            .join(Interview, Interview.id == Report.interview_id)
            .join(Candidate, Candidate.id == Interview.candidate_id)
            .where(same_person, *same_talk, ~present, Report.by == Side.RECRUITER, Report.outcome == Outcome.NO_ANSWER)
        )
        or 0
    )


def _was_texted(session: Session, number: str | None) -> bool:
    known = batch.of(session)
    if known is not None and number in known.numbers:
        return number in known.texted
    return session.scalar(texts_to(number).limit(1)) is not None


def texts_to(number: str | None) -> Select[UUID]:
    """The texts that this number has or may have."""
    return select(Message.id).where(TEXTS, Message.to_address == number, Message.state.not_in(NEVER_LEFT))
