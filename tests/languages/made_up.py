"""A Spanish that nobody speaks: what is said in it has been through the catalogue, and how long it is is known."""

from __future__ import annotations

import re
from gettext import NullTranslations

import pytest

from scheduler_app.messages import catalogs
from tests.languages.collecting import PLACE, room


class Marking(NullTranslations):
    """Says every sentence in letters of its own, so that what went past the catalogue stands out."""

    def gettext(self, message: str) -> str:
        kept = PLACE.findall(message)
        said = [re.sub("[A-Za-z]", "Ω", between) for between in PLACE.split(message)]
        return "".join(part for pair in zip(said, [*kept, ""], strict=True) for part in pair)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


class Longest(NullTranslations):
    """Makes every sentence as long as translators may make a text's, with accents that GSM-7 lacks."""

    def gettext(self, message: str) -> str:
        return message + "í" * (room(message) - len(PLACE.sub("", message)))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def speak(spanish: NullTranslations, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on environments that are made speak this Spanish, and every other language in English."""
    english = NullTranslations()
    monkeypatch.setattr(catalogs, "catalogue", lambda language: spanish if language == "es" else english)
