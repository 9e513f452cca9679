"""Whose turn it is: least recently booked first, and by weight a larger share."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler_app.domain.turns import NEVER, Turn, after, in_order

START = datetime(2027, 1, 11, tzinfo=UTC)


def booked(turns: dict[int, Turn], who: int, moment: datetime) -> None:
    turns[who] = replace(turns[who], turn=after(turns[who], turns.values()), booked=moment)


def play(weights: list[int], free: list[set[int]]) -> list[int]:
    """Who gets each call, of those who are free then."""
    turns = {number: Turn(number, weight, 0, None) for number, weight in enumerate(weights)}
    got = []
    for number, able in enumerate(free):
        who = next(one for one in in_order(turns.values()) if one in able)
        booked(turns, who, START + number * timedelta(minutes=1))
        got.append(who)
    return got


some = st.sets(st.integers(0, 3), min_size=1)


@given(st.lists(some, max_size=40))
def test_with_equal_weights_it_is_the_least_recently_booked(free: list[set[int]]):
    last = dict.fromkeys(range(4), NEVER)
    for number, who in enumerate(play([1, 1, 1, 1], free)):
        assert who == min(free[number], key=lambda one: (last[one], one))
        last[who] = START + number * timedelta(minutes=1)


def test_shares_follow_the_weights():
    everyone = [{0, 1, 2}] * 60
    assert Counter(play([1, 2, 3], everyone)) == {0: 10, 1: 20, 2: 30}
    assert max(Counter(play([1, 2, 3], everyone[:6])).values()) == 3, "in each round, not all of one first"


def test_who_was_away_is_not_given_everything_on_return():
    got = play([1, 1], [{0}] * 20 + [{0, 1}] * 6)
    assert Counter(got[20:]) == {0: 3, 1: 3}


def test_who_joins_late_is_next_once():
    turns = {0: Turn(0, 1, 0, None)}
    for number in range(10):
        booked(turns, 0, START + number * timedelta(minutes=1))
    turns[1] = Turn(1, 1, 0, None)
    assert in_order(turns.values()) == [1, 0]
    booked(turns, 1, START + timedelta(hours=1))
    assert in_order(turns.values()) == [0, 1]
