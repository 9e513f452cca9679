"""Nobody is offered a call in the middle of the night while another time is free."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scheduler_app.domain.waking import awake, kindest

MIDNIGHT = datetime(2027, 1, 12, 7, 0, tzinfo=UTC)  # in Phoenix
PHOENIX = "America/Phoenix"


def at(*hours: float) -> list[datetime]:
    return [MIDNIGHT + timedelta(hours=hour) for hour in hours]


@pytest.mark.parametrize(("hour", "is_awake"), [(7.99, False), (8, True), (20.99, True), (21, False)])
def test_the_day_is_from_eight_until_nine(hour: float, is_awake: bool):
    assert awake(at(hour)[0], PHOENIX) == is_awake


@pytest.mark.parametrize(
    ("free", "kept"),
    [
        ((1, 6, 8, 20.75, 21), (8, 20.75)),
        ((1, 5.75, 6, 7, 21, 22.75, 23), (6, 7, 21, 22.75)),
        ((1, 4, 23), (1, 4, 23)),
        ((), ()),
    ],
)
def test_other_hours_are_kept_only_if_nothing_kinder_is_free(free: tuple[float, ...], kept: tuple[float, ...]):
    assert kindest(at(*free), PHOENIX) == at(*kept)
