"""POSIX rules, which name no place: refused, with the places whose clocks keep to them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scheduler_app.domain import zones
from scheduler_app.domain.errors import Refused


@pytest.mark.parametrize(
    ("written", "on", "meant"),
    [
        ("<+03>-3", None, ["Asia/Riyadh", "Europe/Istanbul", "Europe/Moscow"]),
        ("<-03>3", None, ["America/Sao_Paulo", "America/Argentina/Buenos_Aires"]),
        ("<+0545>-5:45", None, ["Asia/Kathmandu"]),
        ("UTC0", None, ["UTC", "Africa/Accra", "Atlantic/Reykjavik"]),
        ("GMT0BST", None, ["Europe/London"]),
        ("EST5", None, ["America/New_York"]),
        ("XXX4", datetime(2026, 12, 15, tzinfo=UTC), ["America/La_Paz", "America/Puerto_Rico"]),
        ("ABC8DEF", datetime(2026, 12, 15, tzinfo=UTC), ["America/Los_Angeles"]),
    ],
)
def test_a_rule_without_a_place_is_answered_with_places_on_that_clock(
    written: str, on: datetime | None, meant: list[str]
):
    with pytest.raises(Refused) as refused:
        zones.check(written, field="zone", on=on)

    found = refused.value.extras["choices"]
    assert isinstance(found, list)
    assert found[: len(meant)] == meant
    assert len(found) <= 5


def test_the_date_in_question_decides_who_has_that_offset():
    def offered(month: int) -> object:
        with pytest.raises(Refused) as refused:
            zones.check("<+0930>-9:30", field="zone", on=datetime(2027, month, 15, tzinfo=UTC))
        return refused.value.extras["choices"]

    assert offered(1) == ["Australia/Darwin"]  # in Adelaide it is summer
    assert offered(7) == ["Australia/Darwin", "Australia/Adelaide", "Australia/Broken_Hill"]
