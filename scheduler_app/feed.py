"""Interviews as calendar bytes: invitations that travel by mail, feeds that people subscribe to, and files to keep."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

import structlog
from icalendar import Alarm, Calendar, Event, vCalAddress, vDuration, vText

from scheduler_app.domain import clockface, phone
from scheduler_app.domain.interview import State
from scheduler_app.domain.manner import UNSAID, Manner
from scheduler_app.domain.phrases import phrase
from scheduler_app.messages.catalogs import said_in
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Candidate, Recruiter

PRODUCT = "-//Scheduler App//Phone interviews//EN"
REFRESH = timedelta(hours=1)
EVENTS_KEPT = 20_000  # the bytes of so many events are remembered, about 2 KB each
MARKS = {
    State.LAPSED: "No call confirmed",
    State.DISPUTED: "Please check",
    State.MISSED: "Missed",
    State.CANCELLED: "Cancelled",
}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

log = structlog.get_logger()


class Nothing(Exception):
    """There are interviews, and not one of them can be shown: an empty calendar would say that there are none."""


class Shown(NamedTuple):
    """What a calendar shows of an interview. Equal values always give equal bytes."""

    id: UUID
    state: str
    sequence: int
    created_at: datetime
    changed_at: datetime
    starts_at: datetime
    closes_at: datetime
    occupied_until: datetime
    type: str
    recruiter: str
    recruiter_zone: str
    candidate: str
    candidate_zone: str
    candidate_phone: str | None
    recruiter_language: str = ""  # how each of the two wishes to read times
    recruiter_hours: int | None = None
    candidate_language: str = ""
    candidate_hours: int | None = None

    @classmethod
    def of(cls, row: Interview) -> Shown:
        return cls(
            row.id,
            row.state,
            row.sequence,
            row.created_at,
            row.changed_at,
            row.starts_at,
            row.closes_at,
            row.occupied_until,
            row.type.name,
            row.recruiter.name,
            row.recruiter.zone,
            row.candidate.name,
            row.candidate.zone,
            row.candidate.phone,
            row.recruiter.language,
            row.recruiter.clock_hours,
            row.candidate.language,
            row.candidate.clock_hours,
        )


def invite(interview: Interview, reader: Candidate | Recruiter, *, method: str, organiser: str) -> str:
    """An iTIP message (RFC 5546) for one reader: `REQUEST` books or moves the event, `CANCEL` removes it.

    Times are UTC, because several calendars look zone names up in tables of their own that are out of date. The
    same UID and the interview's SEQUENCE stand in every copy, so a later message replaces an earlier one.
    """
    for_candidate = isinstance(reader, Candidate)
    shown = Shown.of(interview)
    event = _event(shown, _candidates_title(shown) if for_candidate else _title(shown))
    lines = _description(shown, for_candidate=for_candidate)
    rules = phrase("Time zone rules: {release}", release=interview.tz_release)
    event.add("description", "\n".join([*lines, said_in(reader.sentences.language, rules)]))
    host = vCalAddress(f"mailto:{organiser}")
    host.params["CN"] = _in_quotes(shown.recruiter)
    event.add("organizer", host)
    guest = vCalAddress(f"mailto:{reader.email}")
    guest.params["CN"] = _in_quotes(reader.name)
    guest.params["ROLE"] = "REQ-PARTICIPANT"
    guest.params["PARTSTAT"] = "NEEDS-ACTION"
    guest.params["RSVP"] = "FALSE"
    event.add("attendee", guest)
    calendar = _calendar()
    calendar.add("method", method)
    calendar.add_component(event)
    return str(calendar.to_ical().decode())


def uid(interview_id: UUID) -> str:
    """An interview's UID for life, in feeds and mails alike."""
    return f"{interview_id}@scheduler-app"


def candidates_copy(interview: Interview) -> bytes:
    """The call as a file for the candidate's own calendar: the invitation's event, asking nobody for an answer."""
    title, words = words_for_candidate(interview)
    event = _event(Shown.of(interview), title)
    event.add("description", words)
    calendar = _calendar()
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def words_for_candidate(interview: Interview) -> tuple[str, str]:
    """The title and the text of the call in the candidate's own calendar, without the private link."""
    shown = Shown.of(interview)
    title = _candidates_title(shown)
    if shown.state == State.CANCELLED:
        title = said_in(_candidates(shown).language, phrase("Cancelled: {title}", title=title))
    return title, "\n".join(_description(shown, for_candidate=True))


def build(
    name: str,
    interviews: Iterable[Shown],
    *,
    detail: str,
    alarm_minutes: int | None = None,
    of_others: bool = False,
) -> bytes:
    """A feed (RFC 5545) of interviews; the same ones always give the same bytes.

    `detail` is `busy` (times only), `standard` (who and what) or `full` (with the candidate's number). `of_others`
    names the recruiter in each title. One that cannot be shown is logged and left out; raises `Nothing` if none can.
    """
    entries, broken = [], 0
    for shown in interviews:
        try:
            entries.append(_entry(shown, detail, alarm_minutes, of_others))
        except Exception:
            broken += 1
            log.exception("an interview is left out of a feed, so that the others stay in it", interview=str(shown.id))
    if broken and not entries:
        raise Nothing(f"none of {broken} interviews can be shown")
    calendar = _calendar()
    calendar.add("x-wr-calname", vText(_line(name)))
    calendar.add("name", vText(_line(name)))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    head, end, _ = calendar.to_ical().partition(b"END:VCALENDAR\r\n")
    return b"".join([head, *entries, end])


@lru_cache(EVENTS_KEPT)
def _entry(shown: Shown, detail: str, alarm_minutes: int | None, of_others: bool) -> bytes:
    """One event of a feed. Building it takes hundreds of times longer than looking it up."""
    busy = detail == "busy"
    if busy:
        title = f"Busy: {_line(shown.recruiter)}" if of_others else "Busy"
        event = _event(shown, _marked(shown, title, only=(State.CANCELLED,)))
    else:
        event = _event(shown, _marked(shown, _title(shown, of_others=of_others), only=MARKS))
        event.add("description", "\n".join(_description(shown, number=detail == "full")))
        if State(shown.state) in MARKS:
            event.add("categories", [shown.state.capitalize()])
    if alarm_minutes is not None and shown.state == State.SCHEDULED:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event["summary"])
        alarm.add("trigger", timedelta(minutes=-alarm_minutes))
        event.add_component(alarm)
    return bytes(event.to_ical())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _event(shown: Shown, title: str) -> Event:
    cancelled = shown.state == State.CANCELLED
    event = Event()
    event.add("summary", title)
    event.add("uid", uid(shown.id))
    event.add("dtstamp", _whole(shown.changed_at))
    event.add("last-modified", _whole(shown.changed_at))
    event.add("created", _whole(shown.created_at))
    event.add("sequence", shown.sequence)
    event.add("dtstart", _whole(shown.starts_at))
    event.add("dtend", _whole(shown.occupied_until))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    return event


def _title(shown: Shown, *, of_others: bool = False) -> str:
    call = f"{_line(shown.recruiter)} calls" if of_others else "call"
    return f"{_line(shown.type)}: {call} {_line(shown.candidate)}"


def _candidates_title(shown: Shown) -> str:
    title = phrase("{type}: {recruiter} calls you", type=_line(shown.type), recruiter=_line(shown.recruiter))
    return said_in(_candidates(shown).language, title)


def _candidates(shown: Shown) -> Manner:
    return Manner.kept(shown.candidate_language, shown.candidate_hours)


def _marked(shown: Shown, title: str, *, only: Iterable[State]) -> str:
    """For programs that show neither STATUS nor CATEGORIES."""
    state = State(shown.state)
    return f"{MARKS[state]}: {title}" if state in only else title


def _description(shown: Shown, *, for_candidate: bool = False, number: bool = False) -> list[str]:
    own, other = shown.recruiter_zone, shown.candidate_zone
    manner = Manner.kept(shown.recruiter_language, shown.recruiter_hours)
    language = UNSAID  # of sentences: staff choose that of dates alone
    if for_candidate:
        own, other = other, own
        manner = _candidates(shown)
        language = manner.language
    told = (
        phrase("{recruiter} calls {candidate}.", recruiter=_line(shown.recruiter), candidate=_line(shown.candidate)),
        phrase("Starts: {time}", time=clockface.both(shown.starts_at, own, other, manner)),
        phrase("The call may come until: {time}", time=clockface.both(shown.closes_at, own, other, manner)),
    )
    lines = [said_in(language, line) for line in told]
    if number and shown.candidate_phone:
        lines.insert(1, f"Number: {phone.display(shown.candidate_phone)} {phone.tel(shown.candidate_phone)}")
    return lines


def _line(words: str) -> str:
    """Words as every program reads them back: on one line, and no backslash, which four of fifteen take for an escape.

    https://www.rfc-editor.org/rfc/rfc5545#section-3.3.11 says how to write one; what was measured says not to.
    """
    return _CONTROLS.sub(" ", words).replace("\\", "/")


def _in_quotes(name: str) -> str:
    """A name as a parameter, where a double quote has no way to be written (RFC 5545 section 3.2)."""
    return _line(name).replace('"', "")


def _whole(instant: datetime) -> datetime:
    """UTC without the fraction that iCalendar has no place for, and marked as UTC by a trailing Z."""
    return instant.astimezone(UTC).replace(microsecond=0)
