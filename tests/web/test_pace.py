"""Two ways to say "slower": so many at once and then a steady trickle, or never more than so many in a minute."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler_app.web import pace
from scheduler_app.web.pace import Pace, Quota
from tests.office import MONDAY

MINUTE, NONE = timedelta(minutes=1), timedelta()


def test_three_at_once_and_then_one_a_minute():
    limit = Pace(3, MINUTE)
    assert [limit.wait("feed", MONDAY) for _ in range(4)] == [NONE, NONE, NONE, MINUTE]
    assert limit.wait("other", MONDAY) == NONE
    assert limit.wait("feed", MONDAY + MINUTE - timedelta(seconds=1)) == timedelta(seconds=1)
    assert limit.wait("feed", MONDAY + MINUTE) == NONE
    assert limit.wait("feed", MONDAY + MINUTE) == MINUTE


def test_after_a_rest_three_are_free_again_and_no_more():
    limit = Pace(3, MINUTE)
    for _ in range(3):
        limit.wait("feed", MONDAY)
    later = MONDAY + timedelta(hours=5)
    assert [limit.wait("feed", later) for _ in range(4)] == [NONE, NONE, NONE, MINUTE]


@given(st.lists(st.integers(min_value=0, max_value=30), max_size=60))
def test_no_minute_ever_holds_more_than_its_quota(pauses: list[int]):
    limit, now, passed = Quota(5, MINUTE), MONDAY, []
    for pause in pauses:
        now += timedelta(seconds=pause)
        wait = limit.wait("key", now)
        if not wait:
            passed.append(now)
        else:
            assert NONE < wait <= MINUTE
            assert len([then for then in passed if then > now - MINUTE]) == 5
    for then in passed:
        assert len([other for other in passed if then <= other < then + MINUTE]) <= 5


def test_strangers_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(pace, "MOST_KEYS", 10)
    limit = Quota(1, MINUTE)
    for number in range(100):
        limit.wait(number, MONDAY + timedelta(seconds=number))
    assert len(limit._seen) <= 11
