"""The description is true: every address is in it, and what really comes and goes fits its schemas."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import scheduler_app
from scheduler_app.web.api.description import EXAMPLES
from tests.office import request
from tests.web.api.caller import INTERVIEWS, Caller
from tests.web.staff import Service

CHECKS = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
}
KNOWN = {
    "type", "enum", "properties", "required", "additionalProperties", "items", "$ref", "pattern", "minimum", "maximum",
    "minLength", "maxLength", "format", "description", "examples", "default",
}  # fmt: skip
FORMATS = {
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "uuid": re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "email": re.compile(r"\S+@\S+"),
    "uri": re.compile(r"https?://\S+"),
    "uri-reference": re.compile(r"\S+"),
}


@pytest.fixture
def document(writer: Caller) -> Any:
    return writer.gets("/openapi.json")


def faults(value: Any, schema: Any, schemas: Any, at: str = "$") -> list[str]:
    """How a value differs from its schema; a field that the schema does not tell of is a difference too."""
    if "$ref" in schema:
        return faults(value, schemas[schema["$ref"].removeprefix("#/components/schemas/")], schemas, at)
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(CHECKS[kind](value) for kind in kinds):
        return [f"{at} is {value!r}, not {kinds}"]
    found = [f"{at} is {value!r}"] if "enum" in schema and value not in schema["enum"] else []
    if isinstance(value, str):
        form = FORMATS.get(schema.get("format", ""))
        if form and not form.fullmatch(value):
            found.append(f"{at} is no {schema['format']}: {value!r}")
        if "pattern" in schema and not re.search(schema["pattern"], value):
            found.append(f"{at} does not fit {schema['pattern']}: {value!r}")
    if isinstance(value, list):
        for number, item in enumerate(value):
            found += faults(item, schema["items"], schemas, f"{at}[{number}]")
    if isinstance(value, dict) and schema.get("additionalProperties") is not True:
        found += [f"{at} lacks {name}" for name in schema["required"] if name not in value]
        found += [f"{at}.{name} is not described" for name in value if name not in schema["properties"]]
        for name in value.keys() & schema["properties"].keys():
            found += faults(value[name], schema["properties"][name], schemas, f"{at}.{name}")
    return found


def unfit(document: Any, method: str, path: str, answer: Any) -> list[str]:
    """How an answer differs from what the description says of this call."""
    told = document["paths"][path][method.lower()]["responses"].get(str(answer.status_code))
    if told is None:
        return [f"{method} {path} is not said to answer {answer.status_code}"]
    content = told["content"].get(answer.content_type)
    if content is None:
        return [f"{method} {path} is not said to answer {answer.content_type}"]
    return faults(answer.get_json(), content["schema"], document["components"]["schemas"])


def test_every_address_is_described_and_every_described_one_exists(service: Service, document: Any):
    served = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in service.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert served
    assert described == served


def test_what_really_goes_and_comes_fits(service: Service, writer: Caller, reader: Caller, document: Any):
    described = document["components"]["schemas"]
    asked = request()
    assert faults(asked, described["Booking"], described) == []
    booked = writer.sends("POST", INTERVIEWS, asked)
    one = f"{INTERVIEWS}/{booked.get_json()['id']}"
    template = f"{INTERVIEWS}/{{interview_id}}"
    service.rounds()
    calls = [("POST", INTERVIEWS, booked)]

    def call(method: str, path: str, template: str, body: object = None, **headers: Any) -> None:
        calls.append((method, template, writer.sends(method, path, body, **headers)))

    late = {"by": "recruiter", "outcome": "running_late", "minutes": 15}
    moved = {"starts": {"wall": "2027-01-13T10:00", "zone": "America/Denver"}}
    call("POST", INTERVIEWS, INTERVIEWS, asked)
    call("POST", INTERVIEWS, INTERVIEWS, asked | {"starts": {"wall": "2027-03-14T02:30", "zone": "America/Denver"}})
    call("POST", INTERVIEWS, INTERVIEWS, asked | {"starts": {"wall": "2027-11-07T01:30", "zone": "America/Denver"}})
    call("POST", INTERVIEWS, INTERVIEWS, asked | {"starts": {"wall": "2027-01-12T14:30", "zone": "MST"}})
    call("POST", INTERVIEWS, INTERVIEWS, asked, Content_Type="text/plain")
    call("POST", INTERVIEWS, INTERVIEWS, asked, Authorization="")
    call("GET", INTERVIEWS, INTERVIEWS)
    call("GET", f"{INTERVIEWS}?limit=1", INTERVIEWS)
    call("GET", one, template)
    call("GET", f"{one}0", template)
    call("GET", f"{one}/messages", f"{template}/messages")
    call("POST", f"{one}/reschedule", f"{template}/reschedule", moved)
    call("POST", f"{one}/reports", f"{template}/reports", late)
    service.now += timedelta(hours=45)  # the window closed half an hour ago
    service.rounds()
    call("GET", one, template)
    call("GET", f"{one}/messages", f"{template}/messages")
    call("POST", f"{one}/reports", f"{template}/reports", {"by": "recruiter", "outcome": "missed"})
    call("GET", one, template)
    call("POST", f"{one}/cancel", f"{template}/cancel", {"reason": "Filled."}, Idempotency_Key="one")
    call("POST", f"{one}/cancel", f"{template}/cancel", {"reason": "Filled."})
    call("GET", f"{one}/timeline", f"{template}/timeline")
    call("GET", "/api/v1/slots?interview_type=phone-screen&from=2027-01-14&to=2027-01-15&zone=UTC", "/api/v1/slots")
    call("GET", "/api/v1/slots", "/api/v1/slots")
    calls.append(("GET", template, reader.sends("GET", one)))
    calls.append(("POST", f"{template}/cancel", reader.sends("POST", f"{one}/cancel")))

    assert {answer.status_code for _, _, answer in calls} == {200, 201, 401, 403, 404, 409, 415, 422}
    assert [fault for method, path, answer in calls for fault in unfit(document, method, path, answer)] == []


def test_the_examples_fit_and_work(service: Service, writer: Caller, document: Any):
    schemas = document["components"]["schemas"]
    assert [fault for name, body in EXAMPLES.items() for fault in faults(body, schemas[name], schemas)] == []
    told = writer.posts(INTERVIEWS, EXAMPLES["Booking"], 201)
    path = f"{INTERVIEWS}/{told['id']}"
    writer.posts(f"{path}/reschedule", EXAMPLES["Rescheduling"])
    writer.posts(f"{path}/reports", EXAMPLES["Reporting"])
    writer.posts(f"{path}/cancel", EXAMPLES["Cancellation"])


def test_the_check_notices_a_lie(writer: Caller, document: Any):
    schemas = document["components"]["schemas"]
    told = writer.books()
    assert faults(told | {"state": "done"}, schemas["Interview"], schemas) == ["$.state is 'done'"]
    assert faults(told | {"new": 1}, schemas["Interview"], schemas) == ["$.new is not described"]
    assert faults(told | {"generation": "1"}, schemas["Interview"], schemas) == ["$.generation is '1', not ['integer']"]
    del told["phase"]
    assert faults(told, schemas["Interview"], schemas) == ["$ lacks phase"]


def test_the_schemas_say_nothing_the_check_does_not_know(document: Any):
    def words(schema: Any) -> set[str]:
        inner = [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]
        return set(schema).union(*map(words, inner))

    assert set().union(*map(words, document["components"]["schemas"].values())) <= KNOWN


def test_every_refusal_in_the_code_has_a_described_code(document: Any):
    described = set(document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"])
    package = Path(scheduler_app.__file__).parent
    files = [package / f"{name}.py" for name in ("booking", "reports", "planning", "openings", "web/problems")]
    used = {
        code
        for file in [*files, *package.glob("domain/*.py"), *package.glob("web/api/*.py")]
        for code in re.findall(r'(?:because|Problem)\(\s*"([a-z_]+)"', file.read_text("utf-8"))
    }
    assert len(used) > 10
    assert used <= described


def test_the_docs_page_tells_people_the_same(writer: Caller, document: Any):
    page = writer.http.get("/api/docs").get_data(as_text=True)
    for path in document["paths"]:
        assert f"<code>{path}</code>" in page
    for code in document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]:
        assert f"<code>{code}</code>" in page
    assert "candidate.sms_consent" in page
    assert "<script" not in page


def test_the_description_needs_no_key_and_names_this_service(service: Service, document: Any):
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": service.desk.base_url}]
    assert service.visitor().browser.get("/openapi.json").status_code == 200
