"""Every time in every message has its city beside it."""

from __future__ import annotations

import re

import pytest

from scheduler_app.domain.promises import bare_times
from tests.messages.test_words import EVERY, said


@pytest.mark.parametrize(("script", "audience", "channel"), EVERY)
def test_no_message_says_a_time_without_its_city(script, audience, channel):
    words = said(script, audience, channel)
    assert [bare_times(text) for text in (words.subject, words.body)] == [[], []]


def test_a_message_that_did_would_be_noticed():
    words = said("remind-1h", "candidate", "email")
    without = re.sub(r" (Phoenix|Denver) \(UTC-7\)", "", words.body)
    assert set(bare_times(without)) == {"2:30 PM", "3:00 PM"}
