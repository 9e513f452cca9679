"""A candidate whose language and clock the API knows; its own answers stay in English."""

from __future__ import annotations

import pytest

from tests.office import request
from tests.web.api.caller import INTERVIEWS, Caller, refused


def test_the_candidates_language_and_clock_are_kept_and_the_answer_stays_english(writer: Caller):
    told = writer.posts(INTERVIEWS, request(candidate={"language": "fr", "hours": 24}), 201)

    assert told["for_candidate"]["text"] == "Tue 12 Jan 2027, 2:30 PM Phoenix (UTC-7), which is 2:30 PM Denver (UTC-7)"
    kept = writer.service.interview(writer.service.all_interviews()[0].id).candidate
    assert (kept.language, kept.clock_hours) == ("fr", 24)
    confirmation, *_ = [message for message in writer.service.messages() if message.audience == "candidate"]
    assert "mar. 12 janv. 2027, 14:30 Phoenix (UTC-7), soit 14:30 Denver (UTC-7)" in confirmation.body


@pytest.mark.parametrize(
    ("field", "value", "choices"),
    [
        ("language", "pt", ["en", "es", "fr", "de"]),
        ("language", 5, ["en", "es", "fr", "de"]),
        ("hours", 13, ["12", "24"]),
        ("hours", "24", ["12", "24"]),
        ("hours", True, ["12", "24"]),
    ],
)
def test_what_is_not_offered_is_refused_with_what_is(writer: Caller, field: str, value: object, choices: list[str]):
    answer = writer.sends("POST", INTERVIEWS, request(candidate={field: value}))
    assert refused(answer, 422, "invalid_request", f"candidate.{field}")["choices"] == choices
    assert writer.service.all_interviews() == []
