"""What a candidate is told about one interview at one moment; plain values for the template, in their language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from scheduler_app import briefing, leaving
from scheduler_app.desk import Desk
from scheduler_app.domain import clockface, follow_ups, reaching_out, walltime
from scheduler_app.domain.follow_ups import THANKS_WITHIN, FollowUp
from scheduler_app.domain.interview import Outcome, Side, State
from scheduler_app.domain.manner import Manner
from scheduler_app.domain.phrases import phrase
from scheduler_app.domain.reaching_out import Advice
from scheduler_app.domain.said import Said
from scheduler_app.messages.catalogs import said_in
from scheduler_app.messages.facts import Facts, first
from scheduler_app.store.interviews import Interview
from scheduler_app.web import candidate_news
from scheduler_app.web.candidate_follow_ups import Line, lines
from scheduler_app.web.candidate_news import Happened
from scheduler_app.web.ready_words import Ready, ready

READY = {"closed": "lapsed", "lapsed": "lapsed", "missed": "lapsed", "missed-by-me": "missed", "held": "held"}
READY_LATER = {Advice.EMAIL: "next-day", Advice.CLOSE: "last"}  # after a call that did not take place
WITHOUT_A_CALL = ("closed", "lapsed", "missed", "missed-by-me", "disputed")
ADVISED = ("lapsed", "missed")  # where it is asked whether to reach out or to move on
LAST_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class View:
    """`situation` names the template's part; `mark` changes whenever the whole page has to be shown anew."""

    situation: str
    mark: str
    news: str  # what a page that shows itself anew says to people who hear it
    facts: Facts
    caller: str
    tab: str  # what the browser's tab says, so that it can be seen from another one
    left_words: str  # how long the window is open, or until it opens
    seconds: int | None  # the same for a script that counts; None while it is far
    ticking: str  # what that script says, with {minutes} and {seconds}
    said_at: list[tuple[int, str]]  # what it reads out, and with how many seconds left
    done_by: Said  # when a call that begins at the last moment is over
    last_hour: bool
    thanks_due: bool  # the time in which a thank-you note is best sent is not over
    thanks_done: bool
    used_up: int  # percent of the window
    on_it: str  # who has taken the call over, while it has not taken place; "" if nobody has
    noted: Said | None  # when "no call yet" was said last, in this window
    leaves: Said | None  # until when the candidate said they can take the call
    gone: bool  # that time has come, and the window is still open
    leave_at: list[tuple[str, Said]]  # the times that can be said: value, words
    advice: Advice
    next_advice: Advice | None  # what comes after it, and from when on
    next_from: Said | None
    moved_on: bool
    follow_ups: list[Line]
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


def of(session: Session, desk: Desk, interview: Interview, now: datetime, language: str) -> View:
    say = partial(said_in, language)
    facts = briefing.facts(session, desk, interview, interview.candidate, now)
    situation = _situation(interview, now)
    recruiter, reader = interview.recruiter, interview.candidate
    caller = first(recruiter.name)
    advised = _advised(interview, situation, now)
    turn = reaching_out.next_turn(interview.starts_at, interview.closes_at, reader.zone, now)
    coming = turn if turn is not None and situation in ADVISED and turn.advice is not advised else None
    words = _ready_for(situation, advised)
    until = interview.closes_at if situation == "open" else interview.starts_at
    left = clockface.duration(until - now, Manner(language))
    gone = situation == "open" and interview.free_until is not None and interview.free_until <= now
    last_hour = situation == "upcoming" and interview.starts_at - now <= LAST_HOUR
    return View(
        situation=situation,
        mark=f"{situation}-{_stage(situation, advised, gone=gone)}-{int(interview.changed_at.timestamp() * 1000)}",
        news=say(candidate_news.news(interview, situation, facts)),
        facts=facts,
        caller=caller,
        tab=say(
            phrase("{left} left: {name} may call", left=left, name=caller)
            if situation == "open"
            else phrase("Your call with {name}", name=caller)
        ),
        left_words=_left(say, situation, left),
        seconds=(until - now) // timedelta(seconds=1) if situation == "open" or last_hour else None,
        ticking=say(
            phrase("{{minutes}} min {{seconds}} s left.")
            if situation == "open"
            else phrase("{{minutes}} min {{seconds}} s to go.")
        ),
        said_at=[
            (minutes * 60, _left(say, situation, clockface.duration(timedelta(minutes=minutes), Manner(language))))
            for minutes in (10, 5, 1)
        ],
        done_by=done_by(interview.closes_at, interview.call_minutes, reader.zone, reader.manner),
        last_hour=last_hour,
        thanks_due=interview.held_at is not None and now <= interview.held_at + THANKS_WITHIN,
        thanks_done=follow_ups.state(interview.follow_ups, FollowUp.THANK_YOU) is follow_ups.Decision.DONE,
        used_up=_used_up(interview, now),
        on_it=interview.taken_by.name if interview.taken_by and situation in ADVISED else "",
        noted=_noted(interview),
        leaves=_clock(interview, interview.free_until) if interview.free_until else None,
        gone=gone,
        leave_at=[
            (walltime.instant_text(moment), _clock(interview, moment)) for moment in leaving.offered(interview, now)
        ],
        advice=advised,
        next_advice=coming.advice if coming else None,
        next_from=candidate_news.when(coming.begins, reader, now) if coming else None,
        moved_on=follow_ups.moved_on(interview.follow_ups),
        follow_ups=lines(interview) if situation == "held" else [],
        happened=candidate_news.happened(session, interview, now, say),
        ready=[
            ready(text, email=recruiter.email, number=recruiter.phone)
            for text in (desk.words.ready_for("candidate", words, facts) if words else ())
        ],
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


def _stage(situation: str, advised: Advice, *, gone: bool) -> str:
    """What changes by itself within a situation."""
    return str(advised) if situation in ADVISED else "gone" if gone else ""


def _advised(interview: Interview, situation: str, now: datetime) -> Advice:
    starts, closes, zone = interview.starts_at, interview.closes_at, interview.candidate.zone
    return reaching_out.advice(starts, closes, zone, now, known=situation == "missed")


def _ready_for(situation: str, advised: Advice) -> str:
    if situation in ADVISED:
        return READY_LATER.get(advised, READY[situation])
    return READY.get(situation, "")


def _left(say: partial[str], situation: str, left: str) -> str:
    words = say(phrase("{left} left.", left=left) if situation == "open" else phrase("{left} to go.", left=left))
    return words[:1].upper() + words[1:]


def _used_up(interview: Interview, now: datetime) -> int:
    whole = interview.closes_at - interview.starts_at
    return round(100 * min(max((now - interview.starts_at) / whole, 0.0), 1.0))


def _noted(interview: Interview) -> Said | None:
    said = candidate_news.said_by(interview, Side.CANDIDATE)
    at = [row.at for row in said if row.outcome == Outcome.NO_CALL]
    return candidate_news.when(at[-1], interview.candidate, at[-1]) if at else None


def _clock(interview: Interview, moment: datetime) -> Said:
    """A moment of the window, with its date only where that is another one."""
    reader = interview.candidate
    same_day = clockface.say_date(moment, reader.zone) == clockface.say_date(interview.starts_at, reader.zone)
    return (clockface.say_time if same_day else clockface.say)(moment, reader.zone, reader.manner)
