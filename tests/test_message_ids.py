"""Ids of messages: never the same, and in the order of writing, which is how an index likes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import RFC_4122

from scheduler_app.store import outbox

NOON = datetime(2027, 1, 12, 12, 0, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def test_an_id_is_of_version_7_and_begins_with_the_moment():
    found = outbox.new_id(NOON)
    assert (found.version, found.variant) == (7, RFC_4122)
    assert found.int >> 80 == int(NOON.timestamp()) * 1000


def test_what_is_written_one_after_the_other_lies_so_even_within_a_millisecond():
    made = [outbox.new_id(NOON) for _ in range(5_000)]
    assert len(set(made)) == 5_000
    steps_back = sum(later < earlier for earlier, later in pairwise(made))
    assert steps_back <= 1, "where the counter begins again"
    assert max(made) < outbox.new_id(NOON + MILLISECOND)
    assert outbox.new_id(NOON - MILLISECOND) < min(made)
