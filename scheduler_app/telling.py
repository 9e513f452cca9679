"""A step's messages: who is told, by which channel, in which words; written, not yet sent."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler_app import briefing, diaries, feed, letters, night, offering
from scheduler_app.desk import CANDIDATE, Desk
from scheduler_app.domain import replies, tokens
from scheduler_app.domain.interview import State
from scheduler_app.domain.plan import Audience, Step
from scheduler_app.domain.quiet import AtNight
from scheduler_app.store import batch
from scheduler_app.store.calendars import BusyTime
from scheduler_app.store.interviews import Interview, StepRow
from scheduler_app.store.outbox import Message, MessageState, new_id
from scheduler_app.store.people import Candidate, Recruiter, TypeRecruiter

SMS, EMAIL = "sms", "email"
LONGEST_CALL = timedelta(days=1)
REF_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another
_REFS = [one + other for one in REF_LETTERS for other in REF_LETTERS]


@dataclass(frozen=True)
class Way:
    """A channel chosen for a reader, and why it is not the first choice or does not leave now ("" if neither)."""

    channel: str
    reason: str = ""
    state: MessageState = MessageState.QUEUED
    waits_until: datetime | None = None


def tell(
    session: Session,
    desk: Desk,
    interview: Interview,
    step: Step,
    row: StepRow,
    *,
    expires_at: datetime,
    now: datetime,
) -> tuple[str, str]:
    """Write the step's messages; returns the step's state and, if nobody could be told, the reason."""
    if interview.candidate.erased_at is not None and step.script != "cancelled":
        return "skipped", "the candidate's data was erased"
    readers = list(_readers(session, interview, step, now))
    if not readers:
        return "skipped", _nobody(interview, step)
    for reader in readers:
        for way in ways(session, desk, reader, step):
            way = _at_this_hour(session, interview, row, step, reader, way, expires_at=expires_at, now=now)
            write(session, desk, interview, row, step, reader, way, expires_at=expires_at, now=now)
    return "taken", ""


def ways(session: Session, desk: Desk, reader: Candidate | Recruiter, step: Step) -> list[Way]:
    """The channels to use now: with `together` each that can be used, else the first that can."""
    unable = briefing.no_text(session, desk, reader) if SMS in step.channels else ""
    usable = [Way(channel) for channel in step.channels if channel != SMS or not unable]
    if unable and usable:
        usable[0] = Way(usable[0].channel, f"by mail, not by text: {unable}")
    return usable if step.together else usable[:1]


def _at_this_hour(
    session: Session,
    interview: Interview,
    row: StepRow,
    step: Step,
    reader: Candidate | Recruiter,
    way: Way,
    *,
    expires_at: datetime,
    now: datetime,
) -> Way:
    """In quiet hours a text waits, or gives way to the step's mail; whichever it is stands in the record."""
    if way.channel != SMS:
        return way
    mailed = EMAIL in step.channels
    held = night.ruling(session, interview, row, reader, now, expires_at=expires_at, mail=mailed)
    if held.does is AtNight.SEND:
        return way
    if held.does is AtNight.WAIT:
        return Way(SMS, held.waiting, MessageState.DEFERRED, held.until)
    if mailed and not step.together:
        return Way(EMAIL, f"by mail, not by text: {held.why}")
    if mailed:
        return Way(SMS, f"told by mail alone: {held.why}", MessageState.SUPPRESSED)
    return Way(SMS, f"too late to be of use after {held.why}", MessageState.EXPIRED)


def write(
    session: Session,
    desk: Desk,
    interview: Interview,
    row: StepRow,
    step: Step,
    reader: Candidate | Recruiter,
    way: Way,
    *,
    expires_at: datetime,
    now: datetime,
    rank: int = 0,
) -> None:
    """One message to one reader, its words final from here on, so that every attempt sends the same bytes."""
    for_candidate = isinstance(reader, Candidate)
    by_text = way.channel == SMS
    ref = new_ref() if by_text else ""
    told = briefing.facts(session, desk, interview, reader, now, script=step.script, step=step.name, ref=ref)
    starts, menu = list[datetime](), replies.menu(step.script, step.audience) if by_text else None
    offering_times = offers(step.script, way.channel, to_candidate=for_candidate)
    if offering_times:
        starts = offering.times(session, interview, now)
        told = replace(told, **offering.said(starts, reader.zone, reader.manner))  # type: ignore[arg-type]
    words = desk.words.render(step.script, step.audience, way.channel, told)
    if offering_times:
        asking = desk.words.asking(step.script, told)
        menu = offering.menu(words.body, starts, reader.zone, reader.manner, or_else=(asking, menu))
    token = desk.candidate_token(interview) if for_candidate else ""
    method = briefing.INVITES.get(step.script) if told.invited and not by_text else None
    batch.queue(
        session,
        row,
        told,
        id=new_id(now),
        interview_id=interview.id,
        generation=interview.generation,
        name=step.name,
        audience=step.audience,
        recipient=letters.recipient_key(reader),
        channel=way.channel,
        rank=rank,
        falls_back=by_text and EMAIL in step.channels and not step.together,
        to_address=(reader.phone if by_text else reader.email) or "",
        to_name=reader.name,
        subject=words.subject,
        body=tokens.sealed(words.body, token),
        html=tokens.sealed(words.html, token),
        calendar=feed.invite(interview, reader, method=method, organiser=desk.mail_from) if method else None,
        calendar_method=method,
        ref=ref,
        link_kind=CANDIDATE if for_candidate else "",
        state=way.state,
        menu=menu,
        reason=way.reason,
        due_at=way.waits_until or now,
        expires_at=expires_at,
        created_at=now,
        settled_at=now if way.state in (MessageState.SUPPRESSED, MessageState.EXPIRED) else None,
    )


def offers(script: str, channel: str, *, to_candidate: bool) -> bool:
    """Whether a message names new times for the call."""
    return script == "lapse" and to_candidate and channel == SMS


def new_ref() -> str:
    """The letters by which a text is told from others with the same words."""
    return _REFS[secrets.randbelow(len(_REFS))] + _REFS[secrets.randbelow(len(_REFS))]


def reader_of(session: Session, message: Message) -> Candidate | Recruiter | None:
    kind, _, key = message.recipient.partition(":")
    if kind == "candidate":
        return session.get(Candidate, int(key))
    return session.get(Recruiter, int(key)) if kind == "recruiter" else None  # who has not booked yet is no candidate


_NOBODY = {
    Audience.BACKUP: "no other recruiter of this interview type is free now",
    Audience.COORDINATOR: "nobody has the role of coordinator",
}


def _nobody(interview: Interview, step: Step) -> str:
    if step.audience is Audience.RECRUITER and interview.recruiter.disabled_at is not None:
        return f"{interview.recruiter.name} no longer works here"
    return _NOBODY.get(step.audience, "confirmations to recruiters are switched off")


def _readers(session: Session, interview: Interview, step: Step, now: datetime) -> Iterator[Candidate | Recruiter]:
    match step.audience:
        case Audience.CANDIDATE:
            yield interview.candidate
        case Audience.RECRUITER:
            wanted = step.script != "confirm" or briefing.organisation(session).invites_recruiters
            if wanted and interview.recruiter.disabled_at is None:
                yield interview.recruiter
        case Audience.BACKUP:
            yield from _backup(session, interview, now)
        case Audience.COORDINATOR:
            yield from session.scalars(
                select(Recruiter)
                .where(Recruiter.role == "coordinator", Recruiter.disabled_at.is_(None))
                .order_by(Recruiter.id)
            )


def _backup(session: Session, interview: Interview, now: datetime) -> Iterator[Recruiter]:
    """The colleague who is free now and was asked for help least recently; noted as asked."""
    engaged = select(Interview.recruiter_id).where(
        Interview.state == State.SCHEDULED,
        Interview.starts_at > now - LONGEST_CALL,  # so that the index leaves out all that is long past
        Interview.starts_at < now + timedelta(minutes=interview.call_minutes),
        Interview.occupied_until > now,
    )
    elsewhere = select(BusyTime.recruiter_id).where(BusyTime.until > now, BusyTime.starts_at <= now)
    part = session.scalar(
        select(TypeRecruiter)
        .join(Recruiter)
        .where(
            TypeRecruiter.type_id == interview.type_id,
            TypeRecruiter.recruiter_id != interview.recruiter_id,
            Recruiter.role == "recruiter",
            Recruiter.disabled_at.is_(None),
            TypeRecruiter.recruiter_id.not_in(engaged),
            TypeRecruiter.recruiter_id.not_in(elsewhere),
            TypeRecruiter.recruiter_id.not_in(diaries.away(session, now)),
        )
        .order_by(TypeRecruiter.last_asked_at.asc().nulls_first(), TypeRecruiter.recruiter_id)
        .limit(1)
        # Two watchers that each choose whom the other has just asked would wait for each other for ever.
        .with_for_update(of=TypeRecruiter, skip_locked=True)
    )
    if part is not None:
        part.last_asked_at = now
        yield part.recruiter
