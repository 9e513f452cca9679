"""The plan's two questions, `due` and `next_due_at`, for every situation that hypothesis can think of."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler_app.domain import plan
from scheduler_app.domain.default_plan import DEFAULT_PLAN
from scheduler_app.domain.interview import Side, State
from scheduler_app.domain.plan import Anchor, Audience, Moment, Situation, Step
from scheduler_app.domain.quiet import AtNight

STARTS = datetime(2027, 1, 12, 21, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ZONES = st.sampled_from(["America/Denver", "Asia/Kathmandu", "Australia/Lord_Howe", "Europe/London", "Pacific/Apia"])


def at(**changes: object) -> Situation:
    usual = Situation(
        state=State.SCHEDULED,
        booked=STARTS - timedelta(days=2),
        starts=STARTS,
        closes=STARTS + 30 * MINUTE,
        candidate_zone="America/Phoenix",
        recruiter_zone="America/Denver",
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    starts = draw(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
    state = draw(st.sampled_from(State))
    return Situation(
        state=state,
        booked=starts - draw(st.timedeltas(timedelta(seconds=-60), timedelta(days=40))),
        starts=starts,
        closes=starts + MINUTE * draw(st.integers(1, 300)),
        candidate_zone=draw(ZONES),
        recruiter_zone=draw(ZONES),
        held=starts + MINUTE if state is State.HELD else None,
        missed_by=draw(st.sampled_from(Side)) if state is State.MISSED else None,
        recruiter_spoke=draw(st.booleans()),
    )


@given(situations(), st.timedeltas(timedelta(days=-40), timedelta(days=40)))
def test_next_due_at_is_the_first_moment_at_which_anything_is_due(situation: Situation, after: timedelta):
    now = situation.starts + after
    moment = plan.next_due_at(DEFAULT_PLAN, situation, set())
    due = plan.due(DEFAULT_PLAN, situation, set(), now)
    if moment is None or now < moment:
        assert due == []
    if moment is not None and now >= moment:
        assert due or (situation.state is State.SCHEDULED and situation.closes <= now)


@given(situations(), st.lists(st.timedeltas(timedelta(days=-3), timedelta(days=20)), max_size=30))
def test_however_often_one_looks_each_step_is_decided_at_most_once(situation: Situation, looks: list[timedelta]):
    decided: list[tuple[str, Audience]] = []
    for now in sorted(situation.starts + look for look in looks):
        decided += [decision.step.key for decision in plan.due(DEFAULT_PLAN, situation, decided, now)]
    assert len(decided) == len(set(decided))


@given(situations(), st.timedeltas(timedelta(days=-3), timedelta(days=20)))
def test_a_step_is_taken_only_between_its_moment_and_its_end(situation: Situation, after: timedelta):
    now = situation.starts + after
    for decision in plan.due(DEFAULT_PLAN, situation, set(), now):
        until = plan.moment(decision.step.until, situation)
        assert until is not None
        assert decision.due_at <= now
        assert decision.taken == (now < until)
        assert decision.taken or decision.reason


@given(situations())
def test_looking_only_at_the_announced_moments_misses_nothing(situation: Situation):
    decided: set[tuple[str, str]] = set()
    moments = []
    while (moment := plan.next_due_at(DEFAULT_PLAN, situation, decided)) is not None:
        found = plan.due(DEFAULT_PLAN, situation, decided, moment)
        decided |= {decision.step.key for decision in found}
        moments.append(moment)
        if situation.state is State.SCHEDULED and moment == situation.closes:
            break  # from here on the sweep lapses it
        assert found
    assert moments == sorted(moments)
    living = {step.key for step in DEFAULT_PLAN if plan.alive(step, situation)}
    assert decided == living


@given(situations())
def test_what_is_settled_stays_silent(situation: Situation):
    settled = replace(situation, state=State.CANCELLED)
    assert plan.next_due_at(DEFAULT_PLAN, settled, set()) is None
    assert all(plan.hopeless(step, settled) for step in DEFAULT_PLAN)


@given(situations())
def test_only_what_was_due_before_the_booking_is_unfit(situation: Situation):
    unfit = {decision.step.key for decision in plan.unfit(DEFAULT_PLAN, situation)}
    for step in DEFAULT_PLAN:
        due_at = plan.moment(step.at, situation)
        assert (step.key in unfit) == (due_at is not None and due_at < situation.booked)


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("remind-24h", STARTS - timedelta(days=1)),
        ("remind-1h", STARTS - timedelta(hours=1)),
        ("prepare-60m", STARTS - timedelta(hours=1)),
        ("prepare-10m", STARTS - 10 * MINUTE),
        ("open", STARTS),
        ("nudge", STARTS + 20 * MINUTE),
        ("lapse", STARTS + 30 * MINUTE),
        ("backup", STARTS + 35 * MINUTE),
        ("coordinator", STARTS + 45 * MINUTE),
        ("next-day", datetime(2027, 1, 13, 16, tzinfo=UTC)),
        ("last", datetime(2027, 1, 19, 16, tzinfo=UTC)),
    ],
)
def test_the_default_plan_is_the_table_in_the_contract(name: str, moment: datetime):
    steps = [step for step in DEFAULT_PLAN if step.name == name]
    assert {plan.moment(step.at, at()) for step in steps} == {moment}


def test_the_default_plan_names_each_step_and_audience_once():
    keys = [step.key for step in DEFAULT_PLAN]
    assert len(keys) == len(set(keys)) == 16


def test_a_plan_survives_being_stored():
    assert plan.from_json(json.loads(json.dumps(plan.to_json(DEFAULT_PLAN)))) == DEFAULT_PLAN


@pytest.mark.parametrize(
    ("closes", "days", "morning"),
    [
        (datetime(2027, 1, 15, 22, tzinfo=UTC), 1, datetime(2027, 1, 18, 16, tzinfo=UTC)),  # Friday -> Monday
        (datetime(2027, 1, 16, 22, tzinfo=UTC), 1, datetime(2027, 1, 18, 16, tzinfo=UTC)),  # Saturday -> Monday
        (datetime(2027, 1, 17, 22, tzinfo=UTC), 5, datetime(2027, 1, 22, 16, tzinfo=UTC)),  # Sunday -> Friday
        (datetime(2027, 1, 13, 6, 59, tzinfo=UTC), 1, datetime(2027, 1, 13, 16, tzinfo=UTC)),  # still Tuesday there
        (datetime(2027, 1, 13, 7, 0, tzinfo=UTC), 1, datetime(2027, 1, 14, 16, tzinfo=UTC)),  # Wednesday by now
    ],
)
def test_business_days_are_counted_on_the_readers_calendar(closes: datetime, days: int, morning: datetime):
    assert plan.business_morning(closes, days, "America/Phoenix") == morning


def test_a_business_morning_follows_the_clocks_when_they_change():
    friday = datetime(2027, 3, 12, 22, tzinfo=UTC)  # Denver goes to daylight time on the Sunday
    assert plan.business_morning(friday, 1, "America/Denver") == datetime(2027, 3, 15, 15, tzinfo=UTC)


def test_a_nudge_comes_at_two_thirds_of_the_window_as_it_now_is():
    nudge = Moment(Anchor.START, share=(2, 3))
    assert plan.moment(nudge, at()) == STARTS + 20 * MINUTE
    assert plan.moment(nudge, at(closes=STARTS + 45 * MINUTE)) == STARTS + 30 * MINUTE


def test_an_edited_plan_may_hold_a_step_nobody_can_reach_and_it_stops_by_itself():
    odd = Step("odd", Audience.CANDIDATE, Moment(Anchor.START, 90), Moment(Anchor.START, 120), ("email",), "open")
    assert not plan.hopeless(odd, at())
    assert plan.hopeless(odd, at(state=State.LAPSED))


def test_what_a_step_does_at_night_is_frozen_with_it_and_plans_of_before_keep_their_digest():
    quiet = replace(DEFAULT_PLAN[2], at_night=AtNight.EMAIL)
    rows = json.loads(json.dumps(plan.to_json([quiet, DEFAULT_PLAN[2]])))
    assert plan.from_json(rows) == (quiet, DEFAULT_PLAN[2])
    assert "at_night" not in rows[1]
