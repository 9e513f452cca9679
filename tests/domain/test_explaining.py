"""Why a time is not offered, in words for staff: every reason, and the values that count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from scheduler_app.domain.availability import Caps, Commitment, Diary, Kind, Rules
from scheduler_app.domain.explaining import Why, explain
from scheduler_app.domain.hours import Hours, Schedule, TimeOff

DENVER = "America/Denver"
WEEK = [Hours(day, time(9), time(17)) for day in range(5)]
DANA = Diary(Schedule(DENVER, WEEK))
MONDAY = datetime(2027, 1, 11, 16, tzinfo=UTC)  # 9:00 AM
RULES = Rules()


def at(hour: int, minute: int = 0, *, day: int = 12) -> datetime:
    return datetime(2027, 1, day, tzinfo=UTC) + timedelta(hours=hour + 7, minutes=minute)


def said(start: datetime, diary: Diary = DANA, rules: Rules = RULES) -> dict[Why, str]:
    return {reason.why: reason.words for reason in explain(start, diary, rules, MONDAY)}


def busy(*commitments: Commitment) -> Diary:
    return replace(DANA, commitments=commitments)


def test_what_is_offered_needs_no_excuse():
    assert said(at(9)) == said(at(16, 30)) == {}


def test_notice_horizon_and_the_past():
    assert said(at(12, 45, day=11)) == {
        Why.TOO_SOON: "It is too soon: calls of this type are booked at least 4 hours ahead."
    }
    assert said(at(13, day=11)) == {}
    assert said(at(8, 45, day=11))[Why.TOO_SOON] == "It is past."
    far = MONDAY + timedelta(days=30)
    assert said(far, rules=Rules(notice_minutes=0)) == {
        Why.TOO_FAR: "It is too far ahead: calls of this type are booked at most 30 days ahead."
    }


def test_outside_hours_off_the_grid_and_no_room():
    assert said(at(17, 15)) == {
        Why.OUTSIDE: "It is outside the hours of Tue 12 Jan 2027: 9:00 AM Denver (UTC-7) to 5:00 PM Denver (UTC-7)."
    }
    assert said(at(10, day=16)) == {Why.OUTSIDE: "There are no hours on Sat 16 Jan 2027."}
    assert said(at(10, 5)) == {
        Why.OFF_GRID: "Calls start every 15 minutes from 9:00 AM Denver (UTC-7) on;"
        " the starts beside it are 10:00 AM Denver (UTC-7) and 10:15 AM Denver (UTC-7)."
    }
    assert said(at(16, 45)) == {
        Why.NO_ROOM: "The callback window would not fit: it takes 30 minutes,"
        " and the hours end at 5:00 PM Denver (UTC-7)."
    }


def test_time_off_and_holidays_by_name():
    dentist = TimeOff(date(2027, 1, 12), date(2027, 1, 12), time(11), time(12), "Dentist")
    trip = TimeOff(date(2027, 1, 12), date(2027, 1, 13))
    off = replace(DANA, schedule=replace(DANA.schedule, off=[dentist, trip]))
    reasons = [reason.words for reason in explain(at(11), off, RULES, MONDAY)]
    assert reasons == [
        "Time off, “Dentist”: Tue 12 Jan 2027, 11:00 AM Denver (UTC-7) to 12:00 PM Denver (UTC-7).",
        "Time off: from Tue 12 Jan 2027 to Wed 13 Jan 2027, all day.",
    ]
    thanksgiving = datetime(2026, 11, 26, 17, tzinfo=UTC)
    american = replace(DANA, schedule=replace(DANA.schedule, country="US"))
    (reason,) = explain(thanksgiving, american, RULES, thanksgiving - timedelta(days=2))
    assert reason.words == "Thu 26 Nov 2026 is a public holiday: Thanksgiving Day."


def test_calls_their_buffers_and_a_window_that_would_not_fit_before_one():
    diary = busy(Commitment(at(11), at(11, 30), Kind.CALL, minutes_after=10, label="Ali Haddad"))
    call = "Tue 12 Jan 2027, 11:00 AM Denver (UTC-7) to 11:30 AM Denver (UTC-7)"
    assert said(at(11, 15), diary) == {Why.CALL: f"The call with Ali Haddad is then: {call}."}
    assert said(at(11, 30), diary) == {
        Why.BUFFER: f"It is too soon after the call with Ali Haddad, {call}: 10 minutes are kept free after it."
    }
    assert said(at(10, 30), diary) == {
        Why.BUFFER: f"It is too near to the call with Ali Haddad, {call}: 10 minutes are kept free before it."
    }
    assert said(at(10, 30), diary, Rules(window_minutes=45)) == {
        Why.CALL: "The callback window would not fit: it takes 45 minutes,"
        " and the call with Ali Haddad begins at 11:00 AM Denver (UTC-7)."
    }


def test_other_calendars_and_what_is_held():
    elsewhere, held = (Commitment(at(11), at(12), kind, label=label) for kind, label in
                       ((Kind.ELSEWHERE, "Work"), (Kind.HELD, "")))  # fmt: skip
    assert said(at(11), busy(elsewhere))[Why.ELSEWHERE].startswith("An appointment in “Work” is then: Tue 12 Jan 2027")
    assert said(at(11), busy(held))[Why.HELD].startswith("A time held for somebody who is booking is then")


@pytest.mark.parametrize(
    ("caps", "rules", "words"),
    [
        (Caps(a_day=1), RULES, "Tue 12 Jan 2027 is full: 1 call for this recruiter is the most."),
        (Caps(a_week=1), RULES, "The week from Mon 11 Jan 2027 is full: 1 call for this recruiter is the most."),
        (
            Caps(),
            Rules(caps=Caps(a_day=1)),
            "Tue 12 Jan 2027 is full: 1 call of this type for one recruiter is the most.",
        ),
    ],
)
def test_a_full_day_or_week(caps: Caps, rules: Rules, words: str):
    diary = replace(DANA, caps=caps, calls=[at(15)], calls_of_type=[at(15)])
    assert said(at(10), diary, rules) == {Why.CAP: words}


def test_all_reasons_are_given_at_once():
    trip = TimeOff(date(2027, 1, 16), date(2027, 1, 16))
    everything = replace(
        busy(Commitment(at(9, day=16), at(12, day=16))),
        schedule=replace(DANA.schedule, off=[trip]),
        caps=Caps(a_day=1),
        calls=[at(9, day=16)],
    )
    assert set(said(at(10, day=16), everything)) == {Why.OUTSIDE, Why.TIME_OFF, Why.CAP, Why.CALL}
