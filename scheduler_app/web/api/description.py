"""The API described as OpenAPI 3.1, as data; `/openapi.json` and `/api/docs` are made from it."""

from __future__ import annotations

from scheduler_app import __version__
from scheduler_app.domain.interview import State
from scheduler_app.web import problems
from scheduler_app.web.api.auth import A_MINUTE
from scheduler_app.web.api.idempotency import HEADER, LONGEST, REPLAYED
from scheduler_app.web.api.interviews import LARGEST_PAGE, PAGE
from scheduler_app.web.api.schemas import ANSWERS, EMAIL, REQUESTS, UUID, ZONE, Json, page_of, ref, text, whole
from scheduler_app.web.api.slots import MOST_DAYS

STARTS: Json = {"wall": "2027-01-12T14:30", "zone": "America/Denver"}
EXAMPLES: Json = {
    "Booking": {
        "interview_type": "phone-screen",
        "recruiter": "dana@example.com",
        "candidate": {
            "name": "Ali Haddad",
            "email": "ali@example.com",
            "phone": "+16025550123",
            "zone": "America/Phoenix",
            "sms_consent": True,
        },
        "starts": STARTS,
        "callback_window_minutes": 30,
    },
    "Rescheduling": {"starts": STARTS | {"wall": "2027-01-13T10:00"}},
    "Cancellation": {"reason": "The position was filled."},
    "Reporting": {"by": "recruiter", "outcome": "running_late", "minutes": 15},
    "Problem": {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "code": "slot_taken",
        "detail": "Dana Reyes is already promised at Tue 12 Jan 2027, 2:30 PM Denver (UTC-7); choose another time",
        "errors": [
            {
                "field": "starts.wall",
                "code": "slot_taken",
                "message": "Dana Reyes is already promised at Tue 12 Jan 2027, 2:30 PM Denver (UTC-7);"
                " choose another time",
            }
        ],
        "alternatives": [
            {
                "utc": "2027-01-12T22:15:00Z",
                "wall": "2027-01-12T15:15",
                "zone": "America/Denver",
                "text": "Tue 12 Jan 2027, 3:15 PM Denver (UTC-7)",
            }
        ],
    },
}
ALWAYS = (401, 422, 429, 500, 503)
CHANGING = (403, 409, 413, 415)


def parameter(where: str, name: str, schema: Json, words: str, *, required: bool = False) -> Json:
    return {"name": name, "in": where, "description": words, "required": required, "schema": schema}


def asked(name: str, schema: Json, words: str, *, required: bool = False) -> Json:
    return parameter("query", name, schema, words, required=required)


ID = parameter("path", "interview_id", UUID, "The interview's id.", required=True)
KEY = parameter(
    "header", HEADER, text(minLength=1, maxLength=LONGEST), "Sent again, the answer is the one given before."
)


def answers(status: int, schema: Json, *refusals: int) -> Json:
    good: Json = {"description": "Done.", "content": {"application/json": {"schema": schema}}}
    if set(CHANGING) <= set(refusals):
        good["headers"] = {REPLAYED: {"description": '"true" when this was answered before.', "schema": text()}}
    if status == 201:
        good["headers"]["Location"] = {"description": "The new interview's address.", "schema": text()}
    return {str(status): good} | {str(code): _refusal(code) for code in sorted({*ALWAYS, *refusals})}


def _refusal(status: int) -> Json:
    content: Json = {"schema": ref("Problem")}
    if status == 409:
        content["example"] = EXAMPLES["Problem"]
    told: Json = {"description": f"{problems.TITLES[status]}.", "content": {"application/problem+json": content}}
    if status in (429, 503):
        told["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": whole()}}
    return told


def change(name: str, summary: str, body: str, status: int, *refusals: int, at: tuple[Json, ...] = (ID,)) -> Json:
    content = {"application/json": {"schema": ref(body), "example": EXAMPLES[body]}}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [*at, KEY],
        "requestBody": {"required": body != "Cancellation", "content": content},
        "responses": answers(status, ref("Interview"), *CHANGING, *refusals),
    }


def look(name: str, summary: str, schema: Json, *parameters: Json) -> Json:
    refusals = (404,) if ID in parameters else ()
    return {
        "operationId": name,
        "summary": summary,
        "parameters": list(parameters),
        "responses": answers(200, schema, *refusals),
    }


PATHS: Json = {
    "/api/v1/interviews": {
        "post": change("book", "Book an interview and tell both sides", "Booking", 201, at=()),
        "get": look(
            "listInterviews",
            "List interviews, by start",
            page_of("Interview"),
            asked("state", text(enum=list(State)), "Only these."),
            asked("from", text(), "A UTC instant or a date; starts at or after it."),
            asked("to", text(), "A UTC instant or a date; starts before it."),
            asked("cursor", text(), "The `next_cursor` of the page before."),
            asked("limit", whole(minimum=1, maximum=LARGEST_PAGE, default=PAGE), "How many on a page."),
        ),
    },
    "/api/v1/interviews/{interview_id}": {
        "get": look("showInterview", "Show an interview and its plan", ref("Interview"), ID)
    },
    "/api/v1/interviews/{interview_id}/reschedule": {
        "post": change("reschedule", "Agree on another time: a new generation", "Rescheduling", 200, 404)
    },
    "/api/v1/interviews/{interview_id}/cancel": {
        "post": change("cancel", "Call it off and tell both sides", "Cancellation", 200, 404)
    },
    "/api/v1/interviews/{interview_id}/reports": {"post": change("report", "Say what happened", "Reporting", 200, 404)},
    "/api/v1/interviews/{interview_id}/messages": {
        "get": look("listMessages", "What was sent, to whom, and what became of it", page_of("Message"), ID)
    },
    "/api/v1/interviews/{interview_id}/timeline": {
        "get": look("showTimeline", "Everything that happened, in order, with the reasons", page_of("Entry"), ID)
    },
    "/api/v1/slots": {
        "get": look(
            "listSlots",
            f"Free times of up to {MOST_DAYS} days",
            page_of("Slot"),
            asked("interview_type", text(), "Such as phone-screen.", required=True),
            asked("from", text(format="date"), "The first day, on the calendar of the zone.", required=True),
            asked("to", text(format="date"), "The day after the last.", required=True),
            asked("zone", ZONE, "Whose clock the answer shows.", required=True),
            asked("recruiter", EMAIL, "Only this recruiter's times."),
        )
    },
}


def document(base_url: str) -> Json:
    """The whole description, for a service reached at `base_url`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Scheduler App",
            "version": __version__,
            "summary": "Books promised phone calls in explicit time zones, watches their windows, and tells people.",
            "description": f"{A_MINUTE} calls a minute for each key. Unknown fields and parameters are refused."
            f" Every POST honours {HEADER}. Refusals are application/problem+json with a stable `code`.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": base_url}],
        "security": [{"key": []}],
        "paths": PATHS,
        "components": {
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A read key looks; a write key also changes.",
                }
            },
            "schemas": REQUESTS | ANSWERS,
        },
    }
