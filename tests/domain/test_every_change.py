"""`resolve` at every clock change of every zone from 2024 to 2032, against another reading of the same tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler_app.domain import zones
from scheduler_app.domain.walltime import Gap, Overlap, Unique, local, resolve
from tests.domain import tables
from tests.domain.tables import Change, Table

YEARS = range(2024, 2033)
NAMES = sorted(zones.known())
DISTINCT = sorted({tables.raw(name): name for name in reversed(NAMES)}.values())  # aliases are the same file
SECOND, LEAST = timedelta(seconds=1), timedelta(microseconds=1)


def meant(table: Table, wall: datetime) -> Unique | Overlap | tuple[datetime]:
    """What the other reading says; of a gap only where it ends."""
    instants = table.instants(wall)
    if not instants:
        return (table.next_shown(wall),)
    return Unique(instants[0]) if len(instants) == 1 else Overlap(*instants)


def understood(wall: datetime, zone: str) -> Unique | Overlap | tuple[datetime]:
    found = resolve(wall, zone)
    return (found.next_valid,) if isinstance(found, Gap) else found


def changes(zone: str) -> list[Change]:
    return [change for change in tables.table(zone).changes if change.at.year in YEARS]


def test_every_edge_of_every_change_is_what_the_tables_say():
    """The moment before; the first, the middle and the last moment of what is skipped or repeated; the moment after."""
    kinds = {Unique: 0, Overlap: 0, tuple: 0}
    for zone in DISTINCT:
        table = tables.table(zone)
        for change in changes(zone):
            low, high = change.edges
            inside = [low, low + LEAST, low + (high - low) / 2, high - SECOND, high - LEAST] if low < high else []
            for wall in (low - SECOND, low - LEAST, *inside, high, high + LEAST, high + SECOND):
                answer = understood(wall, zone)
                assert answer == meant(table, wall), (zone, wall)
                kinds[type(answer)] += 1
    assert min(kinds.values()) > 3000, kinds


def test_every_gap_ends_at_its_own_first_valid_time_and_every_overlap_holds_both_readings():
    """Said once more without `instants`: straight from each change that the file lists or its rule brings."""
    gaps = overlaps = 0
    for zone in DISTINCT:
        for change in changes(zone):
            low, high = change.edges
            if change.after > change.before:
                gaps += 1
                gap = Gap(high, change.before, change.after)
                assert [resolve(wall, zone) for wall in (low, high - LEAST)] == [gap, gap], zone
                assert resolve(low - LEAST, zone) == Unique(change.at - LEAST)
                assert resolve(high, zone) == Unique(change.at)
            elif change.after < change.before:
                overlaps += 1
                length = high - low
                assert resolve(low, zone) == Overlap(change.at - length, change.at), zone
                assert resolve(high - LEAST, zone) == Overlap(change.at - LEAST, change.at + length - LEAST)
                assert resolve(low - LEAST, zone) == Unique(change.at - length - LEAST)
                assert resolve(high, zone) == Unique(change.at + length)
    assert gaps > 700
    assert overlaps > 700


def test_the_zones_that_changed_their_rules_are_among_them():
    """Vancouver's last change leaves the offset as it was, only the letters differ: no wall time is repeated."""
    (*_, spring, autumn) = changes("America/Vancouver")

    assert spring.after - spring.before == timedelta(hours=1)
    assert (autumn.at, autumn.before, autumn.after) == (
        datetime(2026, 11, 1, 9, tzinfo=UTC),
        timedelta(hours=-7),
        timedelta(hours=-7),
    )
    assert [change.at.date().isoformat() for change in changes("Africa/Casablanca")][-1] == "2026-09-20"
    assert {change.after - change.before for change in changes("Antarctica/Troll")} == {
        timedelta(hours=2),
        timedelta(hours=-2),
    }
    assert changes("Asia/Kathmandu") == []


near = st.sampled_from([timedelta(), LEAST, SECOND, timedelta(minutes=1)]) | st.timedeltas(
    timedelta(), timedelta(hours=4)
)


@st.composite
def walls_near_a_change(draw: st.DrawFn) -> tuple[str, datetime]:
    """A zone and a wall time: mostly about one of its changes since 1900, else anywhere until 2100."""
    zone = draw(st.sampled_from(NAMES))
    known = [change for change in tables.table(zone).changes if change.at.year >= 1901]
    if not known or draw(st.integers(0, 9)) == 0:
        anywhere = timedelta(seconds=draw(st.integers(0, (tables.LAST_YEAR - 1902) * 365 * 24 * 3600)))
        return zone, datetime.fromisoformat("1901-01-01") + anywhere
    edge = draw(st.sampled_from(draw(st.sampled_from(known)).edges))
    return zone, edge + draw(near) * draw(st.sampled_from([1, -1]))


@given(walls_near_a_change())
@settings(max_examples=1500)
def test_any_wall_time_is_what_the_tables_say(drawn: tuple[str, datetime]):
    zone, wall = drawn

    assert understood(wall, zone) == meant(tables.table(zone), wall)


@given(walls_near_a_change())
@settings(max_examples=500)
def test_any_instant_reads_as_the_tables_say(drawn: tuple[str, datetime]):
    zone, instant = drawn[0], drawn[1].replace(tzinfo=UTC)

    assert local(instant, zone).utcoffset() == tables.table(zone).offset(instant)


@pytest.mark.parametrize(
    ("rule", "year", "turns"),
    [
        ("MST7MDT,M3.2.0,M11.1.0", 2027, ["03-14T09:00", "11-07T08:00"]),
        ("GMT0BST,M3.5.0/1,M10.5.0", 2027, ["03-28T01:00", "10-31T01:00"]),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", 2027, ["03-28T01:00", "10-31T01:00"]),  # Dublin, where winter is the exception
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 2027, ["04-03T15:00", "10-02T15:30"]),  # Lord Howe
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2027, ["03-28T01:00", "10-31T01:00"]),  # Nuuk, the evening before
        ("EET-2EEST,M3.4.4/50,M10.4.4/50", 2027, ["03-27T00:00", "10-29T23:00"]),  # Gaza, two days later
        ("XXX3YYY,J60,J300", 2027, ["03-01T05:00", "10-27T04:00"]),
        ("XXX3YYY,J60,J300", 2028, ["03-01T05:00", "10-27T04:00"]),  # a leap year changes nothing
        ("XXX3YYY,J59/0,J300", 2028, ["02-28T03:00", "10-27T04:00"]),
        ("XXX3YYY,59,299", 2027, ["03-01T05:00", "10-27T04:00"]),
        ("XXX3YYY,59,299", 2028, ["02-29T05:00", "10-26T04:00"]),  # here it counts
        ("<+03>-3", 2027, []),
    ],
)
def test_the_other_reading_knows_every_form_of_a_rule(rule: str, year: int, turns: list[str]):
    found = tables.read(tables.compiled(rule))

    assert [f"{change.at:%m-%dT%H:%M}" for change in found.changes if change.at.year == year] == turns
