"""A wall time in a named zone as staff type it, and what is offered when it does not name one moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, cast

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from scheduler_app.domain import clockface, walltime, zones
from scheduler_app.domain.errors import Problem, Refused
from scheduler_app.domain.manner import ENGLISH, Manner
from scheduler_app.domain.walltime import Agreement
from scheduler_app.domain.wanted import Fields, read_starts, read_wall, read_window
from scheduler_app.domain.window import Window
from scheduler_app.store.interviews import Interview
from scheduler_app.store.people import Recruiter
from scheduler_app.web import zone_picker
from scheduler_app.web.zone_picker import Found, Moment, Place

DATE, TIME, ZONE, WHICH = "starts.date", "starts.time", "starts.zone", "starts.which"
WALL, WINDOW = "starts.wall", "callback_window_minutes"
TIME_FIELDS = (DATE, TIME, ZONE, WHICH, WINDOW)
TAKE = "take."  # a button named take.<field> puts its value into that field and goes on
PUT, FIND = "put.", "find"  # a button put.<field> does so and only shows the form again; `find` searches for a place

LABELS = {
    "candidate.name": "The name",
    "candidate.email": "The email address",
    "candidate.phone": "The number",
    "candidate.zone": "The candidate's zone",
    "interview_type": "The interview type",
    "recruiter": "The recruiter",
    WALL: "The date and time",
    ZONE: "The zone",
    WINDOW: "The window",
}


@dataclass(frozen=True)
class Offer:
    """A value that would settle a field, and how it is said."""

    value: str
    words: str


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a form, by field, and what would settle it with one tap."""

    by_field: Mapping[str, str]
    offers: Mapping[str, list[Offer]]  # by field: zones, or wall times
    which: list[Offer]  # the two readings of a repeated time
    status: int


@dataclass(frozen=True)
class Sought:
    """What a search for a place has found, and for which field."""

    field: str
    found: Found


def typed(form: MultiDict[str, str], names: Iterable[str]) -> dict[str, str]:
    """What was typed, with the value of a `take.` button put where it belongs.

    A place that is named without doubt becomes its zone: "Denver" is America/Denver. The review says it in words.
    """
    values = {name: form.get(name, "") for name in names}
    for name, value in form.items():
        if name == TAKE + WALL:
            values[DATE], _, values[TIME] = value.partition("T")
        for prefix in (TAKE, PUT):
            if name.startswith(prefix) and name.removeprefix(prefix) in values:
                values[name.removeprefix(prefix)] = value
    for name, text in values.items():
        if name.endswith(".zone") and name != form.get(FIND) and text not in zones.known():
            values[name] = zones.only(text) or text
    return values


def starts_in(values: Mapping[str, str]) -> dict[str, str | None]:
    """The `starts` object of a request; what was left empty is absent."""
    day, clock = values[DATE].strip(), values[TIME].strip()
    return {
        "wall": f"{day}T{clock}" if day or clock else None,
        "zone": values[ZONE].strip() or None,
        "which": values[WHICH] or None,
    }


def window_in(values: Mapping[str, str]) -> int | str | None:
    minutes = values[WINDOW].strip()
    return int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 9 else minutes or None


def read_when(values: Mapping[str, str]) -> tuple[Agreement, int | None]:
    """The wall time agreed on and the window's minutes; raises `Refused` with every fault of both."""
    fields = Fields({"starts": starts_in(values), WINDOW: window_in(values)}, known=frozenset({"starts", WINDOW}))
    agreed = read_starts(fields)
    minutes = fields.take(WINDOW, read_window)
    fields.refuse_if_faulty()
    return cast(Agreement, agreed), minutes


def written_of(interview: Interview) -> dict[str, str]:
    """The time of an interview that is to be moved, as its form begins."""
    day, _, clock = interview.wall.partition("T")
    minutes = str(interview.window_minutes)
    return {DATE: day, TIME: clock, ZONE: interview.zone, WHICH: interview.which or "", WINDOW: minutes}


def trouble(refused: Refused, values: Mapping[str, str], other_zone: str, manner: Manner) -> Trouble:
    """A refusal as the form shows it; the two readings of a repeated time also say the other side's clock."""
    order = [*LABELS, *refused.by_field]
    said = {problem.field: _said(problem, refused, values, manner) for problem in reversed(refused.problems)}
    by_field = {field: said[field] for field in sorted(said, key=order.index)}
    zoned = [field for field in by_field if field.endswith(".zone") and field in values]
    offers = {field: _places(field, values, manner) for field in zoned}
    extras, zone = refused.extras, values[ZONE].strip()
    if isinstance(following := extras.get("next_valid"), str):
        offers[WALL] = [Offer(following, clockface.say(_first(following, zone), zone, manner))]
    near = cast(list[dict[str, str]], extras.get("alternatives") or [])
    if near:
        offers[WALL] = [_offered(slot, manner) for slot in near]
    which = []
    if "earlier" in extras:
        theirs = other_zone if other_zone in zones.known() else zone
        for name in walltime.Which:
            which.append(Offer(name, clockface.both(_instant(extras[name]), zone, theirs, manner)))
    return Trouble(by_field, offers, which, 409 if refused.code in ("slot_taken", "wrong_state") else 422)


def _offered(slot: Mapping[str, str], manner: Manner) -> Offer:
    return Offer(slot["wall"], clockface.say(_instant(slot["utc"]), slot["zone"], manner))


def readings(window: Window, reader: Recruiter, other: str, agreed: str = "") -> dict[str, Any]:
    """What a review page says of a window: its ends on the reader's clock and the other one, and its length.

    `places` are the zone that was typed for the time, if it is given, and the candidate's, each in words and as an id.
    """
    own, manner = reader.zone, reader.manner
    said = partial(clockface.say_place, window.opens, manner=manner)
    named = {"Agreed on the clock of": agreed, "The candidate's clock": other}
    return {
        "places": [(label, said(zone=zone), zone) for label, zone in named.items() if zone],
        "starts": clockface.both(window.opens, own, other, manner),
        "closes": clockface.both(window.closes, own, other, manner),
        "lasts": clockface.duration(window.closes - window.opens),
    }


def only_looks(form: Mapping[str, str]) -> bool:
    """Whether a button was pressed that changes nothing but the form itself."""
    return "edit" in form or FIND in form or any(name.startswith(PUT) for name in form)


def sought(values: Mapping[str, str], field: str, manner: Manner) -> Sought | None:
    """The places found for the field whose `find` was pressed."""
    if field not in zone_picker.FIELDS or field not in values:
        return None
    return Sought(field, zone_picker.found(values[field], asked_about(values, manner)))


def asked_about(values: Mapping[str, str], manner: Manner = ENGLISH) -> Moment:
    """The moment whose offsets the list of places shows: the day that was typed, else now."""
    return zone_picker.moment_of(values[DATE].strip(), manner)


def _places(field: str, values: Mapping[str, str], manner: Manner) -> list[Offer]:
    """What text that is no zone can mean, each with the promised time on the clock there."""
    found = zone_picker.found(values[field], asked_about(values, manner))
    return [Offer(place.id, _promised(place, field, values, manner)) for place in found.places]


def _promised(place: Place, field: str, values: Mapping[str, str], manner: Manner) -> str:
    """`Denver, United States: 2:30 PM Denver (UTC-7)`, where the form says so much; else what the list says."""
    written = f"{values[DATE].strip()}T{values[TIME].strip()}"
    try:
        instant = _first(written, zones.check(place.id if field == ZONE else values[ZONE].strip(), field=ZONE))
    except Refused:
        return _beside(place, place.words)
    there = walltime.wall_text(walltime.local(instant, place.id))
    if field == ZONE and there != walltime.wall_text(read_wall(written, field=WALL)):
        return _beside(place, place.words)  # the clocks there skip that time
    same_day = there.partition("T")[0] == values[DATE].strip()
    said = (clockface.say_time if same_day else clockface.say)(instant, place.id, manner)
    return Markup("{}: {}").format(place.through or zones.place(place.id, manner.language), said)


def _beside(place: Place, words: str) -> str:
    return Markup("{}: {}").format(place.through, words) if place.through else words


def _instant(utc: object) -> datetime:
    return datetime.fromisoformat(str(utc))


def _first(wall: str, zone: str) -> datetime:
    """The first instant at which a wall time is read, or the one after a skipped one: to be shown, never kept."""
    parsed = read_wall(wall, field=WALL)
    return walltime.at_wall(parsed.date(), parsed.time(), zone)


def _said(problem: Problem, refused: Refused, values: Mapping[str, str], manner: Manner) -> str:
    """The fault in the words of the page: cities instead of zone ids, no names of fields, and one style of clock."""
    field, message, extras, zone = problem.field, problem.message, refused.extras, values[ZONE].strip()
    if problem.code in zone_picker.NO_PLACE and field in values:
        message = zone_picker.no_place(zone_picker.found(values[field], asked_about(values)))
    elif problem.code in ("nonexistent_local_time", "ambiguous_local_time"):
        wall = read_wall(f"{values[DATE].strip()}T{values[TIME].strip()}", field=WALL)
        if problem.code == "nonexistent_local_time":
            return clockface.skipped(wall, zone, _first(str(extras["next_valid"]), zone), manner)
        earlier, later = (_instant(extras[name]) for name in walltime.Which)
        return clockface.repeated(wall, zone, earlier, later, manner)
    label = LABELS.get(field, "")
    if label and message.startswith(field):
        return label + message.removeprefix(field)
    return message[:1].upper() + message[1:]
