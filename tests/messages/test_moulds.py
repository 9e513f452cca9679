"""Words from a mould are those that would have been rendered, whoever reads them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler_app.domain.said import Said
from scheduler_app.messages.facts import Facts
from scheduler_app.messages.render import Renderer
from tests.messages.people import EMPTY, OTHERS, facts
from tests.messages.test_words import EVERY, TEMPLATES

ORDINARY: dict[str, Any] = {"reader": "Zoë O'Neill-Åberg", "candidate": "Dr. Zoë O'Neill-Åberg", "recruiter": "Bo"}
ODD: tuple[dict[str, Any], ...] = (
    {"candidate": "- Ali & Sons <ali>"},  # a list's dash, and what HTML has to escape
    {"candidate": "<b>Ali</b>", "recruiter": "Noon 12:30 PM"},
    {"reader": "   Ali   \n Haddad "},
    {"candidate": "A" * 90, "recruiter": "李小龍", "candidate_email": "a+1@example.com"},
    {"recruiter": "\ue010 Mark", "contact_note": "+1 602-555-0123 cannot be texted"},
    {"recruiter_phone": "by arrangement", "candidate_phone": "+44 7700 900123"},
)
SCRIPTS = [key for key in EVERY if key[0] not in OTHERS]


class Unmoulded(Renderer):
    """Renders each message by itself."""

    def __init__(self) -> None:
        super().__init__(TEMPLATES)
        self._moulds.render = lambda cast, key, known, **more: cast(known)  # type: ignore[method-assign]


PLAIN, MOULDING = Unmoulded(), Renderer(TEMPLATES)


def readers(audience: str) -> list[Facts]:
    known = facts(audience)
    told = [known, replace(known, **ORDINARY), replace(known, **{**EMPTY, "ref": known.ref})]
    return told + [replace(known, **changes) for changes in ODD]


@pytest.mark.parametrize(("script", "audience", "channel"), SCRIPTS)
def test_words_from_a_mould_are_those_that_are_rendered(script, audience, channel):
    for _ in ("made", "used again"):
        for known in readers(audience):
            assert MOULDING.render(script, audience, channel, known) == PLAIN.render(script, audience, channel, known)


def test_a_mould_is_made_once_for_all_readers_of_one_time_and_anew_for_another(monkeypatch):
    words, made = Renderer(TEMPLATES), list[str]()
    mail = Renderer._mail

    def counted(self: Renderer, name: str, known: Any) -> tuple[str, str, str]:
        made.append(name)
        return mail(self, name, known)

    monkeypatch.setattr(Renderer, "_mail", counted)
    known, link = facts("candidate"), "https://calls.example.com/c/another"
    for reader in (known, replace(known, **ORDINARY), replace(known, candidate_link=link)):
        words.render("lapse", "candidate", "email", reader)
    assert len(made) == 1
    words.render(
        "lapse", "candidate", "email", replace(known, closes=Said("Wed 13 Jan 2027, 3:00 PM Denver (UTC-7)", "en"))
    )
    assert len(made) == 2
