"""The shapes of requests and answers as JSON Schema 2020-12, which OpenAPI 3.1 uses as it is."""

from __future__ import annotations

from typing import Any

from scheduler_app.domain.interview import Outcome, Side, State
from scheduler_app.domain.manner import CLOCKS, LANGUAGES
from scheduler_app.domain.plan import Audience
from scheduler_app.domain.questions import Kind as QuestionKind
from scheduler_app.domain.wanted import LONGEST_NAME, LONGEST_REASON
from scheduler_app.domain.window import LONGEST, SHORTEST, Phase
from scheduler_app.record import Kind
from scheduler_app.reports import LATEST_MINUTES
from scheduler_app.store.events import EventKind
from scheduler_app.store.outbox import MessageState
from scheduler_app.web import problems

Json = dict[str, Any]

# Every code a refusal can have, and what it asks for.
CODES = {
    "invalid_request": "A field is missing, malformed or out of range, or the request is not one this address takes.",
    "unknown_field": "A field or parameter that does not exist here; leave it out.",
    "unknown_zone": "Not an IANA zone; `choices` where the meaning is obvious.",
    "ambiguous_abbreviation": "An abbreviation such as MST means several zones; choose from `choices`.",
    "nonexistent_local_time": "The clocks skip this time; `next_valid` is the first wall time after the gap.",
    "ambiguous_local_time": "The clocks show this time twice; send `which`. `earlier` and `later` are both in UTC.",
    "outside_availability": "Not one of the offered times, or off their grid; up to three `alternatives`.",
    "too_soon": "Past, or with less notice than the interview type asks for.",
    "too_far": "Beyond the days that can be booked ahead.",
    "invalid_phone": "Not a number that is one person's own telephone.",
    "country_not_allowed": "A number of a country that this service does not reach.",
    "slot_taken": "The recruiter is promised then; up to three `alternatives`.",
    "wrong_state": "Not possible in the interview's present state or phase.",
    "already_extended": "Running late can be said once by each side.",
    "idempotency_conflict": "The Idempotency-Key was used for another request.",
    "unauthorized": "No key, or one that is unknown or revoked.",
    "forbidden": "A read key cannot change anything.",
    "not_found": "There is nothing at this address or under this id.",
    "too_many_requests": "Over the limit; Retry-After and `retry_after` say how many seconds to wait.",
    "internal_error": "Our fault; nothing was half-done.",
    "unavailable": "The database does not answer; nothing was half-done.",
}


def status_of(code: str) -> int:
    """The HTTP status a code comes with when nothing else decides it."""
    failing = {code: status for status, (code, _) in problems.FAILURES.items() if code != "invalid_request"}
    return problems.STATUS.get(code, failing.get(code, 422))


def text(description: str = "", **more: Any) -> Json:
    return {"type": "string"} | ({"description": description} if description else {}) | more


def whole(description: str = "", **more: Any) -> Json:
    return text(description, **more) | {"type": "integer"}


def flag(description: str = "") -> Json:
    return text(description) | {"type": "boolean"}


def maybe(schema: Json) -> Json:
    """The same, or null."""
    nullable = schema | {"type": [schema["type"], "null"]}
    return nullable | {"enum": [*schema["enum"], None]} if "enum" in schema else nullable


def many(schema: Json) -> Json:
    return {"type": "array", "items": schema}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def wanted(required: tuple[str, ...], **properties: Json) -> Json:
    """What a request holds: nothing that is not listed."""
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def told(optional: tuple[str, ...] = (), /, **properties: Json) -> Json:
    """What an answer holds; more may be added in later versions."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def page_of(name: str) -> Json:
    cursor = maybe(text("What to ask for as `cursor` next; null on the last page."))
    return told(items=many(ref(name)), next_cursor=cursor)


INSTANT = text(format="date-time", examples=["2027-01-12T21:30:00Z"])
WALL = text("What the clock shows, seconds only if not zero.", examples=["2027-01-12T14:30"])
ZONE = text("An IANA zone, aliases included; never an abbreviation.", examples=["America/Denver"])
EMAIL = text(format="email")
UUID = text(format="uuid")
CHANNEL = text(enum=["sms", "email"])
AUDIENCE = text(enum=list(Audience))
WHICH = text("Which of the two, where the clocks show the time twice; ignored elsewhere.", enum=["earlier", "later"])
WINDOW = whole("Minutes; the interview type's when left out.", minimum=SHORTEST, maximum=LONGEST)
OVERRIDE = flag("Staff: skips hours, notice, horizon, grid and buffers; never a double booking.")

REQUESTS: Json = {
    "Starts": wanted(
        ("wall", "zone"),
        wall=WALL | {"pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$"},
        zone=ZONE,
        which=maybe(WHICH),
    ),
    "CandidateWanted": wanted(
        ("name", "email", "zone"),
        name=text(maxLength=LONGEST_NAME),
        email=EMAIL,
        phone=maybe(text("With + and the country code. The API vouches that it is theirs.", examples=["+16025550123"])),
        zone=ZONE,
        sms_consent=maybe(flag("They agreed to texts; without it they get email.")),
        language=maybe(text("Of what they are sent and shown; English when left out.", enum=list(LANGUAGES))),
        hours=maybe(whole("The clock they read; the habit of the place shown when left out.", enum=list(CLOCKS))),
    ),
    "Booking": wanted(
        ("interview_type", "candidate", "starts"),
        interview_type=text(examples=["phone-screen"]),
        recruiter=maybe(EMAIL | {"description": "Left out: whoever is free."}),
        candidate=ref("CandidateWanted"),
        starts=ref("Starts"),
        callback_window_minutes=maybe(WINDOW),
        override_availability=maybe(OVERRIDE),
    ),
    "Rescheduling": wanted(
        ("starts",),
        starts=ref("Starts"),
        callback_window_minutes=maybe(WINDOW),
        override_availability=maybe(OVERRIDE),
    ),
    "Cancellation": wanted((), reason=maybe(text("Told to both sides.", maxLength=LONGEST_REASON))),
    "Reporting": wanted(
        ("by", "outcome"),
        by=text(enum=list(Side)),
        outcome=text("no_answer is the recruiter's to say, no_call the candidate's.", enum=list(Outcome)),
        minutes=maybe(whole("Required with running_late.", minimum=1, maximum=LATEST_MINUTES)),
    ),
}

ANSWERS: Json = {
    "PlanLine": told(
        step=text(examples=["remind-1h"]),
        due_at=maybe(INSTANT | {"description": "null until the call is confirmed, for steps that wait for it."}),
        audience=AUDIENCE,
        channels=many(CHANNEL),
        together=flag("All channels are used, not the first that can."),
        state=text(enum=["planned", "taken", "skipped", "stopped"]),
        reason=maybe(text("Why it was skipped or stopped.")),
    ),
    "Answer": told(
        question=text("As it was asked when this was booked."),
        kind=text(enum=list(QuestionKind)),
        answer=text("What the candidate wrote or chose; yes or no."),
    ),
    "Interview": told(
        ("links",),
        id=UUID,
        state=text(enum=list(State)),
        phase=text("Where the callback window stands now.", enum=list(Phase)),
        missed_by=maybe(text(enum=list(Side))),
        generation=whole("Raised by each reschedule."),
        interview_type=text(),
        starts=told(wall=WALL, zone=ZONE, which=maybe(WHICH), utc=INSTANT, offset=text(), text=text()),
        closes=told(utc=INSTANT, text=text("In words, on the clock of `starts.zone`.")),
        for_candidate=told(text=text("The start on the candidate's clock, then on the recruiter's.")),
        call_minutes=whole(),
        callback_window_minutes=whole("As agreed; `closes` also counts a recruiter who runs late."),
        tz_release=text("The IANA release the instants follow from.", examples=["2026f"]),
        recruiter=told(name=text(), email=EMAIL, zone=ZONE),
        candidate=told(name=text(), email=EMAIL, phone=maybe(text()), zone=ZONE, sms_consent=flag()),
        answers=many(ref("Answer")),
        cancelled_by=maybe(text(enum=list(Side))),
        cancel_reason=maybe(text()),
        created_at=INSTANT,
        changed_at=INSTANT,
        links=told(candidate=text("The candidate's private page. Only for write keys.", format="uri")),
        plan=many(ref("PlanLine")),
    ),
    "Attempt": told(
        n=whole(),
        started_at=INSTANT,
        ended_at=maybe(INSTANT),
        outcome=maybe(text()),
        reason=maybe(text()),
        http_status=maybe(whole()),
        provider_id=maybe(text()),
    ),
    "Message": told(
        id=UUID,
        step=text(),
        audience=AUDIENCE,
        channel=CHANNEL,
        state=text(enum=list(MessageState)),
        reason=maybe(text()),
        generation=whole(),
        rank=whole("0 is the first choice, higher a fallback."),
        due_at=INSTANT,
        expires_at=INSTANT,
        subject=maybe(text()),
        body=text("As sent; a read key sees … in place of a private link's token."),
        ref=maybe(text()),
        provider_id=maybe(text("Simulated ones begin with sim-.")),
        may_duplicate=flag("Sent again after an answer was lost and the first copy not found."),
        attempts=many(ref("Attempt")),
    ),
    "Entry": told(
        at=INSTANT,
        kind=text(enum=[*EventKind, *Kind]),
        generation=whole(),
        by=maybe(text("Who did it: candidate, recruiter or api; null for the service itself.")),
        facts=text("What belongs to its kind: times, states, reasons, ids.")
        | {"type": "object", "properties": {}, "required": [], "additionalProperties": True},
        text=text("The entry in words, each time with its city."),
    ),
    "Slot": told(utc=INSTANT, wall=WALL, zone=ZONE, text=text(), recruiters=many(told(name=text(), email=EMAIL))),
    "Alternative": told(utc=INSTANT, wall=WALL, zone=ZONE, text=text()),
    "Problem": told(
        ("choices", "next_valid", "earlier", "later", "alternatives", "retry_after"),
        type=text(format="uri-reference"),
        title=text(),
        status=whole(),
        detail=text(),
        code=text("Stable; the first error's.", enum=list(CODES)),
        errors=many(told(field=text('Such as "starts.zone"; "" for the whole.'), code=text(), message=text())),
        choices=many(text()),
        next_valid=WALL,
        earlier=INSTANT,
        later=INSTANT,
        alternatives=many(ref("Alternative")),
        retry_after=whole("Seconds."),
    ),
}
