"""Interviews as calendar bytes: invitations that travel by mail, and feeds that recruiters subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from scheduler_app.domain import clockface, phone
from scheduler_app.domain.interview import State
from scheduler_app.domain.manner import ENGLISH, Manner
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Candidate, Recruiter

PRODUCT = "-//Scheduler App//Phone interviews//EN"
REFRESH = timedelta(hours=1)
KEPT = timedelta(days=60)  # how long past interviews stay in a feed

log = structlog.get_logger()


def invite(interview: Interview, reader: Candidate | Recruiter, *, method: str, organiser: str) -> str:
    """An iTIP message (RFC 5546) for one reader: `REQUEST` books or moves the event, `CANCEL` removes it.

    Times are UTC, because several calendars look zone names up in tables of their own that are out of date. The
    same UID and the interview's SEQUENCE stand in every copy, so a later message replaces an earlier one.
    """
    event = _event(interview, reader.zone, _other_zone(interview, reader), reader.manner)
    event.add("summary", _summary(interview, for_candidate=isinstance(reader, Candidate)))
    host = vCalAddress(f"mailto:{organiser}")
    host.params["CN"] = interview.recruiter.name
    event.add("organizer", host)
    guest = vCalAddress(f"mailto:{reader.email}")
    guest.params["CN"] = reader.name
    guest.params["ROLE"] = "REQ-PARTICIPANT"
    guest.params["PARTSTAT"] = "NEEDS-ACTION"
    guest.params["RSVP"] = "FALSE"
    event.add("attendee", guest)
    calendar = _calendar()
    calendar.add("method", method)
    calendar.add_component(event)
    return str(calendar.to_ical().decode())


def build(name: str, interviews: Iterable[Interview], *, detail: str, zone: str, manner: Manner = ENGLISH) -> bytes:
    """A feed (RFC 5545) of one recruiter's interviews; the same rows always give the same bytes.

    `detail` is `busy` (times only), `standard` (who and what) or `full` (with the candidate's number). A row that
    cannot be shown is logged and left out.
    """
    calendar = _calendar()
    calendar.add("x-wr-calname", vText(name))
    calendar.add("name", vText(name))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for interview in interviews:
        try:
            calendar.add_component(_entry(interview, zone, manner, detail))
        except Exception:
            log.exception(
                "an interview is left out of a feed, so that the others stay in it", interview=str(interview.id)
            )
    return bytes(calendar.to_ical())


def uid(interview_id: UUID) -> str:
    """An interview's UID for life, in feeds and mails alike."""
    return f"{interview_id}@scheduler-app"


def _entry(interview: Interview, zone: str, manner: Manner, detail: str) -> Event:
    event = _event(interview, zone, interview.candidate.zone, manner, detail=detail)
    title = "Busy" if detail == "busy" else _summary(interview, for_candidate=False)
    event.add("summary", ("Cancelled: " if interview.state == State.CANCELLED else "") + title)
    event.to_ical()  # here, where a broken one can be left out
    return event


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _event(interview: Interview, own: str, other: str, manner: Manner, *, detail: str = "standard") -> Event:
    cancelled = interview.state == State.CANCELLED
    event = Event()
    event.add("uid", uid(interview.id))
    event.add("dtstamp", _whole(interview.changed_at))
    event.add("last-modified", _whole(interview.changed_at))
    event.add("created", _whole(interview.created_at))
    event.add("sequence", interview.sequence)
    event.add("dtstart", _whole(interview.starts_at))
    event.add("dtend", _whole(interview.occupied_until))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    if detail != "busy":
        event.add("description", _description(interview, own, other, manner, full=detail == "full"))
    return event


def _summary(interview: Interview, *, for_candidate: bool) -> str:
    if for_candidate:
        return f"{interview.type.name}: {interview.recruiter.name} calls you"
    marks = {State.LAPSED: "No call confirmed: ", State.DISPUTED: "Please check: ", State.MISSED: "Missed: "}
    return f"{marks.get(State(interview.state), '')}{interview.type.name}: call {interview.candidate.name}"


def _description(interview: Interview, own: str, other: str, manner: Manner, *, full: bool) -> str:
    lines = [
        f"{interview.recruiter.name} calls {interview.candidate.name}.",
        f"Starts: {clockface.both(interview.starts_at, own, other, manner)}",
        f"The call may come until: {clockface.both(interview.closes_at, own, other, manner)}",
        f"Time zone rules: {interview.tz_release}",
    ]
    if full and interview.candidate.phone:
        lines.insert(1, f"Number: {phone.display(interview.candidate.phone)} {phone.tel(interview.candidate.phone)}")
    return "\n".join(lines)


def _other_zone(interview: Interview, reader: Candidate | Recruiter) -> str:
    return interview.recruiter.zone if isinstance(reader, Candidate) else interview.candidate.zone


def _whole(instant: datetime) -> datetime:
    """UTC without the fraction that iCalendar has no place for, and marked as UTC by a trailing Z."""
    return instant.astimezone(UTC).replace(microsecond=0)
