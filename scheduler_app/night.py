"""Quiet hours at work: whose clock counts for a text, and what becomes of it in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy.orm import Session

from scheduler_app.domain import clockface, phone, quiet, zones
from scheduler_app.domain.quiet import AtNight
from scheduler_app.store.interviews import Interview, StepRow
from scheduler_app.store.people import Candidate, Organisation, Recruiter


@dataclass(frozen=True)
class Ruling:
    """What to do with a text now, with when the quiet hours end and whose they are; neither for `SEND`."""

    does: AtNight
    until: datetime | None = None
    zone: str = ""

    @property
    def why(self) -> str:
        return f"quiet hours in {zones.city(self.zone)} until {self._until()}"

    @property
    def waiting(self) -> str:
        return f"deferred until {self._until()}: quiet hours in {zones.city(self.zone)}"

    def _until(self) -> str:
        return clockface.say(self.until, self.zone) if self.until else ""


def ruling(
    session: Session,
    interview: Interview,
    step: StepRow,
    reader: Candidate | Recruiter,
    now: datetime,
    *,
    expires_at: datetime,
    mail: bool,
) -> Ruling:
    """Asked when a text is written and again when it is claimed: zone, rules and settings may change in between.

    `mail` says whether the step has one in the text's place.
    """
    hours = session.get_one(Organisation, 1).limits.quiet
    current = quiet.night(hours, reader_zones(reader, interview), now)
    does = quiet.ruling(_choice(interview, step, now), current, expires_at, mail=mail)
    if current is None or does is AtNight.SEND:
        return Ruling(AtNight.SEND)
    return Ruling(does, current.ends, current.zone)


def reader_zones(reader: Candidate | Recruiter, interview: Interview) -> tuple[str, ...]:
    """Where the reader's clock is: the zone they stated, else the booking's, else those of their number.

    UTC is nobody's home. Programs write it where a person has stated nothing.
    """
    for zone in (reader.zone, interview.zone):
        if not says_nothing(zone):
            return (zone,)
    return (phone.zones_of(reader.phone) if reader.phone else ()) or (reader.zone,)


@cache
def says_nothing(zone: str) -> bool:
    """Whether it stands for no zone at all."""
    return zones.same(zone, "UTC") or zones.same(zone, "Etc/UTC")


def _choice(interview: Interview, step: StepRow, now: datetime) -> AtNight:
    """The frozen plan's own word, else the rule: steps about the call itself are sent, the others wait."""
    if step.planned:
        for planned in interview.watch.steps():
            if planned.key == (step.name, step.audience) and planned.at_night is not None:
                return planned.at_night
    urgent = quiet.urgent(step.due_at, interview.starts_at, interview.closes_at, now)
    return AtNight.SEND if urgent else AtNight.WAIT
