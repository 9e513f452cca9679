"""What the booking form shows while a time is chosen: the places there are, and the free times on their clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from scheduler_app import keeping
from scheduler_app.domain import clockface, walltime, zones
from scheduler_app.domain.errors import Problem, Refused
from scheduler_app.domain.manner import Manner
from scheduler_app.domain.phrases import phrase
from scheduler_app.keeping import Kept
from scheduler_app.store.people import InterviewType
from scheduler_app.web import (
    booking_details,
    booking_reading,
    booking_token,
    form_address,
    invited,
    now,
    problems,
    slot_picker,
    visitor,
    zone_picker,
)
from scheduler_app.web.pages import page

DAY = "day"  # the button of another day, which shows the form again with all that was typed
SHOWN, BEFORE = "from", "was"  # the day on show; the zone before the one that is being chosen
PASSING = ("change", "find", "q", SHOWN)  # of addresses, and of no use for the next one
DETAILS = ("edit", "keep", "review", "book")  # steps in which a time has been chosen


def form(
    session: Session,
    kind: InterviewType,
    typed: Mapping[str, str],
    refused: Refused | None = None,
    kept: Kept | None = None,
) -> ResponseReturnValue:
    """The form with all that was typed; `typed` is empty at the first visit, and the status says what was refused.

    `kept` is what has just been kept for this form, where this request did that. What is shown is the place while that
    is to be chosen, then the times, and the person's details once a time is theirs.
    """
    sent = typed or request.args
    zone, unknown = _place(sent.get("zone", ""))
    if zone is None or sent.get("step") == "zone" or (not typed and "change" in sent):
        return _where(session, kind, typed, zone or sent.get(BEFORE), refused or unknown)
    manner = visitor.manner()
    found = [booking_reading.in_words(one, kind, typed, manner) for one in (refused.problems if refused else ())]
    timely = booking_reading.chose_time(session, kind, typed) and all(problem.field != "slot" for problem in found)
    if timely and _past_times(typed):
        html = booking_details.who(session, kind, typed, zone, found, kept)
        return html, problems.status_of(refused) if refused else 200
    found = [problem for problem in found if problem.field in ("slot", "")]
    return _when(session, kind, typed, zone, found), problems.status_of(refused) if refused else 200


def _past_times(typed: Mapping[str, str]) -> bool:
    """Whether a form with a time that can be had goes on from there; another language leaves it on its page."""
    if visitor.SPEAK in typed:
        return booking_reading.AT in typed
    return DAY not in typed and typed.get("step") in DETAILS


def _where(
    session: Session, kind: InterviewType, typed: Mapping[str, str], picked: str | None, refused: Refused | None
) -> ResponseReturnValue:
    """The places to choose from: those searched for, and all."""
    sent = typed or request.args
    slot = slot_picker.start_of(typed.get("slot", ""))
    manner = visitor.manner()
    moment = zone_picker.moment_of(walltime.instant_text(slot) if slot else sent.get(SHOWN, ""), manner)
    before, _ = _place(picked or "")
    unknown = sent.get("zone", "") if before is None else ""
    known = {BEFORE: before or "", SHOWN: sent.get(SHOWN, "")} if typed else {}
    carried = known | booking_reading.carried(typed, without=("zone",))
    matches = zone_picker.found(sent.get("q") or unknown, moment, visitor.page_language())
    found = [_on_this_page(problem, matches) for problem in (refused.problems if refused else ())]
    html = page(
        "pages/book.html",
        manner.language,
        **booking_details.about(session, kind, found),
        places=zone_picker.everything(moment, before),
        matches=matches,
        on=moment.asked,
        zone=before,
        stays=clockface.say(slot, before, manner) if slot and before else "",
        carried={name: value for name, value in carried.items() if value},
        posted=request.method == "POST" or form_address.kept(),
    )
    return html, problems.status_of(refused) if refused else 200


def _when(session: Session, kind: InterviewType, typed: Mapping[str, str], zone: str, found: Sequence[Problem]) -> str:
    """The free times on the clock of `zone`, those kept for this very form among them."""
    manner, recruiters = visitor.manner(), invited.callers(session, kind)
    slot = typed.get("slot", "")
    start = slot_picker.start_of(slot)
    token = booking_token.good(kind.slug, typed)
    form = booking_token.hold_key(token)
    day = slot_picker.day_of(typed.get(DAY), slot, zone) or slot_picker.day_of(
        (typed or request.args).get(SHOWN), "", zone
    )
    free = slot_picker.page(session, kind, recruiters, zone, day, now(), manner=manner, picked=slot, form=form)
    lost = any(problem.field == "slot" for problem in found)
    near = slot_picker.nearest(session, kind, recruiters, slot, zone, now(), manner=manner, form=form) if lost else []
    return page(
        "pages/book.html",
        manner.language,
        **booking_details.about(session, kind, found),
        zone=zone,
        other_clock=12 if clockface.alike(zone, manner).hours == 24 else 24,
        time_there=clockface.say(now().replace(second=0, microsecond=0), zone, manner),
        moved=_moved(start, typed.get(BEFORE, ""), zone, manner),
        free=free,
        kept=None if lost else slot_picker.kept(slot, recruiters, zone, free, manner),
        some_kept=free.shown is not None and _some_kept(session, kind, free.shown.date, zone, form),
        slot=slot,
        address=_address if request.method == "GET" else None,
        carried=booking_reading.carried(typed, without=("form_token", "slot")) | {"zone": zone},
        form_token=token,
        near=near,
    )


def _address(day: date) -> str:
    """This page with another day on show; only while nothing has been typed that a link would lose."""
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name not in PASSING}
    return url_for("booking.form", **(request.view_args or {}) | kept | {SHOWN: day.isoformat()})


def _some_kept(session: Session, kind: InterviewType, day: date, zone: str, form: UUID) -> bool:
    """Whether a time of this day is kept for somebody else at the moment."""
    begins, ends = slot_picker.bounds(day, zone)
    return keeping.kept_for_somebody(session, invited.callers(session, kind), begins, ends, now(), besides=form)


def _moved(start: datetime | None, before: str, zone: str, manner: Manner) -> str:
    """What another zone does to a time that was picked: it stays the same moment, on another date perhaps."""
    if start is None or before not in zones.known() or before == zone:
        return ""
    told = clockface.say(start, zone, manner)
    dates = {walltime.local(start, name).date() for name in (before, zone)}
    if len(dates) > 1:
        return phrase("Your time stays the same moment: it is now shown as {time}, another date.", time=told)
    return phrase("Your time stays the same moment: it is now shown as {time}.", time=told)


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
