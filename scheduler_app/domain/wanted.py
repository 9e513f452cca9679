"""What somebody asks to book, from raw fields to a value, or every fault in them at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from scheduler_app.domain import phone, text, walltime, zones
from scheduler_app.domain.errors import Problem, Refused
from scheduler_app.domain.manner import Hours, check_hours, check_language
from scheduler_app.domain.walltime import Agreement, Which
from scheduler_app.domain.window import LONGEST, SHORTEST

T = TypeVar("T")

LONGEST_NAME = 120
LONGEST_REASON = 500
PERSON = frozenset({"name", "email", "phone", "zone", "sms_consent", "language", "hours"})
MISSING = object()


@dataclass(frozen=True)
class Person:
    """The candidate as described by whoever books; every field is checked and normalised.

    `language` and `hours` are how they read times, "" and None where that was not said.
    """

    name: str
    email: str
    zone: str
    phone: str | None
    sms_consent: bool
    language: str = ""
    hours: Hours | None = None


@dataclass(frozen=True)
class Wanted:
    """A booking somebody asks for. `window_minutes` and `recruiter` are None where they leave it open."""

    interview_type: str
    recruiter: str | None
    candidate: Person
    starts: Agreement
    window_minutes: int | None
    override: bool


class Fields:
    """Reads a mapping field by field, remembers every fault, and refuses once with all of them."""

    def __init__(self, raw: object, *, known: frozenset[str], at: str = "") -> None:
        self.problems: list[Problem] = []
        self.extras: dict[str, object] = {}
        self.at = at
        self.raw: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        if not isinstance(raw, Mapping):
            self._note(Problem("invalid_request", f"{at or 'the body'} must be a JSON object", at))
        for name in sorted(map(str, self.raw)):
            if name not in known:
                self._note(
                    Problem(
                        "unknown_field",
                        f"there is no field {self.path(name)[:80]!r} here; leave it out",
                        self.path(name)[:80],
                    )
                )

    def path(self, name: str) -> str:
        return f"{self.at}.{name}" if self.at else name

    def take(self, name: str, read: Callable[..., T], *, otherwise: T | None = None, **options: Any) -> T | None:
        """The field as `read` understands it, or `otherwise` when it is absent or null."""
        value = self.raw.get(name)
        if value is None:
            return otherwise
        return self.attempt(lambda: read(value, field=self.path(name), **options))

    def need(self, name: str, read: Callable[..., T], **options: Any) -> T | None:
        """As `take`, but an absent field is a fault."""
        if self.raw.get(name) is None:
            self._note(Problem("invalid_request", f"{self.path(name)} is missing; it is required", self.path(name)))
            return None
        return self.take(name, read, **options)

    def attempt(self, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except Refused as refused:
            self.problems.extend(refused.problems)
            for name, value in refused.extras.items():
                self.extras.setdefault(name, value)  # those of the first fault, whose code is told first
            return None

    def inside(self, name: str, known: frozenset[str]) -> Fields:
        """The object in a field, read with the same list of faults."""
        inner = Fields.__new__(Fields)
        inner.problems, inner.extras, inner.at = self.problems, self.extras, self.path(name)
        inner.raw = {}
        if self.raw.get(name) in (None, {}):
            self._note(Problem("invalid_request", f"{inner.at} is missing; it is required", inner.at))
            return inner
        checked = Fields(self.raw[name], known=known, at=inner.at)
        self.problems.extend(checked.problems)
        inner.raw = checked.raw
        return inner

    def refuse_if_faulty(self) -> None:
        if self.problems:
            raise Refused(self.problems, **self.extras)

    def _note(self, problem: Problem) -> None:
        self.problems.append(problem)


def read_wanted(raw: object, *, countries: frozenset[str] | None = None, region: str | None = None) -> Wanted:
    """A booking request from JSON or a form; raises `Refused` with every fault found.

    `countries` limits candidates' numbers to these ISO countries; `region` reads numbers without a leading +.
    """
    fields = Fields(
        raw,
        known=frozenset(
            {
                "interview_type",
                "recruiter",
                "candidate",
                "starts",
                "callback_window_minutes",
                "override_availability",
            }
        ),
    )
    interview_type = fields.need("interview_type", text.clean_line, most=80)
    recruiter = fields.take("recruiter", text.check_email)
    person = read_person(fields, countries=countries, region=region)
    starts = read_starts(fields)
    window_minutes = fields.take("callback_window_minutes", read_window)
    override = fields.take("override_availability", read_flag, otherwise=False)
    fields.refuse_if_faulty()
    if interview_type is None or person is None or starts is None:
        raise AssertionError("a missing field was not noted")
    return Wanted(interview_type, recruiter, person, starts, window_minutes, bool(override))


def read_person(fields: Fields, *, countries: frozenset[str] | None, region: str | None) -> Person | None:
    inner = fields.inside("candidate", PERSON)
    if not inner.raw:
        return None
    name = inner.need("name", text.clean_line, most=LONGEST_NAME)
    email = inner.need("email", text.check_email)
    zone = inner.need("zone", zones.check)
    number = inner.take("phone", phone.check, allowed_countries=countries, region=region)
    consent = inner.take("sms_consent", read_flag, otherwise=False)
    language = inner.take("language", check_language, otherwise="")
    hours = inner.take("hours", check_hours)
    if name is None or email is None or zone is None:
        return None
    return Person(name, email, zone, number, bool(consent), language or "", hours)


def read_starts(fields: Fields) -> Agreement | None:
    """`starts` as both people agreed it: a wall time in a named zone, and which of two in a repeated hour."""
    inner = fields.inside("starts", frozenset({"wall", "zone", "which"}))
    if not inner.raw:
        return None
    wall = inner.need("wall", read_wall)
    zone = inner.need("zone", zones.check, on=wall and wall.replace(tzinfo=UTC))
    if wall is None or zone is None:
        return None
    return inner.attempt(lambda: _agreed(wall, zone, inner.raw.get("which"), field=inner.at))


def _agreed(wall: datetime, zone: str, which: object, *, field: str) -> Agreement:
    """`which` is looked at only where the clocks show the time twice."""
    try:
        return walltime.agree(wall, zone, None, field=field)
    except Refused as refused:
        if refused.code != "ambiguous_local_time" or which is None:
            raise
    return walltime.agree(wall, zone, read_which(which, field=f"{field}.which"), field=field)


def read_wall(value: object, *, field: str) -> datetime:
    return walltime.parse_wall(text.clean_line(value, field=field, most=40), field=field)


def read_which(value: object, *, field: str) -> Which:
    if value in tuple(Which):
        return Which(str(value))
    raise Refused.because("invalid_request", f'{field} is "earlier" or "later"', field=field)


def read_window(value: object, *, field: str) -> int:
    return read_minutes(value, field=field, least=SHORTEST, most=LONGEST)


def read_minutes(value: object, *, field: str, least: int, most: int) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    raise Refused.because(
        "invalid_request", f"{field} is a whole number of minutes from {least} to {most}", field=field
    )


def read_flag(value: object, *, field: str) -> bool:
    if isinstance(value, bool):
        return value
    raise Refused.because("invalid_request", f"{field} is true or false", field=field)
