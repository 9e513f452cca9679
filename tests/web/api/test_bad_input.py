"""What cannot be done is refused by name, with the remedy; nothing is stored, and nothing is ever a 500."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.office import request
from tests.web.api.caller import INTERVIEWS, Caller, refused, stored
from tests.web.staff import Service


def wanted(**changes: Any) -> dict[str, Any]:
    """A booking with changes, `candidate__name=...` for inner fields."""
    body = request()
    for path, value in changes.items():
        outer, _, inner = path.partition("__")
        if inner:
            body[outer] = body[outer] | {inner: value}
        else:
            body[outer] = value
    return body


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"starts__zone": "Mars/Olympus"}, 422, "unknown_zone", "starts.zone"),
        ({"starts__zone": "UTC-7"}, 422, "unknown_zone", "starts.zone"),
        ({"starts__zone": "../../etc/passwd"}, 422, "unknown_zone", "starts.zone"),
        ({"starts__zone": 7}, 422, "invalid_request", "starts.zone"),
        ({"starts__zone": "MST"}, 422, "ambiguous_abbreviation", "starts.zone"),
        ({"candidate__zone": "IST"}, 422, "ambiguous_abbreviation", "candidate.zone"),
        ({"starts__wall": "2027-03-14T02:30"}, 422, "nonexistent_local_time", "starts.wall"),
        ({"starts__wall": "2027-01-12T14:30Z"}, 422, "invalid_request", "starts.wall"),
        ({"starts__wall": "2027-02-30T14:30"}, 422, "invalid_request", "starts.wall"),
        ({"starts__wall": 1800000000}, 422, "invalid_request", "starts.wall"),
        ({"starts__wall": "2026-11-01T01:30", "starts__which": "first"}, 422, "invalid_request", "starts.which"),
        ({"starts__wall": "2026-12-01T14:30"}, 422, "too_soon", "starts.wall"),
        ({"starts__wall": "2027-01-11T09:45"}, 422, "too_soon", "starts.wall"),
        ({"starts__wall": "2027-04-12T14:30"}, 422, "too_far", "starts.wall"),
        ({"starts__wall": "2027-01-12T14:31"}, 422, "outside_availability", "starts.wall"),
        ({"starts__wall": "2027-01-12T20:30"}, 422, "outside_availability", "starts.wall"),
        ({"starts__wall": "2027-01-16T14:30"}, 422, "outside_availability", "starts.wall"),
        ({"starts__wall": "2020-01-01T09:00", "override_availability": True}, 422, "too_soon", "starts.wall"),
        ({"starts": {}}, 422, "invalid_request", "starts"),
        ({"starts": []}, 422, "invalid_request", "starts"),
        ({"candidate": {}}, 422, "invalid_request", "candidate"),
        ({"candidate": "Ali"}, 422, "invalid_request", "candidate"),
        ({"candidate__phone": "12"}, 422, "invalid_phone", "candidate.phone"),
        ({"candidate__phone": "+19005550123"}, 422, "invalid_phone", "candidate.phone"),
        ({"candidate__phone": 16025550123}, 422, "invalid_phone", "candidate.phone"),
        ({"candidate__email": "ali@"}, 422, "invalid_request", "candidate.email"),
        ({"candidate__email": "ali@example.com\nBcc: x@example.com"}, 422, "invalid_request", "candidate.email"),
        ({"candidate__name": "A" * 121}, 422, "invalid_request", "candidate.name"),
        ({"candidate__name": "Ali\x00"}, 422, "invalid_request", "candidate.name"),
        ({"candidate__name": "Ali\ue000"}, 422, "invalid_request", "candidate.name"),
        ({"candidate__name": "Ali\ud800"}, 422, "invalid_request", "candidate.name"),
        ({"candidate__name": "Ali\u202e"}, 422, "invalid_request", "candidate.name"),
        ({"candidate__name": " "}, 422, "invalid_request", "candidate.name"),
        ({"candidate__name": None}, 422, "invalid_request", "candidate.name"),
        ({"candidate__sms_consent": "yes"}, 422, "invalid_request", "candidate.sms_consent"),
        ({"candidate__age": 30}, 422, "unknown_field", "candidate.age"),
        ({"starts__time": "14:30"}, 422, "unknown_field", "starts.time"),
        ({"note": "hi"}, 422, "unknown_field", "note"),
        ({"no\ud800te": "hi"}, 422, "unknown_field", None),
        ({"interview_type": "on-site"}, 422, "invalid_request", "interview_type"),
        ({"interview_type": "phone\x00screen"}, 422, "invalid_request", "interview_type"),
        ({"interview_type": None}, 422, "invalid_request", "interview_type"),
        ({"recruiter": "nobody@example.com"}, 422, "invalid_request", "recruiter"),
        ({"recruiter": "cole@example.com"}, 422, "invalid_request", "recruiter"),
        ({"callback_window_minutes": 0}, 422, "invalid_request", "callback_window_minutes"),
        ({"callback_window_minutes": 241}, 422, "invalid_request", "callback_window_minutes"),
        ({"callback_window_minutes": 10**400}, 422, "invalid_request", "callback_window_minutes"),
        ({"callback_window_minutes": 30.5}, 422, "invalid_request", "callback_window_minutes"),
        ({"callback_window_minutes": True}, 422, "invalid_request", "callback_window_minutes"),
        ({"override_availability": 1}, 422, "invalid_request", "override_availability"),
    ],
)
def test_a_field_that_cannot_be(service: Service, writer: Caller, changes, status, code, field):
    before = stored(service)
    refused(writer.sends("POST", INTERVIEWS, wanted(**changes)), status, code, field)
    assert stored(service) == before


def test_help_comes_with_the_refusal(writer: Caller):
    def facts(**changes: Any) -> Any:
        return writer.sends("POST", INTERVIEWS, wanted(**changes)).get_json()

    assert "America/Denver" in facts(starts__zone="MST")["choices"]
    assert facts(starts__wall="2027-03-14T02:30")["next_valid"] == "2027-03-14T03:00"
    assert len(facts(starts__wall="2027-01-12T14:31")["alternatives"]) == 3


def test_every_fault_is_named_at_once(writer: Caller):
    body = wanted(candidate__email="ali", candidate__phone="12", starts__zone="MST", interview_type=None)
    problem = refused(writer.sends("POST", INTERVIEWS, body), 422, "invalid_request", "interview_type")
    assert {error["field"] for error in problem["errors"]} == {
        "interview_type",
        "candidate.email",
        "candidate.phone",
        "starts.zone",
    }


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"NaN",
        b'{"callback_window_minutes": NaN}',
        b'{"callback_window_minutes": 1e999}',
        b'{"callback_window_minutes": -Infinity}',
        b'{"callback_window_minutes": ' + b"9" * 5000 + b"}",
        b"[" * 60_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"note": "\xff"}',
        b"\xff\xfe",
        b'{"note": 1, "note": 2}',
        b'{"starts": {"zone": "UTC", "zone": "Europe/Berlin"}}',
        b"{" + b",".join(b'"%d": 0' % number for number in range(5000)) + b"}",
    ],
)
def test_a_body_that_is_no_booking(service: Service, writer: Caller, raw: bytes):
    before = stored(service)
    answer = writer.sends("POST", INTERVIEWS, raw=raw)
    assert answer.status_code == 422, answer.get_data(as_text=True)
    assert answer.get_json()["code"] in ("invalid_request", "unknown_field")
    assert len(answer.data) < 8_000, "nonsense is not echoed in full"
    assert stored(service) == before


def test_a_name_given_twice_is_refused_and_not_guessed(writer: Caller):
    raw = json.dumps(request()).replace('"interview_type"', '"recruiter": "lee@example.com", "interview_type"')
    refused(writer.sends("POST", INTERVIEWS, raw=raw.encode()), 422, "invalid_request", "recruiter")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonp"])
def test_another_content_type(writer: Caller, kind: str):
    refused(writer.sends("POST", INTERVIEWS, request(), Content_Type=kind), 415, "invalid_request")


def test_a_body_that_is_too_large(service: Service, writer: Caller):
    before = stored(service)
    raw = json.dumps(wanted(note="x" * 65_536)).encode()
    refused(writer.sends("POST", INTERVIEWS, raw=raw), 413, "invalid_request")
    assert stored(service) == before


def test_a_long_body_without_a_stated_length_is_refused_and_not_cut(writer: Caller):
    raw = json.dumps(request()).encode() + b" " * 200_000
    answer = writer.http.post(
        INTERVIEWS,
        input_stream=BytesIO(raw),
        content_type="application/json",
        headers={"Authorization": f"Bearer {writer.key}"},
        environ_overrides={"wsgi.input_terminated": True},  # as a server says of a chunked body
    )
    refused(answer, 413, "invalid_request")
    assert writer.service.all_interviews() == []


def test_the_choices_are_those_of_the_first_fault(writer: Caller):
    asked = request(candidate={"zone": "EST"}) | {"starts": {"wall": "2027-01-12T14:30", "zone": "IST"}}
    told = refused(writer.sends("POST", INTERVIEWS, asked), 422, "ambiguous_abbreviation", "candidate.zone")
    assert "America/New_York" in told["choices"]


def test_which_is_looked_at_only_where_the_clocks_show_a_time_twice(writer: Caller):
    starts = {"wall": "2027-01-12T14:30", "zone": "America/Denver", "which": "both"}
    assert writer.posts(INTERVIEWS, request() | {"starts": starts}, 201)["starts"]["utc"] == "2027-01-12T21:30:00Z"


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", INTERVIEWS), ("DELETE", f"{INTERVIEWS}/17"), ("POST", "/api/v1/slots")]
)
def test_another_method(writer: Caller, method: str, path: str):
    answer = writer.sends(method, path, {})
    refused(answer, 405, "invalid_request")
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/", "/api/v2/interviews", "/api/v1/interview", "/api/"])
def test_an_address_that_is_not_there(writer: Caller, path: str):
    refused(writer.sends("GET", path), 404, "not_found")


@pytest.mark.parametrize(
    ("action", "body", "field"),
    [
        ("reports", {"by": "recruiter"}, "outcome"),
        ("reports", {"by": "coordinator", "outcome": "held"}, "by"),
        ("reports", {"by": "recruiter", "outcome": ["held"]}, "outcome"),
        ("reports", {"by": "recruiter", "outcome": "no_call"}, "outcome"),
        ("reports", {"by": "recruiter", "outcome": "running_late"}, "minutes"),
        ("reports", {"by": "recruiter", "outcome": "running_late", "minutes": 61}, "minutes"),
        ("reports", {"by": "recruiter", "outcome": "running_late", "minutes": "15"}, "minutes"),
        ("cancel", {"reason": "x" * 501}, "reason"),
        ("cancel", {"reason": 5}, "reason"),
        ("cancel", {"why": "x"}, "why"),
        ("reschedule", {}, "starts"),
        ("reschedule", {"starts": {}}, "starts"),
        ("reschedule", {"starts": {"wall": "2027-01-13T10:00"}}, "starts.zone"),
    ],
)
def test_a_change_that_cannot_be(service: Service, writer: Caller, action: str, body: object, field: str):
    interview = writer.books()
    before = stored(service)
    answer = writer.sends("POST", f"{INTERVIEWS}/{interview['id']}/{action}", body)
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == field
    assert stored(service) == before
    assert writer.gets(f"{INTERVIEWS}/{interview['id']}") == interview


def test_a_query_on_a_change_is_refused(writer: Caller):
    refused(writer.sends("POST", f"{INTERVIEWS}?dry_run=1", request()), 422, "unknown_field", "dry_run")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
BODIES = st.fixed_dictionaries(
    {},
    optional={name: JSON | st.just(request()[name]) for name in ("interview_type", "recruiter")}
    | {"callback_window_minutes": JSON, "override_availability": JSON}
    | {
        "starts": JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(("wall", "zone", "which"), JSON)),
        "candidate": JSON
        | st.fixed_dictionaries({}, optional=dict.fromkeys(("name", "email", "phone", "zone", "sms_consent"), JSON)),
    },
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(body=BODIES | JSON, action=st.sampled_from(["", "/reschedule", "/reports", "/cancel"]))
@example(body={"reason": "\ud800"}, action="/cancel")
def test_whatever_json_comes_it_is_refused_in_words(service: Service, writer: Caller, body: object, action: str):
    if not service.interviews:
        service.books()
    before = stored(service)
    path = INTERVIEWS + (f"/{service.interviews[0]}{action}" if action else "")
    answer = writer.sends("POST", path, raw=json.dumps(body).encode())
    if action == "/cancel" and answer.status_code == 200:
        return  # an empty object is a cancellation
    assert answer.status_code in (409, 422), answer.get_data(as_text=True)
    assert answer.get_json()["errors"]
    assert stored(service) == before
