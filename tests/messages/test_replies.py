"""What we answer to texts: short, without links and without words that carriers act on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from scheduler_app.domain import clockface, segments
from scheduler_app.domain.promises import bare_times
from scheduler_app.messages.facts import Facts
from scheduler_app.messages.render import Renderer
from tests.messages.people import CLOSES, COMMANDS, NEW_TIMES, STARTS, facts, long_facts

WORDS = Renderer(Path(__file__).parents[2] / "templates")
NAMES = sorted(WORDS.replies())
ASKED = ("", "open", "lapse", "new-times", "backup", "taken", "prepare-10m")
READERS = ("candidate", "recruiter", "backup")


def more(known: Facts, zone: str, asked: str = "open") -> dict[str, Any]:
    call = {"starts": clockface.brief_both(STARTS, zone, zone), "time": clockface.say_time(STARTS, zone)}
    return {
        "told_at": clockface.say_time(CLOSES, zone),
        "asked": asked,
        "other": "2",
        "new_times": list(NEW_TIMES.values()),
        "done_by": clockface.say_time(CLOSES, zone),
        "gone": True,
        "calls": [{"letter": letter, "name": known.candidate.split()[0][:20]} | call for letter in "ABC"],
    }


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_is_short_and_carries_no_link(name: str):
    for reader in READERS:
        for known, zone in (
            (facts(reader), "America/Denver"),
            (long_facts(reader), "Asia/Ho_Chi_Minh"),
            (facts(reader, candidate="Владимир Иванов", recruiter="Łukasz Żak", taken_by="李"), "America/Denver"),
            (facts(reader, candidate_phone="", organisation="", recruiter_email=""), "America/Denver"),
        ):
            for asked in ASKED:
                text = WORDS.reply(name, known, **more(known, zone, asked))
                assert segments.count(text).segments <= 2, text
                assert not re.search(r"https?:|Ref |  | [,.;:]|None|\.\.|:$", text), text
                assert not re.search(COMMANDS, re.sub(r"[Rr]eply (STOP|START)", "", text)), text
                assert bare_times(text) == [], text
                assert text.startswith(("Northwind", "Interview desk")), text


@pytest.mark.parametrize(
    ("name", "reader", "asked", "words"),
    [
        (
            "unclear",
            "recruiter",
            "lapse",
            "Northwind: sorry, we cannot read that here."
            " Please reply 1 if you talked, 2 if no answer, 3 if you missed it. Your words are kept.",
        ),
        (
            "passed-on",
            "candidate",
            "lapse",
            "Northwind interviews: thank you. Dana gets your words by email and will answer you if an answer is needed."
            " About the call Tue 12 Jan 2:30 PM Phoenix (UTC-7) / 2:30 PM Denver (UTC-7):"
            " reply 1 if you did talk, 2 if not.",
        ),
        (
            "help",
            "candidate",
            "",
            "Northwind: we text about interview calls. Questions: dana@example.com. Msg and data rates may apply."
            " Reply STOP to opt out.",
        ),
    ],
)
def test_these_answers_read_as_follows(name: str, reader: str, asked: str, words: str):
    assert WORDS.reply(name, facts(reader), asked=asked) == words
