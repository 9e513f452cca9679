"""What a candidate is told about one interview at one moment; plain values for the template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scheduler_app import briefing
from scheduler_app.desk import Desk
from scheduler_app.domain import clockface
from scheduler_app.domain.follow_ups import THANKS_WITHIN
from scheduler_app.domain.interview import Outcome, Side, State
from scheduler_app.domain.manner import Manner
from scheduler_app.domain.plan import Audience
from scheduler_app.domain.said import Said
from scheduler_app.messages.facts import Facts, first
from scheduler_app.store.interviews import Interview, Report
from scheduler_app.store.people import Candidate
from scheduler_app.web.ready_words import Ready, ready

READY = {"closed": "lapsed", "lapsed": "lapsed", "missed": "lapsed", "missed-by-me": "missed", "held": "held"}
WITHOUT_A_CALL = ("closed", "lapsed", "missed", "missed-by-me", "disputed")
LAST_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Happened:
    """One line of what has been done so far, with its time on the candidate's clock."""

    when: Said
    what: str


@dataclass(frozen=True)
class View:
    """`situation` names the template's part; `mark` changes whenever the whole page has to be shown anew."""

    situation: str
    mark: str
    facts: Facts
    caller: str
    left: str
    until_start: str
    done_by: Said  # when a call that begins at the last moment is over
    last_hour: bool
    thanks_due: bool  # the time in which a thank-you note is best sent is not over
    used_up: int  # percent of the window
    on_it: str  # who has taken the call over, while it has not taken place; "" if nobody has
    noted: Said | None  # when "no call yet" was said last, in this window
    happened: list[Happened]
    ready: list[Ready]

    @property
    def wants_new_time(self) -> bool:
        return self.situation in WITHOUT_A_CALL

    @property
    def ahead(self) -> bool:
        """Whether the call can still take place as it was promised."""
        return self.situation in ("upcoming", "open")

    @property
    def changes_soon(self) -> bool:
        """Whether a page that cannot ask for news should be loaded anew each minute."""
        return self.situation in ("open", "closed") or self.last_hour

    @property
    def tab(self) -> str:
        """What the browser's tab says, so that it can be seen from another one."""
        if self.situation == "open":
            return f"{self.left} left: {self.caller} may call"
        return f"Your call with {self.caller}"


def of(session: Session, desk: Desk, interview: Interview, now: datetime) -> View:
    facts = briefing.facts(session, desk, interview, interview.candidate, now)
    situation = _situation(interview, now)
    recruiter, reader = interview.recruiter, interview.candidate
    words = desk.words.ready_for("candidate", READY[situation], facts) if situation in READY else []
    return View(
        situation=situation,
        mark=f"{situation}-{int(interview.changed_at.timestamp() * 1000)}",
        facts=facts,
        caller=first(recruiter.name),
        left=clockface.minutes_left(now, interview.closes_at),
        until_start=clockface.minutes_left(now, interview.starts_at),
        done_by=done_by(interview.closes_at, interview.call_minutes, reader.zone, reader.manner),
        last_hour=situation == "upcoming" and interview.starts_at - now <= LAST_HOUR,
        thanks_due=interview.held_at is not None and now <= interview.held_at + THANKS_WITHIN,
        used_up=_used_up(interview, now),
        on_it=interview.taken_by.name if interview.taken_by and situation in ("lapsed", "missed") else "",
        noted=_noted(interview),
        happened=_happened(interview, now),
        ready=[ready(text, email=recruiter.email, number=recruiter.phone) for text in words],
    )


def done_by(closes: datetime, call_minutes: int, zone: str, manner: Manner) -> Said:
    """When a call that begins at the last moment is over, for use beside `closes`; its date only if that differs."""
    end = closes + timedelta(minutes=call_minutes)
    same_day = clockface.say_date(end, zone) == clockface.say_date(closes, zone)
    return (clockface.say_time if same_day else clockface.say)(end, zone, manner)


def _situation(interview: Interview, now: datetime) -> str:
    """upcoming, open, closed (the watcher is about to look), or the state itself once it is settled."""
    if interview.state == State.SCHEDULED:
        return str(interview.window.phase(now))
    if interview.state == State.MISSED and interview.missed_by == Side.CANDIDATE:
        return "missed-by-me"
    return str(interview.state)


def _used_up(interview: Interview, now: datetime) -> int:
    whole = interview.closes_at - interview.starts_at
    return round(100 * min(max((now - interview.starts_at) / whole, 0.0), 1.0))


def _said_by(interview: Interview, side: Side) -> list[Report]:
    return [row for row in interview.reports if row.by == side and row.generation == interview.generation]


def _noted(interview: Interview) -> Said | None:
    said = [row.at for row in _said_by(interview, Side.CANDIDATE) if row.outcome == Outcome.NO_CALL]
    return _when(said[-1], interview.candidate, said[-1]) if said else None


def _happened(interview: Interview, now: datetime) -> list[Happened]:
    caller = first(interview.recruiter.name)
    told = {
        ("lapse", Audience.RECRUITER): f"{caller} was told that the window closed without a confirmed call.",
        ("backup", Audience.BACKUP): "A colleague was asked to call you.",
        ("coordinator", Audience.COORDINATOR): "A coordinator was told, and can step in.",
    }
    lines = [(interview.closes_at, "The window closed without a confirmed call.")] if interview.lapsed_at else []
    lines += [
        (row.decided_at, told[row.name, Audience(row.audience)])
        for row in interview.steps
        if row.generation == interview.generation and row.state == "taken" and (row.name, row.audience) in told
    ]
    lines += [
        (row.at, _account(row, side, first(row.teller(interview))))
        for side in Side
        for row in _said_by(interview, side)
        if (side, row.outcome) != (Side.CANDIDATE, Outcome.NO_CALL) or row.settles
    ]
    if interview.taken_by is not None and interview.taken_at is not None:
        lines.append((interview.taken_at, f"{interview.taken_by.name} has taken this over."))
    reader = interview.candidate
    return [Happened(_when(at, reader, now), what) for at, what in sorted(lines, key=lambda line: line[0])]


def _when(at: datetime, reader: Candidate, now: datetime) -> Said:
    at, zone = at.replace(second=0, microsecond=0), reader.zone
    today = clockface.say_date(at, zone) == clockface.say_date(now, zone)
    return (clockface.say_time if today else clockface.say)(at, zone, reader.manner)


def _account(row: Report, side: Side, caller: str) -> str:
    """What one side said of the call, for the candidate to read; nobody is blamed."""
    late = f"about {row.minutes} minutes late"
    said = {
        (Side.CANDIDATE, Outcome.HELD): "You said that you spoke.",
        (Side.CANDIDATE, Outcome.NO_CALL): "You said that no call came.",
        (Side.CANDIDATE, Outcome.MISSED): "You said that you missed the call.",
        (Side.CANDIDATE, Outcome.RUNNING_LATE): f"You said that you run {late}.",
        (Side.RECRUITER, Outcome.HELD): f"{caller} confirmed the call.",
        (Side.RECRUITER, Outcome.NO_ANSWER): f"{caller} noted that the call was not answered.",
        (Side.RECRUITER, Outcome.MISSED): f"{caller} let us know that the call was not made.",
        (Side.RECRUITER, Outcome.RUNNING_LATE): f"{caller} let us know: {late}.",
    }
    return said[side, Outcome(row.outcome)]
