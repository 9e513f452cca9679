"""The verdict on a promise under new rules, on made-up promises: told by one table, read by the real one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest

from scheduler_app.domain.hours import Hours
from scheduler_app.domain.rule_change import Kind, Promise, Taken, decide, places, reread
from scheduler_app.domain.walltime import Told, WallTime, Which

HOUR = timedelta(hours=1)
WALL = datetime.fromisoformat("2026-12-15T09:00")
OLD, NEW = datetime(2026, 12, 15, 17, tzinfo=UTC), datetime(2026, 12, 15, 16, tzinfo=UTC)
NOW = datetime(2026, 11, 24, tzinfo=UTC)
VANCOUVER, LONDON, DENVER = "America/Vancouver", "Europe/London", "America/Denver"
BY_OLD_RULES, IN_LONDON = Told(VANCOUVER, -8 * HOUR), Told(LONDON, 0 * HOUR)
OTHER = UUID(int=7)
WORKDAYS = [Hours(day, time(9), time(17)) for day in range(5)]


def promise(**changes: object) -> Promise:
    made = Promise(WallTime(WALL, VANCOUVER), OLD, HOUR / 2, BY_OLD_RULES, IN_LONDON)
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_moved_instant_keeps_the_agreed_wall_time():
    verdict = decide(promise(), [], [], NOW)

    assert verdict.kind is Kind.MOVED
    assert verdict.starts is not None
    assert (verdict.starts.wall, verdict.starts.utc) == (WallTime(WALL, VANCOUVER), NEW)
    assert verdict.starts.offset == -7 * HOUR


def test_what_was_told_by_these_tables_is_unchanged():
    told = promise(starts=NEW, candidate=Told(VANCOUVER, -7 * HOUR))

    assert decide(told, [], [], NOW).kind is Kind.UNCHANGED
    assert places(told) == []


@pytest.mark.parametrize(
    ("candidate", "recruiter", "kind", "named"),
    [
        (BY_OLD_RULES, IN_LONDON, Kind.REREAD, ["Vancouver"]),
        (IN_LONDON, BY_OLD_RULES, Kind.REREAD, ["Vancouver"]),
        (BY_OLD_RULES, Told("America/Edmonton", -7 * HOUR), Kind.REREAD, ["Vancouver", "Edmonton"]),
        (IN_LONDON, Told(DENVER, -7 * HOUR), Kind.UNCHANGED, []),
    ],
)
def test_a_moment_that_stays_may_be_read_anew(candidate: Told, recruiter: Told, kind: Kind, named: list[str]):
    told = promise(
        agreed=WallTime(datetime.fromisoformat("2026-12-15T10:00"), DENVER), candidate=candidate, recruiter=recruiter
    )

    assert decide(told, [], [], NOW).kind is kind
    assert places(told) == named


def test_the_place_of_the_agreed_clock_is_named_where_it_is_neither_sides_own():
    assert places(promise(candidate=IN_LONDON)) == ["Vancouver"]


@pytest.mark.parametrize(
    ("starts", "until", "kind"),
    [
        (NEW - HOUR, NEW, Kind.MOVED),
        (NEW - HOUR, NEW + timedelta(seconds=1), Kind.FLAGGED),
        (NEW + HOUR / 2, OLD, Kind.MOVED),
        (NEW + HOUR / 2 - timedelta(seconds=1), OLD, Kind.FLAGGED),
    ],
)
def test_it_lands_beside_another_call_but_not_on_it(starts: datetime, until: datetime, kind: Kind):
    verdict = decide(promise(), [], [Taken(OTHER, starts, until, pending=False)], NOW)

    assert verdict.kind is kind
    assert verdict.in_the_way == ()


def test_a_call_that_may_yet_move_away_is_named_unless_another_one_stays():
    pending, staying = Taken(OTHER, NEW, OLD, pending=True), Taken(UUID(int=8), NEW, OLD, pending=False)

    assert decide(promise(), [], [pending], NOW).in_the_way == (OTHER,)
    assert decide(promise(), [], [pending, staying], NOW).in_the_way == ()
    assert decide(promise(), [], [pending], NEW).in_the_way == (), "it is too near to be moved in any case"


def test_hours_are_compared_with_what_was_told_and_not_with_what_these_tables_make_of_it():
    # 4:30 PM in Vancouver as it was told, the last call of the day; these tables make it 5:30 PM, after hours.
    starts = datetime(2026, 12, 16, 0, 30, tzinfo=UTC)
    in_casablanca = WallTime(datetime.fromisoformat("2026-12-16T01:30"), "Africa/Casablanca")  # told at +1, now +0
    told = promise(agreed=in_casablanca, starts=starts, candidate=IN_LONDON, recruiter=BY_OLD_RULES)

    assert "outside the recruiter's hours" in decide(told, WORKDAYS, [], NOW).doubt
    after_hours = replace(told, recruiter=Told(VANCOUVER, -7 * HOUR))
    assert decide(after_hours, WORKDAYS, [], NOW).kind is Kind.MOVED


@pytest.mark.parametrize(("opens", "kind"), [(time(16), Kind.MOVED), (time(16, 1), Kind.FLAGGED)])
def test_a_call_does_not_leave_the_hours(opens: time, kind: Kind):
    assert decide(promise(), [Hours(1, opens, time(18))], [], NOW).kind is kind


@pytest.mark.parametrize("starts", [datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC)])
def test_a_skipped_time_names_the_next_that_exists(starts: datetime):
    agreed = WallTime(datetime.fromisoformat("2027-03-28T03:30"), "Europe/Chisinau")
    verdict = reread(promise(agreed=agreed, starts=starts))

    assert (verdict.kind, verdict.starts) == (Kind.FLAGGED, None)
    assert "skip the agreed time; the next that exists is Sun 28 Mar 2027, 02:00 London (UTC+1)" in verdict.doubt


@pytest.mark.parametrize(
    ("which", "stands", "kind"),
    [
        (None, 0, Kind.FLAGGED),
        (None, 1, Kind.FLAGGED),
        (Which.EARLIER, 0, Kind.UNCHANGED),
        (Which.LATER, 1, Kind.UNCHANGED),
        (Which.EARLIER, 1, Kind.UNCHANGED),  # what stands is one of the two, and somebody chose it
        (Which.LATER, 5, Kind.MOVED),
    ],
)
def test_of_a_repeated_time_the_one_that_stands_is_kept_if_it_was_chosen(which: Which | None, stands: int, kind: Kind):
    starts = datetime(2027, 11, 7, 7 + stands, 30, tzinfo=UTC)
    agreed = WallTime(datetime.fromisoformat("2027-11-07T01:30"), DENVER, which)
    verdict = reread(promise(agreed=agreed, starts=starts, candidate=Told(DENVER, -6 * HOUR), recruiter=IN_LONDON))

    # Which of the two offsets was told is beside the point here.
    assert (Kind.UNCHANGED if verdict.kind is Kind.REREAD else verdict.kind) is kind
