"""The one list of places, searched or whole, each with what its clocks show at the moment in question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from scheduler_app.domain import clockface, walltime, zones
from scheduler_app.domain.manner import ENGLISH, UNSAID, Manner
from scheduler_app.domain.phrases import phrase
from scheduler_app.domain.said import Said
from scheduler_app.web import now, visitor
from scheduler_app.web.pages import page
from scheduler_app.web.session import whoever_is_signed_in

bp = Blueprint("zone_picker", __name__)

MOST = 8  # found places that are shown
FIELDS = ("starts.zone", "candidate.zone")  # of the staff's forms
NO_PLACE = ("unknown_zone", "ambiguous_abbreviation")  # refusals that `no_place` says in the words of a page


@dataclass(frozen=True)
class Moment:
    """What the offsets in the list are those of: this minute, a day, or the time that was picked.

    `asked` is how an address says it; "" is now. `manner` is how whoever looks at the list reads it.
    """

    instant: datetime
    asked: str = ""
    manner: Manner = ENGLISH

    def at(self, zone: str) -> Said:
        """One place in words, such as `Vancouver, Canada - 9:14 AM now, UTC-7`."""
        if not self.asked:  # whole minutes: a list is read for longer than a second
            return clockface.say_place_now(self.instant.replace(second=0, microsecond=0), zone, self.manner)
        return (clockface.say_place if "T" in self.asked else clockface.say_place_that_day)(
            self.instant, zone, self.manner
        )


@dataclass(frozen=True)
class Place:
    """A place to choose: `through` is the other name that led to it, `also` what devices may call it."""

    id: str
    words: Said
    city: str
    through: str = ""
    also: str = ""


@dataclass(frozen=True)
class Found:
    """What a search found; `more` if only the first are here, `letters` if letters such as MST were looked for.

    `begun` if nothing is called so and names only begin with it, `alike` if they merely resemble it.
    """

    text: str
    places: list[Place]
    more: bool
    letters: bool
    begun: bool
    alike: bool


@bp.get("/zones")
def search() -> ResponseReturnValue:
    """The places found for `q` as a piece of a page, for whoever types; `on` is a day, or an instant in UTC.

    With a `field` of a larger form the text is that field's, and the places found are to be put into it.
    """
    reader = whoever_is_signed_in()
    manner = reader.manner if reader else visitor.manner()
    moment = moment_of(request.args.get("on", ""), manner)
    field = request.args.get("field", "")
    field = field if field in FIELDS else ""
    language = UNSAID if field else visitor.page_language()
    places = found(request.args.get(field or "q", ""), moment, language)
    return page("parts/zone_answer.html", language, found=places, field=field)


def moment_of(asked: str, manner: Manner = ENGLISH) -> Moment:
    """The moment that an address asks about; now, if it asks about none that there is."""
    try:
        if "T" in asked:
            instant = datetime.fromisoformat(asked)
            if instant.utcoffset() is not None and 2000 <= instant.year <= 2999:
                return Moment(instant.astimezone(UTC), walltime.instant_text(instant.astimezone(UTC)), manner)
        elif asked and 2000 <= (day := date.fromisoformat(asked)).year <= 2999:
            return Moment(datetime.combine(day, time(12), UTC), day.isoformat(), manner)
    except (ValueError, OverflowError):
        pass
    return Moment(now(), manner=manner)


def found(text: str, moment: Moment, language: str = UNSAID) -> Found:
    """The places for `text`, on a page in a language."""
    matches = zones.search(text, moment.instant, MOST + 1, language)
    best = matches[0].fit if matches else zones.Fit.EXACT
    places = [Place(one.id, moment.at(one.id), one.option.city, one.through) for one in matches[:MOST]]
    shown = "".join(char if char.isprintable() else "?" for char in " ".join(text.split())[:40])
    return Found(
        shown,
        places,
        len(matches) > MOST,
        letters=text.strip().upper() in zones.meanings(),
        begun=best in (zones.Fit.BEGINS, zones.Fit.PREFIXES),
        alike=best is zones.Fit.ALIKE,
    )


def no_place(found: Found) -> str:
    """What to say of text that names no one place, beside the places that were found for it."""
    if not found.text:
        return phrase("Please choose a city.")
    if found.letters:
        return phrase('"{text}" can mean the clocks of several places. Please choose one.', text=found.text)
    if found.places:
        return phrase('"{text}" is not one place in the list. Please choose one of those found.', text=found.text)
    if zones.is_offset(found.text):
        return phrase(
            '"{text}" is an offset and does not say when clocks change. Please choose a city.', text=found.text
        )
    return phrase(
        'Nothing is known by the name "{text}". Please choose a city, the largest one nearby.', text=found.text
    )


def everything(moment: Moment, picked: str | None = None) -> list[Place]:
    """The whole list; a name that was picked and is an alias of a place is kept beside it."""
    options = zones.options(moment.instant)
    places = [Place(one.id, moment.at(one.id), one.city, also=" ".join(one.also)) for one in options]
    if picked and all(place.id != picked for place in places):
        places.insert(0, Place(picked, moment.at(picked), zones.city(picked)))
    return places
