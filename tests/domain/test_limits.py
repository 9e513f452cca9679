"""The limits as an admin types them."""

from __future__ import annotations

from datetime import time

import pytest

from scheduler_app.domain.errors import Refused
from scheduler_app.domain.limits import Limits, read_limits
from scheduler_app.domain.quiet import QuietHours

TYPED = {
    "quiet_from": "21:00",
    "quiet_until": "08:00",
    "texts_an_hour": "20",
    "texts_a_day": "40",
    "range_texts_a_day": "10",
    "all_texts_a_day": "6000",
    "mails_an_hour": "30",
}


def test_what_is_usual_reads_as_what_is_usual():
    assert read_limits(TYPED) == Limits()


def test_other_hours_and_a_switch_that_stops_all_texts():
    wanted = read_limits(TYPED | {"quiet_from": "20:30", "quiet_until": "09:00", "all_texts_a_day": "0"})
    assert (wanted.quiet, wanted.all_texts_a_day) == (QuietHours(time(20, 30), time(9)), 0)


@pytest.mark.parametrize("typed", ["", "9", "24:00", "21", "21:00:00", "21:0a", "T21:0"])
def test_a_time_that_is_none_is_refused_at_its_field(typed: str):
    with pytest.raises(Refused) as refused:
        read_limits(TYPED | {"quiet_from": typed})
    assert refused.value.by_field == {"quiet_from": "write the time as HH:MM, such as 21:00"}


@pytest.mark.parametrize("typed", ["", "-1", "1.5", "1000001", "٣", "1e3", "9" * 5000])
def test_a_number_that_is_none_is_refused_at_its_field(typed: str):
    with pytest.raises(Refused) as refused:
        read_limits(TYPED | {"texts_an_hour": typed})
    assert refused.value.by_field == {"texts_an_hour": "write a whole number from 0 to 1000000"}


def test_mail_cannot_be_switched_off_as_everything_else_falls_back_to_it():
    with pytest.raises(Refused) as refused:
        read_limits(TYPED | {"mails_an_hour": "0"})
    assert refused.value.by_field == {"mails_an_hour": "write a whole number from 1 to 1000000"}


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(Refused) as refused:
        read_limits({})
    assert set(refused.value.by_field) == set(TYPED)
