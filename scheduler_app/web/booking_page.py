"""What the booking form shows: the places to choose from, the free times, and the review before anything happens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from scheduler_app import briefing, contact, openings
from scheduler_app.domain import clockface, walltime, zones
from scheduler_app.domain.errors import Problem, Refused
from scheduler_app.domain.manner import Manner
from scheduler_app.domain.wanted import Wanted
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import InterviewType
from scheduler_app.web import (
    candidate_view,
    form_address,
    forms,
    front,
    invited,
    now,
    problems,
    slot_picker,
    visitor,
    zone_picker,
)

PURPOSE = "book"
FIELDS = ("zone", "slot", "name", "email", "phone")
CARRIED = (forms.FIELD, "zone", visitor.HOURS, "slot", "name", "email", "phone", "sms_consent", "website")
DAY = "day"  # the button of another day, which shows the form again with all that was typed
SHOWN, BEFORE = "from", "was"  # the day on show; the zone before the one that is being chosen


def form(
    session: Session, kind: InterviewType, typed: Mapping[str, str], refused: Refused | None
) -> ResponseReturnValue:
    """The form with all that was typed; `typed` is empty at the first visit, and the status says what was refused."""
    sent = typed or request.args
    zone, unknown = _place(sent.get("zone", ""))
    if zone is None or sent.get("step") == "zone" or (not typed and "change" in sent):
        return _where(kind, typed, zone or sent.get(BEFORE), refused or unknown)
    return _when(session, kind, typed, zone, refused)


def _where(
    kind: InterviewType, typed: Mapping[str, str], picked: str | None, refused: Refused | None
) -> ResponseReturnValue:
    """The places to choose from: those searched for, and all."""
    sent = typed or request.args
    slot = slot_picker.start_of(typed.get("slot", ""))
    manner = visitor.manner()
    moment = zone_picker.moment_of(walltime.instant_text(slot) if slot else sent.get(SHOWN, ""), manner)
    before, _ = _place(picked or "")
    unknown = sent.get("zone", "") if before is None else ""
    known = {BEFORE: before or "", SHOWN: sent.get(SHOWN, "")} if typed else {}
    carried = known | {name: typed[name] for name in CARRIED if name != "zone" and name in typed}
    if form_address.embedded():
        carried |= {form_address.EMBED: "1"}  # so that the place is sent by POST, to an address that keeps it
    matches = zone_picker.found(sent.get("q") or unknown, moment)
    found = [_at_page_field(_on_this_page(problem, matches)) for problem in (refused.problems if refused else ())]
    html = render_template(
        "pages/book.html",
        **_about(kind),
        places=zone_picker.everything(moment, before),
        matches=matches,
        on=moment.asked,
        zone=before,
        stays=clockface.say(slot, before, manner) if slot and before else "",
        carried={name: value for name, value in carried.items() if value},
        faults={problem.field: problem.message for problem in reversed(found)},
        found=found,
        linked=FIELDS,
    )
    return html, problems.status_of(refused) if refused else 200


def _when(
    session: Session, kind: InterviewType, typed: Mapping[str, str], zone: str, refused: Refused | None
) -> ResponseReturnValue:
    """The free times on the clock of `zone`, and who is to be called."""
    manner = visitor.manner()
    recruiters = openings.recruiters_of(kind)
    slot = typed.get("slot", "")
    start = slot_picker.start_of(slot)
    problems_found = refused.problems if refused else ()
    found = [_at_page_field(_on_their_clock(problem, start, zone, manner)) for problem in problems_found]
    faults = {problem.field: problem.message for problem in reversed(found)}
    day = slot_picker.day_of(typed.get(DAY), slot, zone) or slot_picker.day_of(
        (typed or request.args).get(SHOWN), "", zone
    )
    page = slot_picker.page(session, kind, recruiters, zone, day, now(), manner=manner, picked=slot)
    lost = bool(faults.get("slot"))
    html = render_template(
        "pages/book.html",
        **_about(kind),
        zone=zone,
        hours=manner.hours,
        other_clock=12 if clockface.alike(zone, manner).hours == 24 else 24,
        time_there=clockface.say(_this_minute(), zone, manner),
        moved=_moved(start, typed.get(BEFORE, ""), zone, manner),
        page=page,
        kept=None if lost else slot_picker.kept(slot, recruiters, zone, page, manner),
        typed=typed,
        form_token=_token(kind.slug, typed.get(forms.FIELD, "")),
        faults=faults,
        found=found,
        linked=FIELDS,
        near=slot_picker.nearest(session, kind, recruiters, slot, zone, now(), manner=manner) if lost else [],
        consent=contact.consent(briefing.organisation(session).name),
    )
    return html, problems.status_of(refused) if refused else 200


def review(session: Session, kind: InterviewType, wanted: Wanted, typed: Mapping[str, str]) -> ResponseReturnValue:
    """Everything once more in words; raises `Refused` if the time cannot be had any more."""
    recruiter = next(person for person in openings.recruiters_of(kind) if person.email == wanted.recruiter)
    person, start = wanted.candidate, wanted.starts.utc
    openings.check(session, recruiter, kind.rules(), start, now(), override=False)
    closes = start + timedelta(minutes=kind.window_minutes)
    manner = Manner.kept(person.language, person.hours)
    return render_template(
        "pages/book_review.html",
        kind=kind,
        book=form_address.form(kind.slug),
        vouched=invited.vouches(session, person.phone),
        caller=recruiter,
        person=person,
        starts=clockface.both(start, person.zone, recruiter.zone, manner),
        closes=clockface.both(closes, person.zone, recruiter.zone, manner),
        clock=clockface.say_place(start, person.zone, manner),
        done_by=candidate_view.done_by(closes, kind.call_minutes, person.zone, manner),
        carried={name: typed[name] for name in CARRIED if typed.get(name)},
    )


def booked(made: Interview) -> str:
    """What was booked, in words, and where the private link is to be found."""
    candidate, recruiter = made.candidate, made.recruiter
    return render_template(
        "pages/booked.html",
        interview=made,
        starts=clockface.both(made.starts_at, candidate.zone, recruiter.zone, candidate.manner),
        closes=clockface.both(made.closes_at, candidate.zone, recruiter.zone, candidate.manner),
        awaits_number=briefing.awaits_number(candidate),
        simulates=front().simulates,
    )


def _about(kind: InterviewType) -> dict[str, object]:
    callers = sorted(person.name for person in openings.recruiters_of(kind))
    return {"kind": kind, "callers": callers, "book": form_address.form(kind.slug)}


def _moved(start: datetime | None, before: str, zone: str, manner: Manner) -> str:
    """What another zone does to a time that was picked: it stays the same moment, on another date perhaps."""
    if start is None or before not in zones.known() or before == zone:
        return ""
    dates = {walltime.local(start, name).date() for name in (before, zone)}
    other = ", another date" if len(dates) > 1 else ""
    told = Markup("Your time stays the same moment: it is now shown as {}{}.")
    return told.format(clockface.say(start, zone, manner), other)


def _on_their_clock(problem: Problem, start: datetime | None, zone: str, manner: Manner) -> Problem:
    """What is wrong with the time, on the clock of whoever chose it and not on the recruiter's."""
    words = slot_picker.wrong_time(problem.code, start, zone, manner)
    return Problem(problem.code, words, problem.field) if words else problem


def _this_minute() -> datetime:
    return now().replace(second=0, microsecond=0)


def _place(asked: str) -> tuple[str | None, Refused | None]:
    if not asked:
        return None, None
    try:
        return zones.check(asked, field="zone"), None
    except Refused as unknown:
        return None, unknown


def _on_this_page(problem: Problem, matches: zone_picker.Found) -> Problem:
    """What is wrong with the place, in the words of the list that is right below."""
    if problem.code in zone_picker.NO_PLACE and problem.field == "zone":
        return Problem(problem.code, zone_picker.no_place(matches), problem.field)
    return problem


def _at_page_field(problem: Problem) -> Problem:
    field = "slot" if problem.field.startswith("starts") else problem.field
    return Problem(problem.code, problem.message[:1].upper() + problem.message[1:], field)


def _token(slug: str, given: str) -> str:
    """The token the form came with while it is good, as its age tells a person from a robot; else a new one."""
    try:
        forms.check(given, PURPOSE, slug, now())
    except Refused:
        return forms.token(PURPOSE, slug, now())
    return given
