"""Reach out or move on: the moment before each advice changes, and the moment of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scheduler_app.domain.reaching_out import Advice, advice, next_turn

STARTS = datetime(2027, 1, 12, 21, 30, tzinfo=UTC)  # a Tuesday, 2:30 PM in Phoenix
MINUTE, MOMENT = timedelta(minutes=1), timedelta(microseconds=1)
PHOENIX = "America/Phoenix"
NEXT_DAY = datetime(2027, 1, 13, 16, 0, tzinfo=UTC)  # 9:00 AM in Phoenix
WEEK = datetime(2027, 1, 19, 16, 0, tzinfo=UTC)  # five business days later


@pytest.mark.parametrize(
    ("window", "moment", "before", "then"),
    [
        (30, STARTS + 15 * MINUTE, Advice.WAIT, Advice.CHECK),
        (30, STARTS + 30 * MINUTE, Advice.CHECK, Advice.MESSAGE),  # the close: until then the call may come
        (10, STARTS + 10 * MINUTE, Advice.WAIT, Advice.MESSAGE),  # closed early: our own mail asks for a new time
        (15, STARTS + 15 * MINUTE, Advice.WAIT, Advice.MESSAGE),
        (18, STARTS + 15 * MINUTE, Advice.WAIT, Advice.CHECK),
        (18, STARTS + 18 * MINUTE, Advice.CHECK, Advice.MESSAGE),
        (60, STARTS + 60 * MINUTE, Advice.CHECK, Advice.MESSAGE),
        (30, NEXT_DAY, Advice.MESSAGE, Advice.EMAIL),
        (30, WEEK, Advice.EMAIL, Advice.CLOSE),
    ],
)
def test_the_advice_changes_at_its_moment(window: int, moment: datetime, before: Advice, then: Advice):
    closes = STARTS + window * MINUTE
    assert advice(STARTS, closes, PHOENIX, moment - MOMENT) is before
    assert advice(STARTS, closes, PHOENIX, moment) is then
    turn = next_turn(STARTS, closes, PHOENIX, moment - MOMENT)
    assert turn is not None
    assert (turn.advice, turn.begins) == (then, moment)


def test_a_call_on_friday_is_followed_on_monday_and_the_last_note_leads_on():
    friday = datetime(2027, 1, 15, 21, 30, tzinfo=UTC)
    closes = friday + 30 * MINUTE
    monday = datetime(2027, 1, 18, 16, 0, tzinfo=UTC)
    assert advice(friday, closes, PHOENIX, monday - MOMENT) is Advice.MESSAGE
    assert advice(friday, closes, PHOENIX, monday) is Advice.EMAIL
    assert next_turn(friday, closes, PHOENIX, monday + timedelta(days=30)) is None


def test_once_it_is_known_that_nobody_calls_there_is_nothing_to_wait_for():
    closes = STARTS + 30 * MINUTE
    assert advice(STARTS, closes, PHOENIX, STARTS + 5 * MINUTE, known=True) is Advice.MESSAGE
    assert advice(STARTS, closes, PHOENIX, NEXT_DAY, known=True) is Advice.EMAIL
    assert advice(STARTS, closes, PHOENIX, STARTS - MINUTE) is Advice.WAIT
