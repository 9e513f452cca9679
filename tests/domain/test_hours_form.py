"""Hours as people type them: read where they are clear, and explained where they are not."""

from __future__ import annotations

from datetime import date, time

import pytest

from scheduler_app.domain.errors import Refused
from scheduler_app.domain.hours import Hours, TimeOff
from scheduler_app.domain.hours_form import WEEK, read_date_hours, read_spans, read_time_off, read_week, said

TODAY = date(2027, 1, 11)
DENVER = "America/Denver"


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("9:00-17:00", "9:00-17:00"),
        ("09:00 - 12:00, 13:00 - 17:00", "9:00-12:00, 13:00-17:00"),
        ("13-17; 9-12", "9:00-12:00, 13:00-17:00"),
        ("9 am to 5:30 pm", "9:00-17:30"),
        ("9AM\u20135PM", "9:00-17:00"),
        ("12 a.m. - 12 p.m.", "0:00-12:00"),
        ("noon to midnight", "12:00-24:00"),
        ("9am until noon and 1pm until 5pm", "9:00-12:00, 13:00-17:00"),
        ("20:00-0:00", "20:00-24:00"),
        ("0:00-24:00", "0:00-24:00"),
        ("9.30-10.15", "9:30-10:15"),
        ("", ""),
        ("closed", ""),
    ],
)
def test_hours_that_are_clear(typed: str, means: str):
    assert said(read_spans(typed, field="monday")) == means
    assert said(read_spans(means, field="monday")) == means


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("9-5", "“9-5” ends before it begins; the afternoon is 17:00 or PM"),
        ("22:00-4:00", "“22:00-4:00” ends before it begins; hours over midnight are two"),
        ("24:00-24:00", "ends before it begins"),
        ("9:00-9:00", "ends before it begins"),
        ("9am-5", "“9am-5” can mean two things; write AM or PM at both times"),
        ("9-5pm", "can mean two things"),
        ("9:00-12:00, 11:45-13:00", "11:45-13:00 overlaps 9:00-12:00"),
        ("20:00-24:00, 22:00-23:00", "22:00-23:00 overlaps 20:00-24:00"),
        ("9:00-25:00", "is on no clock"),
        ("9:60-10:00", "is on no clock"),
        ("13pm-2pm", "is on no clock"),
        ("morning", "“morning” is not clear; write hours as 9:00-17:00"),
        ("9:00", "is not clear"),
        ("\u0669-\u0661\u0667", "is not clear"),
        (",".join(["1-2"] * 9), "8 stretches of hours a day are the most"),
    ],
)
def test_hours_that_are_not_clear_are_explained(typed: str, why: str):
    with pytest.raises(Refused, match=why) as refused:
        read_spans(typed, field="monday")
    assert refused.value.problems[0].field == "monday"


def test_a_week_names_every_fault_at_its_day():
    week = dict.fromkeys(WEEK, "") | {"monday": "9-12, 13-17"}
    assert read_week(week) == [Hours(0, time(9), time(12)), Hours(0, time(13), time(17))]

    with pytest.raises(Refused) as refused:
        read_week(week | {"tuesday": "9-5", "sunday": "late"})
    assert set(refused.value.by_field) == {"tuesday", "sunday"}


def test_other_hours_need_a_day_that_is_not_past_and_some_hours():
    assert len(read_date_hours({"day": "2027-01-11", "spans": "9-12, 13-14"}, TODAY)) == 2
    for form, field in (
        ({"day": "2027-01-10", "spans": "9-12"}, "day"),
        ({"day": "tomorrow", "spans": "9-12"}, "day"),
        ({"day": "2027-01-12", "spans": ""}, "spans"),
        ({"day": "2027-01-12", "spans": "9-5"}, "spans"),
    ):
        with pytest.raises(Refused) as refused:
            read_date_hours(form, TODAY)
        assert list(refused.value.by_field) == [field]


def test_time_off_is_whole_days_or_from_one_moment_to_another():
    day = date(2027, 1, 12)
    assert read_time_off({"first": "2027-01-12", "label": " Dentist "}, TODAY, DENVER) == TimeOff(
        day, day, label="Dentist"
    )
    night = {"first": "2027-01-12", "last": "2027-01-13", "begins": "22:00", "ends": "04:00"}
    assert read_time_off(night, TODAY, DENVER) == TimeOff(day, date(2027, 1, 13), time(22), time(4))


@pytest.mark.parametrize(
    ("form", "field", "why"),
    [
        ({"first": ""}, "first", "choose a date"),
        ({"first": "2027-01-12", "last": "2027-01-11"}, "last", "the last day is before the first"),
        ({"first": "2027-01-09", "last": "2027-01-10"}, "last", "that is past"),
        ({"first": "2027-01-12", "begins": "09:00"}, "ends", "give both times"),
        ({"first": "2027-01-12", "ends": "09:00"}, "begins", "give both times"),
        ({"first": "2027-01-12", "begins": "22:00", "ends": "04:00"}, "ends", "over midnight, choose the next day"),
        ({"first": "2027-03-14", "begins": "02:10", "ends": "02:50"}, "ends", "ends before it begins"),  # skipped
        ({"first": "2027-01-12", "last": "2029-01-12"}, "last", "400 days are the most"),
        ({"first": "2027-01-12", "label": "x" * 81}, "label", "80"),
    ],
)
def test_time_off_that_cannot_be_is_said_at_its_field(form: dict[str, str], field: str, why: str):
    with pytest.raises(Refused, match=why) as refused:
        read_time_off(form, TODAY, DENVER)
    assert field in refused.value.by_field
