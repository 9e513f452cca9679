"""The engine, its plain counterpart that tries every slot, and the reasons it gives: they never disagree."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import every_slot
from scheduler_app.domain.availability import Diary, Kind, Rules, free, instant
from scheduler_app.domain.explaining import explain
from tests.domain import diaries

Case = tuple[Diary, datetime]
AROUND = timedelta(hours=30)
MINUTE = timedelta(minutes=1)

cases = diaries.diaries()


def offered(diary: Diary, rules: Rules, start: datetime, end: datetime) -> list[datetime]:
    return [instant(second) for run in free(diary, rules, start, end) for second in run]


@settings(max_examples=60)
@given(cases, diaries.rules)
def test_the_engine_offers_what_trying_every_slot_finds(case: Case, rules: Rules):
    diary, about = case
    start, end = about - AROUND, about + AROUND

    found = offered(diary, rules, start, end)

    assert found == every_slot.free(diary, rules, start, end)
    assert found == sorted(set(found))


@settings(max_examples=60)
@given(cases, diaries.rules, st.integers(-30 * 60, 30 * 60))
def test_a_list_that_is_cut_in_two_is_the_same_list(case: Case, rules: Rules, cut: int):
    diary, about = case
    start, end, middle = about - AROUND, about + AROUND, about + cut * MINUTE

    parts = offered(diary, rules, start, middle) + offered(diary, rules, middle, end)

    assert parts == offered(diary, rules, start, end)


@settings(max_examples=60)
@given(cases, diaries.rules)
def test_nothing_offered_overlaps_what_is_promised_or_held(case: Case, rules: Rules):
    diary, about = case
    promised = [other for other in diary.commitments if other.kind is not Kind.ELSEWHERE]
    elsewhere = [other for other in diary.commitments if other.kind is Kind.ELSEWHERE]

    for start in offered(diary, rules, about - AROUND, about + AROUND):
        assert not any(other.starts < start + rules.occupies and start < other.until for other in promised)
        call = timedelta(minutes=rules.call_minutes)
        assert not any(other.starts < start + call and start < other.until for other in elsewhere)


@settings(max_examples=30)
@given(cases, diaries.rules, st.integers(0, 4))
def test_a_reason_is_given_exactly_for_what_is_not_offered(case: Case, rules: Rules, past: int):
    """At every fifth minute, so that it meets the grid and misses it."""
    diary, about = case
    start, now = about - AROUND, about - AROUND - timedelta(days=1)
    every = [start + (number * 5 + past) * MINUTE for number in range(120)]

    found = set(offered(diary, rules, every[0], every[-1] + MINUTE))

    assert {at for at in every if not explain(at, diary, rules, now)} == found & set(every)
