"""Every time in every message has its city beside it, and one minute is not several."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from scheduler_app.domain.promises import bare_times
from tests.messages.people import LINK
from tests.messages.test_words import EVERY, WORDS, said


@pytest.mark.parametrize(("script", "audience", "channel"), EVERY)
def test_no_message_says_a_time_without_its_city(script, audience, channel):
    words = said(script, audience, channel)
    assert [bare_times(text) for text in (words.subject, words.body)] == [[], []]


def test_a_message_that_did_would_be_noticed():
    words = said("remind-1h", "candidate", "email")
    without = re.sub(r" (Phoenix|Denver) \(UTC-7\)", "", words.body)
    assert set(bare_times(without)) == {"2:30 PM", "3:00 PM"}


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        ("en", "1 minute", "2 minutes"),
        ("es", "1 minuto", "2 minutos"),
        ("fr", "1 minute", "2 minutes"),
        ("de", "1 Minute", "2 Minuten"),
    ],
)
def test_an_invitation_counts_one_minute_as_one(language: str, one: str, two: str):
    for minutes, counted in ((1, one), (2, two)):
        link = replace(LINK, language=language, call_minutes=minutes)
        for organisation in ("Northwind", ""):
            body = WORDS.render("invited", "candidate", "email", replace(link, organisation=organisation)).body
            assert f" {counted}." in " ".join(body.split())
